"""Every rule, in the order in which they are listed. Adding a rule means its function and one line here."""

from __future__ import annotations

from qmsdoc.errors import UsageError
from qmsdoc.rules import (
    approval,
    effectivity,
    front_matter,
    identity,
    links,
    obsolescence,
    people,
    repository,
    revision,
    signatures,
    supersession,
    trust,
    waivers,
)
from qmsdoc.rules.nearest import lexicon
from qmsdoc.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    front_matter.front_matter_invalid,
    front_matter.field_missing,
    front_matter.field_unknown,
    front_matter.field_invalid,
    front_matter.placeholder,
    front_matter.date_invalid,
    identity.id_duplicate,
    identity.id_pattern,
    identity.id_changed,
    identity.title_mismatch,
    identity.uncontrolled_file,
    front_matter.content_unsafe,
    people.owner_missing,
    people.owner_unknown,
    people.owner_inactive,
    people.approvals_undefined,
    people.approver_unavailable,
    people.delegation_expired,
    revision.changed_without_revision,
    revision.revision_without_change,
    revision.revision_gap,
    revision.revision_regression,
    revision.change_missing,
    revision.deleted_not_withdrawn,
    approval.approval_missing,
    signatures.tag_lightweight,
    signatures.tag_unsigned,
    signatures.tag_malformed,
    signatures.tag_target_invalid,
    signatures.tag_name_mismatch,
    signatures.tag_unreachable,
    signatures.signature_invalid,
    signatures.signature_noncanonical,
    signatures.signature_unverifiable,
    signatures.signer_unknown,
    signatures.signer_mismatch,
    signatures.key_expired,
    signatures.key_revoked,
    approval.approval_unauthorised,
    approval.approval_self,
    approval.approval_content_mismatch,
    approval.approval_date_invalid,
    approval.approval_foreign,
    trust.tag_moved,
    trust.tag_deleted,
    trust.ledger_broken,
    trust.ledger_rollback,
    trust.approval_unrecorded,
    trust.policy_unapproved,
    trust.policy_invalid,
    trust.trust_root_unpinned,
    effectivity.effective_before_approval,
    effectivity.review_overdue,
    effectivity.review_due_soon,
    effectivity.review_interval_exceeded,
    effectivity.review_unsupported,
    links.link_broken,
    links.asset_missing,
    links.anchor_missing,
    obsolescence.link_to_draft,
    obsolescence.link_to_withdrawn,
    obsolescence.link_suspect,
    supersession.supersession_broken,
    links.orphan,
    obsolescence.parent_withdrawn,
    repository.repository_incomplete,
    repository.repository_tampered,
    repository.stamp_missing,
    repository.draft_leaked,
    repository.page_tampered,
    waivers.waiver_expired,
    waivers.waiver_invalid,
)

_BY_NAME = {rule.name: rule for rule in RULES}


def rule_named(name: str) -> Rule:
    """Give the rule of that name or code, whatever its case; raises `UsageError` for an unknown one."""
    by_code = {rule.code.lower(): rule for rule in RULES}
    found = _BY_NAME.get(name.lower()) or by_code.get(name.lower())
    if found is None:
        raise UsageError(
            f"There is no rule '{name}'.",
            remedy=f"{lexicon(_BY_NAME).did_you_mean(name)}`qmsdoc rule` lists them all.",
        )
    return found
