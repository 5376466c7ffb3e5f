"""The files of the working tree, as git would keep them."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from qmsdoc.errors import RepositoryError
from qmsdoc.git.command import run
from qmsdoc.git.filters import ASKED, LFS, Conversion, conversions
from qmsdoc.git.trees import LARGEST, LINK, SUBMODULE

# Emacs' link to who has a file open, AppleDouble files of macOS, lock files of office programs: never tracked.
_BESIDE = (".#", "._", "~$", ".~lock.")

_STAT = re.compile(rb"\n  mtime: (\d+):(\d+)\n[^\0]*?  size: (\d+)\t")  # of `git ls-files --debug`


class _Entry(NamedTuple):
    """What the index says of a path: git's mode and blob, empty for a file that it does not know."""

    mode: str = ""
    oid: str = ""
    sparse: bool = False


class WorkingTree:
    """The files on disk under `root` that git tracks or does not ignore. Links are never followed.

    A file that git changes on its way to the disk (line ends, `$Id$`, encoding, Git LFS, a filter) is read
    as git keeps it: a checkout on Windows is the same manual. One that a sparse checkout leaves out is read
    from git. What an editor lays beside an open file is none of the manual's.
    """

    def __init__(self, root: Path) -> None:
        self._root, self._top = root, f"{root}/"
        self._open: dict[str, bool] = {}
        self._paths: tuple[str, ...] | None = None
        self._modes: dict[str, str | None] = {}
        self._known: dict[str, bytes | None] = {}
        self._translated: frozenset[str] | None = None
        self._listed: dict[str, _Entry] | None = None
        self._converted: Mapping[str, Conversion] | None = None

    def paths(self, folder: str = "") -> tuple[str, ...]:
        """Give every file's path, sorted, or those below `folder`; raises `RepositoryError` if git cannot list them."""
        if self._paths is None:
            entries = self._entries().items()
            here = (path for path, entry in entries if entry.sparse or os.path.lexists(self._top + path))
            self._paths = tuple(sorted(here))
        return tuple(path for path in self._paths if path.startswith(folder)) if folder else self._paths

    def left_out(self) -> tuple[str, ...]:
        """Give the paths that a sparse checkout leaves out of the disk."""
        return tuple(sorted(path for path, entry in self._entries().items() if self._only_in_git(path, entry)))

    def filters(self) -> frozenset[str]:
        """Give the names of the filters that files pass on their way to the disk."""
        return frozenset(each.filter for each in self._conversions().values() if each.filter)

    def blob(self, _path: str) -> None:
        """Know no blob: what lies on disk need not be in git."""

    def mode(self, path: str) -> str | None:
        """Give the mode that git would record; None for a path behind a link, for git's own files, or none at all."""
        if path not in self._modes:
            self._modes[path] = self._mode_now(path)
        return self._modes[path]

    def _mode_now(self, path: str) -> str | None:
        entry = self._entries().get(path)
        return entry.mode if entry is not None and self._only_in_git(path, entry) else self._mode_on_disk(path)

    def _mode_on_disk(self, path: str) -> str | None:
        folder, _, name = path.rpartition("/")
        try:
            if folder not in self._open:
                self._open[folder] = self._is_open(folder)
            inside = self._open[folder] and name.lower() not in ("..", ".git")
            found = os.lstat(self._top + path)
        except (OSError, ValueError):
            return None
        if not inside:
            return None
        if stat.S_ISLNK(found.st_mode):
            return LINK
        if stat.S_ISDIR(found.st_mode):
            return SUBMODULE if (self._root / path / ".git").exists() else None
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
        """Give a regular file's bytes; it is read once; None for one of more than 100 MB."""
        if path not in self._known:
            self._known[path] = self._read(path)
        return self._known[path]

    def forget(self) -> None:
        """Let go the bytes and the modes of the files: what is asked for again is read again."""
        self._known.clear()
        self._modes.clear()

    def _read(self, path: str) -> bytes | None:
        mode = self._mode_now(path)  # it may have become a link
        if mode is None or not mode.startswith("100"):
            return None
        entry = self._entries().get(path)
        if entry is not None and self._only_in_git(path, entry):
            return self._stored(entry)
        try:
            with open(self._top + path, "rb", buffering=0) as file:  # noqa: PTH123 - there are thousands
                if os.fstat(file.fileno()).st_size > LARGEST:
                    return None
                data = file.readall()
        except OSError as error:
            raise RepositoryError(
                f"The file {path} cannot be read: {error.strerror}.", remedy="Check its permissions."
            ) from error
        conversion = self._conversions().get(path)
        if conversion is not None and conversion.filter not in {"", LFS} and entry and self._as_checked_out(path):
            return self._stored(entry)
        data = conversion.kept(data) if conversion is not None else data
        translated = b"\r\n" in data and b"\0" not in data and path in self._with_other_line_ends()
        return data.replace(b"\r\n", b"\n") if translated else data

    def on_disk(self, path: str, data: bytes) -> bytes:
        """Give what to write so that `read` gives `data`: with the line ends that the file has on disk."""
        return data.replace(b"\n", b"\r\n") if path in self._with_other_line_ends() else data

    def _with_other_line_ends(self) -> frozenset[str]:
        if self._translated is None:
            listed = run(self._root, "ls-files", "-z", "--eol").stdout.decode("utf-8", "surrogateescape")
            rows = (row.partition("\t") for row in listed.split("\0") if row)
            self._translated = frozenset(name for facts, _, name in rows if facts.split()[:2] == ["i/lf", "w/crlf"])
        return self._translated

    def _entries(self) -> dict[str, _Entry]:
        if self._listed is None:
            asked = ("ls-files", "-z", "-t", "--stage", "--cached", "--others", "--exclude-standard")
            output = run(self._root, *asked)
            if output.status:
                raise RepositoryError(
                    f"Git cannot list the files here: {output.stderr.strip()}", remedy="Run git status to see why."
                )
            self._listed = _parsed_listing(output.stdout)
        return self._listed

    def _only_in_git(self, path: str, entry: _Entry) -> bool:
        return entry.sparse and not os.path.lexists(self._root / path)

    def _stored(self, entry: _Entry) -> bytes:
        return run(self._root, "cat-file", "blob", entry.oid).stdout

    def _conversions(self) -> Mapping[str, Conversion]:
        if self._converted is None:
            tracked = [path for path, entry in self._entries().items() if entry.oid]
            said = (
                any(path.rpartition("/")[2] == ".gitattributes" for path in self._entries())
                or self._attributes_of_clone()
            )
            question = "\0".join(tracked).encode("utf-8", "surrogateescape")
            output = run(self._root, "check-attr", "-z", "--stdin", *ASKED, stdin=question).stdout if said else b""
            self._converted = conversions(output)
        return self._converted

    def _attributes_of_clone(self) -> bool:
        place = run(self._root, "rev-parse", "--git-path", "info/attributes").stdout.rstrip(b"\n")
        return (self._root / os.fsdecode(place)).is_file()

    def _as_checked_out(self, path: str) -> bool:
        """Tell whether a file still has the size and time with which git wrote it; asking git would run its filter."""
        told = _STAT.search(run(self._root, "ls-files", "-z", "--debug", "--", path).stdout)
        found = (self._root / path).lstat()
        seconds, nanoseconds = divmod(found.st_mtime_ns, 1_000_000_000)
        return told is not None and tuple(map(int, told.groups())) == (seconds, nanoseconds, found.st_size)


def _parsed_listing(output: bytes) -> dict[str, _Entry]:
    """Read `git ls-files -z -t --stage --cached --others`: each path with what the index says of it."""
    found: dict[str, _Entry] = {}
    for row in output.decode("utf-8", "surrogateescape").split("\0"):
        tag, _, rest = row.partition(" ")
        if tag == "?":
            name = rest.rpartition("/")[2]
            if not name.startswith(_BESIDE):
                found[rest.rstrip("/")] = _Entry()
        elif rest:
            stage, _, path = rest.partition("\t")
            mode, oid, _ = stage.split(" ")
            found[path] = _Entry(mode, oid, sparse=tag == "S")
    return found
