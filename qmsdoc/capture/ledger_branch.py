"""Finds the ledger in a repository: every copy of its branch read, proved, and held against the others.

Invariants: the branch is known by its full name only, here and as fetched from origin; a commit of it
holds every line that the commit before it held (`require_grown`: that any before it held); the longest
copy counts, and must continue the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qmsdoc.capture.objects import Objects
from qmsdoc.errors import TrustError
from qmsdoc.model.refs import FETCHED_LEDGER, LEDGER, LEDGER_BRANCH
from qmsdoc.model.rule_ids import LEDGER_BROKEN
from qmsdoc.trust.failure import VerificationFailure, invalid
from qmsdoc.trust.ledger import PATH, Ledger, latest, read_ledger

MEND = (
    f"Restore the branch {LEDGER_BRANCH} from a clone or a backup in which it holds, and find out who changed it. "
    f"If only a copy of your own that nobody has seen differs: git branch -f {LEDGER_BRANCH} origin/{LEDGER_BRANCH}"
)


@dataclass(frozen=True, slots=True)
class LedgerRef:
    """A ledger whose chain holds, and the commit that holds it."""

    ledger: Ledger
    commit: str


def find_ledger(objects: Objects, refs: Mapping[str, str]) -> LedgerRef | VerificationFailure | None:
    """Give the ledger of a repository (`refs`: name → object id); None where there is none.

    Raises `MissingObjectError` where an object of the branch is not in the repository.
    """
    commits = [refs[name] for name in (LEDGER, FETCHED_LEDGER) if name in refs]
    if not commits:
        return None
    found = {commit: read_at(objects, commit) for commit in commits}
    best = latest(list(found.values()))
    if isinstance(best, VerificationFailure):
        return best
    return LedgerRef(best, next(commit for commit, ledger in found.items() if ledger == best))


def read_at(objects: Objects, oid: str) -> Ledger | VerificationFailure:
    """Read and prove the ledger that a commit holds."""
    data = _data(objects, oid)
    if data is None:
        return invalid(LEDGER_BROKEN, f"The branch {LEDGER_BRANCH} holds no file {PATH}.")
    commit = objects.commit(oid)
    for parent in commit.parents if commit else ():
        if not data.startswith(_data(objects, parent) or b""):
            return invalid(LEDGER_BROKEN, "The ledger has lost or changed lines that its branch held before.")
    return read_ledger(data)


def require_grown(objects: Objects, found: LedgerRef | VerificationFailure | None) -> None:
    """Raise `TrustError` where some former commit of the branch of the ledger `found` held lines that it has no more.

    A branch that nobody may rewrite can still be made shorter by one commit, and longer again by the next. Every commit
    is read, which takes long where there are thousands: for those who record, publish and prove.
    """
    if not isinstance(found, LedgerRef):
        return
    data, seen, waiting = found.ledger.data, {found.commit}, [found.commit]
    while waiting:
        oid = waiting.pop()
        if not data.startswith(_data(objects, oid) or b""):
            raise TrustError(
                f"The commit {oid} of the branch {LEDGER_BRANCH} held lines that the ledger has lost or changed since.",
                remedy=MEND,
                rule=LEDGER_BROKEN,
            )
        commit = objects.commit(oid)
        parents = [parent for parent in (commit.parents if commit else ()) if parent not in seen]
        seen.update(parents)
        waiting += parents


def commit_with(objects: Objects, commits: Iterable[str], sha256: str) -> str | None:
    """Find the commit whose ledger ends with the line of that digest; None where none does."""
    for oid in objects.commits(commits):
        lines = (_data(objects, oid) or b"").splitlines(keepends=True)
        if lines and hashlib.sha256(lines[-1]).hexdigest() == sha256:
            return oid
    return None


def _data(objects: Objects, oid: str) -> bytes | None:
    commit = objects.commit(oid)
    return objects.tree(commit).read(PATH) if commit else None
