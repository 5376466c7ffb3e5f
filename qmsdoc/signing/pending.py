"""What waits for a signature, and whose: a pure function of a snapshot."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from qmsdoc.model.approval import Act
from qmsdoc.model.policy import Person, Policy
from qmsdoc.model.snapshot import Record, Snapshot
from qmsdoc.signing.withdrawal import withdrawing, withdrawn_edition
from qmsdoc.trust.quorum import allowed_roles, asked_to_withdraw, missing

Wrote = Callable[[Person, Record], bool]


@dataclass(frozen=True, slots=True)
class PendingSignature:
    """One signature, or several in one role, that a document waits for.

    `people` may give it today; `due` is the effective date or the review date, None where there is none.
    """

    act: Act
    document: str
    title: str
    revision: int
    role: str
    count: int
    people: tuple[Person, ...]
    due: date | None = None
    overdue: bool = False


def pending(snapshot: Snapshot, wrote: Wrote) -> tuple[PendingSignature, ...]:
    """Give everything that waits: revisions, withdrawals begun, reviews due within the policy's notice.

    A signature would be given on the snapshot's day; `wrote` tells who wrote a document's change. A draft that was
    changed after its first signature waits for its author instead (`rules.superseded_approvals`).
    """
    policy, day = snapshot.policy_in_force, snapshot.as_of
    items: list[PendingSignature] = []
    for record in snapshot.records:
        items += _approvals(record, policy, day, wrote)
        items += _withdrawals(record, policy, day)
        items += _reviews(record, policy, day)
    return tuple(items)


def _approvals(record: Record, policy: Policy, day: date, wrote: Wrote) -> Iterator[PendingSignature]:
    draft = record.draft
    if draft is None or draft.front.revision is None or record.superseded_approvals:
        return
    kind = policy.type_of(record.name, draft.front.type)
    names = [act.name for act in record.acts if act.valid and act.name]
    signed = {name.person for name in names if (name.act, name.revision) == (Act.APPROVED, draft.front.revision)}
    for need in record.needs:
        holders = [person for person in policy.holders(need.role, day, need.owner) if person.id not in signed]
        if kind is not None and need.role in kind.independent:
            acting = {person.id: policy.delegators(person.id, need.role, day) for person in holders}
            authors = {person.id for person in policy.people if wrote(person, record)}
            holders = [person for person in holders if not authors & {person.id, *acting[person.id]}]
        due = draft.front.effective
        yield PendingSignature(
            act=Act.APPROVED,
            document=record.name,
            title=draft.title,
            revision=draft.front.revision,
            role=need.role,
            count=need.count,
            people=tuple(holders),
            due=due,
            overdue=due is not None and due < day,
        )


def _withdrawals(record: Record, policy: Policy, day: date) -> Iterator[PendingSignature]:
    edition = withdrawn_edition(record, policy)
    if edition is None or record.withdrawn_on is not None:
        return
    begun = withdrawing(record, edition.revision)
    signed = {act.name.person for act in begun if act.name}
    for need in missing(asked_to_withdraw(policy, edition, record.editions[-1]), begun) if begun else ():
        holders = policy.holders(need.role, day, need.owner)
        holders = tuple(person for person in holders if person.id not in signed)
        yield PendingSignature(
            act=Act.WITHDRAWN,
            document=record.name,
            title=edition.title,
            revision=edition.revision,
            role=need.role,
            count=need.count,
            people=holders,
        )


def _reviews(record: Record, policy: Policy, day: date) -> Iterator[PendingSignature]:
    edition, due = record.effective, record.review_by
    if edition is None or due is None or policy.review_notice.after(day) < due:
        return
    kind = policy.type_of(record.name, edition.type)
    owner = policy.person(edition.owner)
    owners = (owner,) if owner and owner.active(day) else policy.holders(edition.owner, day)
    able = tuple(
        person
        for person in policy.people
        if any(
            policy.holds(person.id, role, day, edition.owner)
            for role in allowed_roles(kind, Act.REVIEWED, edition.owner or None, policy, person.id)
        )
    )
    yield PendingSignature(
        act=Act.REVIEWED,
        document=record.name,
        title=edition.title,
        revision=edition.revision,
        role=edition.owner,
        count=1,
        people=owners or able,
        due=due,
        overdue=due < day,
    )
