"""`qmsdoc withdraw`: sign that a document is no longer in force."""

from __future__ import annotations

import click

from qmsdoc.capture.request import CaptureRequest
from qmsdoc.cli.console import say
from qmsdoc.cli.options import manual_options
from qmsdoc.cli.sign import SigningOptions, Sitting, push_option, signing_options
from qmsdoc.model.snapshot import Record
from qmsdoc.signing.request import SigningRequest
from qmsdoc.signing.withdrawal import plan_withdrawal


@click.command("withdraw")
@click.argument("id_", metavar="ID")
@click.option("--reason", help="Why, in a sentence; signed and published. Left out, as who signed first said.")
@click.option("--successor", metavar="ID", help="The document that takes its place, if one does.")
@click.option("--emergency", is_flag=True, help="Alone and at once, where the policy names your role for it.")
@push_option
@signing_options
@manual_options(ref=False, as_of=False)
def command(
    request: CaptureRequest,
    id_: str,
    *,
    options: SigningOptions,
    reason: str | None,
    successor: str | None,
    emergency: bool,
    push: bool | None,
) -> None:
    """Sign that a document is no longer in force.

    Takes as many signatures as its approval did; its id is never used again. In an emergency one
    person may take it out of force alone, until a new revision is approved.
    """
    sitting = Sitting(request, push)
    sitting.sign(
        id_,
        options,
        lambda snapshot, record, who: plan_withdrawal(snapshot, record, who, reason, successor, emergency=emergency),
        show,
        alone=True,
        successor=successor,
    )
    sitting.close()


def show(record: Record, plan: SigningRequest) -> None:
    """Say what is withdrawn."""
    say(f"{record.name}  {plan.title}, revision {plan.name.revision}", bold=True)
    if plan.at_once:
        say("From this signature on it is in force nowhere. Only a new revision, approved after it, brings it back;")
        say("with the signatures of all who must approve it, the withdrawal is for ever.")
        return
    say("After the last signature needed it is in force nowhere, and its id is never used again.")
