"""The file of the register of copies: read and added to by one command at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from qmsdoc.copies import NAME, IssuedCopy, read_copies
from qmsdoc.errors import UsageError
from qmsdoc.git import Repository

_LOCKS = find_spec("fcntl") is not None  # Windows has no such locks: one line is one write there too
if _LOCKS:
    import fcntl


@dataclass(frozen=True, slots=True)
class OpenRegister:
    """The register while nobody else may change it."""

    copies: tuple[IssuedCopy, ...]
    handle: int

    def add(self, line: bytes) -> None:
        """Add one line, in one write, safely on disk when this returns."""
        os.write(self.handle, line)
        os.fsync(self.handle)


def copies_of(repository: Repository) -> tuple[IssuedCopy, ...]:
    """Read the register of the working tree; none where there is no file."""
    path = _path(repository)
    return read_copies(path.read_bytes()) if path.is_file() else ()


@contextmanager
def held_register(repository: Repository) -> Iterator[OpenRegister]:
    """Open the register of the working tree and keep others out; raises `UsageError` where that cannot be done."""
    path = _path(repository)
    try:
        handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
    except OSError as error:
        raise UsageError(
            f"The register of copies, {NAME}, cannot be written: {error.strerror}.",
            remedy="See to the permissions of the manual's folder.",
        ) from error
    try:
        if _LOCKS:
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield OpenRegister(read_copies(path.read_bytes()), handle)
    finally:
        if os.fstat(handle).st_size == 0:
            path.unlink(missing_ok=True)
        os.close(handle)


def _path(repository: Repository) -> Path:
    if repository.bare:
        raise UsageError(
            "A bare repository keeps no register of copies.", remedy="Work in a clone with its files checked out."
        )
    return repository.root / NAME
