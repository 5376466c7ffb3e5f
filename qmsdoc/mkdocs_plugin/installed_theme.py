"""Whether the theme that a site names is installed, in our words: MkDocs only says that it does not know the name."""

from __future__ import annotations

import re
from pathlib import Path

from mkdocs.config.base import ValidationError

from qmsdoc.render.material_frame import PACKAGE
from qmsdoc.resources import material_templates

_MATERIAL = re.compile(r"^theme:(?:[ {]*(?:name: *)?|\s*\n(?: .*\n)*? +name: *)['\"]?material\b", re.MULTILINE)


def missing_theme(config: str | None) -> list[tuple[str, Exception]]:
    """Return, as MkDocs collects errors, that a site's `mkdocs.yml` names Material and that is not installed."""
    if config is None or material_templates() or not _MATERIAL.search(Path(config).read_text("utf-8", "replace")):
        return []
    remedy = f"Install it: pip install {PACKAGE}. Or choose another: theme: mkdocs"
    return [("theme", ValidationError(f"The theme of this site, Material for MkDocs, is not installed. {remedy}"))]
