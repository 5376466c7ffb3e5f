"""What a person is about to sign: decided from a snapshot alone, refusing what would not count.

Every refusal carries the public name of the rule that the finished tag would have broken, so that
nobody signs in vain. What the tag is worth in the end is decided by reading it back.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from qmsdoc.errors import RefusedError, TrustError, UsageError
from qmsdoc.model.approval import MEANINGS, Act, Statement, TagName
from qmsdoc.model.document import Document
from qmsdoc.model.policy import POLICY_ID, DocumentType, Policy
from qmsdoc.model.rule_ids import (
    APPROVALS_UNDEFINED,
    EFFECTIVE_BEFORE_APPROVAL,
    FIELD_MISSING,
    POLICY_UNAPPROVED,
    REVIEW_INTERVAL_EXCEEDED,
    REVISION_GAP,
)
from qmsdoc.model.snapshot import Record, Snapshot, Status
from qmsdoc.rules.passed_day import passed_day_remedy
from qmsdoc.rules.superseded_approvals import stranded_finding, superseded_finding
from qmsdoc.signing.roles import Signer, Wanted, choose, reviewing
from qmsdoc.trust.message import write_message


class SigningRequest(NamedTuple):
    """A tag to be made: its name, what it says, and the commit on which it stands.

    `at_once` marks a withdrawal that this one signature makes good.
    """

    name: TagName
    statement: Statement
    title: str
    commit: str
    document: Document
    at_once: bool = False

    @property
    def message(self) -> str:
        """The exact message to sign."""
        try:
            return write_message(self.name.act, self.title, self.statement)
        except ValueError as error:
            raise UsageError(
                f"This cannot be written into an approval: {error}",
                remedy="Write reasons in one line, without control characters.",
            ) from error


def signing_policy(snapshot: Snapshot, name: str) -> Policy:
    """Give the policy that judges a signature made today; raises `RefusedError` where there is none yet."""
    if snapshot.authority is not None:
        return snapshot.authority
    if name != POLICY_ID:
        raise RefusedError(
            "The policy of this manual has not been approved yet, so nobody can sign for anything else.",
            remedy=f"First approve the policy: qmsdoc approve {POLICY_ID}",
            rule=POLICY_UNAPPROVED,
        )
    return snapshot.policy


def plan_approval(snapshot: Snapshot, record: Record, signer: Signer) -> SigningRequest:
    """Plan the signature over the draft on the trunk."""
    policy = signing_policy(snapshot, record.name)
    draft, revision = _waiting(record)
    _refuse_wrong_root(snapshot, record.name, revision, draft)
    _refuse_gap(snapshot, record.name, revision)
    kind = approved_type(policy, record.name, draft)
    if not record.needs:
        raise RefusedError(
            f"Nothing of {record.name} waits for a signature: revision {revision} has all it needs.",
            remedy=f"A change of content needs the next revision number. See: qmsdoc show {record.name}",
        )
    wanted = Wanted(kind, record.needs, draft.front.owner, f"{record.name} revision {revision}")
    role = choose(wanted, policy, signer)
    effective = draft.front.effective
    if effective is not None and effective < signer.on:
        raise RefusedError(
            f"{record.name} revision {revision} says it takes effect on {effective}, which has passed; "
            "an approval must not come after that.",
            remedy=passed_day_remedy(record),
            rule=EFFECTIVE_BEFORE_APPROVAL,
        )
    name = TagName(Act.APPROVED, record.name, revision, signer.person.id)
    statement = statement_of(snapshot, policy, name, role, draft)
    return SigningRequest(name, statement._replace(effective=effective), draft.title, snapshot.commit, draft)


def plan_review(snapshot: Snapshot, record: Record, signer: Signer, review_by: date | None) -> SigningRequest:
    """Plan the signature that the edition in force remains fit for use, until `review_by` or as the type says."""
    policy = signing_policy(snapshot, record.name)
    edition = record.effective
    if edition is None:
        raise RefusedError(
            f"{record.name} has no edition in force, so there is nothing to review.",
            remedy=f"See: qmsdoc show {record.name}",
        )
    kind = approved_type(policy, record.name, edition.document)
    role = reviewing(kind, edition, policy, signer)
    due = _review_day(record.name, kind, signer.on, review_by)
    name = TagName(Act.REVIEWED, record.name, edition.revision, signer.person.id, signer.on)
    statement = statement_of(snapshot, policy, name, role, edition.document)
    return SigningRequest(name, statement._replace(review_by=due), edition.title, edition.commit, edition.document)


def _waiting(record: Record) -> tuple[Document, int]:
    draft = record.draft
    if draft is None:
        raise RefusedError(
            f"The file of {record.name} is no longer on the trunk.", remedy=f"See: qmsdoc show {record.name}"
        )
    revision = draft.front.revision
    if revision is None or not draft.front.id:
        raise RefusedError(
            f"{draft.path} does not say which document and revision it is.",
            remedy=f"See: qmsdoc check {draft.path}",
            rule=FIELD_MISSING,
        )
    if record.status is Status.WITHDRAWN and not record.emergency:
        raise RefusedError(f"{record.name} is withdrawn; its id is never used again.", remedy="Give it a new id.")
    in_vain = superseded_finding(record) or stranded_finding(record)
    if in_vain is not None:
        raise RefusedError(in_vain.message, remedy=in_vain.remedy, rule=in_vain.rule)
    return draft, revision


def _refuse_wrong_root(snapshot: Snapshot, name: str, revision: int, draft: Document) -> None:
    pinned, content = snapshot.trust_root, draft.closure.content_digest
    if name == POLICY_ID and revision == 1 and pinned is not None and content != pinned:
        raise TrustError(
            f"The trust root says {pinned}, but this policy has the digest {content}.",
            remedy="Sign only after the trust root and the policy agree.",
            rule=POLICY_UNAPPROVED,
        )


def _refuse_gap(snapshot: Snapshot, name: str, revision: int) -> None:
    """Refuse a policy that does not follow the one in force: each is judged by the one before it."""
    following = (snapshot.authority.revision if snapshot.authority else 0) + 1
    if name == POLICY_ID and revision != following:
        last = f"policy {following - 1} is in force" if following > 1 else "no policy has been approved yet"
        raise RefusedError(
            f"This is policy {revision}, but {last}: the next one is policy {following}.",
            remedy=f"Write 'revision: {following}' into qmsdoc.yml, commit it, and sign that.",
            rule=REVISION_GAP,
        )


def approved_type(policy: Policy, name: str, document: Document) -> DocumentType:
    """Return the type of a document; raises `RefusedError` where the policy does not say who approves it."""
    kind = policy.type_of(name, document.front.type)
    if kind is None or not kind.approvals:
        raise RefusedError(
            f"Policy {policy.revision} does not say who approves a document of the type '{document.front.type}'.",
            remedy="Add the type and its approvals to qmsdoc.yml, and have that policy approved first.",
            rule=APPROVALS_UNDEFINED,
        )
    return kind


def statement_of(snapshot: Snapshot, policy: Policy, name: TagName, role: str, document: Document) -> Statement:
    """Return the fields that every act carries; those that only some need are empty."""
    return Statement(
        manual=policy.manual,
        document=name.document,
        revision=name.revision,
        path=document.path,
        content_digest=document.closure.content_digest,
        policy=snapshot.authority.revision if snapshot.authority else 1,
        role=role,
        meaning=policy.meaning(name.act, role) or MEANINGS[name.act],
    )


def _review_day(name: str, kind: DocumentType, on: date, asked: date | None) -> date:
    latest = kind.review_every.after(on) if kind.review_every else None
    chosen = asked or latest
    if chosen is None:
        raise UsageError(
            f"The policy sets no review interval for the type '{kind.name}'.",
            remedy=f"Say until when: qmsdoc review {name} --review-by DATE",
        )
    if chosen <= on:
        raise UsageError(f"The next review, {chosen}, does not lie ahead.", remedy="Give a later day.")
    if latest is not None and chosen > latest:
        raise RefusedError(
            f"The next review may not be later than {latest}: the type '{kind.name}' is reviewed at that interval.",
            remedy=f"Give {latest} or an earlier day.",
            rule=REVIEW_INTERVAL_EXCEEDED,
        )
    return chosen
