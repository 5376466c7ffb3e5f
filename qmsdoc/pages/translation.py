"""Translations and their originals: which revision a text translates, and whether that is still the one in force.

To a reader a translation is the document (ISO 9001, 7.5.3.1 a): where the original has moved on, the page must say so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qmsdoc.model import addresses
from qmsdoc.model.snapshot import Edition, Snapshot
from qmsdoc.pages.stamp import was_in_force
from qmsdoc.text.ordering import as_counted


class TranslationStatus(StrEnum):
    """How a translation stands to its original."""

    CURRENT = "current"
    STALE = "stale"
    AHEAD = "ahead"
    UNSAID = "unsaid"
    ENDED = "ended"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Translation:
    """What an edition translates: `revision` of `original`, as it says itself (None where it does not).

    `address` is where the original stands, None where it was never in force; `now` its revision in force and `since`
    that one's first day, or the day on which the original went out of force.
    """

    lang: str
    original: str
    revision: int | None
    status: TranslationStatus
    address: str | None = None
    now: int | None = None
    since: date | None = None

    @property
    def trusted(self) -> bool:
        """Tell whether it says what the original in force says."""
        return self.status is TranslationStatus.CURRENT


@dataclass(frozen=True, slots=True)
class Rendering:
    """A translation in force, as the page of its original leads to it."""

    lang: str
    address: str
    revision: int
    trusted: bool


def translation_of(snapshot: Snapshot, edition: Edition) -> Translation | None:
    """Tell what an edition translates; None where it is no translation."""
    front = edition.document.front
    if front.lang is None or front.id is None:
        return None
    record = snapshot.record(front.id)
    translates = front.translates
    if record is None or not any(was_in_force(each) for each in record.editions):
        return Translation(front.lang, front.id, translates, TranslationStatus.MISSING)
    address = addresses.document(record.name)
    if record.effective is None:
        return Translation(
            front.lang, record.name, translates, TranslationStatus.ENDED, address, since=record.withdrawn_on
        )
    now = record.effective.revision
    status = _status(translates, now)
    return Translation(front.lang, record.name, translates, status, address, now, record.effective.effective_on)


def renderings(snapshot: Snapshot) -> Mapping[str, tuple[Rendering, ...]]:
    """Give the translations in force by the name of their original in lower case, by language."""
    found: dict[str, list[Rendering]] = defaultdict(list)
    for record in sorted(snapshot.records, key=lambda each: as_counted(each.name)):
        edition = record.effective
        made = translation_of(snapshot, edition) if edition is not None else None
        if edition is not None and made is not None:
            rendering = Rendering(made.lang, addresses.document(record.name), edition.revision, made.trusted)
            found[made.original.lower()].append(rendering)
    return {name: tuple(each) for name, each in found.items()}


def _status(translates: int | None, now: int) -> TranslationStatus:
    if translates is None:
        return TranslationStatus.UNSAID
    if translates == now:
        return TranslationStatus.CURRENT
    return TranslationStatus.STALE if translates < now else TranslationStatus.AHEAD
