"""Which copies may stay where they are, and which must come back: judged from a snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from qmsdoc.copies.copy_register import IssuedCopy
from qmsdoc.model.snapshot import Record, Snapshot


class CopyState(StrEnum):
    """How a copy stands: out and valid, out and to be taken back, or no longer out."""

    VALID = "valid"
    RECALL = "recall"
    RETURNED = "returned"
    DESTROYED = "destroyed"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Held:
    """A copy, how it stands, and why it must come back (empty where it need not)."""

    copy: IssuedCopy
    state: CopyState
    reason: str


def judge(copies: Sequence[IssuedCopy], snapshot: Snapshot) -> tuple[Held, ...]:
    """Judge every copy, by number."""
    return tuple(_judged(copy, snapshot.record(copy.document)) for copy in copies)


def _judged(copy: IssuedCopy, record: Record | None) -> Held:
    if copy.end is not None:
        return Held(copy, CopyState(copy.end.value), "")
    reason = _reason(copy, record)
    return Held(copy, CopyState.RECALL if reason else CopyState.VALID, reason)


def _reason(copy: IssuedCopy, record: Record | None) -> str:
    if record is None:
        return f"{copy.document} is not in this manual any more"
    now = record.effective
    if now is None:
        instead = f"; use {record.replaced_by}" if record.replaced_by else ""
        return f"{record.name} is no longer in force{instead}"
    if now.revision != copy.revision:
        return f"revision {now.revision} is in force since {now.effective_on}"
    if now.content_digest != copy.content:
        return f"its text is not that of revision {now.revision} in force"
    return ""
