"""Counts signatures: people, not keys; each in one role; complete when every role has its number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from qmsdoc.model.approval import SignedAct
from qmsdoc.model.policy import Requirement

Asked = Callable[[datetime], tuple[Requirement, ...] | None]


def missing(required: Iterable[Requirement], approvals: Iterable[SignedAct]) -> tuple[Requirement, ...]:
    """Give the roles still needed, with how many people each still lacks."""
    signed = {(a.statement.role, a.name.person) for a in approvals if a.valid and a.statement and a.name}
    counts = [(need.role, need.count - sum(role == need.role for role, _ in signed)) for need in required]
    return tuple(Requirement(role, count) for role, count in counts if count > 0)


def completing_approval(approvals: Sequence[SignedAct], asked: Asked) -> SignedAct | None:
    """Find the approval with which the signatures first satisfied what was asked when it was made.

    `asked` gives the requirements by the law of an instant; None where the law asks nobody, which
    no signature can satisfy.
    """
    ordered = in_order(approvals)
    for count, approval in enumerate(ordered, 1):
        assert approval.counts_from is not None
        required = asked(approval.counts_from)
        if required and not missing(required, ordered[:count]):
            return approval
    return None


def constant(required: tuple[Requirement, ...] | None) -> Asked:
    """Ask the same whatever the instant."""
    return lambda _: required


def in_order(approvals: Iterable[SignedAct]) -> list[SignedAct]:
    """Sort approvals by the instant from which they count, then by the signer's date and the ref."""
    return sorted((a for a in approvals if a.counts_from), key=lambda a: (a.counts_from, a.signed_at, a.ref))


def stricter(one: Iterable[Requirement], other: Iterable[Requirement]) -> tuple[Requirement, ...]:
    """Give requirements that satisfy both: for each role the larger number."""
    counts: dict[str, int] = {}
    for need in (*one, *other):
        counts[need.role] = max(counts.get(need.role, 0), need.count)
    return tuple(Requirement(role, count) for role, count in counts.items())
