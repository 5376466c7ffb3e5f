"""The frame that needs nothing but the site's own templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from jinja2 import Environment

from qmsdoc.model.appearance import LIGHT_THEME
from qmsdoc.render.content_policy import ContentPolicy
from qmsdoc.render.frame import FramedPage, Site, frame_folder
from qmsdoc.render.shared_parts import SharedParts


@dataclass(frozen=True)
class LightFrame:
    """Header, menu, contents and footer around the contents of a page."""

    site: Site
    templates: Environment

    theme = LIGHT_THEME
    policy = ContentPolicy()
    files: ClassVar[Mapping[str, bytes]] = {}

    def html(self, page: FramedPage, **values: object) -> str:
        """Fill a page into its template and the frame."""
        template = self.templates.get_template(f"{frame_folder(self.theme)}page.html")
        return template.render(site=self.site, page=page, policy=self.policy, parts=self._parts, **values)

    @cached_property
    def _parts(self) -> SharedParts:
        return SharedParts(self.site, self.templates, frame_folder(self.theme))
