"""`qmsdoc copies`: the register of controlled copies, and which of them must come back."""

from __future__ import annotations

import csv
import io

import click

from qmsdoc.capture.request import CaptureRequest, SnapshotSource, open_manual, requested_snapshot, require_trust
from qmsdoc.cli.console import echo_json, say, table
from qmsdoc.cli.options import json_option, manual_options
from qmsdoc.copies import NAME, CopyState, End, Held, IssuedCopy, ended_line, judge
from qmsdoc.copies.register_file import copies_of, held_register
from qmsdoc.errors import UsageError
from qmsdoc.git import Repository
from qmsdoc.pages.register_csv import inert
from qmsdoc.text.sentences import counted

_NUMBER = click.IntRange(min=1)
_WORDS = {CopyState.RECALL: "take back"}
_FIELDS = ("number", "document", "revision", "content", "holder", "issued", "by", "state", "ended", "reason")


@click.command("copies")
@click.option("--recall", is_flag=True, help="List only the copies to take back.")
@click.option("--returned", type=_NUMBER, metavar="NUMBER", help="Enter that this copy came back.")
@click.option("--destroyed", type=_NUMBER, metavar="NUMBER", help="Enter that this copy was destroyed where it was.")
@click.option("--lost", type=_NUMBER, metavar="NUMBER", help="Enter that this copy cannot be found.")
@manual_options(ref=False)
@json_option
@click.option("--csv", "as_csv", is_flag=True, help="Print a table for a spreadsheet.")
def command(
    request: CaptureRequest,
    *,
    recall: bool,
    returned: int | None,
    destroyed: int | None,
    lost: int | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    """List the numbered copies: who holds which edition, and which must be taken back.

    A copy must come back when its revision is no longer in force.
    """
    ended = [
        (what, number) for what, number in zip(End, (returned, destroyed, lost), strict=True) if number is not None
    ]
    if len(ended) > 1 or (ended and (recall or request.as_of != request.today)):
        raise UsageError("Enter one copy at a time, without --recall or --as-of.", remedy="See: qmsdoc copies --help")
    with open_manual(request) as repository:
        snapshot = requested_snapshot(repository, request, SnapshotSource.TRUNK)
        require_trust(snapshot)
        for what, number in ended:
            _enter(repository, what, number, request)
        found = judge(copies_of(repository), snapshot)
    shown = tuple(each for each in found if each.state is CopyState.RECALL or not recall)
    if as_json:
        copies = [_fields(each) for each in shown]
        echo_json({"manual": snapshot.manual, "as_of": snapshot.as_of, "copies": copies})
    elif as_csv:
        click.echo(_csv(shown), nl=False)
    elif ended:
        _confirm(found, ended[0][1])
    else:
        _print(shown, recall=recall)


def _enter(repository: Repository, what: End, number: int, request: CaptureRequest) -> None:
    with held_register(repository) as register:
        copy = next((each for each in register.copies if each.number == number), None)
        if copy is None or copy.end is not None:
            said = (
                f"Copy {number} was entered as {copy.end} on {copy.ended}." if copy else f"There is no copy {number}."
            )
            raise UsageError(said, remedy="See: qmsdoc copies")
        register.add(ended_line(number, what, request.today))


def _confirm(found: tuple[Held, ...], number: int) -> None:
    copy = next(each.copy for each in found if each.copy.number == number)
    say(f"Copy {number} of {copy.document} revision {copy.revision}, {copy.holder}: {copy.end}.", fg="green")
    say(f"Entered into {NAME}; commit it.")
    _say_waiting(found)


def _print(shown: tuple[Held, ...], *, recall: bool) -> None:
    if not shown:
        say("No copy has to come back." if recall else f"No copies were issued: there is no {NAME}.")
        return
    rows = [_row(each) for each in shown]
    table(("Copy", "Document", "Rev.", "Holder", "Issued", "State", "Why"), rows, stretch=(3, 6))
    say()
    _say_waiting(shown)


def _say_waiting(shown: tuple[Held, ...]) -> None:
    waiting = sum(each.state is CopyState.RECALL for each in shown)
    if waiting:
        say(f"{counted(waiting, 'copy', 'copies')} to take back.", bold=True)
    else:
        say("No copy has to come back.")


def _row(held: Held) -> tuple[str, ...]:
    copy = held.copy
    why = held.reason or (f"on {copy.ended}" if copy.ended else "")
    number, revision = str(copy.number), str(copy.revision)
    state = _WORDS.get(held.state, held.state.value)
    return (number, copy.document, revision, copy.holder, copy.issued.isoformat(), state, why)


def _csv(shown: tuple[Held, ...]) -> bytes:
    """Give the copies as CSV (RFC 4180, UTF-8 with a byte order mark, for spreadsheets); dates in ISO form."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(_FIELDS)
    for each in shown:
        fields = _fields(each)
        rows.writerow([inert("" if fields[name] is None else str(fields[name])) for name in _FIELDS])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _fields(held: Held) -> dict[str, object]:
    copy: IssuedCopy = held.copy
    return {
        "number": copy.number,
        "document": copy.document,
        "revision": copy.revision,
        "content": copy.content,
        "holder": copy.holder,
        "issued": copy.issued,
        "by": copy.by or None,
        "state": held.state.value,
        "ended": copy.ended,
        "reason": held.reason or None,
    }
