"""What came into force or went out of it, newest first: for people who were away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from qmsdoc.model import addresses
from qmsdoc.model.snapshot import Record, Snapshot
from qmsdoc.pages import words
from qmsdoc.pages.document import editions_of

_MOST = 500


@dataclass(frozen=True, slots=True)
class Event:
    """One change: `what` is `New`, `Changed` or `Withdrawn`; `why` the reason given; `day` when it took effect.

    `address` is where the document is published today.
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


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """The latest changes, at most 500; `more` tells whether there were earlier ones."""

    address: str
    events: tuple[Event, ...]
    more: bool


def changes_page(snapshot: Snapshot) -> ChangesPage:
    """Give the page of changes."""
    found = [event for record in snapshot.records for event in _events(record, snapshot.looks.language)]
    found.sort(key=lambda event: (-event.day.toordinal(), event.name, -event.revision))
    return ChangesPage(addresses.CHANGES, tuple(found[:_MOST]), len(found) > _MOST)


def _events(record: Record, language: str) -> Iterator[Event]:
    address = addresses.document(record.name)
    editions = editions_of(record)
    for edition in editions:
        yield Event(
            day=edition.effective_on,
            what="New" if edition is editions[0] else "Changed",
            name=record.name,
            title=edition.title,
            type=words.type_title(edition.type),
            owner=words.owner(edition.policy, edition.owner),
            revision=edition.revision,
            why=edition.document.front.change or "",
            address=address,
            lang=edition.document.front.lang or language,
        )
    if record.withdrawn_on is not None and editions:
        last = editions[-1]
        reasons = [act.statement.reason for act in record.withdrawal if act.statement and act.statement.reason]
        yield Event(
            day=record.withdrawn_on,
            what="Withdrawn",
            name=record.name,
            title=last.title,
            type=words.type_title(last.type),
            owner=words.owner(last.policy, last.owner),
            revision=last.revision,
            why=reasons[0] if reasons else "",
            address=address,
            lang=last.document.front.lang or language,
        )
