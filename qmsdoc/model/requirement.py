"""Who must sign: so many people in each role."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

OWNER = "owner"  # in a type's `approvals`: the document's owner, whoever that is


@dataclass(frozen=True, slots=True)
class Requirement:
    """So many distinct people must sign in this role; `owner` tells the owner of which of several documents."""

    role: str
    count: int
    owner: str | None = None

    def called(self, owner: str | None) -> str:
        """Return the role, with whom another document calls its owner; `owner` is the document's own."""
        return self.role if self.owner in (None, owner) else f"{self.role} ({self.owner})"


def stricter(*several: Iterable[Requirement]) -> tuple[Requirement, ...]:
    """Return requirements that satisfy all of several: for each role the largest number."""
    found: dict[tuple[str, str | None], Requirement] = {}
    for need in chain.from_iterable(several):
        known = found.setdefault((need.role, need.owner), need)
        if known.count < need.count:
            found[need.role, need.owner] = need
    return tuple(found.values())
