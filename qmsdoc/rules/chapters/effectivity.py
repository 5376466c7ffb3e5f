"""Rules of when a document is in force and when somebody must look at it again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from qmsdoc.model.document import Document
from qmsdoc.model.finding import Finding
from qmsdoc.model.policy import POLICY_ID
from qmsdoc.model.rule_ids import (
    EFFECTIVE_BEFORE_APPROVAL,
    EFFECTIVE_TOO_SOON,
    REVIEW_DUE_SOON,
    REVIEW_INTERVAL_EXCEEDED,
    REVIEW_OVERDUE,
    REVIEW_UNSUPPORTED,
    RuleId,
)
from qmsdoc.model.snapshot import Record
from qmsdoc.rules.definition import at_field, judges
from qmsdoc.rules.index import OVER, Index
from qmsdoc.rules.revised_files import review_date_moved


@judges(EFFECTIVE_BEFORE_APPROVAL)
def effective_before_approval(index: Index) -> Iterator[Finding]:
    """No revision claims to be in force before its last required signature.

    Why: a document is approved before it is used (7.5.2 c). An earlier date would make work done
    without it look as if it had followed it.

    Mend: give the next revision an effective date on or after the day it will be signed, or none:
    then it is in force from the last signature.

    Fails:
        approved: {id: QP-001, effective: 2026-01-31, approved_on: 2026-02-01}

    Passes:
        approved: {id: QP-001, effective: 2026-02-01, approved_on: 2026-02-01}
    """
    known = {act.name.document for act in index.snapshot.acts if act.rule == EFFECTIVE_BEFORE_APPROVAL and act.name}
    for record in index.known:
        last = record.editions[-1] if record.editions else None
        claimed = last.document.front.effective if last else None
        day = min(last.approved_on, last.policy.day(last.approved_at)) if last else None
        if last and claimed and day and claimed < day and record.name not in known:
            yield _on(
                EFFECTIVE_BEFORE_APPROVAL,
                record,
                "effective",
                f"Revision {last.revision} is to be in force from {claimed}, but was approved only on "
                f"{last.approved_on}.",
                "Give the next revision an `effective` date not before the day it is signed, or none.",
            )


@judges(EFFECTIVE_TOO_SOON)
def effective_too_soon(index: Index) -> Iterator[Finding]:
    """Between the last signature and the day of force lie the days that the policy asks for.

    The policy says how many: `lead_time: 3 working days` (Monday to Friday; holidays are not known) or
    `lead_time: 3 days`. Each edition is judged by the policy under which it was approved, and only the
    newest of a document. The policy itself is in force once it is signed.

    Why: people know what changes before they work by it (7.3); a text in force on the day of its
    signature has reached nobody.

    Mend: give the next revision an `effective` date that leaves the time, and sign it early enough.

    Fails:
        lead_time: 3 working days
        approved: {id: QP-001, approved_on: 2026-02-05, effective: 2026-02-10}

    Passes:
        lead_time: 3 working days
        approved: {id: QP-001, approved_on: 2026-02-05, effective: 2026-02-11}
    """
    for record in index.known:
        last = record.editions[-1] if record.editions else None
        lead = last.policy.lead_time if last else None
        if last is None or lead is None or record.name == POLICY_ID or record.status in OVER:
            continue
        left = lead.days_between(last.approved_on, last.effective_on)
        if left < lead.days:
            yield _on(
                EFFECTIVE_TOO_SOON,
                record,
                "effective",
                f"Revision {last.revision} was approved on {last.approved_on} and is in force from "
                f"{last.effective_on}; {lead} were to lie between, not {left}.",
                f"Give the next revision an `effective` date with {lead} after its last signature.",
            )


@judges(REVIEW_OVERDUE)
def review_overdue(index: Index) -> Iterator[Finding]:
    """Every document in force has been reviewed by its date.

    The date is `review_by`, or that of the last signed review; where there is none, the type's
    interval counts from the approval. A document is overdue from the day after.

    Why: documents are reviewed for suitability and adequacy, and updated as necessary (7.5.2 c).

    Mend: read the document against what is really done. If it still holds, sign
    `qmsdoc review QP-001`; if not, write the next revision.

    Fails:
        as_of: 2026-06-02
        approved: {id: QP-001, review_by: 2026-06-01}

    Passes:
        as_of: 2026-06-01
        approved: {id: QP-001, review_by: 2026-06-01}
    """
    for record in index.known:
        if record.overdue and record.review_by is not None and record.status not in OVER:
            yield _on(
                REVIEW_OVERDUE,
                record,
                "review_by",
                f"{record.name} was to be reviewed by {record.review_by}.",
                _remedy(record),
            )


def _remedy(record: Record) -> str:
    if record.effective is None:
        return f"It is not in force: have it approved (`qmsdoc approve {record.name}`), or give it a later date."
    return f"If it still holds, sign `qmsdoc review {record.name}`; if not, write its next revision."


@judges(REVIEW_DUE_SOON)
def review_due_soon(index: Index) -> Iterator[Finding]:
    """A review that falls due shortly is announced.

    How long before is `review_notice:` of the policy, 30 days unless it says otherwise.

    Why: a review done in time needs time (7.5.2 c).

    Mend: read the document against what is really done, then sign `qmsdoc review QP-001` or write
    the next revision.

    Fails:
        as_of: 2026-06-01
        approved: {id: QP-001, review_by: 2026-07-01}

    Passes:
        as_of: 2026-06-01
        approved: {id: QP-001, review_by: 2026-07-02}
    """
    limit = index.policy.review_notice.after(index.as_of)
    for record in index.known:
        due = record.review_by
        if due is not None and not record.overdue and index.as_of <= due <= limit and record.status not in OVER:
            yield _on(
                REVIEW_DUE_SOON, record, "review_by", f"{record.name} is to be reviewed by {due}.", _remedy(record)
            )


@judges(REVIEW_INTERVAL_EXCEEDED)
def review_interval_exceeded(index: Index) -> Iterator[Finding]:
    """A review date lies no later than the type's review interval allows.

    The interval counts from the effective date; without one, from the approval, and for a revision
    not yet approved from today. For a signed review it counts from the day of signing.

    Why: how often documents are reviewed is a decision of the policy, not of each author (7.5.2 c).

    Mend: write an earlier date, or leave `review_by` out: then the interval itself is the date.

    Fails:
        types: {procedure: {prefix: QP, approvals: {quality-manager: 1}, review_every: 24 months}}
        draft: {id: QP-001, effective: 2026-02-01, review_by: 2028-02-02}

    Passes:
        types: {procedure: {prefix: QP, approvals: {quality-manager: 1}, review_every: 24 months}}
        draft: {id: QP-001, effective: 2026-02-01, review_by: 2028-02-01}
    """
    for document in index.current:
        yield from _too_late(index, document)
    for record in index.known:
        yield from _reviewed_too_far(index, record)


def _too_late(index: Index, document: Document) -> Iterator[Finding]:
    front = document.front
    kind = index.policy.type_named(front.type)
    if kind is None or kind.review_every is None or front.review_by is None:
        return
    record = index.record(front.name)
    edition = record.edition(front.revision or 0) if record else None
    start = front.effective or (edition.approved_on if edition else index.as_of)
    latest = kind.review_every.after(start)
    if front.review_by > latest:
        yield at_field(
            REVIEW_INTERVAL_EXCEEDED,
            document,
            "review_by",
            f"The review date {front.review_by} is later than type '{kind.name}' allows: {latest} at the latest, "
            f"counted from {start}.",
            f"Write {latest} or an earlier day, or leave `review_by` out.",
        )


def _reviewed_too_far(index: Index, record: Record) -> Iterator[Finding]:
    kind = index.policy.type_named(record.shown.front.type)
    if kind is None or kind.review_every is None:
        return
    for act in record.reviews:
        until = act.statement.review_by
        if act.name.on and until:
            day = max(act.name.on, act.signed_on)  # of the policy's time zone, and of the signer's
            latest = kind.review_every.after(day)
            if until > latest:
                yield Finding(
                    REVIEW_INTERVAL_EXCEEDED,
                    f"The review of {day} puts the next one on {until}; type '{kind.name}' allows "
                    f"{latest} at the latest.",
                    f"Sign another review with an earlier date: `qmsdoc review {record.name}`.",
                    document=record.name,
                    path=record.draft.path if record.draft else None,
                    ref=act.ref,
                )


@judges(REVIEW_UNSUPPORTED)
def review_unsupported(index: Index) -> Iterator[Finding]:
    """A review date moves on only with a new revision or a signed review.

    Why: moving the date is saying that the document was reviewed (7.5.2 c); only a signature says
    by whom.

    Mend: put the old date back and sign `qmsdoc review QP-001`, or write the next revision.

    Fails:
        approved: {id: QP-001, revision: 1, review_by: 2027-01-01}
        draft: {id: QP-001, revision: 1, review_by: 2028-01-01}

    Passes:
        approved: {id: QP-001, revision: 1, review_by: 2027-01-01}
        draft: {id: QP-001, revision: 2, change: Reviewed., review_by: 2028-01-01}
    """
    for record in index.known:
        if record.draft is not None and review_date_moved(record):
            edition = record.edition(record.draft.front.revision or 0)
            before, front = edition.document.front.review_by if edition else None, record.draft.front
            yield _on(
                REVIEW_UNSUPPORTED,
                record,
                "review_by",
                f"The review date is now {front.review_by}, but revision {front.revision} was approved with "
                f"{before or 'none'}, and no signed review supports it.",
                f"Put the old date back and sign `qmsdoc review {record.name}`, or write the next revision.",
            )


def _on(rule: RuleId, record: Record, key: str, message: str, remedy: str) -> Finding:
    """Place a fault of a record at a key of its draft, or at the path of its newest edition."""
    if record.draft is None:
        return Finding(rule, message, remedy, document=record.name, path=record.editions[-1].document.path)
    return replace(at_field(rule, record.draft, key, message, remedy), document=record.name)
