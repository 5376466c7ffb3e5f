"""What tags are judged by: the policies in force over time, and the instants that the ledger and the signers give.

Invariants
1. Every act is judged by the policy in force at the instant from which it counts, never by a later one;
   keys found compromised are the one exception (`revoked`).
2. A line of the ledger's first run counts from its signer's date, any other from the instant it was recorded.
3. An act that is not recorded counts from its signer's date where there is no ledger; with one, it counts at
   the end of the day asked for if the ledger ends before that, otherwise not at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import NamedTuple

from qmsdoc.model.approval import SignedAct
from qmsdoc.model.document import Document
from qmsdoc.model.policy import RevokedKey
from qmsdoc.model.policy_time import end_of
from qmsdoc.model.requirement import OWNER
from qmsdoc.model.snapshot import PolicyEdition
from qmsdoc.trust.failure import VerificationFailure
from qmsdoc.trust.identity import Identities
from qmsdoc.trust.ledger import Ledger
from qmsdoc.trust.parsed_tag import ParsedTag

Signers = Mapping[str, str | VerificationFailure]  # by tag id: the fingerprint of the key that signed, or the failure


class TaggedCommit(NamedTuple):
    """What the repository says of a tag's commit. `document` is what stands at the signed path there."""

    committed_at: datetime
    on_trunk: bool = False
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """The instants that decide when an act counts.

    `until` is the last instant of the day asked for, `horizon` that of the latest day known to have begun.
    `recorded` gives the ledger's instants by tag id, None where there is no ledger; `opened` and `closed` are
    the instants of its first and its last line.
    """

    until: datetime
    horizon: datetime
    recorded: Mapping[str, datetime] | None = None
    opened: datetime | None = None
    closed: datetime | None = None

    def counts_from(self, oid: str, tagged_at: datetime) -> datetime | None:
        """Return the instant from which a tag counts; None where it does not count on the day asked for."""
        if self.recorded is None:
            return tagged_at
        recorded = self.recorded.get(oid)
        if recorded is not None:
            return tagged_at if recorded == self.opened else recorded
        if self.closed is not None and self.until <= self.closed:
            return None
        return max(self.until, tagged_at)

    def lies_ahead(self, at: datetime) -> bool:
        """Tell whether what counts from an instant does not count yet, with nothing being wrong with it."""
        return self.until < at <= self.horizon


@dataclass(frozen=True, slots=True)
class VerificationContext:
    """What all acts of a snapshot are judged by.

    `policies` are the approved ones, oldest first; `revoked` the keys that the newest of them revokes;
    `identities` who is who in all of them. `signers` gives, by tag id, what signatures turned out to be that
    are better proved together: the fingerprint of the key that made them, or the failure.
    """

    timeline: Timeline
    policies: tuple[PolicyEdition, ...] = ()
    revoked: tuple[RevokedKey, ...] = ()
    identities: Identities = field(default_factory=Identities)
    signers: Signers = field(default_factory=dict)

    def counts_from(self, parsed: ParsedTag) -> datetime | None:
        """Return the instant from which a tag counts; None where it does not count on the day asked for."""
        return self.timeline.counts_from(parsed.tag.oid, parsed.tag.tagged_at)

    def policy_in_force(self, at: datetime) -> PolicyEdition | None:
        """Return the policy in force at an instant; None before the first."""
        for edition in reversed(self.policies):
            if edition.since <= at:
                return edition
        return None

    def owns(self, act: SignedAct, owner: str | None) -> bool:
        """Tell whether the signer of an act was at its instant the owner that a document names, or held that role."""
        found = self.policy_in_force(act.counts_from)
        return found is not None and found.policy.holds(
            act.name.person, OWNER, found.policy.day(act.counts_from), owner
        )


def timeline(as_of: date, today: date, zone: tzinfo, ledger: Ledger | None) -> Timeline:
    """Make the timeline of a day in a policy's time zone; `today` is the latest day known to have begun."""
    until, horizon = end_of(as_of, zone), end_of(max(as_of, today), zone)
    if ledger is None:
        return Timeline(until, horizon)
    return Timeline(until, horizon, ledger.recorded(), ledger.opened, ledger.closed)
