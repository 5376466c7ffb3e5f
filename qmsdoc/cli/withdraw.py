"""`qmsdoc withdraw`: sign that a document is no longer in force."""

from __future__ import annotations

import click

from qmsdoc.cli.options import Request, manual_options
from qmsdoc.cli.plans import Plan, plan_withdrawal
from qmsdoc.cli.printing import say
from qmsdoc.cli.signing import Wish, carry_out, signing_options
from qmsdoc.model.snapshot import Record


@click.command("withdraw")
@click.argument("id_", metavar="ID")
@click.option("--reason", required=True, help="Why, in a sentence; it is signed and published.")
@click.option("--successor", metavar="ID", help="The document that takes its place, if one does.")
@signing_options
@manual_options(ref=False, as_of=False)
def command(request: Request, id_: str, *, wish: Wish, reason: str, successor: str | None) -> None:
    """Sign that a document is no longer in force.

    Takes as many signatures as its approval did; its id is never used again.
    """
    carry_out(
        request,
        id_,
        wish,
        lambda snapshot, record, who: plan_withdrawal(snapshot, record, who, reason, successor),
        show,
    )


def show(record: Record, plan: Plan) -> None:
    """Say what is withdrawn."""
    say(f"{record.name}  {plan.title}, revision {plan.name.revision}", bold=True)
    say("After the last signature needed it is in force nowhere, and its id is never used again.")
