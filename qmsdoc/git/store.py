"""What a manual is read from: refs, objects, the log and trees. Protocols, so that tests can keep all in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple, Protocol


class Ref(NamedTuple):
    """A ref by its full name and the object id it points to (hex); `symbolic` where it leads there by another ref."""

    name: str
    oid: str
    symbolic: bool = False


class GitObject(NamedTuple):
    """An object as stored: `kind` is `commit`, `tree`, `blob` or `tag`."""

    kind: str
    data: bytes


class OversizedObject(NamedTuple):
    """An object that is larger than was asked for: what `kind` and how many bytes (`size`); its content is not kept."""

    kind: str
    size: int


class Commit(NamedTuple):
    """What a commit object says. `coauthors` are the addresses of its `Co-authored-by` trailers, as written."""

    oid: str
    tree: str
    parents: tuple[str, ...]
    author_name: str
    author_email: str
    committed_at: datetime
    coauthors: tuple[str, ...] = ()


Answers = Iterator[tuple[str, GitObject | OversizedObject | None]]


class MissingObjectError(KeyError):
    """The repository has no object of that id; its only argument."""


class Store(Protocol):
    """One git repository, read only. What it returns is not yet trusted: ids are checked by the reader."""

    @property
    def object_format(self) -> str:
        """`sha1` or `sha256`."""

    def refs(self) -> tuple[Ref, ...]:
        """Give every ref, by name; symbolic refs but HEAD and tags are left out, HEAD is resolved."""

    def read_bounded(self, oids: Iterable[str], most: int) -> Answers:
        """Yield what is there for each id, in order; an object of more than `most` bytes is oversized."""

    def read_reachable(self, tip: str, most: int) -> Answers:
        """Yield each of these commits with its id, in any order; some may be left out: they are read by their ids."""

    def reachable(self, tip: str) -> tuple[str, ...]:
        """Give the ids of the commits reachable from `tip`, as git has them: what to read ahead, nothing more."""


class FileTree(Protocol):
    """The files of one commit or of the working tree. Paths are relative to the top, with `/`."""

    def paths(self, folder: str = "") -> tuple[str, ...]:
        """Give every file's path, sorted, or those below `folder` (`keys/`); submodules and symbolic links included."""

    def read(self, path: str) -> bytes | None:
        """Give a regular file's bytes; None where there is none (links are not followed) or more than 100 MB."""

    def blob(self, path: str) -> str | None:
        """Give the id of a regular file's blob where it is known without reading the file; else None."""

    def mode(self, path: str) -> str | None:
        """Give git's mode: `100644`, `100755`, `120000` (link), `160000` (submodule); None for no file."""


def refs_by_name(store: Store) -> dict[str, str]:
    """Return the object id of every ref by its full name; raises what `Store.refs` raises."""
    return {ref.name: ref.oid for ref in store.refs()}
