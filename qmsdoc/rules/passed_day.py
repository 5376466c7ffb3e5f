"""What to do about an `effective` day that has passed: the same by `check`, by `approve` and of a late signature."""

from __future__ import annotations

from datetime import date

from qmsdoc.model.approval import Act, Approval
from qmsdoc.model.rule_ids import EFFECTIVE_BEFORE_APPROVAL
from qmsdoc.model.snapshot import Record


def has_passed(record: Record, today: date) -> bool:
    """Tell whether a draft that waits for signatures was to be in force before `today`: it can only be signed late."""
    draft = record.draft
    effective = draft.front.effective if draft is not None else None
    return bool(record.needs) and effective is not None and effective < today


def signed_by_some(record: Record) -> bool:
    """Tell whether somebody has validly signed the draft's revision: its text must not be changed any more."""
    revision = record.draft.front.revision if record.draft is not None else None
    return any(
        isinstance(act, Approval) and act.name.act is Act.APPROVED and act.name.revision == revision
        for act in record.acts
    )


def signed_late(record: Record) -> bool:
    """Tell whether a signature over the draft's revision came after its day of force: its own finding says all then."""
    revision = record.draft.front.revision if record.draft is not None else None
    return any(
        act.rule == EFFECTIVE_BEFORE_APPROVAL and act.name is not None and act.name.revision == revision
        for act in record.acts
    )


def passed_day_remedy(record: Record) -> str:
    """Return what to do: give another day while nobody has signed; afterwards only under the next number."""
    later = "a later day as `effective`, or leave it out: then it is in force from its last signature"
    if not signed_by_some(record):
        return f"Write {later}."
    revision = (record.draft.front.revision if record.draft is not None else None) or 0
    number = f"`revision: {revision + 1}`"
    return f"Write {number} and {later}. Everybody signs that; leave the tags that are there as they are."
