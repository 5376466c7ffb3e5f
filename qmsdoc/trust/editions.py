"""Editions: which revisions of a document its policy's signatures approve, and when each was complete.

Invariants: signatures count together only over the same content; nobody who wrote the change since
the last edition signs it in an independent role; a change of type needs what both types ask;
the effective date is not before the last required approval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from qmsdoc.model.approval import Act, SignedAct, Verdict
from qmsdoc.model.document import Document
from qmsdoc.model.policy import DocumentType, Requirement
from qmsdoc.model.rule_ids import EFFECTIVE_BEFORE_APPROVAL
from qmsdoc.model.snapshot import Edition, PolicyEdition, Status
from qmsdoc.trust.context import VerificationContext
from qmsdoc.trust.independence import Authors, Written, independent
from qmsdoc.trust.quorum import completing_approval, in_order, stricter


@dataclass(frozen=True, slots=True)
class JudgedAct:
    """An approval judged by itself, with the document at its commit."""

    approval: SignedAct
    document: Document | None


@dataclass(frozen=True, slots=True)
class DocumentHistory:
    """A document's editions, by revision, and all its acts, judged together."""

    editions: tuple[Edition, ...]
    acts: tuple[SignedAct, ...]


def assemble(name: str, cases: Sequence[JudgedAct], court: VerificationContext, authors: Authors) -> DocumentHistory:
    """Judge one document's approvals together.

    `authors(former, commit, paths)` gives the addresses, in lower case, of everyone who wrote a
    commit that touched `paths`, is part of `commit` and not of `former` (None: from the beginning).
    """
    acts = {case.approval.ref: case.approval for case in cases}
    editions: list[Edition] = []
    for _, of_revision in sorted(_by_revision(cases).items()):
        former = editions[-1] if editions else None
        found: list[Edition] = []
        for content in sorted({case.document.closure.content_digest for case in of_revision if case.document}):
            group = [case for case in of_revision if case.document and case.document.closure.content_digest == content]
            judged = [_independent(case, former, court, authors) for case in group]
            edition, judged = _edition(name, judged, former, court)
            acts |= {case.approval.ref: case.approval for case in judged}
            found += [edition] if edition else []
        editions += sorted(found, key=lambda edition: edition.approved_at)[:1]
    return DocumentHistory(tuple(editions), tuple(acts[case.approval.ref] for case in cases))


def _by_revision(cases: Sequence[JudgedAct]) -> dict[int, list[JudgedAct]]:
    """Give the valid approvals of a document, in order, by the revision they approve."""
    found: dict[int, list[JudgedAct]] = {}
    for case in cases:
        name = case.approval.name
        if case.approval.valid and name is not None and name.act is Act.APPROVED and case.document is not None:
            found.setdefault(name.revision, []).append(case)
    return found


def _law(court: VerificationContext, at: datetime | None) -> PolicyEdition:
    assert at is not None
    found = court.law(at)
    assert found is not None
    return found


def _independent(case: JudgedAct, former: Edition | None, court: VerificationContext, authors: Authors) -> JudgedAct:
    assert case.document is not None
    law = _law(court, case.approval.counts_from).policy
    written = Written(case.document, former.document if former else None, former.commit if former else None)
    kind = law.type_named(case.document.front.type)
    return JudgedAct(independent(case.approval, kind, law, written, authors), case.document)


def _edition(
    name: str, group: list[JudgedAct], former: Edition | None, court: VerificationContext
) -> tuple[Edition | None, list[JudgedAct]]:
    document = group[0].document
    assert document is not None
    by_ref = {case.approval.ref: case.document for case in group}
    signed = document
    valid = [case.approval for case in group if case.approval.valid]
    last = completing_approval(valid, lambda at: _required(_law(court, at), signed, former))
    if last is None:
        return None, group
    assert last.signed_on is not None
    assert last.counts_from is not None
    assert last.commit is not None
    document = by_ref[last.ref] or document
    effective = document.front.effective
    if effective is not None and effective < last.signed_on:
        reason = f"It was signed on {last.signed_on}, after the effective date {effective} that it approves."
        late = replace(last, verdict=Verdict.INVALID, rule=EFFECTIVE_BEFORE_APPROVAL, reason=reason)
        return None, [JudgedAct(late, case.document) if case.approval.ref == last.ref else case for case in group]
    effective_on = effective or last.signed_on
    edition = Edition(
        name=name,
        revision=document.front.revision or 0,
        document=document,
        content_digest=document.closure.content_digest,
        commit=last.commit,
        approvals=tuple(in_order(valid)),
        approved_at=last.counts_from,
        approved_on=last.signed_on,
        effective_on=effective_on,
        status=Status.EFFECTIVE if effective_on <= court.until.date() else Status.APPROVED,
        policy=_law(court, last.counts_from).policy,
    )
    return edition, group


def _required(law: PolicyEdition, document: Document, former: Edition | None) -> tuple[Requirement, ...]:
    asked = _approvals(law.policy.type_named(document.front.type))
    before = _approvals(law.policy.type_named(former.type) if former else None)
    return asked if before is asked else asked and stricter(asked, before)


def _approvals(kind: DocumentType | None) -> tuple[Requirement, ...]:
    return (kind.approvals if kind else None) or ()
