"""A document's record: its status, what it still needs and when it is due; all derived, never typed.

Invariants
1. The status of an edition follows from its force, the revisions above it and the document's end, in one function.
2. A review or a withdrawal counts only over the very content of its edition.
3. Of ids that differ by case alone the one that was approved first has editions.
4. Of a document that has ended for good nothing more is approved: attempts are rejected, and told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from qmsdoc.model.approval import Approval, JudgedTag, RejectedTag, Review, Withdrawal
from qmsdoc.model.document import Document
from qmsdoc.model.policy import Policy
from qmsdoc.model.requirement import Requirement
from qmsdoc.model.rule_ids import APPROVAL_CONTENT_MISMATCH, APPROVAL_UNAUTHORISED, TAG_TARGET_INVALID
from qmsdoc.model.snapshot import Edition, Record, Status
from qmsdoc.text.ordering import as_counted
from qmsdoc.trust.context import VerificationContext
from qmsdoc.trust.editions import EditionBuilder, asked_of_all, editions_of, others_concerned
from qmsdoc.trust.end_of_force import NO_END, EndOfForce, ends_of_force
from qmsdoc.trust.independence import Authors
from qmsdoc.trust.parsed_tag import reject
from qmsdoc.trust.quorum import missing

_Judged = tuple[tuple[Edition, ...], tuple[Approval | RejectedTag, ...]]


class DocumentHistory(NamedTuple):
    """A document's editions, by revision, all its acts judged together, and how it ended, if it did."""

    editions: tuple[Edition, ...] = ()
    acts: tuple[JudgedTag, ...] = ()
    end: EndOfForce = NO_END


def histories(
    acts: Mapping[str, Sequence[JudgedTag]], context: VerificationContext, authors: Authors
) -> dict[str, DocumentHistory]:
    """Judge the acts of all documents together, by name."""
    known: dict[str, tuple[Edition, ...]] = {}

    def edition_then(name: str, at: datetime) -> Edition | None:
        return next((each for each in reversed(known.get(name, ())) if each.approved_at <= at), None)

    by = EditionBuilder(context, authors, edition_then)
    approvals = {name: [act for act in several if isinstance(act, Approval)] for name, several in acts.items()}
    # What supersedes or translates another document needs what that document's type asks: its own kind comes first.
    plain = {name: editions_of(several, by) for name, several in approvals.items() if not _depends(several)}
    known |= {name: editions for name, (editions, _) in plain.items()}
    dependent = {name: several for name, several in approvals.items() if name not in plain}
    for name, several in dependent.items():
        known[name] = editions_of(several, EditionBuilder(context, authors, lambda *_: None))[0]
    judged = plain | {name: editions_of(several, by) for name, several in dependent.items()}
    judged = _one_of_each_id(judged)
    of = {name: DocumentHistory(each[0], _in_place(acts[name], each[1])) for name, each in judged.items()}
    return with_ends(of, context)


def _in_place(acts: Iterable[JudgedTag], judged: Iterable[Approval | RejectedTag]) -> tuple[JudgedTag, ...]:
    """Return all acts of a document in their order, its approvals as they were judged together."""
    settled = {act.ref: act for act in judged}
    return tuple(settled.get(act.ref, act) for act in acts)


def _one_of_each_id(judged: Mapping[str, _Judged]) -> dict[str, _Judged]:
    """Let only the one that was approved first of ids that differ by case alone have editions."""
    first: dict[str, tuple[datetime, str]] = {}
    for name, (editions, _) in judged.items():
        for edition in editions[:1]:  # none of the others was approved before it
            place = (edition.approved_at, name)
            first[name.lower()] = min(first.get(name.lower(), place), place)
    return {
        name: found
        if first.get(name.lower(), (None, name))[1] == name
        else ((), _rejected_twins(first[name.lower()][1], found[1]))
        for name, found in judged.items()
    }


def _rejected_twins(other: str, acts: Iterable[Approval | RejectedTag]) -> tuple[Approval | RejectedTag, ...]:
    reason = f"{other}, approved before, bears the same id but for upper and lower case."
    return tuple(reject(act, TAG_TARGET_INVALID, reason) if isinstance(act, Approval) else act for act in acts)


def with_ends(of: Mapping[str, DocumentHistory], context: VerificationContext) -> dict[str, DocumentHistory]:
    """Let documents end as they did: what was approved of them afterwards is no edition, and is rejected."""
    withdrawals = {name: [a for a in history.acts if isinstance(a, Withdrawal)] for name, history in of.items()}
    ends = ends_of_force({name: history.editions for name, history in of.items()}, withdrawals, context)
    return {name: _ended(name, history, ends.get(name, NO_END)) for name, history in of.items()}


def _depends(approvals: Iterable[Approval]) -> bool:
    return any(act.document.front.supersedes or act.document.front.lang for act in approvals)


def _ended(name: str, history: DocumentHistory, end: EndOfForce) -> DocumentHistory:
    kept = history.editions
    if end.at is not None:
        kept = tuple(
            edition._replace(approvals=tuple(act for act in edition.approvals if end.allows(act.order)))
            for edition in kept
            if any(end.allows(act.order) and act.counts_from == edition.approved_at for act in edition.approvals)
        )
    return DocumentHistory(kept, tuple(_settled(name, act, kept, end) for act in history.acts), end)


