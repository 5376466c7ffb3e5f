"""What a printed sheet is asked when it is checked: which editions there are, and what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qmsdoc.model.snapshot import Status
from qmsdoc.pages.document import PublishedDocument

_DIGITS = 16


@dataclass(frozen=True, slots=True)
class LookupEdition:
    """One edition as a sheet's code names it: `digest` all of its 64 digits, `ended` the first day out of force."""

    revision: int
    digest: str
    since: date
    ended: date | None


@dataclass(frozen=True, slots=True)
class LookupDocument:
    """One document; `now` is the revision in force, None where there is none; `instead` the document that follows."""

    name: str
    status: Status
    address: str
    now: int | None
    instead: str | None
    editions: tuple[LookupEdition, ...]


def digits(content: str) -> str:
    """Return the digits of a digest (`sha256:…`)."""
    return content.removeprefix("sha256:")


def edition_code(name: str, revision: int, content: str) -> str:
    """Return what names an edition for machines: `QP-001/3/` and the 64 digits of its digest."""
    return f"{name}/{revision}/{digits(content)}"


def typed_code(name: str, revision: int, content: str) -> str:
    """Return what people read on a sheet and type: `QP-001/3/9f2c47aa12bd9f0c`, the first 16 digits."""
    return f"{name}/{revision}/{digits(content)[:_DIGITS]}"


def lookup_documents(documents: Sequence[PublishedDocument]) -> tuple[LookupDocument, ...]:
    """Return what is answered of every document that is or was in force."""
    return tuple(map(_document, documents))


def _document(document: PublishedDocument) -> LookupDocument:
    record = document.record
    now = record.effective.revision if record.effective is not None else None
    return LookupDocument(
        name=record.name,
        status=Status.EFFECTIVE if now is not None else document.editions[-1].status,
        address=document.address,
        now=now,
        instead=record.replaced_by,
        editions=tuple(
            LookupEdition(mark.revision, digits(mark.content), mark.effective_on, mark.ended_on)
            for mark in document.stamps
        ),
    )
