"""What is judged and by what: tags read by themselves, the facts about their commits, and the law over time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from qmsdoc.model.approval import Statement, TagName
from qmsdoc.model.document import Document
from qmsdoc.model.policy import RevokedKey
from qmsdoc.model.rule_ids import TAG_LIGHTWEIGHT, TAG_NAME_MISMATCH
from qmsdoc.model.snapshot import PolicyEdition
from qmsdoc.trust.failure import VerificationFailure, invalid
from qmsdoc.trust.message import read_statement
from qmsdoc.trust.tag import TagObject, read_name, read_tag


@dataclass(frozen=True, slots=True)
class ParsedTag:
    """A tag read by itself, before any policy is asked: its parts, or the first fault among them."""

    ref: str
    oid: str
    name: TagName | None = None
    tag: TagObject | None = None
    statement: Statement | None = None
    fault: VerificationFailure | None = None


@dataclass(frozen=True, slots=True)
class TaggedCommit:
    """What the repository says of a tag's commit. `document` is what stands at the signed path there."""

    present: bool
    on_trunk: bool = False
    committed_at: datetime | None = None
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class VerificationContext:
    """What all approvals of a snapshot are judged by.

    `policies` are the approved ones, oldest first; `until` and `horizon` are the last instants of
    the day asked for and of the latest day known to have begun; `recorded` gives the ledger's
    instants by tag id, None where there is no ledger, and `opened` is the instant of its first
    line; `proved` what signatures that are better proved together turned out to be, by tag id
    (fingerprint or fault).
    """

    policies: tuple[PolicyEdition, ...]
    until: datetime
    horizon: datetime
    recorded: Mapping[str, datetime] | None = None
    proved: Mapping[str, str | VerificationFailure] = field(default_factory=dict)
    revoked: tuple[RevokedKey, ...] = field(default=())
    opened: datetime | None = None

    def instant(self, examined: ParsedTag) -> datetime | None:
        """When an approval counts from: when it was recorded.

        Its signer's own word stands where there is no ledger, and for what was there before it began.
        """
        if examined.tag is None:
            return None
        if self.recorded is None:
            return examined.tag.tagged_at
        recorded = self.recorded.get(examined.oid)
        if recorded is None:
            return max(self.until, examined.tag.tagged_at)
        return min(recorded, examined.tag.tagged_at) if recorded == self.opened else recorded

    def law(self, at: datetime) -> PolicyEdition | None:
        """The policy in force at an instant."""
        return next((edition for edition in reversed(self.policies) if edition.since <= at), None)


def end_of(day: date) -> datetime:
    """The last instant of a day, in UTC."""
    return datetime.combine(day, time.max, UTC)


def parse_tag(ref: str, oid: str, kind: str, data: bytes) -> ParsedTag:
    """Read one tag by itself: grammar, names and fields (invariants 1 and 2, the manual's name excepted)."""
    if kind != "tag":
        return ParsedTag(ref, oid, fault=invalid(TAG_LIGHTWEIGHT, "It is a plain tag: nobody signed it."))
    name = read_name(ref)
    if isinstance(name, VerificationFailure):
        return ParsedTag(ref, oid, fault=name)
    tag = read_tag(oid, data)
    if isinstance(tag, VerificationFailure):
        return ParsedTag(ref, oid, name, fault=tag)
    statement = read_statement(tag.message, name.act)
    if isinstance(statement, VerificationFailure):
        return ParsedTag(ref, oid, name, tag, fault=statement)
    return ParsedTag(ref, oid, name, tag, statement, _misnamed(name, tag, statement))


def _misnamed(name: TagName, tag: TagObject, statement: Statement) -> VerificationFailure | None:
    if tag.name != name.tag:
        return invalid(TAG_NAME_MISMATCH, f"It was signed as '{tag.name}', not under this name.")
    if (statement.document, statement.revision) != (name.document, name.revision):
        reason = f"Its text speaks of {statement.document} revision {statement.revision}."
        return invalid(TAG_NAME_MISMATCH, reason)
    return None
