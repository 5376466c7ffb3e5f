"""Trees of files: one commit's, read from objects, and the working tree's, read from disk."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from qmsdoc.errors import RepositoryError
from qmsdoc.git.command import run
from qmsdoc.git.store import GitObject

_FOLDER = "40000"
_LINK = "120000"
_SUBMODULE = "160000"
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
        mode, oid = _FOLDER, self._root
        for part in path.encode("utf-8", "surrogateescape").split(b"/"):
            found = self._entries(oid).get(part) if mode == _FOLDER else None
            if found is None:
                return None
            mode, oid = found[0].decode("ascii"), found[1].hex()
        return mode, oid

    def mode(self, path: str) -> str | None:
        """Give git's mode of a file, link or submodule."""
        found = self.entry(path)
        return found[0] if found and found[0] != _FOLDER else None

    def blob(self, path: str) -> str | None:
        """Give the id of a regular file's blob."""
        found = self.entry(path)
        return found[1] if found and found[0] not in {_FOLDER, _LINK, _SUBMODULE} else None

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
                if mode == _FOLDER.encode():
                    waiting.append((child.hex(), path + "/"))
                else:
                    yield path


class WorkingTree:
    """The files on disk under `root` that git tracks or does not ignore. Links are never followed.

    A file that git keeps with LF and checked out with CRLF line ends (core.autocrlf) is read as git
    keeps it: a checkout on Windows is the same manual.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._open: dict[str, bool] = {}
        self._translated: frozenset[str] | None = None
        self._paths: tuple[str, ...] | None = None

    def paths(self) -> tuple[str, ...]:
        """Give every file's path, sorted; raises `RepositoryError` where git cannot list them."""
        if self._paths is None:
            output = run(self._root, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
            if output.status:
                raise RepositoryError(
                    f"Git cannot list the files here: {output.stderr.strip()}", remedy="Run git status to see why."
                )
            names = {name.rstrip("/") for name in output.stdout.decode("utf-8", "surrogateescape").split("\0") if name}
            self._paths = tuple(sorted(name for name in names if os.path.lexists(self._root / name)))
        return self._paths

    def blob(self, _path: str) -> None:
        """Know no blob: what lies on disk need not be in git."""

    def mode(self, path: str) -> str | None:
        """Give the mode that git would record; None for a path behind a link, for git's own files, or none at all."""
        folder, _, _ = path.rpartition("/")
        try:
            if folder not in self._open:
                self._open[folder] = self._is_open(folder)
            inside = self._open[folder] and Path(path).name.lower() not in ("..", ".git")
            found = os.lstat(self._root / path)
        except (OSError, ValueError):
            return None
        if not inside:
            return None
        if stat.S_ISLNK(found.st_mode):
            return _LINK
        if stat.S_ISDIR(found.st_mode):
            return _SUBMODULE if (self._root / path / ".git").exists() else None
        if not stat.S_ISREG(found.st_mode):
            return None
        return "100755" if found.st_mode & stat.S_IXUSR else "100644"

    def _is_open(self, folder: str) -> bool:
        """Tell whether a folder is the manual's own: neither git's, nor behind a link, nor outside."""
        parts = Path(folder).parts
        places = (Path(folder), *Path(folder).parents)
        return not {"..", ".git"} & {part.lower() for part in parts} and not any(
            (self._root / place).is_symlink() for place in places
        )

    def read(self, path: str) -> bytes | None:
        """Give a regular file's bytes."""
        mode = self.mode(path)
        if mode is None or not mode.startswith("100"):
            return None
        try:
            data = (self._root / path).read_bytes()
        except OSError as error:
            raise RepositoryError(
                f"The file {path} cannot be read: {error.strerror}.", remedy="Check its permissions."
            ) from error
        return data.replace(b"\r\n", b"\n") if b"\r\n" in data and path in self._with_other_line_ends() else data

    def on_disk(self, path: str, data: bytes) -> bytes:
        """Give what to write so that `read` gives `data`: with the line ends that the file has on disk."""
        return data.replace(b"\n", b"\r\n") if path in self._with_other_line_ends() else data

    def _with_other_line_ends(self) -> frozenset[str]:
        if self._translated is None:
            listed = run(self._root, "ls-files", "-z", "--eol").stdout.decode("utf-8", "surrogateescape")
            rows = (row.partition("\t") for row in listed.split("\0") if row)
            self._translated = frozenset(name for facts, _, name in rows if facts.split()[:2] == ["i/lf", "w/crlf"])
        return self._translated
