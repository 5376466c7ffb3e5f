"""Judges one approval: bytes and facts in, a verdict out, by the law of the day.

Invariants, checked in this order, each failure under its own rule, the first one deciding:

1. the ref is a well-formed, signed, annotated tag whose bytes hash to its id (`qmsdoc.trust.tag`);
2. ref name, `tag` header and fields name the same act, document, revision and person, for this manual;
3. its one signature is good, by a key that the policy in force then gives to that very person;
4. the commit is on the trunk (one that was recorded and has left it is `history-rewritten`), and its
   front matter carries that id and revision;
5. the closure there has the digest that was signed;
6. the person held the role, the type asks for that role, and the key was valid and is not revoked;
7. the dates agree.

What is signed or recorded after the day asked for is LATER and counts for nothing. A policy never
judges itself, revision 1 excepted: whoever calls passes the law, taken from the approved past.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from qmsdoc.model.approval import MEANINGS, Act, SignedAct, Verdict
from qmsdoc.model.policy import POLICY_ID, DocumentType, Policy, SigningKey
from qmsdoc.model.rule_ids import (
    APPROVAL_CONTENT_MISMATCH,
    APPROVAL_DATE_INVALID,
    APPROVAL_FOREIGN,
    APPROVAL_UNAUTHORISED,
    HISTORY_REWRITTEN,
    KEY_EXPIRED,
    KEY_REVOKED,
    POLICY_UNAPPROVED,
    SIGNER_MISMATCH,
    SIGNER_UNKNOWN,
    TAG_MALFORMED,
    TAG_TARGET_INVALID,
    TAG_UNREACHABLE,
)
from qmsdoc.trust.context import ParsedTag, TaggedCommit, VerificationContext
from qmsdoc.trust.failure import VerificationFailure, invalid
from qmsdoc.trust.signature import signed_by, signers
from qmsdoc.trust.tag import TagObject

TOLERANCE = timedelta(days=1)


def verify_act(
    examined: ParsedTag, target: TaggedCommit, court: VerificationContext, law: Policy | None = None
) -> SignedAct:
    """Give the verdict on one approval by itself; what signatures do together is for `editions`.

    `law` is given for the approvals of POLICY alone, whose judge is the former revision.
    """
    at = court.instant(examined)
    if at is not None and court.until < at <= court.horizon:
        return _approval(examined, court, None, Verdict.NOT_YET_VALID)
    if examined.fault is not None:
        return _approval(examined, court, examined.fault)
    assert at is not None
    edition = court.law(at)
    law = law or (edition.policy if edition else None)
    if law is None:
        reason = "No approved policy was in force then, so nobody could sign for anything."
        return _approval(examined, court, VerificationFailure(POLICY_UNAPPROVED, reason, Verdict.UNVERIFIABLE))
    case = _Case(examined, target, court, law, at)
    return _approval(examined, court, case.fault(), person=case.person_name, key=case.fingerprint)


def _approval(
    examined: ParsedTag,
    court: VerificationContext,
    fault: VerificationFailure | None,
    verdict: Verdict = Verdict.VALID,
    *,
    person: str | None = None,
    key: str | None = None,
) -> SignedAct:
    tag = examined.tag
    return SignedAct(
        ref=examined.ref,
        tag_oid=examined.oid,
        verdict=fault.verdict if fault else verdict,
        rule=fault.rule if fault else None,
        reason=fault.reason if fault else None,
        name=examined.name,
        statement=examined.statement,
        commit=tag.target if tag else None,
        signed_at=tag.tagged_at if tag else None,
        recorded_at=court.recorded.get(examined.oid) if court.recorded else None,
        person_name=person,
        key=key,
        counts_from=court.instant(examined),
    )


class _Case:
    """One well-formed approval before the law; `fault()` walks the invariants from 2 to 7."""

    def __init__(
        self, examined: ParsedTag, target: TaggedCommit, court: VerificationContext, law: Policy, at: datetime
    ) -> None:
        assert examined.name is not None
        assert examined.tag is not None
        assert examined.statement is not None
        self.oid, self.name, self.tag, self.statement = examined.oid, examined.name, examined.tag, examined.statement
        self.target, self.court, self.law, self.at = target, court, law, at
        self.fingerprint: str | None = None
        person = law.person(self.name.person)
        self.person_name = person.name if person else None

    def fault(self) -> VerificationFailure | None:
        """The first invariant that does not hold."""
        steps = (self._manual, self._signature, self._commit, self._content, self._role, self._key, self._dates)
        return next((fault for fault in (step() for step in steps) if fault is not None), None)

    def _manual(self) -> VerificationFailure | None:
        if self.statement.manual != self.law.manual:
            reason = f"It was made for the manual '{self.statement.manual}', not for '{self.law.manual}'."
            return invalid(APPROVAL_FOREIGN, reason)
        return None

    def _signature(self) -> VerificationFailure | None:
        found = self.court.proved.get(self.oid) or signed_by(self.tag, self.law.keys, self.law.passkeys, at=self.at)
        if isinstance(found, VerificationFailure):
            return found
        self.fingerprint = found
        owner = next((key.person for key in self.law.keys if key.fingerprint == found), None)
        if owner is None:
            reason = f"Its key {found} belonged to nobody under policy {self.law.revision}, in force then."
            return invalid(SIGNER_UNKNOWN, reason)
        if owner != self.name.person:
            return invalid(SIGNER_MISMATCH, f"It is named for {self.name.person}, but {owner}'s key signed it.")
        return None

    def _commit(self) -> VerificationFailure | None:
        if not self.target.present:
            reason = f"The commit it approves, {self.tag.target}, is not in this repository."
            return VerificationFailure(TAG_TARGET_INVALID, reason, Verdict.UNVERIFIABLE)
        if not self.target.on_trunk:
            return self._off_trunk()
        document = self.target.document
        if document is None:
            return invalid(TAG_TARGET_INVALID, f"At its commit there is no document at {self.statement.path}.")
        front = document.front
        if (front.name, front.revision) != (self.name.document, self.name.revision):
            reason = f"At its commit, {self.statement.path} is {document.name} revision {front.revision or '(none)'}."
            return invalid(TAG_TARGET_INVALID, reason)
        return None

    def _off_trunk(self) -> VerificationFailure:
        commit, trunk = self.tag.target[:12], self.law.trunk
        if self.oid in (self.court.recorded or ()):
            # Only approvals of the trunk are recorded, so the trunk held it once.
            return invalid(HISTORY_REWRITTEN, f"Its commit {commit} was part of '{trunk}' and no longer is.")
        return invalid(TAG_UNREACHABLE, f"Its commit {commit} is not on the branch '{trunk}'.")

    def _content(self) -> VerificationFailure | None:
        assert self.target.document is not None
        found = self.target.document.closure.content_digest
        if found != self.statement.content_digest:
            signed = _short(self.statement.content_digest)
            reason = f"It signs content {signed}, but the files at its commit are {_short(found)}."
            return invalid(APPROVAL_CONTENT_MISMATCH, reason)
        return None

    def _role(self) -> VerificationFailure | None:
        role, person = self.statement.role, self.name.person
        if (self.name.document, self.name.act) == (POLICY_ID, Act.WITHDRAWN):
            return invalid(APPROVAL_UNAUTHORISED, "The policy cannot be withdrawn: it can only be revised.")
        if not self._policy_known():
            reason = f"It refers to policy {self.statement.policy}; policy {self.law.revision} was in force."
            return invalid(APPROVAL_UNAUTHORISED, reason)
        kind = self._type()
        allowed = allowed_roles(kind, self.name.act, self._owner(), self.law, person)
        if role not in allowed:
            asked = ", ".join(sorted(allowed)) or "nobody"
            kind_name = kind.name if kind else "this document's type"
            return invalid(APPROVAL_UNAUTHORISED, f"For {kind_name} the policy asks for {asked}, not for '{role}'.")
        if not self.law.holds(person, role, self.at.date()):
            return invalid(APPROVAL_UNAUTHORISED, f"{person} did not hold the role '{role}' on {self.at.date()}.")
        expected = self.law.meaning(self.name.act, role) or MEANINGS[self.name.act]
        if self.statement.meaning != expected:
            return invalid(TAG_MALFORMED, f"Its meaning must read '{expected}', not '{self.statement.meaning}'.")
        return None

    def _policy_known(self) -> bool:
        if self.statement.policy == self.law.revision:
            return True
        earliest = self.tag.tagged_at - TOLERANCE
        later = [
            edition.since for edition in self.court.policies if edition.policy.revision == self.statement.policy + 1
        ]
        return self.statement.policy < self.law.revision and any(since >= earliest for since in later)

    def _type(self) -> DocumentType | None:
        assert self.target.document is not None
        if self.name.document == POLICY_ID:
            return self.law.own_type
        return self.law.type_named(self.target.document.front.type)

    def _owner(self) -> str | None:
        assert self.target.document is not None
        return self.target.document.front.owner

    def _key(self) -> VerificationFailure | None:
        lines = [key for key in self.law.keys if key.fingerprint == self.fingerprint]
        if not any(_covers(key, self.at) for key in lines):
            return invalid(KEY_EXPIRED, f"The key {self.fingerprint} was not valid on {self.at.date()}.")
        entries = (key for key in self.court.revoked if key.fingerprint == self.fingerprint)
        revoked = next((key for key in entries if self.at >= key.since), None)
        if revoked is not None:
            reason = f"The key {self.fingerprint} is revoked since {revoked.since.date()}: {revoked.reason}"
            return invalid(KEY_REVOKED, reason)
        return None

    def _dates(self) -> VerificationFailure | None:
        signed, committed = self.tag.tagged_at, self.target.committed_at
        if signed > self.court.horizon:
            return invalid(APPROVAL_DATE_INVALID, f"It is dated {signed.date()}, which lies in the future.")
        if committed is not None and signed < committed:
            reason = f"It is dated {signed:%Y-%m-%d %H:%M}, before the commit it approves ({committed:%Y-%m-%d %H:%M})."
            return invalid(APPROVAL_DATE_INVALID, reason)
        recorded = (self.court.recorded or {}).get(self.oid, self.at)
        if signed > recorded + TOLERANCE:
            reason = f"It is dated {signed.date()}, but was recorded on {recorded.date()}."
            return invalid(APPROVAL_DATE_INVALID, reason)
        if self.name.on is not None and abs(self.name.on - signed.date()) > TOLERANCE:
            return invalid(APPROVAL_DATE_INVALID, f"Its name says {self.name.on}, but it is dated {signed.date()}.")
        return self._effective() if self.name.act is Act.APPROVED else None

    def _effective(self) -> VerificationFailure | None:
        assert self.target.document is not None
        wanted, stated = self.target.document.front.effective, self.statement.effective
        if (wanted is None) != (stated is None):
            return invalid(TAG_MALFORMED, "It must name an effective date exactly when the document does.")
        if wanted != stated:
            return invalid(APPROVAL_DATE_INVALID, f"It says effective {stated}, but the document says {wanted}.")
        return None


def allowed_roles(kind: DocumentType | None, act: Act, owner: str | None, law: Policy, person: str) -> frozenset[str]:
    """The roles in which this person's act may count: those the type asks for, for a review the owner's,
    and for a withdrawal that of emergencies.
    """
    roles = {need.role for need in (kind.approvals if kind else None) or ()}
    if act is Act.WITHDRAWN and law.emergency_withdrawal is not None:
        roles.add(law.emergency_withdrawal)
    if act is Act.REVIEWED and owner is not None:
        someone = law.person(owner)
        roles |= {owner} if someone is None else set()
        if someone is not None and someone.id == person:
            roles |= {tenure.role for tenure in someone.tenures}
    return frozenset(roles)


def _covers(key: SigningKey, at: datetime) -> bool:
    after = key.valid_after is None or key.valid_after <= at
    before = key.valid_before is None or at < key.valid_before
    return after and before and (not key.namespaces or "git" in key.namespaces)


def _short(content: str) -> str:
    return content[: len("sha256:") + 12] + "…"


def proved(tags: Sequence[ParsedTag], court: VerificationContext) -> dict[str, str | VerificationFailure]:
    """Prove OpenPGP signatures together, policy by policy, as gpg is slow to start, for a context's `proved`."""
    by_law: dict[int, list[tuple[str, TagObject, datetime]]] = {}
    for examined in tags:
        at = court.instant(examined)
        law = court.law(at) if at else None
        if law and at and examined.tag and examined.fault is None and examined.tag.scheme == "openpgp":
            by_law.setdefault(law.policy.revision, []).append((examined.oid, examined.tag, at))
    answers: dict[str, str | VerificationFailure] = {}
    for edition in court.policies:
        group = by_law.get(edition.policy.revision, [])
        found = signers([(tag, at) for _, tag, at in group], edition.policy.keys)
        answers |= {oid: answer for (oid, _, _), answer in zip(group, found, strict=True)}
    return answers
