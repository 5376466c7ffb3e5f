"""Files by path, written to a folder.

Invariant: a path has one content. What is written already is never replaced, by no process.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from qmsdoc.errors import PublishError


def write(files: Mapping[str, bytes], place: Path) -> None:
    """Write files, path to bytes, into the folder `place`; raises `PublishError` for one that is there already."""
    for path, data in files.items():
        target = place / path
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with target.open("xb") as file:
                file.write(data)
        except FileExistsError:
            raise _taken(path) from None


def write_shared(files: Mapping[str, bytes], place: Path) -> None:
    """Write files that several processes may write; raises `PublishError` for one that is there with other content."""
    for path, data in files.items():
        target = place / path
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            _link(data, target)
        if target.read_bytes() != data:
            raise _taken(path)


def files_below(place: Path) -> Iterator[str]:
    """Yield the path of each file in a folder and in those below it, as seen from it."""
    root = len(str(place)) + 1
    for folder, _, names in os.walk(str(place)):
        start = f"{folder[root:]}/".replace(os.sep, "/").removeprefix("/")
        yield from (f"{start}{name}" for name in names)


def _link(data: bytes, target: Path) -> None:
    """Let a file appear with all its content, unless another process was first."""
    number, name = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(number, "wb") as file:
        file.write(data)
    Path(name).chmod(0o644)
    try:
        os.link(name, target)
    except FileExistsError:
        pass
    finally:
        Path(name).unlink()


def _taken(path: str) -> PublishError:
    return PublishError(
        f"Two files of the site would stand at /{path}.",
        remedy="Nothing was published. If no two documents or files of yours have that name, report it as a fault.",
    )
