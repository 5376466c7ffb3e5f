"""Writes a repository in one go: `git init`, commits and tags through one `git fast-import` stream each.

Nothing here signs: a tag's message is written as given, signature included, so the object's bytes
are exactly those that were signed (git-fast-import(1), INPUT FORMAT; git-mktag(1)).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from qmsdoc.errors import RepositoryError, UsageError
from qmsdoc.git.command import run
from qmsdoc.model.refs import HEADS


@dataclass(frozen=True, slots=True)
class Identity:
    """Who made an object, and when (with a time zone), as git writes it into commits and tags."""

    name: str
    email: str
    at: datetime

    @property
    def line(self) -> str:
        """`Name <address> seconds zone`, the form of commit and tag headers."""
        return f"{self.name} <{self.email}> {int(self.at.timestamp())} {self.at.strftime('%z')}"


@dataclass(frozen=True, slots=True)
class NewCommit:
    """A commit to write. `parents` are positions in the same sequence; `files` give each changed path
    its new bytes, or None to take it out.
    """

    author: Identity
    message: str
    files: tuple[tuple[str, bytes | None], ...]
    parents: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NewTag:
    """An annotated tag to write over a commit; `message` ends with the signature where it has one."""

    name: str
    commit: str
    tagger: Identity
    message: str

    @property
    def payload(self) -> bytes:
        """The tag object's bytes, as git stores and signs them."""
        head = f"object {self.commit}\ntype commit\ntag {self.name}\ntagger {self.tagger.line}\n\n"
        return (head + self.message).encode()


def create(folder: Path, branch: str) -> None:
    """Make an empty repository in an existing folder; no template, no hooks."""
    _checked(folder, "init", "--quiet", "--template=", f"--initial-branch={branch}")


def begin_repository(folder: Path, branch: str = "main") -> None:
    """Make a repository in a folder that lies in none; one that is there already stays as it is.

    Raises `UsageError` where the folder is only a part of one.
    """
    within = run(folder, "rev-parse", "--show-cdup")
    if within.status != 0:
        create(folder, branch)
    elif within.text:
        raise UsageError(
            f"The folder {folder} lies in a repository of other things.",
            remedy="A manual is a repository of its own: begin outside, or in the repository's first folder.",
        )


def configure(folder: Path, settings: Iterable[tuple[str, str]]) -> None:
    """Put settings into the repository's own configuration, never the user's."""
    for name, value in settings:
        _checked(folder, "config", "--local", name, value)


def write_commits(folder: Path, branch: str, commits: Sequence[NewCommit]) -> tuple[str, ...]:
    """Write commits, the last one as the tip of `branch`; gives their object ids in the same order."""
    stream = b"".join(_commit_stream(branch, commits))
    return tuple(_checked(folder, "fast-import", "--quiet", "--date-format=raw", stdin=stream).decode().split())


def write_tags(folder: Path, tags: Iterable[NewTag]) -> None:
    """Write annotated tags and their refs."""
    stream = b"".join(
        f"tag {tag.name}\nfrom {tag.commit}\ntagger {tag.tagger.line}\n".encode() + _data(tag.message.encode())
        for tag in tags
    )
    _checked(folder, "fast-import", "--quiet", "--date-format=raw", stdin=stream)


def check_out(folder: Path) -> None:
    """Put the files of the current branch into an empty working tree."""
    _checked(folder, "read-tree", "--reset", "-u", "HEAD")


def _commit_stream(branch: str, commits: Sequence[NewCommit]) -> Iterator[bytes]:
    for mark, commit in enumerate(commits, start=1):
        who = commit.author.line
        yield f"commit {HEADS}{branch}\nmark :{mark}\nauthor {who}\ncommitter {who}\n".encode()
        yield _data(commit.message.encode())
        for word, parent in zip(("from", "merge", "merge"), commit.parents, strict=False):
            yield f"{word} :{parent + 1}\n".encode()
        for path, data in commit.files:
            yield f"D {path}\n".encode() if data is None else f"M 100644 inline {path}\n".encode() + _data(data)
        yield f"\nget-mark :{mark}\n".encode()


def _data(data: bytes) -> bytes:
    return f"data {len(data)}\n".encode() + data + b"\n"


def _checked(folder: Path, *arguments: str, stdin: bytes | None = None) -> bytes:
    output = run(folder, *arguments, stdin=stdin)
    if output.status != 0:
        raise RepositoryError(
            f"Git could not {arguments[0]} in {folder.name}: {output.stderr.strip()}",
            remedy="Run qmsdoc doctor: it says what this machine lacks.",
        )
    return output.stdout
