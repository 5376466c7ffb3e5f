"""`qmsdoc review`: sign that a document remains fit for use unchanged."""

from __future__ import annotations

from datetime import date

import click

from qmsdoc.capture.request import CaptureRequest
from qmsdoc.cli.console import say
from qmsdoc.cli.options import Day, manual_options
from qmsdoc.cli.sign import SigningOptions, Sitting, push_option, signing_options
from qmsdoc.model.snapshot import Record
from qmsdoc.signing.request import SigningRequest, plan_review


@click.command("review")
@click.argument("id_", metavar="ID")
@click.option(
    "--review-by",
    "--by",
    "review_by",
    type=Day(),
    metavar="DATE",
    help="When the next review is due; otherwise the type's interval from today.",
)
@push_option
@signing_options
@manual_options(ref=False, as_of=False)
def command(
    request: CaptureRequest, id_: str, *, options: SigningOptions, review_by: date | None, push: bool | None
) -> None:
    """Sign that the edition in force remains fit for use unchanged.

    The document's owner or one of those who approve its type may sign.
    """
    sitting = Sitting(request, push)
    sitting.sign(id_, options, lambda s, record, who: plan_review(s, record, who, review_by), show, alone=True)
    sitting.close()


def show(record: Record, plan: SigningRequest) -> None:
    """Say what is reviewed."""
    say(f"{record.name}  {plan.title}, revision {plan.name.revision}", bold=True)
    if record.review_by is not None:
        say(f"The review was due by {record.review_by}." if record.overdue else f"Due by {record.review_by}.")
    say(f"Read it before you sign: {plan.document.path}")
