"""Begins a branch where the working tree stands, without touching a file: no hook runs and nothing is checked out."""

from __future__ import annotations

from pathlib import Path

from qmsdoc.errors import UsageError
from qmsdoc.git.command import run
from qmsdoc.model.refs import HEADS


def begin_branch(root: Path, name: str) -> None:
    """Make the branch at the present commit and work on it from here on; raises `UsageError` where it cannot be."""
    if run(root, "check-ref-format", HEADS + name).status != 0:
        raise UsageError(f"'{name}' cannot be the name of a branch.", remedy="Use letters, digits and hyphens.")
    head = run(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    if head.status == 0 and run(root, "update-ref", HEADS + name, head.text, "0" * len(head.text)).status != 0:
        raise UsageError(f"There is a branch '{name}' already.", remedy="Work on it, or name another one.")
    run(root, "symbolic-ref", "HEAD", HEADS + name)


def current_branch(root: Path) -> str | None:
    """Return the short name of the branch that is worked on; None where HEAD is a commit alone."""
    found = run(root, "symbolic-ref", "--quiet", "HEAD")
    return found.text.removeprefix(HEADS) if found.status == 0 and found.text.startswith(HEADS) else None
