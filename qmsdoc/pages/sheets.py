"""What a printed sheet is asked when it is checked: which editions there are, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qmsdoc.model import addresses
from qmsdoc.model.snapshot import Snapshot, Status
from qmsdoc.pages.document import editions_of
from qmsdoc.pages.stamp import ended_on

_DIGITS = 16


@dataclass(frozen=True, slots=True)
class SheetEdition:
    """One edition as a sheet names it: `digest` its first 16 digits, `ended` the first day out of force."""

    revision: int
    digest: str
    since: date
    ended: date | None


@dataclass(frozen=True, slots=True)
class SheetDocument:
    """One document; `now` is the revision in force, None where there is none; `instead` the document that follows."""

    name: str
    status: Status
    address: str
    now: int | None
    instead: str | None
    editions: tuple[SheetEdition, ...]


def digits(content: str) -> str:
    """Give the digits of a digest (`sha256:…`) that a sheet carries."""
    return content.removeprefix("sha256:")[:_DIGITS]


def sheet_code(name: str, revision: int, content: str) -> str:
    """Name an edition as sheets do: `QP-001/3/9f2c47aa12bd9f0c`."""
    return f"{name}/{revision}/{digits(content)}"


def sheets(snapshot: Snapshot) -> tuple[SheetDocument, ...]:
    """Give every document that is or was in force, by name, with every such edition."""
    found = []
    for record in sorted(snapshot.records, key=lambda each: each.name):
        editions = editions_of(record)
        if not editions:
            continue
        now = record.effective.revision if record.effective is not None else None
        found.append(
            SheetDocument(
                name=record.name,
                status=Status.EFFECTIVE if now is not None else editions[-1].status,
                address=addresses.document(record.name),
                now=now,
                instead=record.replaced_by,
                editions=tuple(
                    SheetEdition(
                        each.revision,
                        digits(each.content_digest),
                        each.effective_on,
                        None if each.revision == now else ended_on(record, each),
                    )
                    for each in editions
                ),
            )
        )
    return tuple(found)
