"""Clones a manual: whole history and all tags; no hook, template or checkout filter of anybody runs."""

from __future__ import annotations

import re
from pathlib import Path

from qmsdoc.errors import UsageError
from qmsdoc.git.command import run

_ADDRESS = re.compile(r"(?:https?|ssh|git|file)://\S+|[\w.-]+@[\w.-]+:\S+")


def is_address(place: str) -> bool:
    """Tell the address of a repository from a folder."""
    return _ADDRESS.fullmatch(place) is not None


def clone_manual(address: str, folder: Path) -> None:
    """Clone the repository at `address` into a folder that is not there yet; raises `UsageError` with what git says."""
    arguments = (
        "clone",
        "--quiet",
        "--template=",
        "--upload-pack=git-upload-pack",
        "--",
        address,
        str(folder.absolute()),
    )
    done = run(Path.cwd(), *arguments, as_user=True)
    if done.status != 0:
        raise UsageError(
            f"The manual cannot be fetched: {' '.join(done.stderr.split())[:300]}",
            remedy="Check the address, and that you may read it: the same address must work with git clone.",
        )
