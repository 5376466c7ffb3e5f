"""The page of the register: the master list of documents (ISO 9001, 7.5.3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from qmsdoc.model import addresses
from qmsdoc.model.language import Language
from qmsdoc.pages.contents import SiteContents
from qmsdoc.pages.entries import RegisterEntry
from qmsdoc.pages.page_kind import PageKind, SearchEntry, same_words


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """Every document that has or had an edition in force, by name."""

    address: str
    entries: tuple[RegisterEntry, ...]


def register_page(contents: SiteContents) -> RegisterPage:
    """Return the page of the register."""
    return RegisterPage(addresses.REGISTER, contents.entries)


def _views(contents: SiteContents) -> Iterator[RegisterPage]:
    yield register_page(contents)


def _search(page: RegisterPage, language: Language) -> Iterator[SearchEntry]:
    words = language.say("search.register-words")
    yield SearchEntry(page.address, language.say("register.title"), language.say("search.list"), words)


REGISTER = PageKind("register", _views, same_words("register.title"), same_words("nav.register"), _search)
