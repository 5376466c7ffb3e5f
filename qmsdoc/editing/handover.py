"""What is left without an owner or an approver when somebody goes, and who could take it over."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from qmsdoc.model.policy import Person, Policy
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.rules.index import OVER
from qmsdoc.text.sentences import all_of, any_of, counted

_NAMED = 12


def handover(snapshot: Snapshot, leaver: Person, kept: Collection[str], day: date) -> tuple[str, ...]:
    """Return in sentences what a person leaves behind on `day`, but for the roles `kept`."""
    policy = snapshot.policy
    told = [*_owned(snapshot, leaver, kept, day)]
    asked = {need.role for kind in policy.types for need in kind.approvals or ()}
    for role in sorted({tenure.role for tenure in leaver.tenures if tenure.role in asked} - set(kept)):
        left = _others(policy, role, leaver, day)
        if left:
            told.append(f"Signatures as {role} can be given by {_names(left)}.")
        else:
            told.append(f"Nobody is left who can sign as {role}: give the role to somebody with qmsdoc people move.")
    told += [
        f"The delegation of {link.role} from {link.by} to {link.to} until {link.until} has no longer both."
        for link in policy.delegations
        if leaver.id in (link.by, link.to) and link.until >= day
    ]
    return tuple(told)


def _owned(snapshot: Snapshot, leaver: Person, kept: Collection[str], day: date) -> list[str]:
    policy = snapshot.policy
    roles = {tenure.role for tenure in leaver.tenures} - set(kept)
    alone = {role for role in roles if not _others(policy, role, leaver, day)}
    by_owner: dict[str, list[str]] = {}
    for record in snapshot.records:
        owner = record.shown.front.owner if record.draft or record.editions else None
        if owner is not None and record.status not in OVER and owner in {leaver.id, *alone}:
            by_owner.setdefault(owner, []).append(record.name)
    told = []
    for owner, names in sorted(by_owner.items()):
        listed = all_of(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
        who = f"the role {owner}" if owner != leaver.id else leaver.name
        told.append(
            f"{counted(len(names), 'document')} lose{'s' if len(names) == 1 else ''} the owner, {who}: {listed}."
        )
        told.append(f"They could go to {_candidates(policy, leaver, day)}.")
    return told


def _candidates(policy: Policy, leaver: Person, day: date) -> str:
    roles = {tenure.role for tenure in leaver.tenures}
    near = [
        p
        for p in policy.people
        if p.id != leaver.id and p.active(day) and roles & {t.role for t in p.tenures if t.covers(day)}
    ]
    others = [p for p in policy.people if p.id != leaver.id and p.active(day)]
    return _names(near or others) or "nobody: no one else holds a role"


def _others(policy: Policy, role: str, leaver: Person, day: date) -> tuple[Person, ...]:
    return tuple(person for person in policy.holders(role, day) if person.id != leaver.id)


def _names(people: Sequence[Person]) -> str:
    return any_of([person.name for person in people[:5]])
