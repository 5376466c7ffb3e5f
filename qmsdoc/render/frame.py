"""The frame around every page: its base template, and what it shows of the site and of the page in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from qmsdoc.model import addresses
from qmsdoc.model.appearance import EMBEDDED_THEME, LIGHT_THEME, THEMES, Looks
from qmsdoc.model.document import ClosureFile
from qmsdoc.model.language import Language
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.pages.entries import Section
from qmsdoc.pages.page_kind import ListedPage
from qmsdoc.pages.preview import PreviewSection
from qmsdoc.render import assets
from qmsdoc.render.content_policy import ContentPolicy
from qmsdoc.render.conversion import ContentsEntry
from qmsdoc.render.menu import neighbours
from qmsdoc.render.print_css import PrintHeads
from qmsdoc.render.templates import SUFFIXES, section_heading

FRAMES = "frames/"
OWN_STYLES = "assets/own.css"
_FOLDERS = (*THEMES, EMBEDDED_THEME)


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A line of the menu; `lang` is the language of its words where it is known."""

    words: str
    address: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class MenuSection:
    """A section of the manual in the menu, with its documents by their `names`."""

    key: str
    heading: str
    names: tuple[str, ...]
    documents: tuple[MenuEntry, ...]

    def shown(self, near: tuple[int, int] | None) -> tuple[MenuEntry, ...]:
        """Return the documents `near` the one being read; all of them where there is no need to choose."""
        return self.documents[slice(*near)] if near is not None else self.documents


@dataclass(frozen=True, slots=True)
class Site:
    """What all pages of a site have in common; templates know it as `site`.

    `root` is the digest of the first policy. `expires` is the day from which a copy is old, None in a preview. `logo`
    and `favicon` are addresses, empty where there is none. With `pdf` every edition in force stands there as PDF
    too, with `own_styles` the manual's own custom properties, with `manifest` the list of all files.
    """

    name: str
    url: str
    organisation: str
    manual: str
    commit: str
    root: str | None
    as_of: date
    expires: date | None
    language: str
    primary: str
    logo: str
    favicon: str
    menu: tuple[MenuEntry, ...]
    sections: tuple[MenuSection, ...]
    pdf: bool = False
    own_styles: bool = False
    manifest: bool = True

    @property
    def preview(self) -> bool:
        """Tell whether it shows drafts."""
        return self.expires is None

    def near(self, key: str, name: str) -> tuple[int, int] | None:
        """Return which documents of a section the menu shows beside one of them; None where it shows all."""
        return next((neighbours(each.names, name) for each in self.sections if each.key == key), None)


@dataclass(frozen=True, slots=True)
class FramedPage:
    """What the frame needs of a page; templates know it as `page`.

    `address` is its folder from the site's root, None for a page without a place; `kind` names its template. A page
    that is not `searched` stays out of search engines. `section` and `near` tell what the menu opens, `name` whose
    page it is.
    """

    address: str | None
    kind: str
    title: str
    searched: bool = False
    section: str = ""
    name: str = ""
    near: tuple[int, int] | None = None
    heads: PrintHeads | None = None
    headings: tuple[ContentsEntry, ...] = ()
    has_diagrams: bool = False

    @property
    def template(self) -> str:
        """The path of its template."""
        return f"qms/{self.kind}.html"


def frame_folder(theme: str) -> str:
    """Return the folder of the frame that a theme names, in the site's template; of any other, the light frame's."""
    return f"{FRAMES}{theme if theme in _FOLDERS else LIGHT_THEME}/"


def frame_assets(template: Mapping[str, bytes], theme: str) -> dict[str, bytes]:
    """Return the style sheets and scripts of a frame, by their path in the site; `template` is path to bytes."""
    folder = frame_folder(theme)
    files = (path for path in template if path.startswith(folder) and not path.endswith(SUFFIXES))
    return {f"assets/{path.removeprefix(folder)}": template[path] for path in files}


class Frame(Protocol):
    """What sets the contents of a page in what surrounds them."""

    @property
    def theme(self) -> str:
        """The name of the theme."""

    @property
    def policy(self) -> ContentPolicy:
        """The policy that stands in every page."""

    @property
    def files(self) -> Mapping[str, bytes]:
        """Files that every page needs besides those of the site's template, by their path in the site."""

    def html(self, page: FramedPage, **values: object) -> str:
        """Return the whole page; `values` are what its own template is given."""


def site_of(
    snapshot: Snapshot,
    lists: Iterable[ListedPage],
    sections: Iterable[Section] | Iterable[PreviewSection],
    language: Language,
    *,
    organisation: str,
    expires: date | None,
    pdf: bool = False,
) -> Site:
    """Return what the pages of a snapshot have in common."""
    looks = snapshot.looks
    return Site(
        name=looks.site_name or snapshot.manual,
        url=snapshot.site_url,
        organisation=organisation,
        manual=snapshot.manual,
        commit=snapshot.commit,
        root=snapshot.root,
        as_of=snapshot.as_of,
        expires=expires,
        language=language.code,
        primary=looks.primary.replace(" ", "-"),
        logo=_picture(looks.logo),
        favicon=_picture(looks.favicon) or "assets/favicon.svg",
        menu=tuple(_menu(lists, language, pdf=pdf)),
        sections=tuple(_section(section, language) for section in sections),
        pdf=pdf,
        own_styles=bool(looks.css),
    )


def own_styles(looks: Looks) -> Mapping[str, bytes]:
    """Return the style sheet of the manual's own custom properties by its path in the site, where it has any."""
    return {OWN_STYLES: looks.css.encode()} if looks.css else {}


def pictures(looks: Looks) -> Mapping[str, bytes]:
    """Return the logo and favicon by their address, where they can be shown safely."""
    found = (picture for picture in (looks.logo, looks.favicon) if picture is not None and assets.shown(picture))
    return {assets.address(picture): picture.data for picture in found}


def _menu(lists: Iterable[ListedPage], language: Language, *, pdf: bool) -> Iterable[MenuEntry]:
    for page in lists:
        if pdf and page.view.address == addresses.VERIFY:
            yield MenuEntry(language.say("nav.pdf"), addresses.MANUAL_PDF)
        if page.kind.menu is not None:
            yield MenuEntry(page.kind.menu(page.view, language), page.view.address)


def _section(section: Section | PreviewSection, language: Language) -> MenuSection:
    if isinstance(section, Section):
        marks = [(entry.stamp.name, entry.stamp.title, entry.stamp.lang, entry.address) for entry in section.entries]
    else:
        marks = [(entry.name, entry.title, entry.lang, entry.address) for entry in section.entries]
    documents = tuple(MenuEntry(f"{name} {title}", address, lang) for name, title, lang, address in marks)
    names = tuple(name for name, *_ in marks)
    return MenuSection(section.key, section_heading(section, language), names, documents)


def _picture(picture: ClosureFile | None) -> str:
    return assets.address(picture) if picture is not None and assets.shown(picture) else ""
