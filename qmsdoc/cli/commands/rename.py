"""`qmsdoc rename`: another place for a document's file."""

from __future__ import annotations

import click

from qmsdoc.capture.request import CaptureRequest, find_record, open_manual
from qmsdoc.cli.edit import carry_out_edit, dry_option, read_files, yes_option
from qmsdoc.cli.options import manual_options
from qmsdoc.editing.rename_document import plan_rename


@click.command("rename")
@click.argument("name", metavar="ID")
@click.argument("path")
@dry_option
@yes_option
@manual_options(ref=False, as_of=False)
def command(request: CaptureRequest, *, name: str, path: str, dry_run: bool, yes: bool) -> None:
    """Move the file of a document to PATH, given from the manual's top.

    Its id stays, so that what is signed and published still leads to it. Commit the move before
    other changes of the text.
    """
    with open_manual(request) as repository:
        snapshot = read_files(repository, request)
        record = find_record(snapshot, name)
        plan = plan_rename(snapshot, record, path, repository.working_tree().paths())
        carry_out_edit(repository, plan, yes=yes, dry_run=dry_run)
