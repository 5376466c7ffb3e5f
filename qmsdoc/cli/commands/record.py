"""`qmsdoc record`: appends new approvals to the ledger, here and, where asked, in the shared repository."""

from __future__ import annotations

import click

from qmsdoc.capture.request import CaptureRequest, open_manual
from qmsdoc.cli.clock import now
from qmsdoc.cli.console import echo_json, say
from qmsdoc.cli.options import json_option, manual_options
from qmsdoc.errors import UsageError
from qmsdoc.model.refs import short_tag
from qmsdoc.signing.recording import Recorded, record
from qmsdoc.text.sentences import counted


@click.command("record")
@click.option(
    "--push",
    "remote",
    is_flag=False,
    flag_value="origin",
    metavar="[REMOTE]",
    help="First bring the ledger of that repository here (origin if left out), then send ours to it.",
)
@manual_options(ref=False, as_of=False)
@json_option
@click.pass_context
def command(ctx: click.Context, request: CaptureRequest, *, remote: str | None, as_json: bool) -> None:
    r"""Append new approvals to the ledger, with the day on which they were recorded.

    Records every approval that counts. One that does not is named and left out: it can still be
    taken away and signed anew, which a recorded one cannot. Writes the branch qmsdoc-ledger and
    nothing else. The pipeline that publishes should run it, with --push, before it builds.

    \b
    Exit code: 0 the ledger is complete; 2 no manual here; 3 a recorded approval has moved or gone, or
    the ledger does not hold; 4 the repository cannot be judged; 5 the ledger could not be sent.
    """
    if remote is not None and remote.startswith("-"):
        raise UsageError(f"'{remote}' is not the name of another repository.", remedy="See: git remote -v")
    with open_manual(request) as repository:
        recorded = record(repository, request, remote, now)
    if as_json:
        echo_json(_object(recorded))
    else:
        _print(recorded, remote)
    ctx.exit(0)


def _print(recorded: Recorded, remote: str | None) -> None:
    for entry in recorded.added:
        say(f"{entry.seq:6}  {short_tag(entry.ref)}")
    for act in recorded.left_out:
        say(f"Left out: {short_tag(act.ref)}: {act.reason} [{act.rule}]", fg="yellow")
    total = len(recorded.ledger.entries)
    if not total:
        say("There is nothing to record yet: no approval counts.")
        return
    done = f"{counted(len(recorded.added), 'approval')} recorded" if recorded.added else "Nothing new to record"
    say(f"{done}; the ledger has {counted(total, 'line')}.", fg="green")
    if remote is None and recorded.added:
        say("Send it to the others with: git push origin qmsdoc-ledger")


def _object(recorded: Recorded) -> dict[str, object]:
    return {
        "recorded": [{"seq": entry.seq, "tag": short_tag(entry.ref), "object": entry.tag} for entry in recorded.added],
        "left_out": [{"tag": short_tag(act.ref), "rule": act.rule, "reason": act.reason} for act in recorded.left_out],
        "ledger": {"seq": len(recorded.ledger.entries), "sha256": recorded.ledger.sha256},
        "commit": recorded.commit,
    }
