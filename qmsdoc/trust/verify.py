"""Verifies one signed act: bytes and facts in, a verdict out, by the policy in force at its instant.

Invariants, checked in this order, each failure under its own rule, the first one deciding:

1. the ref is a well-formed, signed, annotated tag whose bytes hash to its id (`qmsdoc.trust.parsed_tag`);
2. ref name, `tag` header and fields name the same act, document, revision and person, for this manual;
3. its one signature is good, by a key that the policy in force then gives to that very person;
4. the commit is on the trunk (one that was recorded and has left it is `history-rewritten`), the policy
   controls the signed path, and the front matter there carries that id and revision, and the type that the
   id's prefix names;
5. the closure there has the digest that was signed;
6. the person held the role, the type asks for that role, and the key was valid and is not revoked;
7. the dates agree.

Before all that: a commit that the repository lacks is `repository-incomplete`, whoever signed it, and stops everything.
What is signed or recorded after the day asked for is NOT_YET_VALID and counts for nothing. A policy never
judges itself, revision 1 excepted: whoever calls passes the policy, taken from the approved past.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from qmsdoc.model.addresses import RESERVED
from qmsdoc.model.approval import ACT_CLASSES, MEANINGS, Act, JudgedTag, RejectedTag, SignedAct, Verdict
from qmsdoc.model.controlled_paths import is_document_path
from qmsdoc.model.document import Document
from qmsdoc.model.policy import POLICY_ID, Policy, SigningKey
from qmsdoc.model.requirement import OWNER
from qmsdoc.model.rule_ids import (
    APPROVAL_CONTENT_MISMATCH,
    APPROVAL_FOREIGN,
    APPROVAL_UNAUTHORISED,
    HISTORY_REWRITTEN,
    KEY_EXPIRED,
    KEY_REVOKED,
    POLICY_UNAPPROVED,
    REPOSITORY_INCOMPLETE,
    SIGNER_MISMATCH,
    SIGNER_UNKNOWN,
    TAG_MALFORMED,
    TAG_NAME_MISMATCH,
    TAG_TARGET_INVALID,
    TAG_UNREACHABLE,
)
from qmsdoc.trust.act_dates import TOLERANCE, dates_disagree, effective_disagrees
from qmsdoc.trust.context import TaggedCommit, VerificationContext
from qmsdoc.trust.editions import others_concerned
from qmsdoc.trust.failure import VerificationFailure, invalid
from qmsdoc.trust.identity import revocation
from qmsdoc.trust.parsed_tag import ParsedTag
from qmsdoc.trust.quorum import allowed_roles
from qmsdoc.trust.signature import signed_by

_SHOWN = len("sha256:") + 12


class _Question(NamedTuple):
    """One act to verify: `at` is the instant from which it counts, `policy` the one in force then."""

    parsed: ParsedTag
    commit: TaggedCommit | VerificationFailure
    context: VerificationContext
    policy: Policy
    at: datetime


def verify_act(
    parsed: ParsedTag,
    commit: TaggedCommit | VerificationFailure,
    context: VerificationContext,
    policy: Policy | None = None,
) -> JudgedTag:
    """Return the verdict on one act by itself; what signatures do together is for `editions`.

    `commit` is what the repository says of the signed commit, or why it says nothing. `policy` is given for the acts
    of POLICY alone, whose judge is the former revision.
    """
    if isinstance(commit, VerificationFailure) and commit.rule == REPOSITORY_INCOMPLETE:
        return _rejected(parsed, context, commit)
    at = context.counts_from(parsed)
    if at is None or context.timeline.lies_ahead(at):
        return _rejected(parsed, context, None)
    if policy is None:
        edition = context.policy_in_force(at)
        policy = edition.policy if edition else None
    if policy is None:
        reason = "No approved policy was in force then, so nobody could sign for anything."
        return _rejected(parsed, context, VerificationFailure(POLICY_UNAPPROVED, reason, Verdict.UNVERIFIABLE))
    question = _Question(parsed, commit, context, policy, at)
    answer = _verified(question)
    return _rejected(parsed, context, answer, policy) if isinstance(answer, VerificationFailure) else answer


def _verified(asked: _Question) -> SignedAct | VerificationFailure:
    key = _named(asked) or _foreign(asked) or _signing_key(asked)
    if isinstance(key, VerificationFailure):
        return key
    commit = asked.commit
    if isinstance(commit, VerificationFailure):
        return commit
    document = _signed_document(asked, commit)
    if isinstance(document, VerificationFailure):
        return document
    failure = (
        _content(asked, document)
        or _policy_known(asked)
        or _role(asked, document)
        or _meaning(asked)
        or _key_validity(asked, *key)
        or dates_disagree(asked.parsed, commit, asked.context.timeline)
        or effective_disagrees(asked.parsed, document)
    )
    return failure or _act(asked, key[0], document)


def _act(asked: _Question, fingerprint: str, document: Document) -> SignedAct:
    name, tag = asked.parsed.name, asked.parsed.tag
    person = asked.policy.person(name.person)
    return ACT_CLASSES[name.act](
        ref=asked.parsed.ref,
        tag_oid=tag.oid,
        name=name,
        statement=asked.parsed.statement,
        commit=tag.target,
        signed_at=tag.tagged_at,
        recorded_at=(asked.context.timeline.recorded or {}).get(tag.oid),
        counts_from=asked.at,
        person_name=person.name if person else name.person,
        key=fingerprint,
        on_behalf_of=_on_behalf_of(asked, document),
        document=document,
    )


def _on_behalf_of(asked: _Question, document: Document) -> tuple[str, ...]:
    """Return for whom the signer acts: in the role signed in, or in any where that is of another document's owner."""
    policy, person, role = asked.policy, asked.parsed.name.person, asked.parsed.statement.role
    if all(link.to != person for link in policy.delegations):
        return ()
    day, own = policy.day(asked.at), [_held_role(role, document)]
    if not policy.holds(person, role, day, document.front.owner):
        own = [link.role for link in policy.delegations]
    return tuple(dict.fromkeys(by for each in own for by in policy.delegators(person, each, day)))


