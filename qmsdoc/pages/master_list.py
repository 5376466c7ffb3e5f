"""The page of the register: the master list of documents (ISO 9001, 7.5.3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from qmsdoc.model import addresses
from qmsdoc.model.language import Language
from qmsdoc.model.unsigned_revision import UnsignedRevision
from qmsdoc.pages.contents import SiteContents
from qmsdoc.pages.entries import RegisterEntry
from qmsdoc.pages.page_kind import PageKind, SearchEntry, same_words


@dataclass(frozen=True, slots=True)
class NotSigned:
    """What tags of another system say of a document: its `entry`, the revisions, newest first; nothing is proved."""

    entry: RegisterEntry
    history: str
    revisions: tuple[UnsignedRevision, ...]


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """Every document that has or had an edition in force, by name; and what was never signed of them."""

    address: str
    entries: tuple[RegisterEntry, ...]
    not_signed: tuple[NotSigned, ...]


def register_page(contents: SiteContents) -> RegisterPage:
    """Return the page of the register."""
    return RegisterPage(addresses.REGISTER, contents.entries, tuple(_not_signed(contents)))


def _not_signed(contents: SiteContents) -> Iterator[NotSigned]:
    for entry in contents.entries:
        name = entry.stamp.name
        found = contents.snapshot.unsigned_of(name) if contents.snapshot.unsigned else ()
        if found:
            yield NotSigned(entry, addresses.history(name), tuple(reversed(found)))


def _views(contents: SiteContents) -> Iterator[RegisterPage]:
    yield register_page(contents)


def _search(page: RegisterPage, language: Language) -> Iterator[SearchEntry]:
    words = language.say("search.register-words")
    yield SearchEntry(page.address, language.say("register.title"), language.say("search.list"), words)


REGISTER = PageKind("register", _views, same_words("register.title"), same_words("nav.register"), _search)
