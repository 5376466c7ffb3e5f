"""Whether the trunk of this clone is older than the one that was fetched from `origin`."""

from __future__ import annotations

from collections.abc import Mapping

from qmsdoc.capture.branch_history import BranchHistory
from qmsdoc.capture.objects import Objects
from qmsdoc.model.finding import Finding
from qmsdoc.model.policy import Policy
from qmsdoc.model.refs import HEADS, ORIGIN
from qmsdoc.model.rule_ids import CLONE_BEHIND
from qmsdoc.text.sentences import counted

_MOST = 10_000


def lacking_commits(objects: Objects, refs: Mapping[str, str], trunk: str, here: BranchHistory) -> frozenset[str]:
    """Return the commits of the fetched trunk that are not among those of the trunk `here`; at most 10,000.

    Empty where there is no trunk of one's own, or nothing was fetched.
    """
    fetched = refs.get(ORIGIN + trunk)
    if HEADS + trunk not in refs or fetched is None:
        return frozenset()
    found: set[str] = set()
    waiting = [fetched]
    while waiting and len(found) < _MOST:
        oid = waiting.pop()
        commit = objects.commit(oid) if oid not in here and oid not in found else None
        if commit is not None:
            found.add(oid)
            waiting.extend(commit.parents)
    return frozenset(found)


def behind_finding(policy: Policy | None, lacking: frozenset[str]) -> tuple[Finding, ...]:
    """Return the finding that the trunk here lacks commits; none where it lacks none."""
    if policy is None or not lacking:
        return ()
    trunk = policy.trunk
    lacks = f"The branch '{trunk}' here lacks {counted(len(lacking), 'commit')} that 'origin/{trunk}' has"
    return (
        Finding(
            CLONE_BEHIND,
            f"{lacks}: what was approved there since is not known here.",
            f"Bring it up to date: `git fetch --tags origin`, then `git switch {trunk}` and "
            f"`git merge --ff-only origin/{trunk}`. Nobody has to sign again.",
        ),
    )