def _rejected(
    parsed: ParsedTag, context: VerificationContext, failure: VerificationFailure | None, policy: Policy | None = None
) -> RejectedTag:
    tag = parsed.tag
    person = policy.person(parsed.name.person) if policy else None
    signer = context.signers.get(tag.oid) if policy else None  # of a signature that was to be looked at
    return RejectedTag(
        ref=parsed.ref,
        tag_oid=tag.oid,
        verdict=failure.verdict if failure else Verdict.NOT_YET_VALID,
        rule=failure.rule if failure else None,
        reason=failure.reason if failure else None,
        name=parsed.name,
        statement=parsed.statement,
        commit=tag.target,
        signed_at=tag.tagged_at,
        recorded_at=(context.timeline.recorded or {}).get(tag.oid),
        person_name=person.name if person else None,
        key=signer if isinstance(signer, str) else None,
    )


def _named(asked: _Question) -> VerificationFailure | None:
    name, statement = asked.parsed.name, asked.parsed.statement
    if asked.parsed.tag.name != name.tag:
        return invalid(TAG_NAME_MISMATCH, f"It was signed as '{asked.parsed.tag.name}', not under this name.")
    if (statement.document, statement.revision) != (name.document, name.revision):
        return invalid(TAG_NAME_MISMATCH, f"Its text speaks of {statement.document} revision {statement.revision}.")
    return None


def _foreign(asked: _Question) -> VerificationFailure | None:
    stated = asked.parsed.statement.manual
    if stated != asked.policy.manual:
        return invalid(APPROVAL_FOREIGN, f"It was made for the manual '{stated}', not for '{asked.policy.manual}'.")
    return None


def _signing_key(asked: _Question) -> tuple[str, tuple[SigningKey, ...]] | VerificationFailure:
    """Find the fingerprint of the key that signed, and the policy's entries for it, all of them the signer's."""
    tag, policy, person = asked.parsed.tag, asked.policy, asked.parsed.name.person
    found = asked.context.signers.get(tag.oid) or signed_by(tag, policy.keys, policy.passkeys, at=asked.at)
    if isinstance(found, VerificationFailure):
        return found
    keys = policy.keys_bearing(found)
    if not keys:
        reason = f"Its key {found} belonged to nobody under policy {policy.revision}, in force then."
        return invalid(SIGNER_UNKNOWN, reason)
    if any(key.person != person for key in keys):
        return invalid(SIGNER_MISMATCH, f"It is named for {person}, but {keys[0].person}'s key signed it.")
    return found, keys


def _signed_document(asked: _Question, commit: TaggedCommit) -> Document | VerificationFailure:
    name, path, document = asked.parsed.name, asked.parsed.statement.path, commit.document
    if not commit.on_trunk:
        return _off_trunk(asked)
    if document is None or document.path != path:
        return invalid(TAG_TARGET_INVALID, f"At its commit there is no document at {path}.")
    front = document.front
    if (front.name, front.revision) != (name.document, name.revision):
        reason = f"At its commit, {path} is {document.name} revision {front.revision or '(none)'}."
        return invalid(TAG_TARGET_INVALID, reason)
    return (None if name.document == POLICY_ID else _uncontrolled(document, asked.policy)) or document


