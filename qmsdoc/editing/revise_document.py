"""Plans the next revision of a document: its number raised, the reason for change to be written, past dates cleared."""

from __future__ import annotations

from qmsdoc.editing.edit_plan import EditPlan, FileEdit
from qmsdoc.editing.yaml_lines import scalar, set_field, set_field_after
from qmsdoc.errors import UsageError
from qmsdoc.fix import front_matter_span, last_used_revision
from qmsdoc.model.document import Document
from qmsdoc.model.rule_ids import FRONT_MATTER_INVALID
from qmsdoc.model.snapshot import Record, Snapshot, Status
from qmsdoc.text.sentences import all_of

_DATES = ("effective", "review_by")


def plan_revision(snapshot: Snapshot, record: Record, change: str | None) -> tuple[int, EditPlan]:
    """Return the next revision's number and the plan of the file; `change` is the reason, to be written where None.

    Raises `UsageError` where there is no file to revise, or its next revision has been begun already.
    """
    draft = _draft(record)
    used = last_used_revision(record)
    if draft.front.revision is not None and draft.front.revision > used:
        raise UsageError(
            f"{record.name} is at revision {draft.front.revision} already, which nobody has signed yet.",
            remedy=f"Change {draft.path} as it is; its number stays.",
        )
    revision, text = next_revision(record, draft, draft.text, change)
    edit = FileEdit(draft.path, draft.data, text.encode("utf-8", "surrogateescape"))
    return revision, EditPlan((edit,), tuple(_consequences(snapshot, record, change, revision)))


def next_revision(record: Record, draft: Document, text: str, change: str | None) -> tuple[int, str]:
    """Return the next revision's number, and `text` with it: the draft's text, its body changed or not."""
    start, end = front_matter_span(draft)
    revision = last_used_revision(record) + 1
    inner = set_field(text[start:end], ("revision",), str(revision))
    inner = set_field_after(inner, "revision", "change", scalar(" ".join(change.split())) if change else "")
    for key in _DATES:
        inner = set_field(inner, (key,), None)
    return revision, text[:start] + inner + text[end:]


def _draft(record: Record) -> Document:
    draft = record.draft
    if record.status is Status.WITHDRAWN:
        raise UsageError(
            f"{record.name} is withdrawn; its id is never used again.", remedy="Make a new document with: qmsdoc new"
        )
    if draft is None:
        raise UsageError(
            f"The file of {record.name} is not here.", remedy="Get it back with git, or from the branch that has it."
        )
    if any(problem.rule == FRONT_MATTER_INVALID for problem in draft.problems):
        raise UsageError(f"The front matter of {draft.path} cannot be read.", remedy=f"See: qmsdoc check {draft.path}")
    return draft


def _consequences(snapshot: Snapshot, record: Record, change: str | None, revision: int) -> list[str]:
    told = [] if change else ["Say behind 'change:' what is different, in a sentence that readers understand."]
    claims = (each for each in snapshot.claims if (each.document, each.revision) == (record.name, revision))
    told += [
        f"Revision {revision} is on the branch '{each.branch}' already: agree which comes first." for each in claims
    ]
    kind = snapshot.policy_in_force.type_named(record.draft.front.type if record.draft else None)
    needs = [f"{need.count} {need.role}" for need in (kind.approvals if kind else None) or ()]
    if needs:
        told.append(f"When it is on the trunk, it must be signed by {all_of(needs)}.")
    names = [other.name for other in snapshot.records if other.name.startswith(f"{record.name}.") and other.editions]
    if names:
        told.append(f"Its translations fall behind until they follow: {all_of(names)}.")
    return told
