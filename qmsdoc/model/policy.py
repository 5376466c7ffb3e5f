"""The policy: who may do what. One `Policy` value is `qmsdoc.yml`, `people.yml` and the keys together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from typing import NamedTuple

from qmsdoc.model.finding import Severity, Waiver
from qmsdoc.model.mapping import FrontMatterMapping
from qmsdoc.model.policy_time import Interval, LeadTime, zone_named
from qmsdoc.model.requirement import OWNER, Requirement, stricter
from qmsdoc.model.standard import Exclusion

POLICY_ID = "POLICY"
POLICY_PATH = "qmsdoc.yml"
PEOPLE_PATH = "people.yml"
SIGNERS_PATH = "allowed_signers"
KEYS_FOLDER = "keys/"
_NOTICE = Interval(days=30)


class DocumentType(NamedTuple):
    """One entry of `types:`. `approvals` is None where the policy says nothing of who approves.

    `schema` and `template` are paths of files in the manual. `relies_on` names the types whose changes
    bear on documents of this type that lead to them; None where the policy leaves it to qmsdoc.
    """

    name: str
    prefix: str
    folder: str | None = None
    approvals: tuple[Requirement, ...] | None = None
    independent: tuple[str, ...] = ()
    review_every: Interval | None = None
    title: str = ""
    schema: str | None = None
    template: str | None = None
    relies_on: tuple[str, ...] | None = None
    valid_for: Interval | None = None


class Tenure(NamedTuple):
    """A role held from `since` to `until`, both days included; None leaves that end open."""

    role: str
    since: date | None = None
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Tell whether the role was held on `day`."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of `people.yml`. `principals` are the e-mail addresses of `allowed_signers` and of git, `accounts` the
    names without `@` at the host of the repository; `contact` is how readers reach the person: the only one published.
    """

    id: str
    name: str
    principals: tuple[str, ...]
    tenures: tuple[Tenure, ...] = ()
    accounts: tuple[str, ...] = ()
    contact: str = ""

    def active(self, day: date) -> bool:
        """Tell whether the person holds any role on `day`."""
        return any(tenure.covers(day) for tenure in self.tenures)


