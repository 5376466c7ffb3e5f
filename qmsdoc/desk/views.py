"""What the pages of a desk show: what waits, and one document with everything needed to decide over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qmsdoc.git.origin_tags import OriginTags
from qmsdoc.model.approval import Act, JudgedTag
from qmsdoc.model.document import Document
from qmsdoc.model.finding import Finding
from qmsdoc.model.policy import POLICY_ID, Person
from qmsdoc.model.rule_ids import APPROVAL_MISSING
from qmsdoc.model.snapshot import Record, Snapshot, Status
from qmsdoc.render.decision_text import DecisionText, former_edition
from qmsdoc.rules.obligations import changed_obligations
from qmsdoc.signing.pending import PendingSignature


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A signature that is waited for: `mine` where whoever looks may give it."""

    item: PendingSignature
    mine: bool


@dataclass(frozen=True, slots=True)
class OwnSignature:
    """A signature that the person gave, and whether it has arrived; None where nobody looked."""

    act: JudgedTag
    arrived: bool | None


@dataclass(frozen=True, slots=True)
class Offer:
    """An act that the person may do: in which role, with exactly which words, or why it would not count.

    `message` is empty where the words wait for what the person enters; `reason` and `successor` are what those said
    who began a withdrawal.
    """

    act: str
    role: str = ""
    message: str = ""
    refused: str = ""
    reason: str = ""
    successor: str = ""


@dataclass(frozen=True, slots=True)
class AskedDocument:
    """What is known of a document beside its record: the version shown, who looks and what they may do, what waits,
    what is wrong, and who wrote the change.
    """

    document: Document
    person: Person | None
    offers: tuple[Offer, ...]
    waiting: tuple[PendingSignature, ...]
    findings: tuple[Finding, ...]
    writers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeskDocument:
    """One document as the desk shows it.

    `former` is the revision that it is compared with; `text` is how readers will see it, and the comparison; `gone`
    and `come` are words that people act on; `relies` the documents that lead here; `findings` those of this document.
    """

    name: str
    asked: AskedDocument
    former: int | None
    status: str
    commit: str
    text: DecisionText
    gone: tuple[str, ...]
    come: tuple[str, ...]
    relies: tuple[str, ...]
    waiting: tuple[WaitingRow, ...]
    signed: tuple[JudgedTag, ...]
    findings: tuple[Finding, ...]
    in_force: int | None
    is_in_force: bool
    lang: str


def waiting_rows(
    items: Sequence[PendingSignature], person: Person | None, snapshot: Snapshot
) -> tuple[WaitingRow, ...]:
    """Return what waits, the oldest due first."""
    rows = (WaitingRow(item, person is not None and person in item.people) for item in items)
    return tuple(sorted(rows, key=lambda row: (row.item.due or snapshot.as_of, row.item.document)))


def own_signatures(snapshot: Snapshot, person: Person | None, origin: OriginTags | None) -> tuple[OwnSignature, ...]:
    """Return the person's signatures, the newest first."""
    found = [act for act in snapshot.acts if person is not None and act.name and act.name.person == person.id]
    found.sort(key=lambda act: (str(act.signed_at), act.ref), reverse=True)
    seen = origin.tags if origin else None
    return tuple(OwnSignature(act, None if seen is None else seen.get(act.ref) == act.tag_oid) for act in found)


def document_view(record: Record, reading: Snapshot, text: DecisionText, asked: AskedDocument) -> DeskDocument:
    """Return everything that a person needs to decide over a document."""
    document, edition = asked.document, record.effective
    last = former_edition(record, document)
    former = last.document if last else None
    found = (
        changed_obligations(former, document, reading.policy_in_force, lambda name: reading.record(name) is not None)
        if former is not None and record.name != POLICY_ID
        else None
    )
    is_in_force = edition is not None and edition.content_digest == document.closure.content_digest
    rows = tuple(
        row
        for row in waiting_rows(asked.waiting, asked.person, reading)
        if row.item.document == record.name and (row.item.act is Act.APPROVED) is not is_in_force
    )
    revision = document.front.revision
    signed = tuple(act for act in record.acts if act.valid and act.name and act.name.revision == revision)
    paths = {file.path for file in document.closure.files}
    return DeskDocument(
        name=record.name,
        asked=asked,
        former=former.front.revision if former else None,
        status=_status(record, is_in_force=is_in_force, signed=bool(signed)).value,
        commit=reading.commit,
        text=text,
        gone=tuple(sorted(found.gone)) if found else (),
        come=tuple(sorted(found.come)) if found else (),
        relies=_relies(record, reading),
        waiting=rows,
        signed=signed,
        findings=tuple(
            f for f in asked.findings if (f.document == record.name or f.path in paths) and f.rule != APPROVAL_MISSING
        ),
        in_force=edition.revision if edition else None,
        is_in_force=is_in_force,
        lang=document.front.lang or reading.looks.language,
    )


def _status(record: Record, *, is_in_force: bool, signed: bool) -> Status:
    """Return the status of the version shown: that of the document is its edition's, once it has one."""
    if is_in_force or record.status is not Status.EFFECTIVE:
        return Status.EFFECTIVE if is_in_force else record.status
    return Status.IN_REVIEW if signed else Status.DRAFT


def _relies(record: Record, snapshot: Snapshot) -> tuple[str, ...]:
    return tuple(
        other.name
        for other in snapshot.records
        if other.draft is not None
        and other.name != record.name
        and any(to.document == record.name for to in other.draft.targets)
    )
