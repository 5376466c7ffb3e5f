"""`qmsdoc revise`: the next revision of a document begun."""

from __future__ import annotations

import click

from qmsdoc.capture.request import CaptureRequest, find_record, open_manual
from qmsdoc.cli.console import say
from qmsdoc.cli.edit import carry_out_edit, dry_option, read_files, yes_option
from qmsdoc.cli.options import manual_options
from qmsdoc.editing.revise_document import plan_revision
from qmsdoc.git.new_branch import begin_branch


@click.command("revise")
@click.argument("name", metavar="ID")
@click.option("--change", metavar="SENTENCE", help="What is different, for the readers; otherwise to be written.")
@click.option("--branch", is_flag=False, flag_value="", metavar="[NAME]", help="Work on a new branch from here on.")
@dry_option
@yes_option
@manual_options(ref=False, as_of=False)
def command(
    request: CaptureRequest, *, name: str, change: str | None, branch: str | None, dry_run: bool, yes: bool
) -> None:
    """Begin the next revision of a document: its number, an empty reason for change, former dates out."""
    with open_manual(request) as repository:
        snapshot = read_files(repository, request)
        record = find_record(snapshot, name)
        revision, plan = plan_revision(snapshot, record, change)
        if branch is not None and not dry_run:
            begin_branch(repository.root, branch or f"{record.name.lower()}-revision-{revision}")
        if carry_out_edit(repository, plan, yes=yes, dry_run=dry_run):
            say(f"{record.name} is being revised. Change its text, then: qmsdoc check {plan.paths[0]}")