def _uncontrolled(document: Document, policy: Policy) -> VerificationFailure | None:
    """Return the failure of a document that the policy does not control, or of another type than its id says."""
    name, identity, stated = document.name, document.name.partition(".")[0], document.front.type
    named, reason = policy.type_by_id(identity), ""
    if identity.upper() == POLICY_ID:
        reason = f"{POLICY_ID} is the policy itself: it has no translation, and no document bears its name."
    elif name.lower() in RESERVED:
        reason = f"A page of every published manual is called {name.lower()}."
    elif not is_document_path(document.path, policy):
        reason = f"Policy {policy.revision}, in force then, does not control {document.path}."
    elif named is not None and named.name != stated:
        reason = f"By its id {name} is of type {named.name}, but it says that it is of type {stated}."
    return invalid(TAG_TARGET_INVALID, reason) if reason else None


def _off_trunk(asked: _Question) -> VerificationFailure:
    commit, trunk = asked.parsed.tag.target[:12], asked.policy.trunk
    if asked.parsed.tag.oid in (asked.context.timeline.recorded or ()):
        # Only approvals of the trunk are recorded, so the trunk held it once.
        return invalid(HISTORY_REWRITTEN, f"Its commit {commit} was part of '{trunk}' and no longer is.")
    return invalid(TAG_UNREACHABLE, f"Its commit {commit} is not on the branch '{trunk}'.")


def _content(asked: _Question, document: Document) -> VerificationFailure | None:
    signed, found = asked.parsed.statement.content_digest, document.closure.content_digest
    if found != signed:
        shown = f"It signs content {signed[:_SHOWN]}…, but the files at its commit are {found[:_SHOWN]}…."
        return invalid(APPROVAL_CONTENT_MISMATCH, shown)
    return None


def _policy_known(asked: _Question) -> VerificationFailure | None:
    """Refuse a policy revision other than the one in force, or the former one while the signature was on its way."""
    stated, policy = asked.parsed.statement.policy, asked.policy
    if stated == policy.revision:
        return None
    earliest = asked.parsed.tag.tagged_at - TOLERANCE
    since = [edition.since for edition in asked.context.policies if edition.policy.revision == stated + 1]
    if stated < policy.revision and any(at >= earliest for at in since):
        return None
    return invalid(APPROVAL_UNAUTHORISED, f"It refers to policy {stated}; policy {policy.revision} was in force.")


def _role(asked: _Question, document: Document) -> VerificationFailure | None:
    name, policy, role = asked.parsed.name, asked.policy, asked.parsed.statement.role
    if (name.document, name.act) == (POLICY_ID, Act.WITHDRAWN):
        return invalid(APPROVAL_UNAUTHORISED, "The policy cannot be withdrawn: it can only be revised.")
    kind = policy.type_of(name.document, document.front.type)
    if kind is None or kind.approvals is None:
        reason = f"For documents of type {document.front.type} the policy asks for nobody, not for '{role}'."
        return invalid(APPROVAL_UNAUTHORISED, reason)
    # In which roles an approval is asked for depends on what else it does: `editions` decides.
    decided_here = name.act is not Act.APPROVED or name.document == POLICY_ID
    allowed = allowed_roles(kind, name.act, document.front.owner, policy, name.person) if decided_here else {role}
    if role not in allowed:
        reason = f"For {kind.name} the policy asks for {', '.join(sorted(allowed))}, not for '{role}'."
        return invalid(APPROVAL_UNAUTHORISED, reason)
    day = policy.day(asked.at)
    another = role == OWNER and not decided_here and others_concerned(name.document, document.front)  # may ask theirs
    if another or policy.holds(name.person, role, day, document.front.owner):
        return None
    held = _held_role(role, document)
    return invalid(APPROVAL_UNAUTHORISED, f"{name.person} did not hold the role '{held}' on {day}.")


def _held_role(role: str, document: Document) -> str:
    """Return the role that a signer must hold: that of the owner where the signature is the owner's."""
    return document.front.owner or role if role == OWNER else role


def _meaning(asked: _Question) -> VerificationFailure | None:
    act, statement = asked.parsed.name.act, asked.parsed.statement
    expected = asked.policy.meaning(act, statement.role) or MEANINGS[act]
    if statement.meaning != expected:
        return invalid(TAG_MALFORMED, f"Its meaning must read '{expected}', not '{statement.meaning}'.")
    return None


def _key_validity(asked: _Question, fingerprint: str, keys: Sequence[SigningKey]) -> VerificationFailure | None:
    if not any(key.valid_at(asked.at) for key in keys):
        day = asked.policy.day(asked.at)
        return invalid(KEY_EXPIRED, f"The key {fingerprint} was not valid on {day}.")
    revoked = revocation(fingerprint, keys, asked.context.revoked, asked.at)
    if revoked is not None:
        return invalid(KEY_REVOKED, f"The key {fingerprint} is revoked since {revoked.since.date()}: {revoked.reason}")
    return None