class Delegation(NamedTuple):
    """`to` acts in `role` for `by`, on the days from `since` to `until`, both included."""

    role: str
    by: str
    to: str
    since: date
    until: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One line of `allowed_signers` (ssh-keygen(1), ALLOWED SIGNERS) or one key of `keys/*.asc`.

    `blob` is the public key in SSH wire format (RFC 4253, 6.6), or the armored OpenPGP key;
    `fingerprint` is `SHA256:…` for SSH and the 40 upper-case hex digits for OpenPGP; `subkeys` are the
    fingerprints of an OpenPGP key's subkeys. `secrets` name the secrets behind it, whatever the format in
    which their public halves are written; one secret has one name.
    """

    person: str
    principal: str
    algorithm: str
    blob: bytes
    fingerprint: str
    namespaces: tuple[str, ...] = ()
    valid_after: datetime | None = None
    valid_before: datetime | None = None
    path: str = SIGNERS_PATH
    line: int | None = None
    subkeys: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()

    def secret_of(self, fingerprint: str) -> str:
        """Return the name of the secret behind a fingerprint of this key; the fingerprint where it has none."""
        named = dict(zip((self.fingerprint, *self.subkeys), self.secrets, strict=False))
        return named.get(fingerprint, fingerprint)

    def bears(self, fingerprint: str) -> bool:
        """Tell whether a fingerprint is this key's or one of its subkeys'."""
        return fingerprint == self.fingerprint or fingerprint in self.subkeys

    def valid_at(self, at: datetime) -> bool:
        """Tell whether it may sign for git at an instant; both ends included, in whole seconds (ssh-keygen(1))."""
        at = at.replace(microsecond=0)
        begun = self.valid_after is None or self.valid_after <= at
        return begun and (self.valid_before is None or at <= self.valid_before)


class RelyingParty(NamedTuple):
    """A site whose passkeys may sign (WebAuthn level 2, 5.1.2): its id, a domain, and the origins that count.

    An origin is scheme, host and port as browsers write them: `https://desk.example.com`, `http://localhost:8425`.
    """

    rp: str
    origins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RevokedKey:
    """A key found compromised: what it signed at or after `since` does not count, judged backwards.

    `secrets` name the secrets behind the key, where they are known, so that no other format of it signs.
    """

    fingerprint: str
    since: datetime
    reason: str
    secrets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """The law of one manual at one policy revision.

    `documents` are the globs or the one folder that hold controlled documents; `meanings` maps
    (act, role) pairs to the policy's own text of `Meaning`; `severities` are (rule,
    severity, line of `qmsdoc.yml`): what the policy gives to rules instead of their own.
    `emergency_withdrawal` is the role in which one person alone may take a document out of force
    until a new revision is approved. `lead_time` are the days between the last signature and the day of
    force. `passkeys` are the sites whose passkeys may sign; `timezone` is an IANA name: its days are the
    policy's days. `mapping` says what documents of another system mean; its tags from before
    `accept_unsigned_before` are history, not signed. `report_url` is where readers report a fault, with `{id}` and
    `{revision}` filled in. `site_url` is where the manual is published: signed, unlike that of `mkdocs.yml`.
    """

    manual: str
    revision: int
    organisation: str
    trunk: str
    documents: tuple[str, ...]
    types: tuple[DocumentType, ...]
    people: tuple[Person, ...]
    keys: tuple[SigningKey, ...] = ()
    change: str = ""
    uncontrolled: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    revoked: tuple[RevokedKey, ...] = ()
    meanings: tuple[tuple[str, str, str], ...] = ()
    review_notice: Interval = _NOTICE
    exclusions: tuple[Exclusion, ...] = ()
    retention: tuple[tuple[str, Interval], ...] = ()
    waivers: tuple[Waiver, ...] = ()
    severities: tuple[tuple[str, Severity, int], ...] = ()
    emergency_withdrawal: str | None = None
    lead_time: LeadTime | None = None
    same_person: str | None = None
    passkeys: tuple[RelyingParty, ...] = ()
    timezone: str = "UTC"
    mapping: FrontMatterMapping | None = None
    accept_unsigned_before: date | None = None
    report_url: str = ""
    site_url: str = ""
    _named: Mapping[str | None, DocumentType] = field(init=False, repr=False, compare=False)
    _prefixed: Mapping[str, DocumentType] = field(init=False, repr=False, compare=False)
    _people: Mapping[str | None, Person] = field(init=False, repr=False, compare=False)
    _bearing: dict[str, list[SigningKey]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Lay out by name what is asked for with every signature; of two of one name the first one counts."""
        object.__setattr__(self, "_named", {kind.name: kind for kind in reversed(self.types)})
        object.__setattr__(self, "_prefixed", {kind.prefix.upper(): kind for kind in reversed(self.types)})
        object.__setattr__(self, "_people", {person.id: person for person in reversed(self.people)})
        object.__setattr__(self, "_bearing", {})
        for key in self.keys:
            for name in dict.fromkeys((key.fingerprint, *key.subkeys)):
                self._bearing.setdefault(name, []).append(key)

    @property
    def zone(self) -> tzinfo:
        """The time zone whose days are the policy's days."""
        return zone_named(self.timezone)

    def day(self, at: datetime) -> date:
        """Return the day of an instant."""
        return at.astimezone(self.zone).date()

    @property
    def title(self) -> str:
        """The title of document POLICY."""
        return f"Policy of {self.manual}"

    def type_named(self, name: str | None) -> DocumentType | None:
        """Find a document type by its name."""
        return self._named.get(name)

    def type_by_id(self, document: str) -> DocumentType | None:
        """Find the type that an id's prefix names (`QP-001`: that with the prefix `QP`), whatever its case."""
        prefix, dash = document.upper(), "-"
        while dash and prefix not in self._prefixed:
            prefix, dash, _ = prefix.rpartition("-")
        return self._prefixed.get(prefix)

    @property
    def own_type(self) -> DocumentType | None:
        """The type of document POLICY: the one with the prefix POLICY, else the one called `policy`."""
        return next((kind for kind in self.types if kind.prefix == POLICY_ID), self.type_named("policy"))

    def type_of(self, document: str, type_name: str | None) -> DocumentType | None:
        """Find the type of a document by its id and what its front matter says; POLICY has a type of its own."""
        return self.own_type if document == POLICY_ID else self.type_named(type_name)

    def person(self, person_id: str | None) -> Person | None:
        """Find a person by id."""
        return self._people.get(person_id)

    def keys_bearing(self, fingerprint: str) -> tuple[SigningKey, ...]:
        """Return the keys whose fingerprint this is, or that of one of their subkeys."""
        return tuple(self._bearing.get(fingerprint, ()))

    def roles(self) -> frozenset[str]:
        """Every role that a type asks for or that a person holds; `owner` is none, but stands for one."""
        asked = {need.role for kind in self.types for need in kind.approvals or ()} - {OWNER}
        held = {tenure.role for person in self.people for tenure in person.tenures}
        return frozenset(asked | held | ({self.same_person} if self.same_person else set()))

    def asked_of(self, needs: Iterable[Requirement], owner: str | None) -> tuple[Requirement, ...]:
        """Return what is asked for a document of this owner.

        Where the owner is a role that must sign as well, one person would sign twice: `same_person` signs
        in the place of the owner.
        """
        asked = [replace(need, owner=need.owner or owner) if need.role == OWNER else need for need in needs]
        roles = {need.role for need in asked}
        twice = [self.same_person is not None and need.owner in roles for need in asked]
        once = [need for need, double in zip(asked, twice, strict=True) if not double]
        instead = (need for need, double in zip(asked, twice, strict=True) if double)
        return stricter(once, (Requirement(self.same_person or need.role, need.count) for need in instead))

    def holds(self, person_id: str, role: str, day: date, owner: str | None = None) -> bool:
        """Tell whether the person held `role` on `day`, by tenure or by a delegation then in use.

        The role `owner` is held by the `owner` of the document: a person, or whoever holds that role.
        """
        if role == OWNER:
            return owner is not None and (person_id == owner or self.holds(person_id, owner, day))
        return self._tenured(person_id, role, day) or bool(self.delegators(person_id, role, day))

    def delegators(self, person_id: str, role: str, day: date) -> tuple[str, ...]:
        """Return the ids of those for whom a person acts in `role` on `day`; none where the role is their own."""
        if self.person(person_id) is None or self._tenured(person_id, role, day):
            return ()
        return tuple(
            link.by
            for link in self.delegations
            if (link.to, link.role) == (person_id, role)
            and link.since <= day <= link.until
            and self._tenured(link.by, role, day)
        )

    def _tenured(self, person_id: str, role: str, day: date) -> bool:
        person = self.person(person_id)
        return person is not None and any(t.role == role and t.covers(day) for t in person.tenures)

    def holders(self, role: str, day: date, owner: str | None = None) -> tuple[Person, ...]:
        """Everyone who may act in `role` on `day`, in the order of `people.yml`; `owner` is the document's."""
        return tuple(person for person in self.people if self.holds(person.id, role, day, owner))

    def meaning(self, act: str, role: str) -> str | None:
        """The policy's own text of `Meaning` for this act (`approved` …) and role, if it gives one."""
        return next((text for kind, name, text in self.meanings if kind == act and name == role), None)
