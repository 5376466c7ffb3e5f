"""`qmsdoc decline`: a reason for not signing, as a text for the editor."""

from __future__ import annotations

import click

from qmsdoc.capture.concerned import Purpose
from qmsdoc.capture.request import (
    CaptureRequest,
    SnapshotSource,
    find_record,
    open_manual,
    requested_snapshot,
    require_trust,
)
from qmsdoc.cli.console import echo_json, echo_text, say
from qmsdoc.cli.options import json_option, manual_options
from qmsdoc.git.sign import signing_settings
from qmsdoc.signing.authorship import Authorship
from qmsdoc.signing.declining import declined_text
from qmsdoc.signing.pending import pending
from qmsdoc.signing.roles import person_of
from qmsdoc.text.terminal import terminal_safe


@click.command("decline")
@click.argument("id_", metavar="ID")
@click.option("--reason", required=True, help="Why you do not sign: what is wrong, and what would make it right.")
@click.option("--as", "person", metavar="PERSON", help="Who you are, by the id of people.yml; otherwise git says.")
@manual_options(ref=False, as_of=False)
@json_option
def command(request: CaptureRequest, id_: str, *, reason: str, person: str | None, as_json: bool) -> None:
    """Say why you do not sign a revision that waits for you: prints a text to send to its editor.

    Signs nothing, sends nothing and records nothing: the revision goes on waiting.
    """
    with open_manual(request) as repository:
        snapshot = requested_snapshot(repository, request, SnapshotSource.TRUNK, frozenset((id_,)), Purpose.SIGNING)
        require_trust(snapshot)
        record = find_record(snapshot, id_)
        who = person_of(snapshot.policy_in_force, person, signing_settings(repository.root).email)
        authorship = Authorship(repository.store, snapshot)
        text = declined_text(record, who, pending(snapshot, authorship.wrote), reason)
        writers = authorship.writers(record)
    if as_json:
        echo_json({"document": record.name, "person": who.id, "editors": [each.id for each in writers], "text": text})
        return
    echo_text(terminal_safe(text))
    if writers:
        say(f"Send it to {', '.join(each.name for each in writers)}, who wrote the change.", err=True)
