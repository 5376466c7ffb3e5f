"""What is said of a draft that was changed after somebody signed it: the same by `check` and before every signature."""

from __future__ import annotations

from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import APPROVAL_SUPERSEDED
from qmsdoc.model.snapshot import Record, Status
from qmsdoc.text.sentences import all_of


def superseded_finding(record: Record) -> Finding | None:
    """Return the finding of a document whose draft was changed after its first signature; None where it was not."""
    acts, draft = record.superseded_approvals, record.draft
    if not acts or draft is None or record.status is Status.WITHDRAWN:
        return None
    revision = draft.front.revision or 0
    who = all_of(dict.fromkeys(f"{act.person_name} on {act.signed_on}" for act in acts))
    return Finding(
        APPROVAL_SUPERSEDED,
        f"Revision {revision} was changed after it was signed by {who}: what they signed is an earlier text.",
        f"Write `revision: {revision + 1}` into {draft.path}, and have everybody sign that. "
        "Leave the tags that are there as they are.",
        document=record.name,
        path=draft.path,
        line=draft.front.line("revision"),
        column=draft.front.column("revision"),
    )
