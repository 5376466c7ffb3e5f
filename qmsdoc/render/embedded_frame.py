"""No frame: the contents of a page alone, for a page of somebody's own site that MkDocs makes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from jinja2 import Environment

from qmsdoc.model.appearance import EMBEDDED_THEME
from qmsdoc.render.content_policy import ContentPolicy
from qmsdoc.render.frame import FramedPage, Site, frame_folder

STYLES = "assets/embedded.css"
_MARGINS = re.compile(r"^@page \{.*?^\}\n", re.DOTALL | re.MULTILINE)
_RULES = (f"{frame_folder(EMBEDDED_THEME)}frame.css", "assets/qms.css", "assets/diagram.css")


@dataclass(frozen=True)
class EmbeddedFrame:
    """Gives contents without a frame, and keeps in `pages` what is known of each page, by its address."""

    site: Site
    templates: Environment
    pages: dict[str, FramedPage] = field(default_factory=dict)

    theme = EMBEDDED_THEME
    policy = ContentPolicy()
    files: ClassVar[Mapping[str, bytes]] = {}

    def html(self, page: FramedPage, **values: object) -> str:
        """Fill a page into its template."""
        if page.address is not None:
            self.pages[page.address] = page
        template = self.templates.get_template(f"{frame_folder(self.theme)}content.html")
        return template.render(site=self.site, page=page, policy=self.policy, **values)


def embedded_styles(template: Mapping[str, bytes]) -> bytes:
    """Return the style sheet of embedded pages: it touches nothing around them, and outweighs the theme's within.

    Its rules stand inside one of high specificity (CSS Nesting Level 1, 4); those of a sheet's margins cannot.
    """
    tokens, printed, *rules = (template[path].decode() for path in ("assets/tokens.css", "assets/print.css", *_RULES))
    part = ".qms-page.qms-page.qms-page"
    inside = _MARGINS.sub("", printed)
    return f"{tokens}\n{part} {{\n{''.join(rules)}}}\n@media print {{ {part} {{\n{inside}}} }}\n".encode()
