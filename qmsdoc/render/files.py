"""Files by path, written to a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def write(files: Mapping[str, bytes], place: Path) -> None:
    """Write files, path to bytes, into the folder `place`."""
    for path, data in files.items():
        target = place / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
