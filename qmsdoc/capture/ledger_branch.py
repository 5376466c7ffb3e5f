"""Finds the ledger in a repository: every copy of its branch read, proved, and held against the others.

Invariants
1. The branch is known by its full name only, here and as fetched from origin; the longest copy counts, and continues
   the other.
2. No commit of the branch ever held a line that the ledger has not: one that nobody may rewrite can still be made
   shorter by one commit, and longer again by the next.
3. What a former commit held is told by its file's id, that of a beginning of the ledger: half the work of reading it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import accumulate
from typing import NamedTuple

from qmsdoc.capture.objects import Objects
from qmsdoc.model.refs import FETCHED_LEDGER, LEDGER, LEDGER_BRANCH
from qmsdoc.model.rule_ids import LEDGER_BROKEN
from qmsdoc.trust.failure import VerificationFailure, invalid
from qmsdoc.trust.ledger import PATH, Ledger, latest, read_ledger

MEND = (
    f"Restore the branch {LEDGER_BRANCH} from a clone or a backup in which it holds, and find out who changed it. "
    f"If only a copy of your own that nobody has seen differs: git branch -f {LEDGER_BRANCH} origin/{LEDGER_BRANCH}"
)


class LedgerRef(NamedTuple):
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
    lost = _lost(objects, found, best)
    return lost or LedgerRef(best, next(commit for commit, ledger in found.items() if ledger == best))


def read_at(objects: Objects, oid: str) -> Ledger | VerificationFailure:
    """Read and prove the ledger that a commit holds."""
    data = _data(objects, oid)
    if data is None:
        return invalid(LEDGER_BROKEN, f"The branch {LEDGER_BRANCH} holds no file {PATH}.")
    return read_ledger(data)


def _lost(objects: Objects, tips: Iterable[str], ledger: Ledger) -> VerificationFailure | None:
    """Return the failure of a ledger that lacks a line which a commit of its branch held; None where there is none."""
    data, held = ledger.data, _held(objects, tips)
    sizes, whole = accumulate(len(line) for line in data.splitlines(keepends=True)), memoryview(data)
    runs = {entry.recorded: size for entry, size in zip(ledger.entries, sizes, strict=True)}
    for size in reversed(runs.values()):
        if held:
            held.pop(objects.file_id(whole[:size]), None)
    for file, commit in held.items():  # not as a recorder leaves it: empty, or cut within one run
        former = objects.content(file)
        if former is None or not data.startswith(former):
            reason = f"The commit {commit} of {LEDGER_BRANCH} held lines that the ledger has lost or changed since."
            return invalid(LEDGER_BROKEN, reason)
    return None


def _held(objects: Objects, tips: Iterable[str]) -> dict[str, str]:
    """Return the files that the branch held as its ledger, by object id, each with a commit."""
    history, waiting = set[str](), list(tips)
    grown = [tip for tip, commit in objects.commits(waiting).items() if commit.parents]
    objects.commits({oid for tip in grown for oid in objects.store.reachable(tip)})
    while waiting:
        oid = waiting.pop()
        commit = objects.commit(oid) if oid not in history else None
        history.add(oid)
        waiting += commit.parents if commit else ()
    found = objects.commits(history).values()
    objects.trees_ahead(commit.tree for commit in found)
    files = ((objects.tree(commit).blob(PATH), commit.oid) for commit in found)
    return {file: commit for file, commit in files if file is not None}


def commit_with(objects: Objects, commits: Iterable[str], ledger: Ledger) -> str | None:
    """Find a commit that holds exactly this ledger; None where none does."""
    file = objects.file_id(memoryview(ledger.data))
    found = objects.commits(commits).values()
    return next((commit.oid for commit in found if objects.tree(commit).blob(PATH) == file), None)


def _data(objects: Objects, oid: str) -> bytes | None:
    commit = objects.commit(oid)
    return objects.tree(commit).read(PATH) if commit else None
