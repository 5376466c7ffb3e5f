"""Who does what: "my procedures" of each role, and the people with what they sign."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from qmsdoc.model import addresses
from qmsdoc.model.language import Language
from qmsdoc.model.policy import Policy
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.pages import display_names
from qmsdoc.pages.contents import Named, SiteContents
from qmsdoc.pages.entries import RegisterEntry
from qmsdoc.pages.page_kind import ListedPage, PageKind, SearchEntry, same_words


@dataclass(frozen=True, slots=True)
class RolePage:
    """One role: who holds it today, what it owns, the types it signs, and the documents whose text names it."""

    address: str
    role: str
    title: str
    holders: tuple[str, ...]
    owns: tuple[RegisterEntry, ...]
    signs: tuple[str, ...]
    named: tuple[RegisterEntry, ...]

    @property
    def calendar(self) -> str | None:
        """Where the calendar of its reviews stands, None where it has none."""
        return addresses.calendar(self.role) if any(entry.stamp.review_by for entry in self.owns) else None


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """Somebody who is active: `roles` are (title, address of the role's page, since), `owns` the documents
    owned by name, `signs` the types that the person's roles sign.
    """

    name: str
    roles: tuple[tuple[str, str, date | None], ...]
    delegated: tuple[tuple[str, str, date], ...]
    owns: tuple[RegisterEntry, ...]
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Everyone who holds a role as of the snapshot, and every role."""

    address: str
    people: tuple[PersonEntry, ...]
    roles: tuple[RolePage, ...]


def people_page(contents: SiteContents) -> PeoplePage:
    """Return the page of people, with the pages of roles; texts may name a role by its title or in their language."""
    snapshot, policy, called = contents.snapshot, contents.policy, contents.named
    current = list(contents.current)
    texts = {entry.stamp.name: _text(snapshot, entry.stamp.name) for entry in current}
    owners = {entry.owner for entry in current}
    roles = tuple(
        _role(snapshot, policy, role, current, texts, called=called)
        for role in sorted(policy.roles() | {owner for owner in owners if policy.person(owner) is None})
        if role
    )
    people = tuple(
        _person(snapshot, policy, person.id, current)
        for person in sorted(policy.people, key=lambda person: person.name)
        if person.active(snapshot.as_of)
    )
    return PeoplePage(addresses.PEOPLE, people, roles)


def _role(
    snapshot: Snapshot, policy: Policy, role: str, current: list[RegisterEntry], texts: dict[str, str], *, called: Named
) -> RolePage:
    title = display_names.title(role)
    named = re.compile(rf"\b(?:{re.escape(title)}|{re.escape(called(title))})s?\b", re.IGNORECASE)
    owns = tuple(entry for entry in current if entry.owner == role)
    return RolePage(
        address=addresses.role(role),
        role=role,
        title=title,
        holders=tuple(person.name for person in policy.holders(role, snapshot.as_of)),
        owns=owns,
        signs=_signs(policy, {role}),
        named=tuple(entry for entry in current if entry not in owns and named.search(texts[entry.stamp.name])),
    )


def _person(snapshot: Snapshot, policy: Policy, person_id: str, current: list[RegisterEntry]) -> PersonEntry:
    person = policy.person(person_id)
    assert person is not None
    held = [tenure for tenure in person.tenures if tenure.covers(snapshot.as_of)]
    stands_in = [
        link for link in policy.delegations if link.to == person_id and link.since <= snapshot.as_of <= link.until
    ]
    return PersonEntry(
        name=person.name,
        roles=tuple((display_names.title(tenure.role), addresses.role(tenure.role), tenure.since) for tenure in held),
        delegated=tuple(
            (display_names.title(link.role), display_names.person(policy, link.by), link.until) for link in stands_in
        ),
        owns=tuple(entry for entry in current if entry.owner == person_id),
        signs=_signs(policy, {tenure.role for tenure in held} | {link.role for link in stands_in}),
    )


def _signs(policy: Policy, roles: set[str]) -> tuple[str, ...]:
    return tuple(
        display_names.type_title(kind.name)
        for kind in policy.types
        if any(need.role in roles for need in kind.approvals or ())
    )


def _text(snapshot: Snapshot, name: str) -> str:
    record = snapshot.record(name)
    return " ".join(record.effective.document.markdown.split()) if record and record.effective else ""


def _views(contents: SiteContents) -> Iterator[PeoplePage]:
    yield people_page(contents)


def _parts(page: PeoplePage) -> Iterator[ListedPage]:
    yield from (ListedPage(ROLES, role) for role in page.roles)


def _search(page: RolePage, language: Language) -> Iterator[SearchEntry]:
    yield SearchEntry(page.address, language.named(page.title), language.say("search.role"), " ".join(page.holders))


ROLES = PageKind("role", lambda _: (), lambda page, language: language.named(page.title), search=_search)
PEOPLE = PageKind("people", _views, same_words("nav.people"), same_words("nav.people"), parts=_parts)
