"""The tree of one commit, read from objects."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

FOLDER = b"40000"
LINK = "120000"
SUBMODULE = "160000"
_NO_FILE = frozenset((FOLDER, LINK.encode(), SUBMODULE.encode()))
LARGEST = 100_000_000
"""Bytes of a file: hosts of git take none that is larger."""
_ENTRY = {
    20: re.compile(rb"(\d+) ([^\0]+)\0(.{20})", re.DOTALL),
    32: re.compile(rb"(\d+) ([^\0]+)\0(.{32})", re.DOTALL),
}

Entries = dict[bytes, tuple[bytes, bytes]]  # name → (mode in octal digits, object id)


def listed(data: bytes, id_bytes: int) -> list[tuple[bytes, bytes, bytes]]:
    """Read a tree object (git's `tree` format): mode in octal digits, name and object id of each entry, as bytes."""
    return _ENTRY[id_bytes].findall(data)


class CommitTree:
    """The tree of one commit, whose id is `root`; `entries` and `read` come from whoever checks and caches objects."""

    def __init__(self, root: str, entries: Callable[[str], Entries], read: Callable[[str], bytes | None]) -> None:
        self.root = root
        self._folders: dict[str, Entries] = {}
        self._above: dict[bytes, Entries] = {}
        self._found: dict[str, tuple[bytes, bytes] | None] = {}  # most paths are asked about more than once
        self._entries = entries
        self._read = read

    def _entry(self, path: str) -> tuple[bytes, bytes] | None:
        """Find mode and object id of a file, link, submodule or folder."""
        if path not in self._found:
            folder, _, name = path.rpartition("/")
            if folder not in self._folders:
                self._folders[folder] = self._inside(folder)
            self._found[path] = self._folders[folder].get(name.encode("utf-8", "surrogateescape"))
        return self._found[path]

    def _inside(self, folder: str) -> Entries:
        """Find the entries of a folder; none where there is no such folder."""
        if not folder:
            return self._entries(self.root)
        above, _, name = folder.encode("utf-8", "surrogateescape").rpartition(b"/")
        if above not in self._above:
            entries = self._entries(self.root)
            for part in above.split(b"/") if above else ():
                entries = self._below(entries, part)
            self._above[above] = entries
        return self._below(self._above[above], name)

    def _below(self, entries: Entries, name: bytes) -> Entries:
        mode, oid = entries.get(name, (b"", b""))
        return self._entries(oid.hex()) if mode == FOLDER else {}

    def mode(self, path: str) -> str | None:
        """Give git's mode of a file, link or submodule."""
        found = self._entry(path)
        return found[0].decode("ascii") if found and found[0] != FOLDER else None

    def blob(self, path: str) -> str | None:
        """Give the id of a regular file's blob."""
        found = self._entry(path)
        return found[1].hex() if found and found[0] not in _NO_FILE else None

    def read(self, path: str) -> bytes | None:
        """Give a regular file's bytes; None for one of more than `LARGEST`."""
        oid = self.blob(path)
        return self._read(oid) if oid is not None else None

    def paths(self, folder: str = "") -> tuple[str, ...]:
        """Give every file's path, sorted; with a `folder` (`keys/`) those below it, and no other folder is read."""
        found = self._entry(folder.rstrip("/")) if folder else (FOLDER, bytes.fromhex(self.root))
        return tuple(sorted(self._walk(found[1].hex(), folder))) if found and found[0] == FOLDER else ()

    def _walk(self, root: str, above: str) -> Iterator[str]:
        waiting = [(root, above)]
        while waiting:
            oid, prefix = waiting.pop()
            for name, (mode, child) in self._entries(oid).items():
                path = prefix + name.decode("utf-8", "surrogateescape")
                if mode == FOLDER:
                    waiting.append((child.hex(), path + "/"))
                else:
                    yield path
