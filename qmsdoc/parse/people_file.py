"""`people.yml`: people with their roles, delegations, and keys revoked."""

from __future__ import annotations

from typing import NamedTuple

from qmsdoc.model.finding import Finding
from qmsdoc.model.policy import PEOPLE_PATH, Delegation, Person, RevokedKey, Tenure
from qmsdoc.model.requirement import OWNER
from qmsdoc.parse.policy_file import RULE, PolicyFile, entries, items, load, text, texts
from qmsdoc.parse.schema import nearest
from qmsdoc.parse.yaml import Mapping, Node, Scalar, Sequence
from qmsdoc.text.mailbox import mailbox
from qmsdoc.text.suggestions import lexicon


class PeopleFile(NamedTuple):
    """What `people.yml` says."""

    people: tuple[Person, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    revoked: tuple[RevokedKey, ...] = ()
    problems: tuple[Finding, ...] = ()


def people(data: bytes | None) -> PeopleFile:
    """Read `people.yml`; faults are `policy-invalid` problems with its path. Never raises."""
    if data is None:
        remedy = "Write who the people of the manual are, with their e-mail addresses and roles."
        return PeopleFile(problems=(Finding(RULE, "The file people.yml is missing.", remedy, 1, 1, PEOPLE_PATH),))
    source = load(PEOPLE_PATH, data, "people.schema.json")
    found = tuple(_person(source, key, node) for key, node in entries(source.root.get("people")))
    _unique_addresses(source)
    delegations = _delegations(source, {person.id for person in found})
    return PeopleFile(found, delegations, _revoked(source), tuple(source.problems))


def _person(source: PolicyFile, key: Scalar, node: Node) -> Person:
    fields = {name.text: value for name, value in entries(node)}
    for role, _ in entries(fields.get("roles")):
        if role.text == OWNER:
            remedy = "Give the role another name: `owner` stands for the owner of each document."
            source.fail(role, "Nobody can hold the role 'owner'.", remedy)
    tenures = tuple(
        tenure for role, value in entries(fields.get("roles")) for tenure in _tenures(source, role.text, value)
    )
    accounts = tuple(name.removeprefix("@") for name in texts(fields.get("accounts")))
    contact = text(fields.get("contact"))
    return Person(key.text, text(fields["name"]), texts(fields.get("principals")), tenures, accounts, contact)


def _tenures(source: PolicyFile, role: str, node: Node) -> tuple[Tenure, ...]:
    if isinstance(node, Scalar):
        return (Tenure(role),)
    return tuple(_tenure(source, role, item) for item in items(node))


def _tenure(source: PolicyFile, role: str, node: Mapping) -> Tenure:
    tenure = Tenure(role, source.date(node.get("from")), source.date(node.get("until")))
    if tenure.since and tenure.until and tenure.until < tenure.since:
        source.fail(node, f"The role '{role}' ends before it begins.", "Correct 'from' or 'until'.")
    return tenure


def _unique_addresses(source: PolicyFile) -> None:
    owners: dict[str, str] = {}
    for key, node in entries(source.root.get("people")):
        listed = node.get("principals") if isinstance(node, Mapping) else None
        for item in listed.items if isinstance(listed, Sequence) else ():
            address = mailbox(text(item))
            owner = owners.setdefault(address, key.text)
            if owner != key.text:
                message = f"The address '{address}' belongs to both {owner} and {key.text}."
                source.fail(item, message, "Give every person an address of their own.")


def _delegations(source: PolicyFile, known: set[str]) -> tuple[Delegation, ...]:
    found = []
    words = lexicon(known)
    for node in items(source.root.get("delegations")):
        for field in ("by", "to"):
            name = text(node.get(field))
            if name not in known:
                message = f"The delegation names '{name}', who is not among the people.{nearest(name, words)}"
                source.fail(node.get(field) or node, message, "Correct the name, or add the person.")
        since, until = source.date(node.get("from")), source.date(node.get("until"))
        if since is None or until is None:
            _no_days(source, node)
        elif until < since:
            source.fail(node, "The delegation ends before it begins.", "Correct 'from' or 'until'.")
        else:
            role, by, to, reason = (text(node.get(field)) for field in ("role", "by", "to", "reason"))
            found.append(Delegation(role, by, to, since, until, reason))
    return tuple(found)


def _no_days(source: PolicyFile, node: Mapping) -> None:
    for field in ("from", "until"):
        day = node.get(field)
        if day is not None and not text(day):
            source.fail(day, f"The delegation's '{field}' is empty.", "Write a date such as 2026-08-01.")


def _revoked(source: PolicyFile) -> tuple[RevokedKey, ...]:
    found = []
    for node in items(source.root.get("revoked")):
        since = source.since(node.get("since") or node)
        if since is not None:
            found.append(RevokedKey(text(node.get("key")), since, text(node.get("reason"))))
    return tuple(found)
