"""The page of document POLICY: who may approve what, who holds which role, and the signed files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qmsdoc.model.document import ClosureFile
from qmsdoc.model.policy import DocumentType, Policy
from qmsdoc.model.policy_time import Interval
from qmsdoc.model.snapshot import Edition, Snapshot
from qmsdoc.pages import display_names


@dataclass(frozen=True, slots=True)
class TypeRow:
    """What one type of document needs: who signs (role, how many), who must not have written it, how often it is
    reviewed.
    """

    title: str
    prefix: str
    approvals: tuple[tuple[str, int], ...]
    independent: tuple[str, ...]
    review_every: Interval | None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person, and the roles held with their first and last days."""

    name: str
    roles: tuple[tuple[str, date | None, date | None], ...]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PolicyTables:
    """The policy as tables, and the files that were signed, word for word."""

    organisation: str
    types: tuple[TypeRow, ...]
    people: tuple[PersonRow, ...]
    files: tuple[ClosureFile, ...]


def policy_tables(snapshot: Snapshot, edition: Edition) -> PolicyTables | None:
    """Give the tables of one edition of POLICY; None where the snapshot does not hold that policy."""
    own = next((each.policy for each in snapshot.policies if each.content_digest == edition.content_digest), None)
    if own is None:
        return None
    return PolicyTables(
        organisation=own.organisation,
        types=tuple(_type_row(kind) for kind in own.types),
        people=tuple(_person_rows(own)),
        files=edition.document.closure.files,
    )


def _type_row(kind: DocumentType) -> TypeRow:
    return TypeRow(
        title=display_names.type_title(kind.name),
        prefix=kind.prefix,
        approvals=tuple((display_names.title(need.role), need.count) for need in kind.approvals or ()),
        independent=tuple(display_names.title(role) for role in kind.independent),
        review_every=kind.review_every,
    )


def _person_rows(policy: Policy) -> list[PersonRow]:
    return [
        PersonRow(
            name=person.name,
            roles=tuple((display_names.title(held.role), held.since, held.until) for held in person.tenures),
            keys=tuple(key.fingerprint for key in policy.keys if key.person == person.id),
        )
        for person in policy.people
    ]
