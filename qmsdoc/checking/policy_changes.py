"""What a change of the policy does to the manual: people, keys, kinds of document, and what nobody answers for then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from qmsdoc.model.document import Document
from qmsdoc.model.policy import Person, Policy
from qmsdoc.model.snapshot import Record
from qmsdoc.parse.policy_files import policy
from qmsdoc.rules.index import OVER
from qmsdoc.text.sentences import all_of

_FOR_GOOD = date.max  # a role that ends one day is left to nobody then
_Row = tuple[str, list[str]]


def policy_changes(before: Document | None, after: Document | None, records: Iterable[Record]) -> Iterator[_Row]:
    """Yield each kind of consequence with its names; nothing where either policy cannot be read."""
    files = ({file.path: file.data for file in each.closure.files} if each else {} for each in (before, after))
    old, new = (policy(each)[0] for each in files)
    if old is None or new is None:
        return
    yield "People", [f"{person.name} ({what})" for person, what in _people(old, new)]
    yield "Keys of", [person.name for person in new.people if _keys(old, person) != _keys(new, person)]
    kinds = {kind.name: kind for kind in old.types}
    changed = [kind.name for kind in new.types if kinds.pop(kind.name, None) != kind]
    yield "Kinds of document", [*changed, *(f"{name} (no longer)" for name in kinds)]
    yield "Roles that nobody holds any more", sorted(_vacant(new) - _vacant(old))
    owned = [(record.name, record.shown.front.owner) for record in records if record.status not in OVER]
    yield "Documents left without an owner", [name for name, who in owned if _has(old, who) and not _has(new, who)]


def _people(old: Policy, new: Policy) -> Iterator[tuple[Person, str]]:
    for person in new.people:
        former = old.person(person.id)
        was, now = _roles(former), _roles(person)
        if former is None:
            yield person, f"joins as {all_of(sorted(now))}" if now else "joins without a role"
        elif was != now:
            yield person, f"now {all_of(sorted(now))}" if now else "leaves"
        elif former != person:
            yield person, "changed"
    yield from ((person, "taken out") for person in old.people if new.person(person.id) is None)


def _roles(person: Person | None) -> set[str]:
    return {tenure.role for tenure in person.tenures if tenure.covers(_FOR_GOOD)} if person else set()


def _keys(law: Policy, person: Person) -> set[tuple[object, ...]]:
    keys = (key for key in law.keys if key.person == person.id)
    return {(key.fingerprint, key.namespaces, key.valid_after, key.valid_before) for key in keys}


def _vacant(law: Policy) -> set[str]:
    return {role for role in law.roles() if not law.holders(role, _FOR_GOOD)}


def _has(law: Policy, owner: str | None) -> bool:
    if owner is None:
        return False
    person = law.person(owner)
    return bool(_roles(person)) if person else bool(law.holders(owner, _FOR_GOOD))
