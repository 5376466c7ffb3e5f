"""`qmsdoc remind`: what each owner and approver has to do, one text a person."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from qmsdoc.capture.request import CaptureRequest, SnapshotSource, open_manual, requested_snapshot, require_trust
from qmsdoc.cli.console import echo_json, echo_text, say, write_file
from qmsdoc.cli.options import json_option, manual_options
from qmsdoc.signing.authorship import Authorship
from qmsdoc.signing.pending import pending
from qmsdoc.signing.reminders import Reminder, Waiting, reminder_text, reminders

_SPAN = re.compile(r"(\d{1,4})d?")


class Span(click.ParamType[int]):
    """A number of days, written `60d` or `60`."""

    name = "days"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read the number, or fail with what is wrong with it."""
        found = _SPAN.fullmatch(str(value))
        if found is None:
            self.fail(f"'{value}' is not a number of days. Write it as in 60d.", param, ctx)
        return int(found[1])


@click.command("remind")
@click.option("--within", type=Span(), default="60d", show_default=True, metavar="DAYS", help="Reviews due so soon.")
@click.option("--output", type=click.Path(file_okay=False), metavar="DIR", help="Write a file a person, named by id.")
@manual_options(ref=False)
@json_option
def command(request: CaptureRequest, *, within: int, output: str | None, as_json: bool) -> None:
    """Tell each owner which reviews fall due, and each approver what waits for a signature, since when.

    One text a person, to be sent by whatever sends mail or messages: give the files of --output or
    the JSON to a command of your own. What is sent to whom is not decided here: addresses are not
    printed.
    """
    with open_manual(request) as repository:
        snapshot = requested_snapshot(repository, request, SnapshotSource.TRUNK)
        require_trust(snapshot)
        authorship = Authorship(repository.store, snapshot)
        items = pending(snapshot, authorship.wrote)
        day = snapshot.as_of
        told, nobodys = reminders(snapshot, items, until=day + timedelta(days=within), since=authorship.changed_on)
    texts = [(each.person.id, reminder_text(each, snapshot.manual, day)) for each in told]
    if as_json:
        echo_json(
            {
                "manual": snapshot.manual,
                "as_of": day,
                "people": [_object(*pair) for pair in zip(told, texts, strict=True)],
            }
        )
        return
    for name, text in texts:
        if output is not None:
            Path(output).mkdir(parents=True, exist_ok=True)
            write_file(Path(output) / f"{name}.md", text.encode())
            say(f"Written: {Path(output) / name}.md")
        else:
            echo_text(text)
            say()
    for review in nobodys:
        say(f"Nobody answers for {review.document}, due for review by {review.due}: give it an owner.", err=True)
    if not texts:
        say("Nobody has anything to do.")


def _object(reminder: Reminder, text: tuple[str, str]) -> dict[str, object]:
    return {
        "person": reminder.person.id,
        "name": reminder.person.name,
        "waiting": [_waiting(each) for each in reminder.waiting],
        "reviews": [
            {"document": review.document, "revision": review.revision, "due": review.due} for review in reminder.reviews
        ],
        "text": text[1],
    }


def _waiting(waiting: Waiting) -> dict[str, object]:
    item = waiting.item
    return {
        "act": item.act.value,
        "document": item.document,
        "revision": item.revision,
        "role": item.role,
        "since": waiting.since,
        "due": item.due,
    }
