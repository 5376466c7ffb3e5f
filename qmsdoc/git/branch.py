"""Writes a branch of one file, a commit at a time by plumbing alone, and sends it to another repository: the ledger's.

Invariants
1. No working tree and no index is read or written; one branch moves, and only from where it was seen.
2. What is sent is never forced: the other repository takes it only as a continuation of its own.
3. No hook runs. Reading and sending use the user's own git configuration (addresses, credentials),
   as `git push` does; a remote that would run a command of its own is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum, auto
from pathlib import Path

from qmsdoc.errors import PublishError, RepositoryError
from qmsdoc.git.command import Output, run
from qmsdoc.git.write import Identity
from qmsdoc.model.refs import HEADS
from qmsdoc.model.rule_ids import LIMIT_EXCEEDED

_TIME_LIMIT = 300
_OVERTAKEN = re.compile(
    r"fetch first|non-fast-forward|stale info|cannot lock ref|failed to update ref|incorrect old value|already exists"
)

_BLOCKED = re.compile(r"'(refs/heads/[^']+)' exists; cannot create")


class PushResult(Enum):
    """What became of a push: taken, or refused because somebody else had been quicker."""

    TAKEN = auto()
    NON_FAST_FORWARD = auto()


def write_commit(root: Path, parents: Sequence[str], file: tuple[str, bytes], message: str, who: Identity) -> str:
    """Write a commit that holds one file (path, bytes); gives its id. Raises `RepositoryError` where git cannot."""
    name, data = file
    blob = _written(root, "hash-object", "-w", "--stdin", stdin=data)
    tree = _written(root, "mktree", stdin=f"100644 blob {blob}\t{name}\n".encode())
    head = [f"tree {tree}", *(f"parent {parent}" for parent in parents), f"author {who.line}", f"committer {who.line}"]
    text = "\n".join([*head, "", message, ""]).encode()
    return _written(root, "hash-object", "-t", "commit", "-w", "--stdin", stdin=text)


def advance(root: Path, branch: str, new: str, old: str | None) -> bool:
    """Move a branch (full name) from `old` (None: it must not be there yet); False where it was not there any more.

    Raises `RepositoryError` where git refuses for another reason.
    """
    done = run(root, "update-ref", "--no-deref", "-m", "qmsdoc record", branch, new, old or "0" * len(new))
    if done.status == 0:
        return True
    _refuse_blocked(branch, done.stderr)
    if re.search(r"cannot lock ref|already exists|\.lock|File exists", done.stderr):
        return False
    raise RepositoryError(
        f"Git cannot move the branch {branch}: {done.stderr.strip()}", remedy="Check the permissions of the repository."
    )


def continues(root: Path, new: str, old: str) -> bool:
    """Tell whether commit `old` is part of the history of `new`."""
    return run(root, "merge-base", "--is-ancestor", old, new).status == 0


def fetch_branch(root: Path, remote: str, branch: str) -> str | None:
    """Bring the branch of another repository (a remote's name, an address or a path) here; gives its commit.

    No branch here moves but those that the user's configuration maps it to. None where it has no such branch.
    """
    asked = _network(root, "ls-remote", "--upload-pack=git-upload-pack", "--", remote, branch)
    if asked.status != 0:
        raise _unreachable(remote, asked.stderr)
    rows = (line.split("\t") for line in asked.text.splitlines())
    oid = next((row[0] for row in rows if row[1:] == [branch]), None)
    if oid is not None and run(root, "cat-file", "-e", f"{oid}^{{commit}}").status != 0:
        fetched = _network(
            root, "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--upload-pack=git-upload-pack", "--",
            remote, branch,
        )  # fmt: skip
        if fetched.status != 0:
            raise _unreachable(remote, fetched.stderr)
    return oid


def push_branch(root: Path, remote: str, branch: str, commit: str) -> PushResult:
    """Send a commit as the continuation of another repository's branch; raises `PublishError` where it is refused."""
    refspec = f"{commit}:{branch}"
    done = _network(
        root, "push", "--porcelain", "--no-verify", "--receive-pack=git-receive-pack", "--", remote, refspec
    )
    if done.status == 0:
        return PushResult.TAKEN
    _refuse_blocked(branch, done.stderr)
    refusal = next((line for line in done.text.splitlines() if line.startswith("!")), "")
    if _OVERTAKEN.search(refusal):
        return PushResult.NON_FAST_FORWARD
    if refusal:
        raise PublishError(
            f"The repository '{_shown(remote)}' does not take the ledger: {refusal[1:].strip()}",
            remedy=f"The recorder needs the right to push to the branch {branch.removeprefix(HEADS)} alone.",
        )
    raise _unreachable(remote, done.stderr)


def _refuse_blocked(branch: str, said: str) -> None:
    """Raise `PublishError` where a branch below the name of this one keeps git from making it, however often."""
    found = _BLOCKED.search(said)
    if found is not None:
        other = found[1].removeprefix(HEADS)
        raise PublishError(
            f"The branch {other} is in the way of {branch.removeprefix(HEADS)}: git cannot hold both.",
            remedy=f"Find out who made it, and delete it: git branch -D {other}, git push origin --delete {other}",
            rule=LIMIT_EXCEEDED,
        )


def _written(root: Path, *arguments: str, stdin: bytes) -> str:
    done = run(root, *arguments, stdin=stdin)
    if done.status != 0:
        raise RepositoryError(
            f"Git cannot write the ledger: {done.stderr.strip()}",
            remedy="Check the permissions of the repository, and the space left.",
        )
    return done.stdout.decode("ascii").strip()


def _network(root: Path, *arguments: str) -> Output:
    try:
        return run(root, *arguments, as_user=True, limit=_TIME_LIMIT)
    except TimeoutError as error:
        raise PublishError(
            f"Git got no answer within {_TIME_LIMIT} seconds.", remedy="Check the network, then run it again."
        ) from error


def _unreachable(remote: str, said: str) -> PublishError:
    return PublishError(
        f"The repository '{_shown(remote)}' cannot be reached: {' '.join(said.split())}",
        remedy="Check its name with git remote -v, the network, and the right to read and push.",
    )


def _shown(remote: str) -> str:
    """Leave out what an address may carry of credentials."""
    return re.sub(r"//[^/@]*@", "//", remote)
