"""Plans what a joiner, a leaver or a change of role means for `people.yml` and the keys, and for the documents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from qmsdoc.editing.edit_plan import EditPlan
from qmsdoc.editing.handover import handover
from qmsdoc.editing.new_document import file_stem
from qmsdoc.editing.policy_files import PolicyFiles, plan_policy_change
from qmsdoc.editing.signer_lines import end_keys
from qmsdoc.editing.yaml_lines import scalar, set_field
from qmsdoc.errors import UsageError
from qmsdoc.model.policy import PEOPLE_PATH, SIGNERS_PATH, Person, Policy
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.text.sentences import all_of
from qmsdoc.text.suggestions import nearest_or_all

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class Joiner:
    """Somebody new: e-mail addresses as git and `allowed_signers` write them, roles from the day `since` on."""

    name: str
    addresses: tuple[str, ...]
    roles: tuple[str, ...]
    since: date
    id: str | None = None


def person_id(name: str, address: str = "") -> str:
    """Return the id that a name usually has: `ben.hughes` for Ben Hughes; without Latin letters the address's."""
    return (file_stem(name) or file_stem(address.partition("@")[0])).replace("-", ".")


def plan_joiner(snapshot: Snapshot, files: PolicyFiles, joiner: Joiner) -> EditPlan:
    """Plan a new person. Raises `UsageError` for one who is there already or whose entry could not be read."""
    name = joiner.id or person_id(joiner.name, *joiner.addresses[:1])
    if not _ID.fullmatch(name):
        raise UsageError(f"'{name}' cannot be a person's id.", remedy="Give one with --id, such as ben.hughes.")
    if snapshot.policy.person(name) is not None:
        raise UsageError(
            f"{name} is in people.yml already.",
            remedy=f"A further role begins with: qmsdoc people move {name} --to ROLE",
        )
    rows = [f"name: {scalar(joiner.name)}", f"principals: [{', '.join(joiner.addresses)}]"]
    rows += ["roles:"] if joiner.roles else []
    rows += [f"  {role}: {{from: {joiner.since}}}" for role in joiner.roles]
    entry = "".join(f"\n  {row}" for row in rows)
    text = set_field(files.text(PEOPLE_PATH), ("people", name), entry)
    as_ = f" as {all_of(joiner.roles)}" if joiner.roles else ""
    known = snapshot.policy.roles()
    told = [f"No type of document asks for the role '{role}' yet." for role in joiner.roles if role not in known]
    told.append(f"Before {joiner.name} can sign, the key must be known: qmsdoc key add {name}")
    return plan_policy_change(snapshot, files, {PEOPLE_PATH: text}, f"{joiner.name} joins{as_}.", tuple(told))


def plan_leaver(snapshot: Snapshot, files: PolicyFiles, name: str, last_day: date) -> EditPlan:
    """Plan that a person's roles and keys end with `last_day`; what was signed before stays as it is."""
    person = person_asked(snapshot.policy, name)
    text = _ended(files.text(PEOPLE_PATH), person, _open_roles(person, last_day), last_day)
    signers = end_keys(files.text(SIGNERS_PATH), person.principals, last_day + timedelta(days=1))
    told = handover(snapshot, person, (), last_day + timedelta(days=1))
    return plan_policy_change(
        snapshot, files, {PEOPLE_PATH: text, SIGNERS_PATH: signers}, f"{person.name} leaves on {last_day}.", told
    )


def plan_move(
    snapshot: Snapshot, files: PolicyFiles, name: str, *, leaves: Sequence[str], takes: Sequence[str], since: date
) -> EditPlan:
    """Plan that a person leaves some roles and takes others over, from the day `since` on."""
    person = person_asked(snapshot.policy, name)
    if not leaves and not takes:
        raise UsageError("Nothing is to change.", remedy="Give the new role with --to, the former one with --from.")
    missing = [role for role in leaves if role not in _open_roles(person, since)]
    if missing:
        held = all_of(_open_roles(person, since)) or "no role"
        raise UsageError(f"{person.name} does not hold the role '{missing[0]}', but {held}.", remedy="Correct --from.")
    text = _ended(files.text(PEOPLE_PATH), person, leaves, since - timedelta(days=1))
    for role in takes:
        if any(tenure.role == role for tenure in person.tenures):
            raise UsageError(
                f"{person.name} has an entry for the role '{role}' already.",
                remedy="Write the second time into people.yml by hand, as a list of two.",
            )
        text = set_field(text, ("people", person.id, "roles", role), f"{{from: {since}}}")
    reason = f"{person.name} " + " and ".join(
        [
            *([f"takes over as {all_of(takes)}"] if takes else []),
            *([f"is no longer {all_of(leaves)}"] if leaves else []),
        ]
    )
    told = handover(snapshot, person, takes, since) if leaves else ()
    return plan_policy_change(snapshot, files, {PEOPLE_PATH: text}, f"{reason}.", told)


def person_asked(policy: Policy, name: str) -> Person:
    """Return a person by id, name or address; raises `UsageError` with the nearest id."""
    wanted = name.lower()
    for person in policy.people:
        if wanted in (person.id.lower(), person.name.lower(), *(address.lower() for address in person.principals)):
            return person
    known = [person.id for person in policy.people]
    raise UsageError(f"There is no '{name}' in people.yml.", remedy=nearest_or_all(name, known))


def _open_roles(person: Person, day: date) -> tuple[str, ...]:
    return tuple(t.role for t in person.tenures if t.until is None or t.until > day)


def _ended(text: str, person: Person, roles: Sequence[str], last_day: date) -> str:
    for role in roles:
        dated = any(tenure.role == role and tenure.since is not None for tenure in person.tenures)
        place = ("people", person.id, "roles", role)
        text = (
            set_field(text, (*place, "until"), str(last_day))
            if dated
            else set_field(text, place, f"{{until: {last_day}}}")
        )
    return text
