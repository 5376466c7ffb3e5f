"""The way from a planned edit to changed files: shown, confirmed, written, and what it leads to."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from qmsdoc.capture.request import CaptureRequest, SnapshotSource, open_manual, requested_snapshot, require_trust
from qmsdoc.cli.console import say
from qmsdoc.editing.edit_plan import EditPlan, apply_plan, diff_lines
from qmsdoc.editing.policy_files import PolicyFiles
from qmsdoc.errors import RefusedError, UsageError
from qmsdoc.git import Repository
from qmsdoc.model.policy import KEYS_FOLDER, PEOPLE_PATH, POLICY_PATH, SIGNERS_PATH
from qmsdoc.model.snapshot import Snapshot

F = TypeVar("F", bound=Callable[..., Any])

yes_option = click.option("-y", "--yes", is_flag=True, help="Write without asking.")
dry_option = click.option("--dry-run", is_flag=True, help="Show the change and write nothing.")


def read_files(repository: Repository, request: CaptureRequest) -> Snapshot:
    """Return the snapshot of the files that are being worked on; raises `UsageError` where there are none."""
    if repository.bare:
        raise UsageError("This repository has no files to change.", remedy="Clone it, and work in the clone.")
    snapshot = requested_snapshot(repository, request, SnapshotSource.FILES)
    require_trust(snapshot)
    return snapshot


def read_policy_files(repository: Repository) -> PolicyFiles:
    """Return the policy's files as they are on disk, byte for byte."""
    tree = repository.working_tree()
    wanted = {POLICY_PATH, PEOPLE_PATH, SIGNERS_PATH, *(path for path in tree.paths() if path.startswith(KEYS_FOLDER))}
    found = {path: (repository.root / path).read_bytes() for path in sorted(wanted) if tree.read(path) is not None}
    return PolicyFiles(found)


def carry_out_edit(root: Path, plan: EditPlan, *, yes: bool, dry_run: bool) -> bool:
    """Show a plan, ask, and write it; tell whether it was written. Raises `RefusedError` where the answer is no."""
    for line in diff_lines(plan):
        colour = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1]) if not line.startswith(("+++", "---")) else None
        say(line, **({"fg": colour} if colour else {}))
    if plan.consequences:
        say()
    for sentence in plan.consequences:
        say(sentence)
    if dry_run:
        return False
    if not yes and sys.stdin.isatty() and not click.confirm("Write this?", default=True):
        raise RefusedError("Nothing was written.")
    apply_plan(root, plan)
    say(f"Written: {', '.join(plan.paths)}", fg="green")
    return True


__all__ = ["carry_out_edit", "dry_option", "open_manual", "read_files", "read_policy_files", "yes_option"]
