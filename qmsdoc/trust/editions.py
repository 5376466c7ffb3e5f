"""Editions: which revisions of a document its policy's signatures approve, and when each was complete.

Acts are taken in the order in which they count. Invariants
1. Signatures count together only over the same content of the same revision, each by the policy of its instant.
2. A revision becomes an edition with the signature that completes what the policy then asks: what its type asks;
   besides, what the type of the last edition, of every document that it supersedes, and of the original that it
   translates ask; of a type that the policy has no more, what was asked when that edition was approved. The owner whom
   another document asks for is that document's own: where those are two, both sign as owners.
3. Each edition has a higher revision than the one before; what is complete later with a lower one is none.
4. Nobody who wrote the change since the last edition signs it in an independent role.
5. The effective date is not before the last required approval.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from qmsdoc.model.approval import Approval, RejectedTag
from qmsdoc.model.document import FrontMatter
from qmsdoc.model.policy import POLICY_ID, DocumentType, Policy
from qmsdoc.model.policy_time import start_of
from qmsdoc.model.requirement import OWNER, Requirement, stricter
from qmsdoc.model.rule_ids import APPROVAL_SELF, APPROVAL_UNAUTHORISED, EFFECTIVE_BEFORE_APPROVAL
from qmsdoc.model.snapshot import Edition, Status
from qmsdoc.trust.context import VerificationContext
from qmsdoc.trust.independence import Authors, wrote
from qmsdoc.trust.parsed_tag import reject
from qmsdoc.trust.quorum import missing

EditionThen = Callable[[str, datetime], Edition | None]
"""`edition_then(name, at)` gives a document's last edition that was complete at an instant."""


@dataclass(frozen=True, slots=True)
class EditionBuilder:
    """What the editions of documents are made by."""

    context: VerificationContext
    authors: Authors
    edition_then: EditionThen
    asked: dict[object, tuple[Requirement, ...]] = field(default_factory=dict)


def editions_of(
    approvals: Iterable[Approval], by: EditionBuilder
) -> tuple[tuple[Edition, ...], tuple[Approval | RejectedTag, ...]]:
    """Return one document's editions, by revision, and its approvals judged together."""
    judge = _Judge(by)
    editions: list[Edition] = []
    groups: dict[tuple[int, str], list[Approval]] = {}
    late: dict[str, RejectedTag] = {}
    ordered = sorted(approvals, key=lambda act: act.order)
    for act in ordered:
        group = groups.setdefault(_place(act), [])
        group.append(act)
        last = editions[-1] if editions else None
        if (last is not None and act.name.revision <= last.revision) or not judge.completes(act, group, last):
            continue
        edition = _edition(act, by)
        day = min(act.signed_on, edition.policy.day(act.signed_at))  # the signer's, or that of the policy's time zone
        if edition.document.front.effective is not None and edition.document.front.effective < day:
            late[act.ref] = _late(act, edition)
            group.remove(act)
        else:
            editions.append(edition)
    revisions = [edition.revision for edition in editions]

    def former(act: Approval) -> Edition | None:
        at = bisect_left(revisions, act.name.revision)
        return editions[at - 1] if at else None

    judged = {act.ref: late.get(act.ref) or judge.fault(act, former(act)) or act for act in ordered}
    groups_of = (groups[edition.revision, edition.content_digest] for edition in editions)
    valid = [tuple([act for act in group if judged[act.ref] is act]) for group in groups_of]
    whole = (edition._replace(approvals=acts) for edition, acts in zip(editions, valid, strict=True))
    return tuple(whole), tuple(judged.values())


def _place(act: Approval) -> tuple[int, str]:
    return act.name.revision, act.statement.content_digest


class _Judge:
    """Looks at each approval of one document once for each edition before it."""

    def __init__(self, by: EditionBuilder) -> None:
        self._by = by
        self._known: dict[tuple[str, int | None], tuple[tuple[Requirement, ...], RejectedTag | None]] = {}

    def _looked_at(self, act: Approval, last: Edition | None) -> tuple[tuple[Requirement, ...], RejectedTag | None]:
        """Return what is asked at an approval's instant, and the approval rejected where it is not that."""
        place = (act.ref, last.revision if last else None)
        found = self._known.get(place)
        if found is None:
            asked = _asked(act, last, self._by)
            found = self._known[place] = asked, _fault(act, last, asked, self._by)
        return found

    def fault(self, act: Approval, last: Edition | None) -> RejectedTag | None:
        """Return an approval rejected where it does not count after an edition."""
        return self._looked_at(act, last)[1]

    def completes(self, act: Approval, group: Sequence[Approval], last: Edition | None) -> bool:
        """Tell whether an approval completes what is asked at its instant, with those made before it."""
        asked, fault = self._looked_at(act, last)
        if fault is not None:
            return False
        counting = [each for each in group if self.fault(each, last) is None]
        return not missing(asked, counting, self._by.context.identities, self._by.context.owns)


