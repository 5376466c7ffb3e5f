"""How documents end: withdrawn for ever by all whom their type asks for, by one person in an emergency, or superseded.

What happens to all documents is taken in the order in which it happens. Invariants
1. A withdrawal is complete with the signature that completes what the document's type asks by the policy of that
   instant, that of its newest edition by then besides; it ends the document for good. Signatures withdraw together only
   where they are over the same edition, complete by then, and name the same successor, or all none; whoever signs as
   its owner owns the newest.
2. An edition ends every approved document that it supersedes, never POLICY, at the instant from which it is in
   force, and for good: what ends the successor later brings nothing back. One that never comes in force ends nothing.
3. Of a document that has ended nothing more is approved.
4. A withdrawal in an emergency is judged by the policy of its own instant; it ends every edition whose approval was
   complete by then; only a higher revision, completed after it, is free of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from qmsdoc.model.approval import Withdrawal
from qmsdoc.model.policy import POLICY_ID
from qmsdoc.model.requirement import OWNER
from qmsdoc.model.snapshot import Edition
from qmsdoc.trust.context import VerificationContext
from qmsdoc.trust.quorum import asked_to_withdraw, missing

Instant = tuple[datetime, datetime, str]


class EndOfForce(NamedTuple):
    """What took a document out of force, as of the day asked for.

    `at` is when it ended for good, None where it did not: by the `withdrawal`, or by the document `superseded_by`.
    Without `at`, `withdrawal` is that of one person in an emergency, which a new revision ends.
    """

    at: Instant | None = None
    withdrawal: tuple[Withdrawal, ...] = ()
    superseded_by: str | None = None

    def allows(self, instant: Instant) -> bool:
        """Tell whether what counts from an instant comes before the end for good."""
        return self.at is None or instant < self.at


NO_END = EndOfForce()


class _Event(NamedTuple):
    """Something that happens to the document `name`: an edition comes in force, or a withdrawal takes effect."""

    at: Instant
    name: str
    edition: Edition | None = None
    withdrawal: tuple[Withdrawal, ...] = ()
    emergency: bool = False


@dataclass(slots=True)
class _State:
    ended: dict[str, EndOfForce] = field(default_factory=dict)
    current: dict[str, int] = field(default_factory=dict)
    over: dict[str, frozenset[int]] = field(default_factory=dict)
    emergency: dict[str, Withdrawal] = field(default_factory=dict)


def ends_of_force(
    editions: Mapping[str, Sequence[Edition]],
    withdrawals: Mapping[str, Sequence[Withdrawal]],
    context: VerificationContext,
) -> dict[str, EndOfForce]:
    """Return how each document ended that did, or that an emergency touched, by the day asked for."""
    events = [event for name, several in editions.items() for event in _beginnings(name, several, context)]
    for name, acts in withdrawals.items():
        events += _withdrawals(name, acts, editions.get(name, ()), context)
    state = _State()
    for event in sorted(events, key=lambda event: event.at):
        if event.name not in state.ended:
            _happen(event, editions, state)
    touched = {name: EndOfForce(withdrawal=_standing_emergency(name, editions[name], state)) for name in state.over}
    return touched | state.ended


def _happen(event: _Event, editions: Mapping[str, Sequence[Edition]], state: _State) -> None:
    name, edition = event.name, event.edition
    if edition is not None:
        if edition.revision in state.over.get(name, ()) or edition.revision < state.current.get(name, edition.revision):
            return
        state.current[name] = edition.revision
        for other in edition.document.front.supersedes:
            known = any(_completing(each) < event.at for each in editions.get(other, ()))
            if known and other not in (name, POLICY_ID) and other not in state.ended:
                state.ended[other] = EndOfForce(event.at, superseded_by=name)
    elif event.emergency:
        last = event.withdrawal[-1]
        state.emergency[name] = last
        state.over[name] = state.over.get(name, frozenset()) | {
            each.revision for each in editions[name] if not _free(each, last)
        }
    else:
        state.ended[name] = EndOfForce(event.at, event.withdrawal)


def _standing_emergency(name: str, editions: Iterable[Edition], state: _State) -> tuple[Withdrawal, ...]:
    """Return the last emergency withdrawal of a document that no later revision in force has ended."""
    ended = any(state.current.get(name) == each.revision and each.revision not in state.over[name] for each in editions)
    return () if ended else (state.emergency[name],)


def _beginnings(name: str, editions: Iterable[Edition], context: VerificationContext) -> Iterator[_Event]:
    for edition in editions:
        if edition.in_force_from <= context.timeline.until:
            completing = _completing(edition)
            yield _Event((edition.in_force_from, completing[1], completing[2]), name, edition)


def _withdrawals(
    name: str, acts: Sequence[Withdrawal], editions: Sequence[Edition], context: VerificationContext
) -> Iterator[_Event]:
    groups: dict[tuple[int, str | None], list[Withdrawal]] = {}
    for act in sorted(acts, key=lambda act: act.order):
        edition = next((each for each in editions if withdraws(act, each)), None)
        found = context.policy_in_force(act.counts_from)
        if edition is None or found is None:
            continue
        policy, known = found.policy, [each for each in editions if _completing(each) < act.order]
        newest = known[-1] if known else edition
        if act.statement.role == OWNER and newest.owner != edition.owner:
            continue
        if act.statement.role == policy.emergency_withdrawal and edition in known:
            yield _Event(act.order, name, withdrawal=(act,), emergency=True)
        group = groups.setdefault((edition.revision, act.statement.successor), [])
        group.append(act)
        asked = asked_to_withdraw(policy, edition, newest)
        if asked and not missing(asked, group, context.identities) and edition in known:
            yield _Event(act.order, name, withdrawal=tuple(group))


def withdraws(act: Withdrawal, edition: Edition) -> bool:
    """Tell whether a withdrawal is one of this edition: of its revision, and of the very content."""
    return (act.name.revision, act.statement.content_digest) == (edition.revision, edition.content_digest)


def _completing(edition: Edition) -> Instant:
    """Return when an edition's approval was complete, as acts are sorted."""
    return min(act.order for act in edition.approvals if act.counts_from == edition.approved_at)


def _free(edition: Edition, emergency: Withdrawal) -> bool:
    """Tell whether an edition's approval was completed after an act, and its revision is a higher one."""
    return edition.revision > emergency.name.revision and _completing(edition) > emergency.order
