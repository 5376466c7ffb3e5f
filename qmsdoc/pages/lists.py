"""Pages that list documents: the home page by section and the register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qmsdoc.model.addresses import HOME, REGISTER
from qmsdoc.model.addresses import role as role_address
from qmsdoc.model.snapshot import Edition, Record, Snapshot, Status
from qmsdoc.pages import words
from qmsdoc.pages.document import address_of, editions_of
from qmsdoc.pages.stamp import Stamp, stamp
from qmsdoc.pages.translation import Translation, stands


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as lists show it: its edition in force, else its last one; `change` is what changed last,
    `clauses` what it answers as it cites them (`iso9001-2015:7.5.2`), `owner` the role or person as signed for,
    `translation` what it translates where it is in force.
    """

    address: str
    stamp: Stamp
    status: Status
    change: str
    section: str
    clauses: tuple[str, ...]
    owner: str
    translation: Translation | None


@dataclass(frozen=True, slots=True)
class Section:
    """The documents of one type that are in force, by name: `key` is the type, `title` the heading that the policy
    gives it (else empty), `own` tells the type of the policy itself.
    """

    key: str
    title: str
    entries: tuple[Entry, ...]
    own: bool = False


@dataclass(frozen=True, slots=True)
class HomePage:
    """The front page: sections in the policy's order, the documents that changed last, and the
    roles (title, address of its page) that own documents.
    """

    address: str
    organisation: str
    sections: tuple[Section, ...]
    recent: tuple[Entry, ...]
    roles: tuple[tuple[str, str], ...]
    overdue: int
    as_of: date

    @property
    def count(self) -> int:
        """How many documents are in force."""
        return sum(len(section.entries) for section in self.sections)


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """The master list: every document that has or had an edition in force."""

    address: str
    entries: tuple[Entry, ...]


def home_page(snapshot: Snapshot) -> HomePage:
    """Give the front page."""
    current = [entry for entry in entries(snapshot) if entry.status is Status.EFFECTIVE]
    policy = snapshot.policy_in_force
    owners = sorted({entry.owner for entry in current if entry.owner})
    recent = sorted(current, key=lambda entry: (entry.stamp.effective_on, entry.stamp.name), reverse=True)
    return HomePage(
        address=HOME,
        organisation=policy.organisation,
        sections=sections(snapshot),
        recent=tuple(recent[:5]),
        roles=tuple((words.title(role), role_address(role)) for role in owners if policy.person(role) is None),
        overdue=sum(entry.stamp.overdue for entry in current),
        as_of=snapshot.as_of,
    )


def register_page(snapshot: Snapshot) -> RegisterPage:
    """Give the register's page, by name."""
    return RegisterPage(REGISTER, entries(snapshot))


def sections(snapshot: Snapshot) -> tuple[Section, ...]:
    """The documents in force by type, in the policy's order; types it no longer knows come after, POLICY last."""
    policy = snapshot.policy_in_force
    current = [entry for entry in entries(snapshot) if entry.status is Status.EFFECTIVE]
    groups = {kind.name: [entry for entry in current if entry.section == kind.name] for kind in policy.types}
    titles = {kind.name: kind.title for kind in policy.types}
    unknown = sorted({entry.section for entry in current} - groups.keys())
    groups |= {name: [entry for entry in current if entry.section == name] for name in unknown}
    own = policy.own_type.name if policy.own_type is not None else None
    if own is not None:
        groups[own] = groups.pop(own)
    return tuple(Section(key, titles.get(key, ""), tuple(found), key == own) for key, found in groups.items() if found)


def entries(snapshot: Snapshot) -> tuple[Entry, ...]:
    """Every document that is or was in force, by name."""
    found = []
    for record in sorted(snapshot.records, key=lambda record: record.name):
        editions = editions_of(record)
        if editions:
            found.append(_entry(snapshot, record, record.effective or editions[-1]))
    return tuple(found)


def _entry(snapshot: Snapshot, record: Record, edition: Edition) -> Entry:
    return Entry(
        address=address_of(snapshot, record.name) or "",
        stamp=stamp(snapshot, record, edition),
        status=Status.EFFECTIVE if record.effective is not None else edition.status,
        change=edition.document.front.change or "",
        section=edition.type,
        clauses=edition.document.front.clauses,
        owner=edition.owner,
        translation=stands(snapshot, record),
    )
