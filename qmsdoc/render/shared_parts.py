"""Parts of a frame that pages have in common, filled in once for all pages in folders of one depth.

Their links are written as seen from a folder that no page has, so that any page of that depth may show them.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from jinja2 import Environment
from markupsafe import Markup

from qmsdoc.render.conversion import NOWHERE
from qmsdoc.render.frame import FramedPage, MenuEntry, Site
from qmsdoc.render.templates import filled

_DOCUMENTS = "\x02documents\x03"  # control characters stand in no page


class SharedParts:
    """The parts of one site's frame; their templates lie in `folder` of `templates`."""

    def __init__(self, site: Site, templates: Environment, folder: str) -> None:
        self._site, self._templates, self._folder = site, templates, folder
        self._filled: dict[Hashable, Markup] = {}
        self._last: tuple[Hashable, Markup] = (None, Markup())
        self._now: tuple[FramedPage | None, FramedPage] = (None, FramedPage(None, "", ""))

    def part(self, name: str, page: FramedPage) -> Markup:
        """Fill in the template `name` as a page shows it."""
        return self._part(name, self._shared(page), documents="")

    def menu(self, page: FramedPage) -> Markup:
        """Fill in the menu as a page shows it: lists, sections, and of its own section the documents around it."""
        shared = self._shared(page)
        section = next((each for each in self._site.sections if each.key == page.section), None)
        shown = section.shown(page.near) if section is not None else ()
        active = next((entry for entry in shown if entry.address == page.address), None)
        if (key := (shared, page.near, active)) != self._last[0]:  # the pages of a document follow each other
            self._last = key, self._menu(shared, shown, active)
        return self._last[1]

    def _menu(self, shared: FramedPage, shown: Iterable[MenuEntry], active: MenuEntry | None) -> Markup:
        before, here, after = self._part("menu.html", shared, documents=_DOCUMENTS).partition(_DOCUMENTS)
        lines = (self._part("line.html", shared, entry=entry, active=entry is active) for entry in shown if here)
        return Markup().join((before, *lines, after))

    def _shared(self, page: FramedPage) -> FramedPage:
        if page is not self._now[0]:
            self._now = page, _shared(page)
        return self._now[1]

    def _part(self, name: str, page: FramedPage, **values: Hashable) -> Markup:
        key = name, page, *values.values()
        if key not in self._filled:
            self._filled[key] = filled(self._templates, f"{self._folder}{name}", site=self._site, page=page, **values)
        return self._filled[key]


def _shared(page: FramedPage) -> FramedPage:
    """Return what a document's page has in common with others; a page that is no document's is itself."""
    if not page.name or page.address is None:
        return page
    near = page.near and (0, 0)
    place = NOWHERE * page.address.count("/")
    return FramedPage(place, "", "", section=page.section, near=near, has_diagrams=page.has_diagrams)
