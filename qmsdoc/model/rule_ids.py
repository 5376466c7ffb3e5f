"""The registry of rules: the public name of each, registered once, with its data on the same line.

Adding a rule means its line here, the page and the function that judges it in `rules/`, and its test. A rule that goes
leaves its name in `replaces` of the one that took its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from qmsdoc.errors import QmsdocError, RepositoryError, TrustError
from qmsdoc.model.rule import RuleData, Scope, Severity
from qmsdoc.model.rule import RuleId as RuleId  # noqa: PLC0414 - given on to those who import names

_REGISTERED: dict[RuleId, RuleData] = {}
_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
_WHOLE = Scope.MANUAL


def _rule(
    name: str, code: str, severity: Severity, clause: str, *, also: Mapping[str, str] | None = None, **data: Any
) -> RuleId:
    """Register a rule. `clause` is of ISO 9001:2015, `also` of other standards; `data` are fields of `RuleData`."""
    rule = RuleId(name)
    clauses = (("iso9001-2015", clause), *(also or {}).items())
    _REGISTERED[rule] = RuleData(rule, code, severity, clauses, **data)
    return rule


# Front matter and identity
FRONT_MATTER_INVALID = _rule("front-matter-invalid", "QMS-D01", _ERROR, "7.5.2", keeps_from_signing=True, explains=True)
FIELD_MISSING = _rule("field-missing", "QMS-D02", _ERROR, "7.5.2 a", keeps_from_signing=True)
FIELD_UNKNOWN = _rule("field-unknown", "QMS-D03", _ERROR, "7.5.2 a", keeps_from_signing=True)
FIELD_INVALID = _rule("field-invalid", "QMS-D04", _ERROR, "7.5.2 a", keeps_from_signing=True)
PLACEHOLDER = _rule("placeholder", "QMS-D05", _ERROR, "7.5.2 a", keeps_from_signing=True)
DATE_INVALID = _rule("date-invalid", "QMS-D06", _ERROR, "7.5.2 a", keeps_from_signing=True)
ID_DUPLICATE = _rule("id-duplicate", "QMS-D07", _ERROR, "7.5.2 a", keeps_from_signing=True)
ID_PATTERN = _rule("id-pattern", "QMS-D08", _ERROR, "7.5.2 a", keeps_from_signing=True)
ID_CHANGED = _rule("id-changed", "QMS-D09", _ERROR, "7.5.3.2 c", keeps_from_signing=True, explains=True)
TITLE_MISMATCH = _rule("title-mismatch", "QMS-D10", _WARNING, "7.5.2 a")
TEMPLATE_DRIFT = _rule("template-drift", "QMS-D11", _WARNING, "7.5.2 b", also={"iso13485-2016": "4.2.4"})
UNCONTROLLED_FILE = _rule("uncontrolled-file", "QMS-D12", _WARNING, "7.5.3.1")
CONTENT_UNSAFE = _rule("content-unsafe", "QMS-D13", _ERROR, "7.5.3.1 b", keeps_from_signing=True)
TEMPLATE_TEXT = _rule("template-text", "QMS-D15", _WARNING, "7.5.2 b")
MARKDOWN_UNSUPPORTED = _rule("markdown-unsupported", "QMS-D14", _WARNING, "7.5.2 b")
LOOKS_INVALID = _rule("looks-invalid", "QMS-D16", _WARNING, "7.5.2 b")

# People and roles
OWNER_MISSING = _rule("owner-missing", "QMS-P01", _ERROR, "5.3", keeps_from_signing=True)
OWNER_UNKNOWN = _rule("owner-unknown", "QMS-P02", _ERROR, "5.3", keeps_from_signing=True)
OWNER_INACTIVE = _rule("owner-inactive", "QMS-P03", _ERROR, "5.3")
APPROVALS_UNDEFINED = _rule("approvals-undefined", "QMS-P04", _ERROR, "7.5.2 c", keeps_from_signing=True)
APPROVER_UNAVAILABLE = _rule("approver-unavailable", "QMS-P05", _WARNING, "5.3")
DELEGATION_EXPIRED = _rule("delegation-expired", "QMS-P06", _WARNING, "5.3")
CODEOWNERS_DRIFT = _rule("codeowners-drift", "QMS-P07", _WARNING, "7.5.2 c")
POLICY_TABLE_DIFFERS = _rule("policy-table-differs", "QMS-P08", _WARNING, "7.5.2 c")

# Revision
CHANGED_WITHOUT_REVISION = _rule("changed-without-revision", "QMS-R01", _ERROR, "7.5.3.2 c", keeps_from_signing=True)
REVISION_WITHOUT_CHANGE = _rule("revision-without-change", "QMS-R02", _WARNING, "7.5.3.2 c")
REVISION_GAP = _rule("revision-gap", "QMS-R03", _ERROR, "7.5.3.2 c", keeps_from_signing=True)
REVISION_REGRESSION = _rule("revision-regression", "QMS-R04", _ERROR, "7.5.3.2 c", keeps_from_signing=True)
REVISION_COLLISION = _rule(
    "revision-collision", "QMS-R05", _ERROR, "7.5.3.2 c", also={"iso13485-2016": "4.2.4"}, keeps_from_signing=True
)
CHANGE_MISSING = _rule("change-missing", "QMS-R06", _ERROR, "7.5.3.2 c", keeps_from_signing=True)
CHANGE_REPEATED = _rule("change-repeated", "QMS-R10", _WARNING, "7.5.3.2 c")
CHANGE_UNDERSTATED = _rule("change-understated", "QMS-R07", _WARNING, "7.5.3.2 c", also={"iso13485-2016": "4.2.4"})
DELETED_NOT_WITHDRAWN = _rule("deleted-not-withdrawn", "QMS-R08", _ERROR, "7.5.3.2 d", explains=True)
HISTORY_REWRITTEN = _rule("history-rewritten", "QMS-R09", _ERROR, "7.5.3.1 b", also={"iso13485-2016": "4.2.5"}, stops=3)

# Approval
APPROVAL_MISSING = _rule("approval-missing", "QMS-A01", _INFO, "7.5.2 c")
TAG_LIGHTWEIGHT = _rule("tag-lightweight", "QMS-A02", _ERROR, "7.5.2 c")
TAG_UNSIGNED = _rule("tag-unsigned", "QMS-A03", _ERROR, "7.5.2 c")
TAG_MALFORMED = _rule("tag-malformed", "QMS-A04", _ERROR, "7.5.2 c")
TAG_TARGET_INVALID = _rule("tag-target-invalid", "QMS-A05", _ERROR, "7.5.2 c")
TAG_NAME_MISMATCH = _rule("tag-name-mismatch", "QMS-A06", _ERROR, "7.5.2 c")
TAG_UNREACHABLE = _rule("tag-unreachable", "QMS-A07", _ERROR, "7.5.3.2 c")
SIGNATURE_INVALID = _rule("signature-invalid", "QMS-A08", _ERROR, "7.5.2 c")
SIGNATURE_NONCANONICAL = _rule("signature-noncanonical", "QMS-A09", _ERROR, "7.5.2 c")
SIGNATURE_UNVERIFIABLE = _rule("signature-unverifiable", "QMS-A10", _ERROR, "7.5.2 c")
SIGNER_UNKNOWN = _rule("signer-unknown", "QMS-A11", _ERROR, "7.5.2 c")
SIGNER_MISMATCH = _rule("signer-mismatch", "QMS-A12", _ERROR, "7.5.2 c")
KEY_EXPIRED = _rule("key-expired", "QMS-A13", _ERROR, "7.5.3.1 b")
KEY_REVOKED = _rule("key-revoked", "QMS-A14", _ERROR, "7.5.3.1 b")
APPROVAL_UNAUTHORISED = _rule("approval-unauthorised", "QMS-A15", _ERROR, "5.3")
APPROVAL_SELF = _rule("approval-self", "QMS-A16", _ERROR, "7.5.2 c")
AUTHOR_UNKNOWN = _rule("author-unknown", "QMS-A30", _WARNING, "7.5.2 c")
APPROVAL_CONTENT_MISMATCH = _rule("approval-content-mismatch", "QMS-A17", _ERROR, "7.5.2 c")
APPROVAL_DATE_INVALID = _rule("approval-date-invalid", "QMS-A18", _ERROR, "7.5.2 c")
APPROVAL_FOREIGN = _rule("approval-foreign", "QMS-A19", _ERROR, "7.5.2 c")
TAG_MOVED = _rule("tag-moved", "QMS-A20", _ERROR, "7.5.3.1 b", stops=3, exit_code=3, scope=_WHOLE)
TAG_DELETED = _rule("tag-deleted", "QMS-A21", _ERROR, "7.5.3.1 b", stops=3, exit_code=3, scope=_WHOLE)
LEDGER_BROKEN = _rule("ledger-broken", "QMS-A22", _ERROR, "7.5.3.1 b", stops=3, exit_code=3, scope=_WHOLE)
LEDGER_ROLLBACK = _rule("ledger-rollback", "QMS-A23", _ERROR, "7.5.3.1 b", stops=3, exit_code=3, scope=_WHOLE)
APPROVAL_UNRECORDED = _rule("approval-unrecorded", "QMS-A24", _WARNING, "7.5.3.2 c")
APPROVAL_UNPUSHED = _rule("approval-unpushed", "QMS-A28", _WARNING, "7.5.3.1 a")
POLICY_UNAPPROVED = _rule("policy-unapproved", "QMS-A25", _ERROR, "5.3", scope=_WHOLE)
POLICY_INVALID = _rule("policy-invalid", "QMS-A26", _ERROR, "5.3", keeps_from_signing=True, exit_code=2, scope=_WHOLE)
TRUST_ROOT_UNPINNED = _rule("trust-root-unpinned", "QMS-A27", _WARNING, "5.3")
APPROVAL_SUPERSEDED = _rule("approval-superseded", "QMS-A29", _ERROR, "7.5.2 c", keeps_from_signing=True)

# Effectivity and review
EFFECTIVE_BEFORE_APPROVAL = _rule("effective-before-approval", "QMS-E01", _ERROR, "7.5.2 c")
REVIEW_OVERDUE = _rule("review-overdue", "QMS-E02", _ERROR, "7.5.2 c")
REVIEW_DUE_SOON = _rule("review-due-soon", "QMS-E03", _WARNING, "7.5.2 c")
REVIEW_INTERVAL_EXCEEDED = _rule("review-interval-exceeded", "QMS-E04", _ERROR, "7.5.2 c", keeps_from_signing=True)
REVIEW_UNSUPPORTED = _rule("review-unsupported", "QMS-E05", _ERROR, "7.5.2 c")
DEVIATION_EXPIRED = _rule("deviation-expired", "QMS-E06", _ERROR, "8.1", also={"iso13485-2016": "8.3.2"})
DEVIATION_TOO_LONG = _rule("deviation-too-long", "QMS-E07", _ERROR, "8.1", keeps_from_signing=True)
EFFECTIVE_TOO_SOON = _rule("effective-too-soon", "QMS-E08", _WARNING, "7.3")

# Links and obsolescence
LINK_BROKEN = _rule("link-broken", "QMS-L01", _ERROR, "7.5.3.1 a", keeps_from_signing=True)
ASSET_MISSING = _rule("asset-missing", "QMS-L02", _ERROR, "7.5.3.1 a", keeps_from_signing=True)
ANCHOR_MISSING = _rule("anchor-missing", "QMS-L03", _ERROR, "7.5.3.1 a", keeps_from_signing=True)
LINK_TO_DRAFT = _rule("link-to-draft", "QMS-L04", _WARNING, "7.5.3.2 c")
LINK_TO_WITHDRAWN = _rule("link-to-withdrawn", "QMS-L05", _ERROR, "7.5.3.2 d")
LINK_SUSPECT = _rule("link-suspect", "QMS-L06", _WARNING, "8.5.6")
SUPERSESSION_BROKEN = _rule("supersession-broken", "QMS-L07", _ERROR, "7.5.3.2 d")
ORPHAN = _rule("orphan", "QMS-L08", _WARNING, "7.5.3.1 a")
PARENT_WITHDRAWN = _rule("parent-withdrawn", "QMS-L09", _ERROR, "7.5.3.2 d")
ASSET_UNSHOWN = _rule("asset-unshown", "QMS-L10", _WARNING, "7.5.3.1 a")
DIAGRAM_INVALID = _rule("diagram-invalid", "QMS-L11", _WARNING, "7.5.3.1 a")

# External documents, records, clauses, translations
EXTERNAL_EDITION_MISSING = _rule(
    "external-edition-missing", "QMS-X01", _ERROR, "7.5.3.2", also={"iso13485-2016": "4.2.4"}
)
EXTERNAL_WITHDRAWN = _rule("external-withdrawn", "QMS-X02", _ERROR, "7.5.3.2", also={"iso13485-2016": "4.2.4"})
EXTERNAL_CHECK_OVERDUE = _rule(
    "external-check-overdue", "QMS-X03", _WARNING, "7.5.3.2", also={"iso13485-2016": "4.2.4"}
)
RETENTION_TABLE_DIFFERS = _rule("retention-table-differs", "QMS-X13", _WARNING, "7.5.3.2 d")
EXTERNAL_TABLE_DIFFERS = _rule("external-table-differs", "QMS-X12", _WARNING, "7.5.3.2")
RETENTION_MISSING = _rule("retention-missing", "QMS-X04", _ERROR, "7.5.3.2 d", also={"iso13485-2016": "4.2.5"})
RETENTION_TOO_SHORT = _rule("retention-too-short", "QMS-X05", _ERROR, "7.5.3.2 d", also={"iso13485-2016": "4.2.5"})
CLAUSE_UNKNOWN = _rule(
    "clause-unknown", "QMS-X06", _ERROR, "4.4", also={"iso13485-2016": "4.1.1", "iso-iec27001-2022": "4.4"}
)
CLAUSE_UNCOVERED = _rule(
    "clause-uncovered", "QMS-X07", _WARNING, "4.4", also={"iso13485-2016": "4.1.1", "iso-iec27001-2022": "4.4"}
)
CLAUSE_EXCLUSION_UNJUSTIFIED = _rule(
    "clause-exclusion-unjustified",
    "QMS-X08",
    _ERROR,
    "4.3",
    also={"iso13485-2016": "4.2.2", "iso-iec27001-2022": "4.3"},
)
CLAUSE_CHANGED = _rule("clause-changed", "QMS-X11", _WARNING, "6.3")
TRANSLATION_STALE = _rule("translation-stale", "QMS-X09", _WARNING, "7.5.3.1 a")
TRANSLATION_UNAPPROVED = _rule("translation-unapproved", "QMS-X10", _ERROR, "7.5.3.1 a")

# Repository and output
REPOSITORY_INCOMPLETE = _rule("repository-incomplete", "QMS-G01", _ERROR, "7.5.3.1", stops=4, exit_code=4, scope=_WHOLE)
REPOSITORY_TAMPERED = _rule("repository-tampered", "QMS-G02", _ERROR, "7.5.3.1 b", stops=4, exit_code=4, scope=_WHOLE)
STAMP_MISSING = _rule("stamp-missing", "QMS-G03", _ERROR, "7.5.3.2", stops=5)
DRAFT_LEAKED = _rule("draft-leaked", "QMS-G04", _ERROR, "7.5.3.2", stops=5)
PAGE_TAMPERED = _rule("page-tampered", "QMS-G05", _ERROR, "7.5.3.1 b", stops=3, exit_code=3, scope=_WHOLE)
WAIVER_EXPIRED = _rule("waiver-expired", "QMS-G06", _ERROR, "7.5.3.2")
WAIVER_INVALID = _rule("waiver-invalid", "QMS-G07", _ERROR, "7.5.3.2")
LIMIT_EXCEEDED = _rule("limit-exceeded", "QMS-G09", _ERROR, "7.5.3.1 b", keeps_from_signing=True)
CLONE_BEHIND = _rule("clone-behind", "QMS-G08", _WARNING, "7.5.3.1", scope=_WHOLE)


RULE_DATA: Mapping[RuleId, RuleData] = MappingProxyType(_REGISTERED)
_STOPPING: Mapping[int, type[QmsdocError]] = {error.exit_code: error for error in (RepositoryError, TrustError)}


def by_name(rules: Mapping[RuleId, RuleData]) -> dict[str, RuleData]:
    """Return the rules by every name that they bear or bore before."""
    return {name: data for data in rules.values() for name in (data.id, *data.replaces)}


_BY_NAME = by_name(RULE_DATA)


def data_of(name: str) -> RuleData | None:
    """Return the data of the rule that bears the name `name`, or bore it before."""
    return _BY_NAME.get(name)


def stopping_error(rule: RuleId) -> type[QmsdocError] | None:
    """Return the error with which an error of `rule` ends a build before it begins; None where it does not."""
    return _STOPPING.get(RULE_DATA[rule].stops or 0)
