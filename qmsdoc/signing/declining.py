"""A reason for not signing, as a text for whoever wrote the change: an answer, never an act; nothing records it."""

from __future__ import annotations

from collections.abc import Sequence

from qmsdoc.errors import RefusedError, UsageError
from qmsdoc.model.approval import Act
from qmsdoc.model.policy import Person
from qmsdoc.model.snapshot import Record
from qmsdoc.signing.pending import PendingSignature
from qmsdoc.text.sentences import all_of


def declined_text(record: Record, person: Person, items: Sequence[PendingSignature], reason: str) -> str:
    """Return what a person who does not sign tells the editor, as plain text, each line ended.

    `items` is all that the manual waits for. Raises `RefusedError` where this document does not wait for the person,
    `UsageError` without a reason.
    """
    why = [row.strip() for row in reason.strip().splitlines()]
    if not any(why):
        raise UsageError("A reason is needed: the editor is to answer it.", remedy="Say it with --reason.")
    mine = [
        item for item in items if item.document == record.name and item.act is Act.APPROVED and person in item.people
    ]
    if not mine or record.draft is None:
        raise RefusedError(
            f"Nothing of {record.name} waits for a signature of {person.name}.", remedy="See: qmsdoc inbox --all"
        )
    revision = mine[0].revision
    roles = all_of([item.role for item in mine])
    signed = sorted(
        {act.name.person for act in record.acts if act.valid and act.name and act.name.revision == revision}
    )
    lines = [
        f"Not signed: {record.name} revision {revision}, {mine[0].title}",
        "",
        f"{person.name}, asked as {roles}, does not sign this text (content {record.draft.closure.content_digest}):",
        "",
        *(f"> {row}".rstrip() for row in why),
        "",
        *_next(record.name, revision, signed),
    ]
    return "".join(f"{line}\n" for line in lines)


def _next(name: str, revision: int, signed: Sequence[str]) -> list[str]:
    if signed:
        return [
            f"{all_of(signed)} signed this text already. A change of it needs the next revision:",
            f"qmsdoc revise {name} --branch, or answer why the text is right as it stands.",
        ]
    return [
        f"Nobody has signed it, so it stays revision {revision}: change {name} on a branch, run qmsdoc check, and ask",
        "again; or answer why the text is right as it stands.",
    ]
