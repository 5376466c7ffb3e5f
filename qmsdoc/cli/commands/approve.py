"""`qmsdoc approve`: sign for a new revision."""

from __future__ import annotations

import click

from qmsdoc.capture.request import CaptureRequest
from qmsdoc.cli.commands import diff
from qmsdoc.cli.console import say
from qmsdoc.cli.options import manual_options
from qmsdoc.cli.sign import SigningOptions, carry_out, signing_options
from qmsdoc.model.snapshot import Record, Snapshot
from qmsdoc.rules import check
from qmsdoc.signing.blocking_faults import refuse_faults
from qmsdoc.signing.request import SigningRequest, plan_approval
from qmsdoc.signing.roles import Signer


@click.command("approve")
@click.argument("id_", metavar="ID")
@signing_options
@manual_options(ref=False, as_of=False)
def command(request: CaptureRequest, id_: str, *, options: SigningOptions) -> None:
    """Sign for a new revision of a document.

    Shows what changed since the last edition and the exact words that are signed, asks, and has git
    make the tag with your own key. Refuses what would not count.

    Signs what the trunk holds, not what lies unsaved or on another branch.
    """
    carry_out(request, id_, options, _plan, show)


def _plan(snapshot: Snapshot, record: Record, signer: Signer) -> SigningRequest:
    refuse_faults(record, check(snapshot))
    return plan_approval(snapshot, record, signer)


def show(record: Record, plan: SigningRequest) -> None:
    """Show what changed since the last edition, or the whole text of a first one."""
    last = record.editions[-1] if record.editions else None
    if last is None:
        say(f"{record.name}  {plan.title}: the first edition, in full", bold=True)
        texts = diff.texts(plan.document.closure)
        for path in sorted({plan.document.path, *texts}, key=lambda path: path != plan.document.path):
            say(path, bold=True)
            say(texts.get(path, plan.document.text))
        for file in plan.document.closure.files:
            if file.path not in texts:
                say(f"With the file {file.path}")
        return
    say(f"{record.name}  revision {last.revision} → revision {plan.name.revision}", bold=True)
    diff.show(last.document, plan.document)
