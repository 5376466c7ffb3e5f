"""What a kind of page is: its template, what makes its pages, and what menu and search say of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from qmsdoc.model.language import Language
from qmsdoc.pages.contents import SiteContents


class View(Protocol):
    """What a template shows: a frozen value that knows where its page stands (a folder from the site's root)."""

    @property
    def address(self) -> str:
        """The address of the page."""


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """A place that search leads to besides documents: `words` are what it is known by."""

    address: str
    title: str
    kind: str
    words: str = ""


Words = Callable[[Any, Language], str]


@dataclass(frozen=True, slots=True)
class PageKind:
    """A kind of page that is no document's.

    `template` is the name of its file in the site's templates, without `.html`; `views` makes what its pages show;
    `title` gives the title of a page and `menu` its words in the menu (None: the menu does not lead there);
    `search` gives what search finds of it; `parts` are pages that one of its pages brings with it.
    """

    template: str
    views: Callable[[SiteContents], Iterable[View]]
    title: Words
    menu: Words | None = None
    search: Callable[[Any, Language], Iterable[SearchEntry]] | None = None
    parts: Callable[[Any], Iterable[ListedPage]] | None = None


@dataclass(frozen=True, slots=True)
class ListedPage:
    """A page of a kind."""

    kind: PageKind
    view: View

    def title(self, language: Language) -> str:
        """Return the title of the page."""
        return self.kind.title(self.view, language)


def same_words(key: str) -> Words:
    """Return words that are the same for every page of a kind, by their key."""
    return lambda _, language: language.say(key)


def pages_of(kinds: Iterable[PageKind], contents: SiteContents) -> tuple[ListedPage, ...]:
    """Make every page of these kinds, in their order."""
    return tuple(_pages(kinds, contents))


def _pages(kinds: Iterable[PageKind], contents: SiteContents) -> Iterator[ListedPage]:
    for kind in kinds:
        for view in kind.views(contents):
            yield ListedPage(kind, view)
            yield from kind.parts(view) if kind.parts is not None else ()
