"""A document's record: its status, what it still needs and when it is due; all derived, never typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from qmsdoc.model.approval import Act, SignedAct
from qmsdoc.model.document import Document
from qmsdoc.model.policy import POLICY_ID, DocumentType, Policy
from qmsdoc.model.snapshot import Edition, PolicyEdition, Record, Status
from qmsdoc.trust.editions import DocumentHistory
from qmsdoc.trust.quorum import in_order, missing
from qmsdoc.trust.withdrawals import EndOfForce, end_of_force


def records(
    lives: Mapping[str, DocumentHistory],
    drafts: Mapping[str, Document],
    law: Policy,
    as_of: date,
    policies: Sequence[PolicyEdition] = (),
) -> tuple[Record, ...]:
    """Give the record of every document that has a draft or an edition, by name.

    `law` is the policy in force (or, before the first approval, the one proposed); `policies` all that
    ever were, oldest first.
    """
    names = sorted({*drafts, *(name for name, life in lives.items() if life.editions)})
    empty = DocumentHistory((), ())
    built = []
    for name in names:
        life = lives.get(name, empty)
        ended = EndOfForce() if name == POLICY_ID else end_of_force(life, law, policies, as_of)
        built.append(_record(name, life, drafts.get(name), law, as_of, ended=ended))
    replaced = _replacements(built)
    return tuple(_supersede(record, replaced.get(record.name)) for record in built)


def _record(
    name: str, life: DocumentHistory, draft: Document | None, law: Policy, as_of: date, *, ended: EndOfForce
) -> Record:
    withdrawal = ended.acts
    withdrawn_on = withdrawal[-1].signed_on if withdrawal else None
    editions = _standing(life.editions, as_of, ended)
    effective = next((edition for edition in reversed(editions) if edition.status is Status.EFFECTIVE), None)
    pending = _pending(draft, editions, life.acts)
    kind = _type(name, draft, law)
    needs = missing((kind.approvals if kind else None) or (), pending) if _waits(draft, editions) else ()
    review_by = _review_by(name, effective, draft, life.acts, law)
    return Record(
        name=name,
        status=_status(withdrawal, effective, editions, pending),
        draft=draft,
        editions=editions,
        effective=effective,
        acts=life.acts,
        needs=() if withdrawal and not ended.emergency else needs,
        review_by=review_by,
        overdue=not withdrawal and review_by is not None and as_of > review_by,
        withdrawn_on=withdrawn_on,
        withdrawal=withdrawal,
        emergency=ended.emergency,
        replaced_by=next((a.statement.successor for a in withdrawal if a.statement and a.statement.successor), None),
    )


def _type(name: str, document: Document | None, law: Policy) -> DocumentType | None:
    if name == POLICY_ID:
        return law.own_type
    return law.type_named(document.front.type) if document else None


def _standing(editions: Sequence[Edition], as_of: date, ended: EndOfForce) -> tuple[Edition, ...]:
    over = () if ended.acts else ended.over
    in_force = [each.revision for each in editions if each.effective_on <= as_of and each.revision not in over]
    newest = max(in_force, default=None)

    def status(edition: Edition) -> Status:
        if edition.revision == newest:
            return Status.WITHDRAWN if ended.acts else Status.EFFECTIVE
        return Status.SUPERSEDED if newest is not None and edition.revision < newest else Status.APPROVED

    return tuple(replace(edition, status=status(edition)) for edition in editions)


def _waits(draft: Document | None, editions: Sequence[Edition]) -> bool:
    if draft is None or draft.front.revision is None:
        return False
    return all(edition.revision < draft.front.revision for edition in editions)


def _pending(draft: Document | None, editions: Sequence[Edition], acts: Iterable[SignedAct]) -> list[SignedAct]:
    if draft is None or not _waits(draft, editions):
        return []
    signed = (Act.APPROVED, draft.front.revision, draft.closure.content_digest)
    return [
        act
        for act in acts
        if act.valid and act.name and act.statement
        if (act.name.act, act.name.revision, act.statement.content_digest) == signed
    ]


def _status(
    withdrawal: Sequence[SignedAct],
    effective: Edition | None,
    editions: Sequence[Edition],
    pending: Sequence[SignedAct],
) -> Status:
    if withdrawal:
        return Status.WITHDRAWN
    if effective is not None:
        return Status.EFFECTIVE
    if editions:
        return Status.APPROVED
    return Status.IN_REVIEW if pending else Status.DRAFT


def _review_by(
    name: str, effective: Edition | None, draft: Document | None, acts: Iterable[SignedAct], law: Policy
) -> date | None:
    if effective is None:
        return draft.front.review_by if draft else None
    reviews = [
        act.statement.review_by
        for act in in_order(acts)
        if act.valid and act.name and act.statement
        if (act.name.act, act.name.revision) == (Act.REVIEWED, effective.revision)
    ]
    if reviews:
        return reviews[-1]
    kind = _type(name, effective.document, law)
    interval = kind.review_every if kind else None
    return effective.document.front.review_by or (interval.after(effective.approved_on) if interval else None)


def _replacements(built: Iterable[Record]) -> dict[str, str]:
    return {
        old: record.name
        for record in built
        if record.effective is not None
        for old in record.effective.document.front.supersedes
        if old != record.name
    }


def _supersede(record: Record, by: str | None) -> Record:
    if by is None or record.status is not Status.EFFECTIVE:
        return replace(record, replaced_by=record.replaced_by or by) if by else record
    editions = tuple(
        replace(edition, status=Status.SUPERSEDED) if edition.status is Status.EFFECTIVE else edition
        for edition in record.editions
    )
    return replace(record, status=Status.SUPERSEDED, editions=editions, effective=None, overdue=False, replaced_by=by)
