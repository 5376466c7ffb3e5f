"""The three files of the policy while they are being edited: their texts, and the revision that a change asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qmsdoc.editing.edit_plan import EditPlan, FileEdit
from qmsdoc.editing.yaml_lines import scalar, set_field, set_field_after
from qmsdoc.errors import UsageError
from qmsdoc.model.policy import PEOPLE_PATH, POLICY_PATH, SIGNERS_PATH, Policy
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.parse.policy_files import policy as read_policy
from qmsdoc.text.sentences import all_of

PATHS = (POLICY_PATH, PEOPLE_PATH, SIGNERS_PATH)


@dataclass(frozen=True, slots=True)
class PolicyFiles:
    """The policy's files as they are in the working tree, path to bytes; `all_files` the keys of OpenPGP too."""

    all_files: Mapping[str, bytes]

    def text(self, path: str) -> str:
        """Return a file's text; empty where it is not there. Raises `UsageError` where it is not UTF-8."""
        try:
            return self.all_files.get(path, b"").decode("utf-8")
        except UnicodeDecodeError as error:
            raise UsageError(f"{path} is not written in UTF-8.", remedy="Save it as UTF-8.") from error


def plan_policy_change(
    snapshot: Snapshot, files: PolicyFiles, texts: Mapping[str, str], reason: str, consequences: tuple[str, ...]
) -> EditPlan:
    """Return the plan that gives the policy's files new texts, and the policy the revision and reason it then needs.

    Raises `UsageError` where the policy that comes out cannot be read: nothing is written then.
    """
    whole = {POLICY_PATH: _next_revision(snapshot, files.text(POLICY_PATH), reason), **texts}
    after = {path: text.encode() for path, text in whole.items()}
    policy, problems = read_policy({**files.all_files, **after})
    if policy is None:
        first = problems[0]
        raise UsageError(f"{first.path}:{first.line or 1}: {first.message}", remedy=first.remedy)
    edits = tuple(
        FileEdit(path, files.all_files.get(path), after[path])
        for path in PATHS
        if path in after and after[path] != files.all_files.get(path)
    )
    return EditPlan(edits, (*consequences, *_who_signs(snapshot, policy)))


def _next_revision(snapshot: Snapshot, text: str, reason: str) -> str:
    """Raise the policy's revision where the one at hand is approved; else add the reason to the one being written."""
    approved = snapshot.authority.revision if snapshot.authority else 0
    if not approved:
        return text
    if snapshot.policy.revision <= approved:
        text = set_field(text, ("revision",), str(approved + 1))
        return set_field_after(text, "revision", "change", scalar(reason))
    said = snapshot.policy.change.strip()
    return text if reason in said else set_field_after(text, "revision", "change", scalar(f"{said} {reason}".strip()))


def _who_signs(snapshot: Snapshot, after: Policy) -> tuple[str, ...]:
    law = snapshot.authority or after
    kind = law.own_type
    needs = [f"{need.count} {need.role}" for need in (kind.approvals if kind else None) or ()]
    names = {
        person.name
        for need in (kind.approvals if kind else None) or ()
        for person in law.holders(need.role, snapshot.as_of)
    }
    who = f" ({all_of(sorted(names)[:3])})" if names else ""
    return (
        f"The policy is now revision {after.revision}; it holds when it is on the trunk and signed by "
        f"{all_of(needs)}{who}.",
    )
