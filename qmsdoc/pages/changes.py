"""What came into force or went out of it, newest first: for people who were away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from qmsdoc.model import addresses
from qmsdoc.model.language import Language
from qmsdoc.pages.contents import SiteContents
from qmsdoc.pages.document import PublishedDocument
from qmsdoc.pages.page_kind import PageKind, SearchEntry, same_words
from qmsdoc.pages.stamp import Stamp
from qmsdoc.text.ordering import as_counted

_MOST = 500


@dataclass(frozen=True, slots=True)
class Event:
    """One change: `what` is `New`, `Changed` or `Withdrawn`; `why` the reason given; `day` when it took effect.

    `address` is where the document is published today; `former` the revision before, None for a first edition and at
    the end; `comparison` where the two are compared, empty where no page does.
    """

    day: date
    what: str
    name: str
    title: str
    type: str
    owner: str
    revision: int
    why: str
    address: str
    lang: str
    former: int | None = None
    comparison: str = ""

    @property
    def ended(self) -> bool:
        """Tell whether the document went out of force."""
        return self.what == "Withdrawn"


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """The latest changes, at most 500; `more` tells whether there were earlier ones."""

    address: str
    events: tuple[Event, ...]
    more: bool


def changes_page(contents: SiteContents) -> ChangesPage:
    """Return the page of changes."""
    found = [event for document in contents.documents for event in _events(document, compared=contents.all_editions)]
    found.sort(key=lambda event: (-event.day.toordinal(), as_counted(event.name), -event.revision))
    return ChangesPage(addresses.CHANGES, tuple(found[:_MOST]), len(found) > _MOST)


def _events(document: PublishedDocument, *, compared: bool) -> Iterator[Event]:
    record, former = document.record, None
    for edition, mark in zip(document.editions, document.stamps, strict=True):
        what = "New" if former is None else "Changed"
        event = _event(mark, mark.effective_on, what, edition.document.front.change or "", document.address)
        if former is not None:
            page = addresses.comparison(mark.name, former, mark.revision) if compared else ""
            event = replace(event, former=former, comparison=page)
        yield event
        former = edition.revision
    if record.withdrawn_on is not None:
        reasons = [act.statement.reason for act in record.withdrawal if act.statement and act.statement.reason]
        why = reasons[0] if reasons else ""
        yield _event(document.stamps[-1], record.withdrawn_on, "Withdrawn", why, document.address)


def _event(mark: Stamp, day: date, what: str, why: str, address: str) -> Event:
    return Event(day, what, mark.name, mark.title, mark.type, mark.owner, mark.revision, why, address, mark.lang)


def _views(contents: SiteContents) -> Iterator[ChangesPage]:
    yield changes_page(contents)


def _search(page: ChangesPage, language: Language) -> Iterator[SearchEntry]:
    yield SearchEntry(page.address, language.say("nav.changes"), language.say("search.list"))


CHANGES = PageKind("changes", _views, same_words("nav.changes"), same_words("nav.changes"), _search)
