"""Parses one tag by itself, before any policy is asked: its name, its object and its fields.

Invariants
1. A parsed tag is a well-formed, signed, annotated tag object whose bytes hash to its id, under a name of one
   of the three forms, with exactly the fields of its act.
2. Everything else is a failure that names its rule; no input raises.
"""

from __future__ import annotations

from typing import NamedTuple

from qmsdoc.model.approval import RejectedTag, SignedAct, Statement, TagName, Verdict
from qmsdoc.model.rule_ids import TAG_LIGHTWEIGHT, RuleId
from qmsdoc.trust.failure import VerificationFailure, invalid
from qmsdoc.trust.message import read_statement
from qmsdoc.trust.tag import TagObject, read_name, read_tag


class ParsedTag(NamedTuple):
    """A tag taken apart: the ref's name, the object, and the fields of its message."""

    ref: str
    name: TagName
    tag: TagObject
    statement: Statement


def parse_tag(ref: str, oid: str, kind: str, data: bytes) -> ParsedTag | VerificationFailure:
    """Parse the object `oid` (git's `kind` and content) to which the full name `ref` leads."""
    if kind != "tag":
        return invalid(TAG_LIGHTWEIGHT, "It is a plain tag: nobody signed it.")
    name = read_name(ref)
    if isinstance(name, VerificationFailure):
        return name
    tag = read_tag(oid, data)
    if isinstance(tag, VerificationFailure):
        return tag
    statement = read_statement(tag.message, name.act)
    if isinstance(statement, VerificationFailure):
        return statement
    return ParsedTag(ref, name, tag, statement)


def unparsed(ref: str, oid: str, data: bytes, failure: VerificationFailure) -> RejectedTag:
    """Return a tag that could not be parsed, with what can be read of it."""
    name, tag = read_name(ref), read_tag(oid, data)
    return RejectedTag(
        ref=ref,
        tag_oid=oid,
        verdict=failure.verdict,
        rule=failure.rule,
        reason=failure.reason,
        name=None if isinstance(name, VerificationFailure) else name,
        commit=None if isinstance(tag, VerificationFailure) else tag.target,
        signed_at=None if isinstance(tag, VerificationFailure) else tag.tagged_at,
    )


def reject(act: SignedAct, rule: RuleId, reason: str) -> RejectedTag:
    """Return an act that was proved on its own as one that does not count, and why."""
    return RejectedTag(
        act.ref,
        act.tag_oid,
        Verdict.INVALID,
        rule,
        reason,
        act.name,
        act.statement,
        act.commit,
        act.signed_at,
        act.recorded_at,
        act.person_name,
        act.key,
    )