def _settled(name: str, act: JudgedTag, editions: Iterable[Edition], end: EndOfForce) -> JudgedTag:
    """Return an act rejected where the document had ended before it, or where it is over another content."""
    if isinstance(act, Approval) and not end.allows(act.order):
        why = f"{end.superseded_by} had superseded it" if end.superseded_by else "it had been withdrawn"
        return reject(act, APPROVAL_UNAUTHORISED, f"Nothing more of {name} can be approved: {why} for good.")
    if isinstance(act, Review | Withdrawal):
        of = next((each for each in editions if each.revision == act.name.revision), None)
        if of is not None and of.content_digest != act.statement.content_digest:
            does = "reviews" if isinstance(act, Review) else "withdraws"
            reason = f"It {does} another content than that of {name} revision {of.revision}."
            return reject(act, APPROVAL_CONTENT_MISMATCH, reason)
    return act


def records(
    of: Mapping[str, DocumentHistory],
    drafts: Mapping[str, Document],
    policy: Policy,
    as_of: date,
    context: VerificationContext,
) -> tuple[Record, ...]:
    """Return the record of every document that has a draft or an edition, by name.

    `policy` is the one in force (or, before the first approval, the one proposed).
    """
    names = sorted({*drafts, *(name for name, history in of.items() if history.editions)}, key=as_counted)
    last = {name: history.editions[-1] for name, history in of.items() if history.editions}
    by = _Judges(policy, as_of, context, last)
    return tuple(_record(name, of.get(name, DocumentHistory()), drafts.get(name), by) for name in names)


class _Judges(NamedTuple):
    """What records are made by: the policy in force, the day, and the last editions of documents that have any."""

    policy: Policy
    as_of: date
    context: VerificationContext
    last: Mapping[str, Edition]


def _record(name: str, history: DocumentHistory, draft: Document | None, by: _Judges) -> Record:
    editions = _with_status(history, by.context.timeline.until)
    effective = next((edition for edition in reversed(editions) if edition.status is Status.EFFECTIVE), None)
    pending = _pending(draft, history.acts) if draft is not None else []
    end, withdrawal = history.end, history.end.withdrawal
    asked = _asked(name, draft, by) if draft is not None and _waits(draft, editions) else ()
    review_by = _review_by(name, effective, draft, history.acts, by.policy)
    status = _status(history, effective, editions, pending)
    over = status in (Status.WITHDRAWN, Status.SUPERSEDED)
    return Record(
        name=name,
        status=status,
        draft=draft,
        editions=editions,
        effective=effective,
        acts=history.acts,
        needs=missing(asked, pending, by.context.identities, by.context.owns) if end.at is None else (),
        review_by=review_by,
        overdue=not over and review_by is not None and by.as_of > review_by,
        withdrawn_on=withdrawal[-1].signed_on if withdrawal else None,
        withdrawal=withdrawal,
        emergency=bool(withdrawal) and end.at is None,
        replaced_by=end.superseded_by or (withdrawal[-1].statement.successor if withdrawal else None),
    )


def _with_status(history: DocumentHistory, until: datetime) -> tuple[Edition, ...]:
    """Return the editions with their status at an instant: the one place where that is decided."""
    end = history.end
    newest = max((each.revision for each in history.editions if each.in_force_from <= until), default=None)
    ended = Status.WITHDRAWN if end.withdrawal else Status.SUPERSEDED if end.at else None

    def status(edition: Edition) -> Status:
        if newest is not None and edition.revision < newest:
            return Status.SUPERSEDED
        if ended is not None and (end.at is not None or edition.revision == newest):
            return ended
        return Status.EFFECTIVE if edition.revision == newest else Status.APPROVED

    return tuple(edition._replace(status=status(edition)) for edition in history.editions)


def _status(
    history: DocumentHistory, effective: Edition | None, editions: Sequence[Edition], pending: Sequence[Approval]
) -> Status:
    if history.end.withdrawal:
        return Status.WITHDRAWN
    if history.end.at is not None:
        return Status.SUPERSEDED
    if effective is not None:
        return Status.EFFECTIVE
    if editions:
        return Status.APPROVED
    return Status.IN_REVIEW if pending else Status.DRAFT


def _asked(name: str, draft: Document, by: _Judges) -> tuple[Requirement, ...]:
    """Return what the policy in force asks for the next revision, as `editions` will ask it."""
    kind = by.policy.type_of(name, draft.front.type)
    if kind is None or not kind.approvals:
        return ()
    others = {other: by.last.get(other) for other in others_concerned(name, draft.front)}
    return asked_of_all(name, draft.front, by.policy, by.last.get(name), others)


def _waits(draft: Document, editions: Iterable[Edition]) -> bool:
    """Tell whether a draft is a revision above every edition; one without a legible number is none."""
    number = draft.front.revision
    return number is not None and all(edition.revision < number for edition in editions)


def _pending(draft: Document, acts: Iterable[JudgedTag]) -> list[Approval]:
    signed = (draft.front.revision, draft.closure.content_digest)
    approvals = (act for act in acts if isinstance(act, Approval))
    return [act for act in approvals if (act.name.revision, act.statement.content_digest) == signed]


def _review_by(
    name: str, effective: Edition | None, draft: Document | None, acts: Iterable[JudgedTag], policy: Policy
) -> date | None:
    if effective is None:
        return draft.front.review_by if draft else None
    reviews = [act for act in acts if isinstance(act, Review) and act.name.revision == effective.revision]
    if reviews:
        return max(reviews, key=lambda act: act.order).statement.review_by
    kind = policy.type_of(name, effective.document.front.type)
    interval = kind.review_every if kind else None
    return effective.document.front.review_by or (interval.after(effective.approved_on) if interval else None)
