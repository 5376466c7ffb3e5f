"""What each person has to do: documents of theirs to review, revisions that wait for their signature; one text each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from qmsdoc.model.approval import Act
from qmsdoc.model.policy import Person, Policy
from qmsdoc.model.snapshot import Record, Snapshot
from qmsdoc.signing.pending import PendingSignature
from qmsdoc.text.sentences import counted

_DO = {Act.APPROVED: "approve", Act.REVIEWED: "review", Act.WITHDRAWN: "withdraw"}


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """An edition in force whose review falls due, with whoever answers for it."""

    document: str
    title: str
    revision: int
    due: date
    owners: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A signature that a person may give, and since when the text has waited, None where nobody knows."""

    item: PendingSignature
    since: date | None


@dataclass(frozen=True, slots=True)
class Reminder:
    """Everything that one person has to do."""

    person: Person
    waiting: tuple[Waiting, ...]
    reviews: tuple[ReviewDue, ...]


def reminders(
    snapshot: Snapshot, items: Sequence[PendingSignature], *, until: date, since: Callable[[Record], date | None]
) -> tuple[tuple[Reminder, ...], tuple[ReviewDue, ...]]:
    """Return a reminder for each person who has something to do, by id, and the reviews that are nobody's.

    `items` are what waits; reviews count that fall due not later than `until`; `since` tells when a draft was last
    changed.
    """
    policy = snapshot.policy_in_force
    due = tuple(_reviews(snapshot, policy, until))
    waits = [Waiting(item, _since(snapshot, item, since)) for item in items if item.act is not Act.REVIEWED]
    found = (
        Reminder(
            person,
            tuple(each for each in waits if person in each.item.people),
            tuple(review for review in due if person in review.owners),
        )
        for person in sorted(policy.people, key=lambda person: person.id)
    )
    told = tuple(reminder for reminder in found if reminder.waiting or reminder.reviews)
    return told, tuple(review for review in due if not review.owners)


def _since(snapshot: Snapshot, item: PendingSignature, since: Callable[[Record], date | None]) -> date | None:
    record = snapshot.record(item.document)
    return since(record) if record is not None else None


def _reviews(snapshot: Snapshot, policy: Policy, until: date) -> Iterator[ReviewDue]:
    for record in snapshot.records:
        edition, due = record.effective, record.review_by
        if edition is None or due is None or due > until:
            continue
        owner = policy.person(edition.owner)
        active = (owner,) if owner and owner.active(snapshot.as_of) else policy.holders(edition.owner, snapshot.as_of)
        yield ReviewDue(record.name, edition.title, edition.revision, due, active)


def reminder_text(reminder: Reminder, manual: str, day: date) -> str:
    """Return a reminder as plain text that is Markdown too, each line ended."""
    lines = [f"What waits for {reminder.person.name} in {manual}, {day}", ""]
    if reminder.waiting:
        lines += [f"{counted(len(reminder.waiting), 'signature')}:", ""]
        lines += [_waiting(each) for each in reminder.waiting]
        lines += [""]
    if reminder.reviews:
        lines += [f"{counted(len(reminder.reviews), 'review')} of documents that you answer for:", ""]
        lines += [_review(each, day) for each in reminder.reviews]
        lines += [""]
    return "".join(f"{line}\n" for line in lines).rstrip("\n") + "\n"


def _waiting(waiting: Waiting) -> str:
    item = waiting.item
    since = f", waiting since {waiting.since}" if waiting.since else ""
    due = f", to be in force on {item.due}" + (" (passed)" if item.overdue else "") if item.due else ""
    return (
        f"- {item.document} revision {item.revision}, {item.title}: as {item.role}{since}{due}; "
        f"qmsdoc {_DO[item.act]} {item.document}"
    )


def _review(review: ReviewDue, day: date) -> str:
    late = (day - review.due).days
    when = f"due since {review.due}, {counted(late, 'day')}" if late > 0 else f"due by {review.due}"
    return f"- {review.document} revision {review.revision}, {review.title}: {when}; qmsdoc review {review.document}"
