"""Brings a branch of this clone up to the one that was fetched of the same name, as `git merge --ff-only` does.

Nothing here is lost: a branch that holds commits of its own stays, and so do files that somebody changed.
"""

from __future__ import annotations

from pathlib import Path

from qmsdoc.errors import RepositoryError
from qmsdoc.git.command import run
from qmsdoc.git.new_branch import current_branch
from qmsdoc.model.refs import HEADS, ORIGIN


def fast_forward(root: Path, branch: str, *, bare: bool) -> bool:
    """Move the branch to where `origin` has it; tells whether it moved.

    Raises `RepositoryError` where it is older and cannot be moved: it, or files here, hold something of their own.
    """
    here, there = (
        run(root, "rev-parse", "--verify", "--quiet", f"{prefix}{branch}^{{commit}}") for prefix in (HEADS, ORIGIN)
    )
    if here.status or there.status or run(root, "merge-base", "--is-ancestor", there.text, here.text).status == 0:
        return False
    if run(root, "merge-base", "--is-ancestor", here.text, there.text).status == 0:
        if bare or current_branch(root) != branch:
            done = run(root, "update-ref", HEADS + branch, there.text, here.text)
        else:
            done = run(root, "merge", "--quiet", "--ff-only", there.text, as_user=True)
        if done.status == 0:
            return True
    raise RepositoryError(
        f"The branch '{branch}' of this clone cannot follow that of 'origin': there is work of its own here.",
        remedy="What is shown is what this clone has. Commit and send that work, or clone the manual anew.",
    )
