"""`qmsdoc show`: one document, where it stands and who signed."""

from __future__ import annotations

import click

from qmsdoc.capture.request import CaptureRequest, SnapshotSource, find_record, read_manual
from qmsdoc.cli.console import day, echo_json, fields, say, table
from qmsdoc.cli.notices import say_unpinned
from qmsdoc.cli.options import json_option, manual_options
from qmsdoc.cli.review_table import print_reviews
from qmsdoc.model.approval import SignedAct
from qmsdoc.model.snapshot import Record, Snapshot, Status


@click.command("show")
@click.argument("id_", metavar="ID")
@manual_options()
@json_option
def command(request: CaptureRequest, id_: str, as_json: bool) -> None:
    """Show one document: its status, its edition in force, its signatures, and what it waits for."""
    snapshot = read_manual(request, SnapshotSource.FILES_TODAY, frozenset((id_,)))
    record = find_record(snapshot, id_)
    if as_json:
        from qmsdoc.reports import register_rows  # noqa: PLC0415 - its forms are many

        echo_json(next(row for row in register_rows(snapshot) if row["id"] == record.name))
        return
    _facts(snapshot, record)
    edition = record.effective or (record.editions[-1] if record.editions else None)
    if edition is not None:
        say()
        say(f"Signatures of revision {edition.revision}", bold=True)
        signatures(edition.approvals)
    print_reviews(record.reviews)
    if record.withdrawal:
        say()
        say("Signatures of its withdrawal", bold=True)
        signatures(record.withdrawal)
    _waiting(record)
    say_unpinned(snapshot)


def _facts(snapshot: Snapshot, record: Record) -> None:
    edition = record.effective or (record.editions[-1] if record.editions else None)
    document = edition.document if edition else record.shown
    draft = record.draft.front.revision if record.draft else None
    overdue = ", overdue" if record.overdue else ""
    say(f"{record.name}  {document.title}", bold=True)
    fields(
        (
            ("Status", record.status.value + overdue),
            ("Revision", str(edition.revision) if edition else ""),
            (_in_force(record), day(edition.effective_on) if edition else ""),
            ("Approved on", day(edition.approved_on) if edition else ""),
            ("Change", (document.front.change or "") if document.front.revision != 1 else ""),
            ("Owner", _owner(snapshot, document.front.owner)),
            ("Type", document.front.type or ""),
            ("Review by", day(record.review_by) if record.review_by else ""),
            ("Withdrawn on", day(record.withdrawn_on) if record.withdrawn_on else ""),
            ("Reason", _reason(record)),
            ("Replaced by", record.replaced_by or ""),
            ("File", document.path),
            ("Content", edition.content_digest if edition else document.closure.content_digest),
            ("Draft", f"revision {draft}" if draft is not None and record.edition(draft) is None else ""),
        )
    )


def _reason(record: Record) -> str:
    """Give why a document was withdrawn, each reason once."""
    reasons = (act.statement.reason for act in record.withdrawal if act.statement and act.statement.reason)
    return " ".join(dict.fromkeys(reasons))


def _in_force(record: Record) -> str:
    if record.effective is not None:
        return "In force since"
    return "In force from" if record.status is Status.APPROVED else "Was in force from"


def _owner(snapshot: Snapshot, owner: str | None) -> str:
    if owner is None:
        return ""
    person = snapshot.policy.person(owner)
    if person is not None:
        return person.name
    names = ", ".join(holder.name for holder in snapshot.policy.holders(owner, snapshot.as_of))
    return f"{owner} ({names or 'nobody today'})"


def signatures(approvals: tuple[SignedAct, ...]) -> None:
    """Print signatures as a table: who, in which role, when, meaning what."""
    rows = [
        (
            act.person_name or (act.name.person if act.name else "-"),
            act.statement.role if act.statement else "-",
            day(act.signed_on),
            act.statement.meaning if act.statement else "-",
        )
        for act in approvals
    ]
    table(("Name", "Role", "Signed on", "Meaning"), rows, stretch=(3,))


def _waiting(record: Record) -> None:
    if not record.needs or record.draft is None:
        return
    from qmsdoc.rules.superseded_approvals import superseded_finding  # noqa: PLC0415 - with it come all rules

    say()
    superseded = superseded_finding(record)
    if superseded is not None:
        say(f"{superseded.message} {superseded.remedy}")
        return
    say(f"Revision {record.draft.front.revision} waits for", bold=True)
    for need in record.needs:
        say(f"  {need.count} {need.called(record.draft.front.owner)}")
    look = f"qmsdoc diff {record.name}, then " if record.editions else ""
    say(f"  See: {look}qmsdoc approve {record.name}")
