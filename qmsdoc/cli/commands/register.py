"""`qmsdoc register`: the master list."""

from __future__ import annotations

import click

from qmsdoc.capture.request import CaptureRequest, SnapshotSource, read_manual
from qmsdoc.cli.console import day, echo_data, say, table
from qmsdoc.cli.notices import say_unpinned
from qmsdoc.cli.options import json_option, manual_options
from qmsdoc.model.snapshot import Record, Snapshot
from qmsdoc.reports import register_json
from qmsdoc.text.sentences import counted
from qmsdoc.text.terminal import json_safe

_HEAD = ("Id", "Title", "Status", "In force", "Draft", "Since", "Review by")


@click.command("register")
@manual_options()
@json_option
def command(request: CaptureRequest, as_json: bool) -> None:
    """List every document with its status, revision, dates and review.

    A document is described by its edition in force; one that never had an edition, by its draft.
    """
    snapshot = read_manual(request, SnapshotSource.FILES_TODAY)
    if as_json:
        echo_data(json_safe(register_json(snapshot)))
        return
    say(f"{snapshot.policy_in_force.organisation} · register as of {snapshot.as_of}")
    say()
    table(_HEAD, [_row(record) for record in snapshot.records], stretch=(1,))
    say()
    say(_summary(snapshot))
    say_unpinned(snapshot)


def _row(record: Record) -> tuple[str, ...]:
    edition = record.effective or (record.editions[-1] if record.editions else None)
    draft = record.draft.front.revision if record.draft else None
    return (
        record.name,
        edition.title if edition else record.shown.title,
        record.status.value,
        str(record.effective.revision) if record.effective else "-",
        str(draft) if draft is not None and record.edition(draft) is None else "-",
        day(edition.effective_on if edition else None),
        day(record.review_by) + (" overdue" if record.overdue else ""),
    )


def _summary(snapshot: Snapshot) -> str:
    counts: dict[str, int] = {}
    for record in snapshot.records:
        counts[record.status.value] = counts.get(record.status.value, 0) + 1
    parts = [f"{count} {status}" for status, count in sorted(counts.items())]
    overdue = sum(record.overdue for record in snapshot.records)
    parts += [f"{overdue} overdue for review"] if overdue else []
    return f"{counted(len(snapshot.records), 'document')}: {', '.join(parts)}." if parts else "No documents."
