"""Files that a command writes where it was told to."""

from __future__ import annotations

from pathlib import Path

from qmsdoc.errors import UsageError


def put_file(path: Path, data: bytes) -> None:
    """Write a file; raises `UsageError` where that cannot be done."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise UsageError(
            f"The file {path} cannot be written: {error.strerror or error}.",
            remedy="Name a file in a folder that is there and that you may write to.",
        ) from error
