"""The stamp: which edition a page is, whether it is in force, and who approved it (ISO 9001, 7.5.3.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from qmsdoc.model.approval import MEANINGS, Act, Review, SignedAct
from qmsdoc.model.document import FrontMatter
from qmsdoc.model.policy import Person
from qmsdoc.model.snapshot import Edition, Record, Snapshot, Status
from qmsdoc.pages import display_names
from qmsdoc.pages.reader_addresses import Contact, contact_of


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature as the stamp prints it; `recorded_at` is the ledger's day, None without a ledger."""

    act: Act
    name: str
    role: str
    meaning: str
    signed_at: datetime
    recorded_at: datetime | None
    key: str
    tag: str

    @property
    def lang(self) -> str:
        """The language of the meaning where it is known: qmsdoc's own are in English."""
        return "en" if self.meaning in MEANINGS.values() else ""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Everything a stamp says. `ended_on` is the last day of force plus one of a superseded or withdrawn
    edition; `holders` are the people who hold the owning role as of the snapshot, `contacts` how to reach whoever owns
    it; `lang` is the language of the text; `front` is the front matter of the edition, for fields that a template shows
    as they are.
    """

    name: str
    revision: int
    title: str
    type: str
    status: Status
    owner: str
    holders: tuple[str, ...]
    contacts: tuple[Contact, ...]
    approved_on: date
    effective_on: date
    ended_on: date | None
    review_by: date | None
    overdue: bool
    content: str
    commit: str
    signatures: tuple[Signature, ...]
    lang: str
    front: FrontMatter

    @property
    def in_force(self) -> bool:
        """Tell whether it may be worked by."""
        return self.status is Status.EFFECTIVE

    @property
    def approvers(self) -> tuple[str, ...]:
        """The people who approved it, each once."""
        return tuple(dict.fromkeys(each.name for each in self.signatures if each.act is Act.APPROVED))


def stamp(snapshot: Snapshot, record: Record, edition: Edition) -> Stamp:
    """Give the stamp of one edition of `record`."""
    effective = record.effective is not None and record.effective.revision == edition.revision
    people = _owners(snapshot, edition)
    return Stamp(
        name=edition.name,
        revision=edition.revision,
        title=edition.title,
        type=display_names.type_title(edition.type),
        status=edition.status,
        owner=display_names.owner(edition.policy, edition.owner),
        holders=tuple(person.name for person in people if person.id != edition.owner),
        contacts=tuple(filter(None, map(contact_of, people))),
        approved_on=edition.approved_on,
        effective_on=edition.effective_on,
        ended_on=None if effective else ended_on(record, edition),
        review_by=record.review_by if effective else None,
        overdue=record.overdue and effective,
        content=edition.content_digest,
        commit=edition.commit,
        signatures=_signatures(record, edition),
        lang=edition.document.front.lang or snapshot.looks.language,
        front=edition.document.front,
    )


def ended_on(record: Record, edition: Edition) -> date | None:
    """The first day on which the edition was no longer in force: the next one's, or the withdrawal's."""
    later = [
        other.effective_on for other in record.editions if other.revision > edition.revision and was_in_force(other)
    ]
    return min(later, default=record.withdrawn_on)


def was_in_force(edition: Edition) -> bool:
    """Tell whether the edition is or ever was in force; only such editions are published."""
    return edition.status is not Status.APPROVED


def _owners(snapshot: Snapshot, edition: Edition) -> tuple[Person, ...]:
    """Return the people who own it as of the snapshot: one person, or whoever holds the owning role."""
    policy = snapshot.policy_in_force
    person = policy.person(edition.owner)
    return (person,) if person is not None else policy.holders(edition.owner, snapshot.as_of)


def _signatures(record: Record, edition: Edition) -> tuple[Signature, ...]:
    acts: list[SignedAct] = [*edition.approvals]
    acts += [act for act in record.acts if isinstance(act, Review) and (act.name.revision == edition.revision)]
    if edition.status is Status.WITHDRAWN:
        acts += record.withdrawal
    found = [_signature(act) for act in acts]
    return tuple(sorted(found, key=lambda each: each.signed_at))


def _signature(act: SignedAct) -> Signature:
    return Signature(
        act=act.name.act,
        name=act.person_name,
        role=display_names.title(act.statement.role),
        meaning=act.statement.meaning,
        signed_at=act.signed_at,
        recorded_at=act.recorded_at,
        key=act.key,
        tag=act.name.tag,
    )
