"""The log of a branch with the files that each commit changed: one `git log`, no patch, no filter, no rename."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from qmsdoc.git.command import run

_MARK, _BETWEEN = "\x1e", "\x1f"
_NONE = "0"
_FORMAT = _MARK + _BETWEEN.join(("%H", "%an", "%ae", "%ct", "%P"))
_OPTIONS = (
    *("--raw", "-z", "-m", "--no-renames", "--no-abbrev", "--full-index"),
    *("--no-textconv", "--no-ext-diff", "--no-show-signature"),
)


@dataclass(frozen=True, slots=True)
class LoggedCommit:
    """A commit with who wrote it and what it changed: path and id of the new blob, None for a file taken away."""

    oid: str
    author_name: str
    author_email: str
    committed_at: datetime
    changes: tuple[tuple[str, str | None], ...]
    merge: bool = False


def change_log(root: Path, ref: str = "HEAD") -> tuple[LoggedCommit, ...]:
    """Return the commits reachable from `ref`, newest first; none where there is no such commit.

    A merge gives what differs from any of its parents.
    """
    output = run(root, "log", *_OPTIONS, f"--format={_FORMAT}", "--end-of-options", ref)
    if output.status != 0:
        return ()
    found: dict[str, LoggedCommit] = {}
    for commit in _commits(output.stdout.decode("utf-8", "surrogateescape")):
        former = found.get(commit.oid)
        changes = tuple(dict.fromkeys((*former.changes, *commit.changes))) if former else commit.changes
        found[commit.oid] = LoggedCommit(
            commit.oid, commit.author_name, commit.author_email, commit.committed_at, changes, commit.merge
        )
    return tuple(found.values())


def _commits(output: str) -> Iterator[LoggedCommit]:
    for block in output.split(_MARK)[1:]:
        head, _, rest = block.partition("\0")
        oid, name, email, seconds, parents = head.split(_BETWEEN)
        at = datetime.fromtimestamp(int(seconds), UTC)
        yield LoggedCommit(oid, name, email, at, tuple(_changes(rest)), " " in parents.strip())


def _changes(rest: str) -> Iterator[tuple[str, str | None]]:
    fields = [field for field in rest.strip("\n").split("\0") if field]
    for facts, path in zip(fields[::2], fields[1::2], strict=False):
        _, mode, _, blob, *_ = facts.lstrip("\n").split(" ")
        if mode.startswith("100"):
            yield path, blob
        elif not mode.strip(_NONE):
            yield path, None
