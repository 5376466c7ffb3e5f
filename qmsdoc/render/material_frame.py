"""The frame of Material for MkDocs: its templates as installed, filled in by the renderer of every other page.

Its pages hold a few inline scripts, the same in every page of a site; the policy of content names each by its hash. Its
search, fonts, and whatever fetches are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path

from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader, Undefined
from markupsafe import Markup

from qmsdoc.errors import PublishError
from qmsdoc.model.appearance import MATERIAL_THEME, Looks, Palette
from qmsdoc.render.content_policy import ContentPolicy
from qmsdoc.render.frame import FramedPage, MenuEntry, Site, frame_folder
from qmsdoc.render.menu import before_and_after
from qmsdoc.render.shared_parts import SharedParts
from qmsdoc.render.templates import SUFFIXES
from qmsdoc.resources import material_templates

PACKAGE = "mkdocs-material"
_FOLDER = frame_folder(MATERIAL_THEME)
_SCRIPTS = ("base", "content", "palette")
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_OUTSIDE = re.compile(r"@charset [^;]*;|/\*# sourceMappingURL=.*?\*/")
_AS_THE_SYSTEM = "(prefers-color-scheme)"
_SCOPE = "/"  # one for all pages of a site, so that the script that says it has one hash


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """An item of Material's navigation; a section has `children`."""

    title: str
    url: str
    active: bool = False
    children: tuple[NavigationItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Navigation:
    """What Material's templates know as `nav`."""

    items: tuple[NavigationItem, ...]
    homepage: NavigationItem


@dataclass(frozen=True, slots=True)
class MaterialPage(FramedPage):
    """A page as Material's templates know it too."""

    previous_page: NavigationItem | None = None
    next_page: NavigationItem | None = None


@dataclass(frozen=True)
class MaterialFrame:
    """Sets contents in Material's page; `templates` are those of contents, `looks` what `mkdocs.yml` says."""

    site: Site
    templates: Environment
    sources: Mapping[str, bytes]
    looks: Looks

    theme = MATERIAL_THEME

    @cached_property
    def policy(self) -> ContentPolicy:
        """The policy of its pages: Material's own inline scripts, and the icons that its style sheet holds."""
        found: list[str] = []
        for name in _SCRIPTS:
            html = self._environment.get_template(f"partials/javascripts/{name}.html").render(self._context)
            found += _SCRIPT.findall(html)
        return ContentPolicy(tuple(found), data_images=True)

    def html(self, page: FramedPage, **values: object) -> str:
        """Fill a page's contents into its template, and these into Material's page."""
        content = self.templates.get_template(f"{_FOLDER}content.html").render(site=self.site, page=page, **values)
        return self._environment.get_template("main.html").render(
            self._context,
            site=self.site,
            page=self._page(page),
            nav=self._navigation(page),
            content=Markup(content),  # noqa: S704 - a template that escapes what it is given
            policy=self.policy,
            parts=self._parts,
            **values,
        )

    @cached_property
    def files(self) -> Mapping[str, bytes]:
        """Material's script and, in a layer that any rule of ours outweighs (CSS Cascade 5, 6.4), its style sheets."""
        root = material_folder()
        scripts = root.glob("assets/javascripts/bundle.*.js")
        styles = "".join(map(_style, sorted(root.glob("assets/stylesheets/*.css"))))
        return {
            "assets/material.css": f"@layer material{{{styles}}}\n".encode(),
            **{path.relative_to(root).as_posix(): path.read_bytes() for path in scripts},
        }

    @cached_property
    def _parts(self) -> SharedParts:
        return SharedParts(self.site, self._environment, "")

    @cached_property
    def _environment(self) -> Environment:
        ours = {path.removeprefix(_FOLDER): data.decode() for path, data in self.sources.items() if _is_ours(path)}
        made = self.templates.overlay(
            loader=ChoiceLoader([DictLoader(ours), FileSystemLoader(material_folder())]), undefined=Undefined
        )
        made.filters = {**self.templates.filters, "script_tag": str}
        made.globals = {**self.templates.globals, "lang_attribute": self.templates.globals["lang"]}  # `lang` is theirs
        return made

    @cached_property
    def _context(self) -> Mapping[str, object]:
        looks = self.looks
        palettes = [self._palette(*pair) for pair in _with_next(looks.palettes)]
        theme = {
            "language": _language(self.site.language),
            "features": list(looks.features),
            "favicon": self.site.favicon,
            "logo": self.site.logo,
            "icon": dict(looks.icons),
            "font": False,
            "palette": palettes[0] if len(palettes) == 1 else palettes or self._palette(Palette(), Palette()),
        }
        social = [{"icon": each.icon, "link": each.link, "name": each.name} for each in looks.social]
        config = {
            "site_name": self.site.name,
            "copyright": looks.copyright,
            "theme": theme,
            "extra": {"scope": _SCOPE, "generator": False, "social": social},
            "extra_css": [],
            "extra_javascript": [],
            "plugins": {},
        }
        return {"config": config, "base_url": ".", "features": list(looks.features), "permalinks": looks.permalinks}

    def _palette(self, palette: Palette, after: Palette) -> dict[str, object]:
        """Return a palette, with the switch that leads to the one `after` it."""
        row: dict[str, object] = {"scheme": palette.scheme, "primary": palette.primary, "accent": palette.accent}
        row |= {"media": palette.media} if palette.media else {}
        return row | (
            {"toggle": {"icon": palette.icon, "name": palette.name or self._switch(after)}} if palette.icon else {}
        )

    def _switch(self, to: Palette) -> str:
        """Return the words of the switch to a palette."""
        scheme = "system" if to.media == _AS_THE_SYSTEM else "dark" if to.scheme == "slate" else "light"
        return self.templates.from_string("{{ say('frame.colours-' ~ scheme) }}").render(scheme=scheme)

    def _page(self, page: FramedPage) -> MaterialPage:
        before, after = self._beside(page)
        same = {field.name: getattr(page, field.name) for field in fields(FramedPage)}
        return MaterialPage(**same, previous_page=before, next_page=after)

    def _beside(self, page: FramedPage) -> tuple[NavigationItem | None, NavigationItem | None]:
        """Return the documents before and after one, in its section."""
        section = next((each for each in self.site.sections if each.key == page.section), None)
        if section is None or not page.name:
            return None, None
        entries = dict(zip(section.names, section.documents, strict=True))
        before, after = before_and_after(section.names, page.name)
        return _item(entries.get(before or "")), _item(entries.get(after or ""))

    def _navigation(self, page: FramedPage) -> Navigation:
        """Return what the tabs show: the lists under the first, and each section; none grows with the manual."""
        lists = tuple(NavigationItem(each.words, each.address) for each in self.site.menu)
        first = NavigationItem(lists[0].title, lists[0].url, not page.section, lists)
        sections = (
            NavigationItem(each.heading, place, each.key == page.section, (NavigationItem(each.heading, place),))
            for each in self.site.sections
            for place in [f"index.html#__qms-{each.key}"]
        )
        return Navigation((first, *sections), lists[0])


def material_folder() -> Path:
    """Return the folder of Material's templates; raises `PublishError` where it is not installed."""
    root = material_templates()
    if root is None:
        raise PublishError(
            "The theme of this manual is Material for MkDocs, which is not installed.",
            remedy=f"Install it: pip install {PACKAGE}. Or build with the light frame: --theme qmsdoc.",
        )
    return root


def _style(path: Path) -> str:
    """Return a style sheet as it may stand inside another."""
    return _OUTSIDE.sub("", path.read_text("utf-8"))


def _is_ours(path: str) -> bool:
    return path.endswith(SUFFIXES) and path.startswith((_FOLDER, "qms/"))


def _language(code: str) -> str:
    """Return the nearest language that Material speaks."""
    known = (each for each in (code, code.partition("-")[0]) if _spoken(each))
    return next(known, "en")


def _spoken(code: str) -> bool:
    return (material_folder() / "partials/languages" / f"{code}.html").is_file()


def _with_next(palettes: tuple[Palette, ...]) -> Iterator[tuple[Palette, Palette]]:
    """Yield each palette with the one that the switch leads to; after the last, the first."""
    return zip(palettes, palettes[1:] + palettes[:1], strict=True)


def _item(entry: MenuEntry | None) -> NavigationItem | None:
    return NavigationItem(entry.words, entry.address) if entry is not None else None
