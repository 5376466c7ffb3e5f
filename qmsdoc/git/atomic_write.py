"""Writes a file of the manual whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from qmsdoc.errors import UsageError


def replace_file(path: Path, data: bytes) -> None:
    """Put `data` in place of the file, keeping its permissions; raises `UsageError` where that cannot be done."""
    try:
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
        handle, name = tempfile.mkstemp(prefix=".qmsdoc-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).chmod(mode)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UsageError(
            f"{path.name} cannot be written: {error.strerror}.", remedy="Check its permissions."
        ) from error
