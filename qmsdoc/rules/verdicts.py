"""Findings of tags and signatures: the verdict on each act is part of the snapshot, what to do about it stands here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from qmsdoc.model.approval import RejectedTag
from qmsdoc.model.finding import Finding
from qmsdoc.model.refs import short_tag
from qmsdoc.model.rule import RuleId
from qmsdoc.model.rule_ids import (
    APPROVAL_CONTENT_MISMATCH,
    APPROVAL_DATE_INVALID,
    APPROVAL_FOREIGN,
    APPROVAL_SELF,
    APPROVAL_UNAUTHORISED,
    EFFECTIVE_BEFORE_APPROVAL,
    HISTORY_REWRITTEN,
    KEY_EXPIRED,
    KEY_REVOKED,
    POLICY_INVALID,
    POLICY_UNAPPROVED,
    SIGNATURE_INVALID,
    SIGNATURE_NONCANONICAL,
    SIGNATURE_UNVERIFIABLE,
    SIGNER_MISMATCH,
    SIGNER_UNKNOWN,
    TAG_LIGHTWEIGHT,
    TAG_MALFORMED,
    TAG_NAME_MISMATCH,
    TAG_TARGET_INVALID,
    TAG_UNREACHABLE,
    TAG_UNSIGNED,
)
from qmsdoc.model.snapshot import PolicyState
from qmsdoc.rules.index import Index
from qmsdoc.rules.passed_day import passed_day_remedy

_AWAY = "`git tag -d {tag}`, and `git push --delete origin {tag}` where it was sent"
_AGAIN = f"Delete the tag ({_AWAY}), and sign again with qmsdoc."
REMEDIES: Mapping[RuleId, str] = {
    APPROVAL_UNAUTHORISED: "Somebody who holds the role signs: `qmsdoc approve {id}`.",
    APPROVAL_SELF: "Another holder of the role signs: `qmsdoc approve {id}`.",
    APPROVAL_CONTENT_MISMATCH: "Sign what is there: `git tag -d {tag}`, then `qmsdoc approve {id}`.",
    APPROVAL_DATE_INVALID: "Set the signer's clock right, delete the tag {tag} and sign again.",
    APPROVAL_FOREIGN: "Delete the tag with `git tag -d {tag}` and sign here: `qmsdoc approve {id}`.",
    EFFECTIVE_BEFORE_APPROVAL: (
        "Give {id} a new revision whose `effective` date is not before the day it is signed, or has none."
    ),
    HISTORY_REWRITTEN: "Put the trunk back to what it was, from a clone that still has it, and merge anew.",
    TAG_LIGHTWEIGHT: (
        "A pipeline's checkout may have put it in place of the true one: `git fetch --tags --force origin`. If it is a "
        "plain tag there too, delete it with `git tag -d {tag}` where it was made, and sign again with qmsdoc."
    ),
    TAG_UNSIGNED: _AGAIN,
    TAG_MALFORMED: _AGAIN,
    TAG_TARGET_INVALID: _AGAIN,
    TAG_NAME_MISMATCH: _AGAIN,
    TAG_UNREACHABLE: (
        "Merge the signed commit into the trunk as it is, `git merge {commit}`: nobody has to sign again. Or delete "
        f"the tag ({_AWAY}) and sign {{id}} on the trunk."
    ),
    POLICY_INVALID: "Mend the policy's files under its next revision, and have that signed: `qmsdoc approve POLICY`.",
    POLICY_UNAPPROVED: f"Delete the tag ({_AWAY}); when the policy is in force, sign again: `qmsdoc approve {{id}}`.",
    SIGNATURE_INVALID: f"Find out who made the tag. {_AGAIN}",
    SIGNATURE_NONCANONICAL: _AGAIN,
    SIGNATURE_UNVERIFIABLE: "Run `qmsdoc doctor`, which says what this machine lacks to check it.",
    SIGNER_UNKNOWN: "Sign with the key entered in allowed_signers, or enter this one first.",
    SIGNER_MISMATCH: "Delete the tag with `git tag -d {tag}`; {person} signs with their own key.",
    KEY_EXPIRED: "{person} signs again with the key now in use: `qmsdoc approve {id}`.",
    KEY_REVOKED: "Check what was signed, then sign again with a new key: `qmsdoc approve {id}`.",
}
"""What to do about each fault of an act; `{tag}`, `{id}`, `{revision}` and `{person}` are filled in from its name."""


def verdicts(index: Index) -> Iterator[Finding]:
    """Return a finding for each act that was judged and does not hold."""
    for act in index.snapshot.acts:
        if act.rule == TAG_UNREACHABLE and act.commit in index.snapshot.lacking_commits:
            continue  # `clone-behind` says it, once
        if act.rule == POLICY_UNAPPROVED and index.snapshot.policy_state is PolicyState.BROKEN:
            continue  # what is wrong with the first policy is told of that
        if isinstance(act, RejectedTag) and act.rule is not None:
            yield _verdict(index, act, act.rule)


def _verdict(index: Index, act: RejectedTag, rule: RuleId) -> Finding:
    name = act.name
    record = index.record(name.document) if name else None
    words = {
        "{tag}": short_tag(act.ref),
        "{id}": name.document if name else "ID",
        "{revision}": str(name.revision) if name else "REVISION",
        "{person}": name.person if name else "PERSON",
        "{commit}": (act.commit or "COMMIT")[:12],
    }
    remedy = REMEDIES.get(rule, "")
    if rule == EFFECTIVE_BEFORE_APPROVAL and record and record.needs and record.draft and name:
        remedy = passed_day_remedy(record) if record.draft.front.revision == name.revision else remedy
    stated, authority = act.statement.policy if act.statement else 0, index.snapshot.authority
    if rule == APPROVAL_UNAUTHORISED and authority is not None and stated > authority.revision:
        remedy = (
            f"Fetch the approvals of policy {stated}, `git fetch --tags origin`; if there are none, it is signed first."
        )
    if rule == KEY_EXPIRED and index.snapshot.recorded and act.recorded_at is None:
        remedy = f"If it was recorded meanwhile, it holds: fetch first, `git fetch --tags origin`. If not, {remedy}"
    for word, value in words.items():
        remedy = remedy.replace(word, value)
    return Finding(
        rule,
        act.reason or "The approval does not hold.",
        remedy,
        path=record.draft.path if record and record.draft else None,
        ref=act.ref,
        document=name.document if name else None,
    )
