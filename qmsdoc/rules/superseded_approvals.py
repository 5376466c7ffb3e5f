"""What is said of a draft whose signatures lead nowhere: the same by `check` and before every signature."""

from __future__ import annotations

from dataclasses import replace

from qmsdoc.model.document import Document
from qmsdoc.model.finding import Finding
from qmsdoc.model.rule import RuleId
from qmsdoc.model.rule_ids import APPROVAL_MISSING, APPROVAL_SUPERSEDED
from qmsdoc.model.snapshot import Record, Status
from qmsdoc.rules.definition import at_field
from qmsdoc.text.sentences import all_of


def superseded_finding(record: Record) -> Finding | None:
    """Return the finding of a document whose draft was changed after its first signature; None where it was not."""
    acts, draft = record.superseded_approvals, record.draft
    if not acts or draft is None or record.status is Status.WITHDRAWN:
        return None
    who = all_of(dict.fromkeys(f"{act.person_name} on {act.signed_on}" for act in acts))
    revision = draft.front.revision
    message = f"Revision {revision} was changed after it was signed by {who}: what they signed is an earlier text."
    return _next_number(APPROVAL_SUPERSEDED, record, draft, message)


def stranded_finding(record: Record) -> Finding | None:
    """Return the finding of a draft that has every signature asked for now, given when more was asked; None if none.

    A signature counts by the policy of its instant, so that a later policy that asks for less completes nothing.
    """
    draft = record.draft
    if draft is None or record.needs or record.status is not Status.IN_REVIEW or record.superseded_approvals:
        return None
    message = (
        f"Revision {draft.front.revision} was signed while the policy asked for more signatures than now, "
        "and a later policy completes nothing."
    )
    return _next_number(APPROVAL_MISSING, record, draft, message)


def _next_number(rule: RuleId, record: Record, draft: Document, message: str) -> Finding:
    remedy = f"Write `revision: {(draft.front.revision or 0) + 1}` into {draft.path}, and have everybody sign that. "
    remedy += "Leave the tags that are there as they are."
    return replace(at_field(rule, draft, "revision", message, remedy), document=record.name)
