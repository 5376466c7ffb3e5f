"""`qmsdoc history`: the editions of one document, and its signed reviews."""

from __future__ import annotations

import click

from qmsdoc.capture.request import CaptureRequest, SnapshotSource, find_record, read_manual
from qmsdoc.cli.console import day, echo_json, say, table
from qmsdoc.cli.notices import say_unpinned
from qmsdoc.cli.options import json_option, manual_options, read_from
from qmsdoc.cli.review_table import print_reviews
from qmsdoc.model.refs import short_tag
from qmsdoc.model.snapshot import Edition, Record, Snapshot


@click.command("history")
@click.argument("id_", metavar="ID")
@manual_options()
@json_option
def command(request: CaptureRequest, id_: str, as_json: bool) -> None:
    """List the editions of one document: when, what changed, and who signed; and its signed reviews."""
    snapshot = read_manual(request, SnapshotSource.FILES_TODAY, frozenset((id_,)))
    record = find_record(snapshot, id_)
    if as_json:
        echo_json(_object(snapshot, record))
        return
    say(f"{record.name}  {record.shown.title}", bold=True)
    if not record.editions:
        say("It has no edition yet: no revision has all its signatures.")
        _print_unsigned(snapshot, record)
        return
    rows = [_row(edition) for edition in reversed(record.editions)]
    table(("Rev.", "Status", "Approved", "In force", "Signed by", "Change"), rows, stretch=(4, 5))
    print_reviews(record.reviews)
    if record.withdrawn_on:
        say(f"Withdrawn on {record.withdrawn_on}.")
    _print_unsigned(snapshot, record)
    say_unpinned(snapshot)


def _print_unsigned(snapshot: Snapshot, record: Record) -> None:
    """List what tags of another system say of the time before: never as proof."""
    found = snapshot.unsigned_of(record.name)
    if found:
        say()
        say("Before it was signed here: not signed, from tags of another system", bold=True)
        table(
            ("Rev.", "Status", "Day", "Tag", "By"),
            [(str(each.revision), "not signed", day(each.day), each.tag, each.by) for each in reversed(found)],
            stretch=(3, 4),
        )


def _row(edition: Edition) -> tuple[str, ...]:
    return (
        str(edition.revision),
        edition.status.value,
        day(edition.approved_on),
        day(edition.effective_on),
        ", ".join(act.name.person for act in edition.approvals if act.name),
        edition.document.front.change or ("First edition." if edition.revision == 1 else "-"),
    )


def _object(snapshot: Snapshot, record: Record) -> dict[str, object]:
    return {
        **read_from(snapshot),
        "id": record.name,
        "status": record.status.value,
        "withdrawn_on": record.withdrawn_on,
        "editions": [
            {
                "revision": edition.revision,
                "title": edition.title,
                "status": edition.status.value,
                "change": edition.document.front.change,
                "approved_on": edition.approved_on,
                "effective_on": edition.effective_on,
                "path": edition.document.path,
                "content": edition.content_digest,
                "commit": edition.commit,
                "tags": [short_tag(act.ref) for act in edition.approvals],
            }
            for edition in record.editions
        ],
        "reviews": [
            {
                "revision": act.name.revision,
                "person": act.name.person,
                "name": act.person_name,
                "role": act.statement.role,
                "signed_on": act.signed_on,
                "review_by": act.statement.review_by,
                "tag": short_tag(act.ref),
            }
            for act in record.reviews
        ],
        "unsigned": [
            {"revision": each.revision, "day": each.day, "tag": each.tag, "by": each.by}
            for each in snapshot.unsigned_of(record.name)
        ],
    }
