"""Pages of one document: an edition, its history, and the notice that stands where nothing is in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qmsdoc.model import addresses
from qmsdoc.model.policy import POLICY_ID
from qmsdoc.model.snapshot import Edition, Record, Snapshot, Status
from qmsdoc.model.unsigned_revision import UnsignedRevision
from qmsdoc.pages.comparison import Comparison, comparisons
from qmsdoc.pages.policy_tables import PolicyTables, policy_tables
from qmsdoc.pages.reader_addresses import report_address
from qmsdoc.pages.stamp import Stamp, stamp, was_in_force
from qmsdoc.pages.translation import Rendering, Translation, translation_of
from qmsdoc.text.ordering import as_counted


@dataclass(frozen=True, slots=True)
class PublishedDocument:
    """A document that is or was in force: its `editions` that are or were, by revision, and the stamp of each."""

    record: Record
    editions: tuple[Edition, ...]
    stamps: tuple[Stamp, ...]

    @property
    def shown(self) -> Edition:
        """The edition in force, else the last one that was."""
        return self.record.effective or self.editions[-1]

    @property
    def address(self) -> str:
        """Where it stands today."""
        return addresses.document(self.record.name)

    def stamp(self, edition: Edition) -> Stamp:
        """Return the stamp of one of its editions."""
        return next(each for each in self.stamps if each.revision == edition.revision)


@dataclass(frozen=True, slots=True)
class Replacement:
    """The document that took another's place; no `address` where it never was in force."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """One line of the revision table; no `address` where the edition has no page."""

    stamp: Stamp
    change: str
    address: str


@dataclass(frozen=True, slots=True)
class EditionPage:
    """One published edition. `section` is the type under which menus list it.

    `is_current` tells the page of the document itself from the edition's permanent address; `today` is
    where today's edition stands, None where there is none. `rows` is the revision table, on the document's own
    page only. `translation` tells what it translates, `renderings` are the translations of it; `policy` are the
    tables of the document POLICY; `report` is where a fault in it is reported (empty where the policy does not say);
    `is_form` tells that it is printed to be filled in.
    """

    address: str
    section: str
    edition: Edition
    stamp: Stamp
    rows: tuple[RevisionRow, ...]
    is_current: bool
    today: str | None
    replaced_by: Replacement | None
    translation: Translation | None
    renderings: tuple[Rendering, ...]
    policy: PolicyTables | None
    report: str
    is_form: bool

    @property
    def history(self) -> str:
        """Where the document's history stands."""
        return addresses.history(self.stamp.name)

    @property
    def pdf(self) -> str:
        """Where the edition in force stands as PDF."""
        return addresses.pdf(self.stamp.name, self.stamp.revision)

    @property
    def change(self) -> str:
        """What the edition changed, in its own words."""
        return self.edition.document.front.change or ""


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """A document's editions, newest first, with what changed and why: `comparisons` of those that have a page, and
    `before`, newest first, the revisions of which only tags of another system speak, not signed.
    """

    address: str
    section: str
    name: str
    title: str
    type: str
    status: Status
    rows: tuple[RevisionRow, ...]
    comparisons: tuple[Comparison, ...]
    before: tuple[UnsignedRevision, ...]
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
    replaced_by: Replacement | None
    last: Stamp


def editions_of(record: Record) -> tuple[Edition, ...]:
    """Return the editions that are or were in force, by revision: the only ones that pages are made of."""
    return tuple(edition for edition in record.editions if was_in_force(edition))


def published_document(snapshot: Snapshot, record: Record) -> PublishedDocument | None:
    """Return a document with its stamps; None where it never was in force."""
    editions = editions_of(record)
    if not editions:
        return None
    return PublishedDocument(record, editions, tuple(stamp(snapshot, record, edition) for edition in editions))


def published_documents(snapshot: Snapshot) -> tuple[PublishedDocument, ...]:
    """Return every document that is or was in force, by name."""
    records = sorted(snapshot.records, key=lambda record: as_counted(record.name))
    found = (published_document(snapshot, record) for record in records)
    return tuple(document for document in found if document is not None)


def address_of(snapshot: Snapshot, name: str) -> str | None:
    """Return where `name` is published as of the snapshot, or None where it never was in force."""
    record = snapshot.record(name)
    return addresses.document(record.name) if record and editions_of(record) else None


def edition_page(
    snapshot: Snapshot,
    document: PublishedDocument,
    edition: Edition,
    *,
    kept: Sequence[Edition],
    is_current: bool,
    renderings: tuple[Rendering, ...] = (),
) -> EditionPage:
    """Return the page of an edition, at the document's address (`is_current`) or at its permanent one.

    `kept` are the editions that have a page of their own, `renderings` the translations in force.
    """
    record, policy = document.record, snapshot.policy_in_force
    return EditionPage(
        address=document.address if is_current else addresses.revision(record.name, edition.revision),
        section=document.shown.type,
        edition=edition,
        stamp=document.stamp(edition),
        rows=revision_rows(document, kept) if is_current else (),
        is_current=is_current,
        today=document.address if record.effective is not None else None,
        replaced_by=_replacement(snapshot, record),
        translation=translation_of(snapshot, edition) if edition is record.effective else None,
        renderings=renderings,
        policy=policy_tables(snapshot, edition) if record.name == POLICY_ID else None,
        report=report_address(policy.report_url, record.name, edition.revision),
        is_form=edition.type in {"form", *(name for name, _ in policy.retention)},
    )


def history_page(snapshot: Snapshot, document: PublishedDocument, kept: Sequence[Edition]) -> HistoryPage:
    """Return the page of a document's editions; `kept` have a page."""
    record, last = document.record, document.stamp(document.shown)
    return HistoryPage(
        address=addresses.history(record.name),
        section=document.shown.type,
        name=record.name,
        title=last.title,
        type=last.type,
        status=record.status if record.effective is None else Status.EFFECTIVE,
        rows=revision_rows(document, kept),
        comparisons=comparisons(kept),
        before=tuple(reversed(snapshot.unsigned_of(record.name))),
        today=document.address,
        lang=last.lang,
    )


def notice_page(snapshot: Snapshot, document: PublishedDocument) -> NoticePage:
    """Return the page that says a document is withdrawn or replaced."""
    record, last = document.record, document.stamps[-1]
    reasons = [act.statement.reason for act in record.withdrawal if act.statement and act.statement.reason]
    return NoticePage(
        address=document.address,
        section=document.shown.type,
        name=record.name,
        title=last.title,
        type=last.type,
        status=record.status,
        ended_on=record.withdrawn_on or last.ended_on,
        reason=reasons[0] if reasons else "",
        replaced_by=_replacement(snapshot, record),
        last=last,
    )


def revision_rows(document: PublishedDocument, kept: Sequence[Edition]) -> tuple[RevisionRow, ...]:
    """Return the revision table, newest first; an edition that is not `kept` has no address."""
    name = document.record.name
    pairs = zip(reversed(document.editions), reversed(document.stamps), strict=True)
    return tuple(
        RevisionRow(
            stamp=mark,
            change=edition.document.front.change or "",
            address=addresses.revision(name, edition.revision) if edition in kept else "",
        )
        for edition, mark in pairs
    )


def _replacement(snapshot: Snapshot, record: Record) -> Replacement | None:
    if record.replaced_by is None:
        return None
    return Replacement(record.replaced_by, address_of(snapshot, record.replaced_by) or "")
