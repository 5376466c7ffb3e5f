"""How documents end: withdrawn for ever by all whom their type asks for, or by one person in an emergency.

Invariants: each withdrawal in an emergency is judged by the policy of its own instant; it ends every
edition whose approval was complete by then; only a higher revision, completed after it, is free of it.
Signatures withdraw together only where they name the same successor, or all none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qmsdoc.model.approval import Act, SignedAct
from qmsdoc.model.policy import Policy
from qmsdoc.model.snapshot import Edition, PolicyEdition
from qmsdoc.trust.editions import DocumentHistory
from qmsdoc.trust.quorum import completing_approval, constant, in_order


@dataclass(frozen=True, slots=True)
class EndOfForce:
    """What took a document out of force: the `acts`, none where it is in force or may come to be.

    `emergency` tells that one person did, until a new revision is approved; `over` are the revisions
    that an emergency ended, whether or not a later one has taken their place since.
    """

    acts: tuple[SignedAct, ...] = ()
    emergency: bool = False
    over: frozenset[int] = frozenset()


def end_of_force(life: DocumentHistory, law: Policy, policies: Sequence[PolicyEdition], as_of: date) -> EndOfForce:
    """Find out how a document ended as of a day; `law` is the policy in force, `policies` all, oldest first."""
    acts = [act for act in life.acts if act.valid and act.name and act.name.act is Act.WITHDRAWN]
    forever = _forever(acts, life.editions, law)
    if forever:
        return EndOfForce(forever)
    alone = [act for act in in_order(acts) if _emergency(act, policies) and _edition(act, life.editions)]
    if not alone:
        return EndOfForce()
    last = alone[-1]
    free = [edition for edition in life.editions if _after(edition, last)]
    over = frozenset(edition.revision for edition in life.editions if edition not in free)
    if any(edition.effective_on <= as_of for edition in free):
        return EndOfForce(over=over)
    return EndOfForce((last,), emergency=True, over=over)


def _forever(acts: Sequence[SignedAct], editions: Sequence[Edition], law: Policy) -> tuple[SignedAct, ...]:
    for edition in reversed(editions):
        kind = law.type_named(edition.type) or edition.policy.type_named(edition.type)
        of_edition = [act for act in acts if act.name and act.name.revision == edition.revision]
        for successor in sorted({_successor(act) for act in of_edition}):
            group = in_order(act for act in of_edition if _successor(act) == successor)
            last = completing_approval(group, constant(kind.approvals if kind else None))
            if last is not None:
                return tuple(group[: group.index(last) + 1])
    return ()


def _successor(act: SignedAct) -> str:
    return (act.statement.successor if act.statement else None) or ""


def _emergency(act: SignedAct, policies: Sequence[PolicyEdition]) -> bool:
    assert act.counts_from is not None
    at = act.counts_from
    then = next((edition.policy for edition in reversed(policies) if edition.since <= at), None)
    return then is not None and act.statement is not None and act.statement.role == then.emergency_withdrawal


def _edition(act: SignedAct, editions: Sequence[Edition]) -> bool:
    return any(act.name is not None and act.name.revision == edition.revision for edition in editions)


def _after(edition: Edition, act: SignedAct) -> bool:
    """Tell whether an edition's approval was completed after an act, and its revision is a higher one."""
    assert act.name is not None
    assert act.counts_from is not None
    assert act.signed_at is not None
    completed = [
        (edition.approved_at, each.signed_at)
        for each in edition.approvals
        if each.signed_at is not None and each.counts_from == edition.approved_at
    ]
    return edition.revision > act.name.revision and min(completed) > (act.counts_from, act.signed_at)