def _fault(act: Approval, last: Edition | None, asked: Sequence[Requirement], by: EditionBuilder) -> RejectedTag | None:
    """Return an approval rejected where its role is not asked for, or its signer wrote the change."""
    role = act.statement.role
    owners = [need.owner for need in asked if need.role == role]
    if not owners:
        roles = sorted({need.role for need in asked})
        reason = f"For {act.document.front.type} the policy asks for {', '.join(roles)}, not for '{role}'."
        return reject(act, APPROVAL_UNAUTHORISED, reason)
    if role == OWNER and not any(by.context.owns(act, owner) for owner in owners):
        reason = f"It needs the owner ({', '.join(map(str, owners))}), and {act.name.person} was not the one."
        return reject(act, APPROVAL_UNAUTHORISED, reason)
    former = (last.document, last.commit) if last else None
    why = wrote(act, former, _policy(act, by), by.context.identities, by.authors)
    return reject(act, APPROVAL_SELF, why) if why else None


def _policy(act: Approval, by: EditionBuilder) -> Policy:
    edition = by.context.policy_in_force(act.counts_from)
    if edition is None:
        raise ValueError("An approval was proved by no policy.")
    return edition.policy


def _asked(act: Approval, last: Edition | None, by: EditionBuilder) -> tuple[Requirement, ...]:
    """Return what is asked at an approval's instant: of documents of one type that have one owner the same."""
    policy, front, name = _policy(act, by), act.document.front, act.name.document
    others = {other: by.edition_then(other, act.counts_from) for other in others_concerned(name, front)}
    kinds = [(other, then and (then.type, then.owner, id(then.policy))) for other, then in others.items()]
    own = (name == POLICY_ID, id(policy.type_by_id(identity_of(name))), front.type, front.owner)
    known = (id(policy), own, last and (last.type, last.owner, id(last.policy)), *kinds)
    asked = by.asked.get(known)
    if asked is None:
        asked = by.asked[known] = asked_of_all(name, front, policy, last, others)
    return asked


def others_concerned(name: str, front: FrontMatter) -> tuple[str, ...]:
    """Return the other documents that have a say in an approval: those that it supersedes, and what it translates."""
    superseded = [other for other in front.supersedes if other != POLICY_ID] if front.supersedes else ()
    return tuple([other for other in (*superseded, identity_of(name)) if other != name])


def asked_of_all(
    name: str, front: FrontMatter, policy: Policy, last: Edition | None, others: Mapping[str, Edition | None]
) -> tuple[Requirement, ...]:
    """Return what a policy asks for an approval: for its type, its last edition, and each other document concerned."""
    kinds = (policy.type_of(name, front.type), policy.type_by_id(identity_of(name)))
    own = stricter(*map(_approvals, kinds), of_type(last, policy))
    return policy.asked_of(stricter(own, *(_asked_for(*other, policy) for other in others.items())), front.owner)


def _asked_for(name: str, edition: Edition | None, policy: Policy) -> Iterator[Requirement]:
    """Yield what a policy asks for a document: by its id's prefix, and by the type of its edition, if any."""
    owner = edition.owner if edition else None
    for need in stricter(_approvals(policy.type_by_id(identity_of(name))), of_type(edition, policy)):
        yield replace(need, owner=owner) if need.role == OWNER else need


def of_type(edition: Edition | None, policy: Policy) -> tuple[Requirement, ...]:
    """Return what a policy asks for the type of an edition; where it asks nobody, what was asked for that edition."""
    if edition is None:
        return ()
    return _approvals(policy.type_named(edition.type)) or _approvals(edition.policy.type_named(edition.type))


def identity_of(name: str) -> str:
    """Return the id in a document's name: of a translation that of its original, else the name itself."""
    return name.partition(".")[0]


def _approvals(kind: DocumentType | None) -> tuple[Requirement, ...]:
    return (kind.approvals if kind else None) or ()


def _edition(last: Approval, by: EditionBuilder) -> Edition:
    """Return the edition that an approval completes; its signatures are put in when all are judged."""
    policy, document = _policy(last, by), last.document
    begins, effective = last.counts_from, document.front.effective
    if effective is not None:
        begins = max(begins, start_of(effective, policy.zone))
    # Signed in the evening of that day by the signer's own clock, it is of that day: in the policy's zone it may be the
    # next one already. What counts only from its record is of the day of the record.
    own_day = effective if last.counts_from == last.signed_at else None
    return Edition(
        name=last.name.document,
        revision=last.name.revision,
        document=document,
        content_digest=last.statement.content_digest,
        commit=last.commit,
        approvals=(),
        approved_at=last.counts_from,
        approved_on=last.signed_on,
        in_force_from=begins,
        effective_on=own_day or policy.day(begins),
        status=Status.APPROVED,
        policy=policy,
    )


def _late(act: Approval, edition: Edition) -> RejectedTag:
    effective = edition.document.front.effective
    reason = f"It was signed on {act.signed_on}, after the effective date {effective} that it approves."
    return reject(act, EFFECTIVE_BEFORE_APPROVAL, reason)
