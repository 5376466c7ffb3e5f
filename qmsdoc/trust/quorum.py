"""Counts signatures: people, not keys or ids; each in one role; complete when every role has its number.

Invariants
1. What one person signed counts once, whatever the ids, addresses and keys of that person over time.
2. A delegate signs for somebody: the delegate and the one who delegated do not count as two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from qmsdoc.model.approval import Act, SignedAct
from qmsdoc.model.policy import DocumentType, Policy
from qmsdoc.model.requirement import OWNER, Requirement, stricter
from qmsdoc.model.snapshot import Edition
from qmsdoc.trust.identity import Identities

Owns = Callable[[SignedAct, str | None], bool]
"""`owns(act, owner)` tells whether the signer of an act is, at its instant, the one whom a document calls its owner."""


def missing(
    required: Iterable[Requirement],
    acts: Iterable[SignedAct],
    people: Identities | None = None,
    owns: Owns | None = None,
) -> tuple[Requirement, ...]:
    """Return the roles still needed, with how many people each still lacks.

    `people` tells who is who; `owns` who owns what, where the owners of several documents are asked for.
    """
    signed = [(act.statement.role, act) for act in _distinct(acts, people or Identities())]
    lacking = []
    for need in required:
        in_role = [act for role, act in signed if role == need.role]
        if need.role == OWNER and owns is not None:
            in_role = [act for act in in_role if owns(act, need.owner)]
        if len(in_role) < need.count:
            lacking.append(replace(need, count=need.count - len(in_role)) if in_role else need)
    return tuple(lacking)


def asked_to_withdraw(policy: Policy, edition: Edition, newest: Edition) -> tuple[Requirement, ...]:
    """Return what the withdrawal of an edition needs: what its type asks and that of the newest, whose owner signs."""
    kinds = (policy.type_named(each.type) for each in (edition, newest))
    return policy.asked_of(stricter(*((kind.approvals if kind else None) or () for kind in kinds)), newest.owner)


def _distinct(acts: Iterable[SignedAct], people: Identities) -> Iterator[SignedAct]:
    """Yield the acts of different people, the earlier of two that are one person's."""
    taken: set[str] = set()
    for act in sorted(acts, key=lambda act: act.order):
        persons = {people.same(act.name.person), *map(people.same, act.on_behalf_of)}
        if taken.isdisjoint(persons):
            taken |= persons
            yield act


def allowed_roles(
    kind: DocumentType | None, act: Act, owner: str | None, policy: Policy, person: str
) -> frozenset[str]:
    """Return the roles in which this person's act may count: those the type asks for, for a review the owner's,
    and for a withdrawal that of emergencies.
    """
    roles = {need.role for need in policy.asked_of((kind.approvals if kind else None) or (), owner)}
    if act is Act.WITHDRAWN and policy.emergency_withdrawal is not None:
        roles.add(policy.emergency_withdrawal)
    if act is Act.REVIEWED and owner is not None:
        someone = policy.person(owner)
        roles |= {owner} if someone is None else set()
        if someone is not None and someone.id == person:
            roles |= {tenure.role for tenure in someone.tenures}
    return frozenset(roles)
