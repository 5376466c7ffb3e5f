"""Plans a new or another key of a person: a line of `allowed_signers`, and the former ones ended."""

from __future__ import annotations

from datetime import date, timedelta

from qmsdoc.editing.edit_plan import EditPlan
from qmsdoc.editing.policy_files import PolicyFiles, plan_policy_change
from qmsdoc.editing.signer_lines import add_line, end_keys, public_key, signer_line
from qmsdoc.errors import UsageError
from qmsdoc.model.policy import SIGNERS_PATH, Person
from qmsdoc.model.snapshot import Snapshot


def holds_key(files: PolicyFiles, person: Person, public: str) -> bool:
    """Tell whether a public key stands in `allowed_signers` as this person's; raises `UsageError` for what is none."""
    _, key = public_key(public)
    rows = (row for row in files.text(SIGNERS_PATH).splitlines() if key in row)
    return any(address in row for row in rows for address in person.principals)


def plan_key(
    snapshot: Snapshot, files: PolicyFiles, person: Person, public: str, since: date, *, rotate: bool = False
) -> tuple[str, EditPlan]:
    """Return the finished line of a key, `public` as in its `.pub` file, and the plan that puts it into the policy.

    With `rotate` the person's former keys end with the day `since`: one that was in use still signs the policy. Raises
    `UsageError` for a key that is there.
    """
    kind, key = public_key(public)
    text = files.text(SIGNERS_PATH)
    if key in text:
        raise UsageError("This key is in allowed_signers already.", remedy="Each key stands there once.")
    if not person.principals:
        raise UsageError(f"{person.name} has no e-mail address in people.yml.", remedy="Write it under 'principals'.")
    line = signer_line(person.principals[:1], kind, key, since)
    if rotate:
        text = end_keys(text, person.principals, since + timedelta(days=1))
    reason = f"{person.name} signs with {'another' if rotate else 'a'} key."
    plan = plan_policy_change(snapshot, files, {SIGNERS_PATH: add_line(text, line)}, reason, ())
    return line, plan
