"""Whether this clone has the trunk that the policy names, and whether that is older than another copy of it here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from qmsdoc.capture.branch_history import BranchHistory
from qmsdoc.capture.objects import Objects
from qmsdoc.errors import RepositoryError
from qmsdoc.model.finding import Finding
from qmsdoc.model.refs import HEADS, ORIGIN, REMOTES, branch_tip
from qmsdoc.model.rule_ids import CLONE_BEHIND, REPOSITORY_INCOMPLETE
from qmsdoc.text.sentences import counted

_MOST = 10_000


class Lacking(NamedTuple):
    """The commits that the trunk here lacks of its copy at a `remote`; `apart` where it has others besides."""

    commits: frozenset[str] = frozenset()
    remote: str = ""
    apart: bool = False


def lacking_commits(
    objects: Objects, refs: Mapping[str, str], trunk: str, here: BranchHistory, signed: Collection[str]
) -> Lacking:
    """Return what the trunk `here` lacks of the one fetched from `origin`; at most 10,000 commits.

    Nothing where there is no trunk of one's own, or nothing was fetched. Of another remote, as of a fork's manual, it
    lacks something only where a commit that was `signed` is among it.
    """
    copies = _copies(refs, trunk)
    fetched = copies.pop("origin", None)
    if fetched is not None and HEADS + trunk in refs and (found := _lacking(objects, "origin", fetched, here)).commits:
        return found
    others = (_lacking(objects, remote, oid, here) for remote, oid in sorted(copies.items()))
    return next((found for found in others if not found.commits.isdisjoint(signed)), Lacking())


def _copies(refs: Mapping[str, str], trunk: str) -> dict[str, str]:
    """Return what was fetched of a branch, by remote."""
    places = ((ref.removeprefix(REMOTES).partition("/"), oid) for ref, oid in refs.items() if ref.startswith(REMOTES))
    return {remote: oid for (remote, _, branch), oid in places if branch == trunk}


def _lacking(objects: Objects, remote: str, fetched: str, here: BranchHistory) -> Lacking:
    found: set[str] = set()
    met: set[str] = set()
    waiting = [fetched]
    while waiting and len(found) < _MOST:
        oid = waiting.pop()
        if oid in here:
            met.add(oid)
        elif oid not in found and (commit := objects.commit(oid)) is not None:
            found.add(oid)
            waiting.extend(commit.parents)
    return Lacking(frozenset(found), remote, apart=here.tip not in met)


def behind_finding(trunk: str, lacking: Lacking) -> tuple[Finding, ...]:
    """Return the finding that the trunk here lacks commits; none where it lacks none."""
    if not lacking.commits:
        return ()
    other = f"{lacking.remote}/{trunk}"
    lacks = f"The branch '{trunk}' here lacks {counted(len(lacking.commits), 'commit')} that '{other}' has"
    begin = f"`git fetch --tags {lacking.remote}`, then `git switch {trunk}` and"
    if lacking.apart:
        return (
            Finding(
                CLONE_BEHIND,
                f"{lacks}, and has others that '{other}' lacks: one of them was rewritten, or both went on.",
                f"Join them: {begin} `git merge {other}`, and send the merge: it keeps every commit that was signed. "
                "Never rebase what was signed.",
            ),
        )
    return (
        Finding(
            CLONE_BEHIND,
            f"{lacks}: what was approved there since is not known here.",
            f"Bring it up to date: {begin} `git merge --ff-only {other}`. Nobody has to sign again.",
        ),
    )


def require_trunk(refs: Mapping[str, str], trunk: str) -> None:
    """Raise `RepositoryError` where there is no branch of the trunk's name, here or fetched from `origin`."""
    if branch_tip(refs, trunk) is not None:
        return
    remotes = sorted(_copies(refs, trunk))
    remedy = (
        f"Fetch it: git fetch origin {trunk}:{ORIGIN}{trunk}   (if the branch was renamed, keep its former name beside "
        f"the new one until a policy that names the new one is signed: git branch {trunk} NEW-NAME)"
    )
    if remotes:
        remedy = f"It was fetched from '{remotes[0]}', which qmsdoc knows as 'origin' only: "
        remedy += f"git remote rename {remotes[0]} origin"
    raise RepositoryError(
        f"There is no branch '{trunk}' here, the one that the policy names as trunk, so approvals cannot be proved.",
        remedy=remedy,
        rule=REPOSITORY_INCOMPLETE,
    )
