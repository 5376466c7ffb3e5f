"""The way from a planned edit to changed files: shown, confirmed, written, and what it leads to."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import click

from qmsdoc.capture.request import CaptureRequest, SnapshotSource, requested_snapshot, require_trust
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
    """Return the policy's files as git keeps them."""
    tree = repository.working_tree()
    wanted = {POLICY_PATH, PEOPLE_PATH, SIGNERS_PATH, *tree.paths(KEYS_FOLDER)}
    return PolicyFiles({path: data for path in sorted(wanted) if (data := tree.read(path)) is not None})


def carry_out_edit(repository: Repository, plan: EditPlan, *, yes: bool, dry_run: bool) -> bool:
    """Show a plan, ask, and write it; tell whether anything was written.

    Raises `RefusedError` where the answer is no.
    """
    plan = _on_disk(repository, plan)
    if not plan.edits:
        say("Nothing is to change: the files say it already.")
        return False
    for line in diff_lines(plan):
        colour = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1]) if not line.startswith(("+++", "---")) else None
        say(line, fg=colour)
    if plan.consequences:
        say()
    for sentence in plan.consequences:
        say(sentence)
    if dry_run:
        return False
    if not yes and sys.stdin.isatty() and not click.confirm("Write this?", default=True):
        raise RefusedError("Nothing was written.")
    apply_plan(repository.root, plan)
    say(f"Written: {', '.join(plan.paths)}", fg="green")
    return True


def _on_disk(repository: Repository, plan: EditPlan) -> EditPlan:
    """Return a plan with the bytes that the files have on disk, where git checks them out with other line ends."""
    tree = repository.working_tree()

    def kept(path: str, data: bytes | None) -> bytes | None:
        return tree.on_disk(path, data) if data is not None and tree.read(path) is not None else data

    edits = (
        replace(each, before=kept(each.path, each.before), after=kept(each.path, each.after)) for each in plan.edits
    )
    return replace(plan, edits=tuple(edits))
