"""Who is who over time: people are people, whatever their ids, addresses and keys in one policy or another.

Invariants
1. Ids that ever shared an address or a secret, in one policy or in several, are one person.
2. Every address that a person ever had is that person's for good; however it is written (`text.mailbox`).
3. An SSH key and an OpenPGP key, or a primary key and a subkey, with one secret are one key; so a revoked key signs
   under no other format that any policy ever knew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from qmsdoc.model.policy import Policy, RevokedKey, SigningKey
from qmsdoc.text.mailbox import mailbox


@dataclass(frozen=True, slots=True)
class Identities:
    """The people of several policies. `one` maps each id to the name that all ids of one person share."""

    one: Mapping[str, str] = field(default_factory=dict)
    mail: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def same(self, person_id: str) -> str:
        """Return the name that all ids of one person share."""
        return self.one.get(person_id, person_id)

    def addresses(self, person_id: str) -> frozenset[str]:
        """Return every address that the person ever had, as it is compared."""
        return self.mail.get(self.same(person_id), frozenset())


def identities(policies: Iterable[Policy]) -> Identities:
    """Find out who is who in policies that were in force."""
    groups = _Groups()
    people: set[str] = set()
    for policy in policies:
        for person in policy.people:
            people.add(person.id)
            for principal in person.principals:
                groups.join(("person", person.id), ("mail", mailbox(principal)))
        for key in policy.keys:
            for secret in key.secrets or (key.fingerprint,):
                groups.join(("person", key.person), ("secret", secret))
    one = {
        person: min(name for kind, name in groups.members("person", person) if kind == "person") for person in people
    }
    mail = {
        one[person]: frozenset(name for kind, name in groups.members("person", person) if kind == "mail")
        for person in people
    }
    return Identities(one, mail)


def revoked_keys(policies: Sequence[Policy]) -> tuple[RevokedKey, ...]:
    """Return the keys that the newest of several policies, oldest first, revokes, with the secrets behind them."""
    keys = dict.fromkeys(key for policy in policies for key in policy.keys)

    def secrets(fingerprint: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key.secret_of(fingerprint) for key in keys))

    newest = policies[-1].revoked if policies else ()
    return tuple(replace(entry, secrets=secrets(entry.fingerprint)) for entry in newest)


def revocation(
    fingerprint: str, keys: Iterable[SigningKey], revoked: Iterable[RevokedKey], at: datetime
) -> RevokedKey | None:
    """Return the first entry that revokes, by an instant, a key of this fingerprint in whatever format; `keys` bear it.

    None where none does.
    """
    entries = [entry for entry in revoked if at >= entry.since]
    if not entries:
        return None
    used = {fingerprint, *(key.fingerprint for key in keys)}
    names = used | {key.secret_of(name) for key in keys for name in used}
    return next((entry for entry in entries if names & {entry.fingerprint, *entry.secrets}), None)


class _Groups:
    """Sets of things that belong together, joined pair by pair."""

    def __init__(self) -> None:
        self._of: dict[tuple[str, str], set[tuple[str, str]]] = {}

    def join(self, one: tuple[str, str], other: tuple[str, str]) -> None:
        first, second = self._of.setdefault(one, {one}), self._of.setdefault(other, {other})
        if first is not second:
            first |= second
            self._of |= dict.fromkeys(second, first)

    def members(self, kind: str, name: str) -> set[tuple[str, str]]:
        return self._of.get((kind, name), {(kind, name)})
