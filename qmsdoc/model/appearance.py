"""How a manual looks: what its `mkdocs.yml` may decide, read as plain data and never executed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from qmsdoc.model.document import ClosureFile

LIGHT_THEME, MATERIAL_THEME = "qmsdoc", "material"
THEMES = (LIGHT_THEME, MATERIAL_THEME)
EMBEDDED_THEME = "mkdocs"  # pages inside somebody's own site; not for `mkdocs.yml` to name


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one scheme, by Material's names.

    `media` tells when it is chosen; `icon` and `name` are those of the switch that leads to the next one, which the
    language names where nothing does.
    """

    scheme: str = "default"
    primary: str = "indigo"
    accent: str = "indigo"
    media: str = ""
    icon: str = ""
    name: str = ""


class SocialLink(NamedTuple):
    """A link in the footer, shown as an icon."""

    icon: str
    link: str
    name: str


@dataclass(frozen=True, slots=True)
class Looks:
    """Names, colours and pictures.

    `theme` names the frame. `primary` and `accent` are names of Material's palette; `logo` and `favicon` files of the
    tree. What follows is of Material's frame only: `palettes`, one for each scheme; `features`, those that take effect;
    `permalinks`, whether headings link to themselves; `icons`, by what they stand for. `css` holds a company's own
    custom properties, of every frame.
    """

    site_name: str = ""
    site_url: str = ""
    language: str = "en"
    primary: str = "indigo"
    accent: str = "indigo"
    logo: ClosureFile | None = None
    favicon: ClosureFile | None = None
    theme: str = LIGHT_THEME
    palettes: tuple[Palette, ...] = ()
    features: tuple[str, ...] = ()
    permalinks: bool = False
    icons: tuple[tuple[str, str], ...] = ()
    social: tuple[SocialLink, ...] = ()
    copyright: str = ""
    css: str = ""
