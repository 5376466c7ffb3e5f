"""`qmsdoc copies`: the register of controlled copies, and which of them must come back."""

from __future__ import annotations

import click

from qmsdoc.cli.copy_register import copies_of, held_register
from qmsdoc.cli.options import Request, json_option, manual_options
from qmsdoc.cli.printing import put, say, table
from qmsdoc.cli.reading import official, opened, require_trust
from qmsdoc.copies import NAME, Held, IssuedCopy, State, judge, returned_line
from qmsdoc.errors import UsageError
from qmsdoc.git import Repository
from qmsdoc.model.snapshot import Snapshot

_WORDS = {State.VALID: "valid", State.RECALL: "take back", State.RETURNED: "returned"}


@click.command("copies")
@click.option("--recall", is_flag=True, help="List only the copies to take back.")
@click.option(
    "--returned", type=click.IntRange(min=1), metavar="NUMBER", help="Enter that this copy came back or was destroyed."
)
@manual_options(ref=False)
@json_option
def command(request: Request, *, recall: bool, returned: int | None, as_json: bool) -> None:
    """List the numbered copies: who holds which edition, and which must be taken back.

    A copy must come back when its revision is no longer in force.
    """
    with opened(request) as repository:
        snapshot = official(repository, request)
        require_trust(snapshot)
        if returned is not None:
            _take_back(repository, returned, request)
        found = judge(copies_of(repository), snapshot)
    shown = tuple(each for each in found if each.state is State.RECALL or not recall)
    if as_json:
        put(_object(snapshot, shown))
        return
    _print(shown, recall=recall)


def _take_back(repository: Repository, number: int, request: Request) -> None:
    with held_register(repository) as register:
        copy = next((each for each in register.copies if each.number == number), None)
        if copy is None or copy.returned is not None:
            said = (
                f"Copy {number} was entered as returned on {copy.returned}." if copy else f"There is no copy {number}."
            )
            raise UsageError(said, remedy="See: qmsdoc copies")
        register.add(returned_line(number, request.today))


def _print(shown: tuple[Held, ...], *, recall: bool) -> None:
    if not shown:
        say("No copy has to come back." if recall else f"No copies were issued: there is no {NAME}.")
        return
    rows = [_row(each) for each in shown]
    table(("Copy", "Document", "Rev.", "Holder", "Issued", "State", "Why"), rows, stretch=(3, 6))
    waiting = sum(each.state is State.RECALL for each in shown)
    if waiting:
        say()
        say("1 copy to take back." if waiting == 1 else f"{waiting} copies to take back.", bold=True)


def _row(held: Held) -> tuple[str, ...]:
    copy = held.copy
    why = held.reason or (f"on {copy.returned}" if copy.returned else "")
    number, revision = str(copy.number), str(copy.revision)
    return (number, copy.document, revision, copy.holder, copy.issued.isoformat(), _WORDS[held.state], why)


def _object(snapshot: Snapshot, shown: tuple[Held, ...]) -> dict[str, object]:
    return {
        "manual": snapshot.manual,
        "as_of": snapshot.as_of,
        "copies": [{**_fields(each.copy), "state": each.state.value, "reason": each.reason or None} for each in shown],
    }


def _fields(copy: IssuedCopy) -> dict[str, object]:
    return {
        "number": copy.number,
        "document": copy.document,
        "revision": copy.revision,
        "content": copy.content,
        "holder": copy.holder,
        "issued": copy.issued,
        "by": copy.by or None,
        "returned": copy.returned,
    }
