"""Pages of one document: an edition, its history, and the notice that stands where nothing is in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qmsdoc.model import addresses
from qmsdoc.model.snapshot import Edition, Record, Snapshot, Status
from qmsdoc.pages.comparison import Comparison, comparisons
from qmsdoc.pages.stamp import Stamp, stamp, was_in_force
from qmsdoc.pages.translation import Rendering, Translation, translation_of


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the revision table."""

    revision: int
    title: str
    change: str
    status: Status
    effective_on: date
    ended_on: date | None
    approved_on: date
    approvers: tuple[str, ...]
    address: str
    lang: str


@dataclass(frozen=True, slots=True)
class EditionPage:
    """One published edition. `section` is the type under which menus list it.

    `standing` tells the page of the document itself from the edition's permanent address; `today` is
    where today's edition stands, None where there is none; `replaced_by` the name and address of the
    document that took its place. `rows` is the revision table, on the document's own page only.
    `translation` tells what it translates, `renderings` are the translations of it.
    """

    address: str
    section: str
    edition: Edition
    stamp: Stamp
    rows: tuple[Row, ...]
    standing: bool
    today: str | None
    replaced_by: tuple[str, str] | None
    translation: Translation | None
    renderings: tuple[Rendering, ...]


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """A document's editions, newest first, with what changed and why: `comparisons` of those that have a page."""

    address: str
    section: str
    name: str
    title: str
    type: str
    status: Status
    rows: tuple[Row, ...]
    comparisons: tuple[Comparison, ...]
    today: str
    lang: str


@dataclass(frozen=True, slots=True)
class NoticePage:
    """What stands at a document's address when no edition is in force any more."""

    address: str
    section: str
    name: str
    title: str
    type: str
    status: Status
    ended_on: date | None
    reason: str
    replaced_by: tuple[str, str] | None
    last: Stamp


def editions_of(record: Record) -> tuple[Edition, ...]:
    """The editions that are or were in force, by revision: the only ones that pages are made of."""
    return tuple(edition for edition in record.editions if was_in_force(edition))


def address_of(snapshot: Snapshot, name: str) -> str | None:
    """Where `name` is published as of the snapshot, or None where it never was in force."""
    record = snapshot.record(name)
    return addresses.document(record.name) if record and editions_of(record) else None


def edition_page(
    snapshot: Snapshot,
    record: Record,
    edition: Edition,
    *,
    kept: Sequence[Edition],
    standing: bool,
    renderings: tuple[Rendering, ...] = (),
) -> EditionPage:
    """Give the page of an edition, at the document's address (`standing`) or at its permanent one.

    `kept` are the editions that have a page of their own, `renderings` the translations in force.
    """
    today = addresses.document(record.name)
    return EditionPage(
        address=today if standing else addresses.revision(record.name, edition.revision),
        section=_section(record),
        edition=edition,
        stamp=stamp(snapshot, record, edition),
        rows=rows(snapshot, record, kept) if standing else (),
        standing=standing,
        today=today if record.effective is not None else None,
        replaced_by=_replacement(snapshot, record),
        translation=translation_of(snapshot, edition) if edition is record.effective else None,
        renderings=renderings,
    )


def history_page(snapshot: Snapshot, record: Record, kept: Sequence[Edition]) -> HistoryPage:
    """Give the page of a document's editions, of which it must have had one in force; `kept` have a page."""
    last = stamp(snapshot, record, record.effective or editions_of(record)[-1])
    return HistoryPage(
        address=addresses.history(record.name),
        section=_section(record),
        name=record.name,
        title=last.title,
        type=last.type,
        status=record.status if record.effective is None else Status.EFFECTIVE,
        rows=rows(snapshot, record, kept),
        comparisons=comparisons(kept),
        today=addresses.document(record.name),
        lang=last.lang,
    )


def notice_page(snapshot: Snapshot, record: Record) -> NoticePage:
    """Give the page that says a document is withdrawn or replaced."""
    last = stamp(snapshot, record, editions_of(record)[-1])
    reasons = [act.statement.reason for act in record.withdrawal if act.statement and act.statement.reason]
    return NoticePage(
        address=addresses.document(record.name),
        section=_section(record),
        name=record.name,
        title=last.title,
        type=last.type,
        status=record.status,
        ended_on=record.withdrawn_on or last.ended_on,
        reason=reasons[0] if reasons else "",
        replaced_by=_replacement(snapshot, record),
        last=last,
    )


def rows(snapshot: Snapshot, record: Record, kept: Sequence[Edition]) -> tuple[Row, ...]:
    """The revision table, newest first; an edition that is not `kept` has no address."""
    found = []
    for edition in reversed(editions_of(record)):
        mark = stamp(snapshot, record, edition)
        found.append(
            Row(
                revision=edition.revision,
                title=edition.title,
                change=edition.document.front.change or "",
                status=edition.status,
                effective_on=edition.effective_on,
                ended_on=mark.ended_on,
                approved_on=edition.approved_on,
                approvers=tuple(dict.fromkeys(each.name for each in mark.signatures if each.act == "approved")),
                address=addresses.revision(record.name, edition.revision) if edition in kept else "",
                lang=mark.lang,
            )
        )
    return tuple(found)


def _section(record: Record) -> str:
    return (record.effective or editions_of(record)[-1]).type


def _replacement(snapshot: Snapshot, record: Record) -> tuple[str, str] | None:
    if record.replaced_by is None:
        return None
    return record.replaced_by, address_of(snapshot, record.replaced_by) or ""
