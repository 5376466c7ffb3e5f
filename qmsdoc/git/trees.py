"""The tree of one commit, read from objects."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from qmsdoc.git.store import GitObject

FOLDER = "40000"
LINK = "120000"
SUBMODULE = "160000"
_ENTRY = {
    20: re.compile(rb"(\d+) ([^\0]+)\0(.{20})", re.DOTALL),
    32: re.compile(rb"(\d+) ([^\0]+)\0(.{32})", re.DOTALL),
}

Entries = dict[bytes, tuple[bytes, bytes]]  # name → (mode in octal digits, object id)


def listed(data: bytes, id_bytes: int) -> list[tuple[bytes, bytes, bytes]]:
    """Read a tree object (git's `tree` format): mode in octal digits, name and object id of each entry, as bytes."""
    return _ENTRY[id_bytes].findall(data)


class CommitTree:
    """The tree of one commit; `entries` and `read` come from whoever checks and caches the objects."""

    def __init__(self, root: str, entries: Callable[[str], Entries], read: Callable[[str], GitObject]) -> None:
        self._root = root
        self._entries = entries
        self._read = read

    def entry(self, path: str) -> tuple[str, str] | None:
        """Find (mode, object id) of a file, link, submodule or folder."""
        mode, oid = FOLDER, self._root
        for part in path.encode("utf-8", "surrogateescape").split(b"/"):
            found = self._entries(oid).get(part) if mode == FOLDER else None
            if found is None:
                return None
            mode, oid = found[0].decode("ascii"), found[1].hex()
        return mode, oid

    def mode(self, path: str) -> str | None:
        """Give git's mode of a file, link or submodule."""
        found = self.entry(path)
        return found[0] if found and found[0] != FOLDER else None

    def blob(self, path: str) -> str | None:
        """Give the id of a regular file's blob."""
        found = self.entry(path)
        return found[1] if found and found[0] not in {FOLDER, LINK, SUBMODULE} else None

    def read(self, path: str) -> bytes | None:
        """Give a regular file's bytes."""
        oid = self.blob(path)
        return self._read(oid).data if oid is not None else None

    def paths(self) -> tuple[str, ...]:
        """Give every file's path, sorted."""
        return tuple(sorted(self._walk()))

    def _walk(self) -> Iterator[str]:
        waiting = [(self._root, "")]
        while waiting:
            oid, prefix = waiting.pop()
            for name, (mode, child) in self._entries(oid).items():
                path = prefix + name.decode("utf-8", "surrogateescape")
                if mode == FOLDER.encode():
                    waiting.append((child.hex(), path + "/"))
                else:
                    yield path
