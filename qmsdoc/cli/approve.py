"""`qmsdoc approve`: sign for a new revision."""

from __future__ import annotations

import click

from qmsdoc.cli import diff
from qmsdoc.cli.options import Request, manual_options
from qmsdoc.cli.plans import Plan, plan_approval
from qmsdoc.cli.printing import say
from qmsdoc.cli.signing import Wish, carry_out, signing_options
from qmsdoc.model.snapshot import Record
from qmsdoc.redline.terminal import plain


@click.command("approve")
@click.argument("id_", metavar="ID")
@signing_options
@manual_options(ref=False, as_of=False)
def command(request: Request, id_: str, *, wish: Wish) -> None:
    """Sign for a new revision of a document.

    Shows what changed since the last edition and the exact words that are signed, asks, and has git
    make the tag with your own key. Refuses what would not count.

    Signs what the trunk holds, not what lies unsaved or on another branch.
    """
    carry_out(request, id_, wish, plan_approval, show)


def show(record: Record, plan: Plan) -> None:
    """Show what changed since the last edition, or the whole text of a first one."""
    last = record.editions[-1] if record.editions else None
    if last is None:
        say(f"{record.name}  {plan.title}: the first edition, in full", bold=True)
        click.echo(plain(plan.document.text))
        for file in plan.document.closure.files:
            if file.path != plan.document.path:
                say(f"With the file {file.path}")
        return
    say(f"{record.name}  revision {last.revision} → revision {plan.name.revision}", bold=True)
    diff.show(last.document, plan.document)
