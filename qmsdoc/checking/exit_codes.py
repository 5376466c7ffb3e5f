"""The exit code of a judgement: 0 clean, 1 errors found, 2 policy unreadable, 3 trust broken, 4 repository unfit."""

from __future__ import annotations

from collections.abc import Iterable

from qmsdoc.errors import TrustError
from qmsdoc.model.finding import Finding, Severity
from qmsdoc.model.rule import Scope
from qmsdoc.model.rule_ids import POLICY_INVALID, RULE_DATA
from qmsdoc.model.snapshot import PolicyState, Snapshot


def concerns_all(finding: Finding) -> bool:
    """Tell a finding of the policy, the ledger or the repository, which counts whatever part of a manual is judged."""
    return RULE_DATA[finding.rule].scope is Scope.MANUAL


def exit_code(snapshot: Snapshot, findings: Iterable[Finding]) -> int:
    """Give the code; where several apply, the gravest. What is waived or in the baseline does not count."""
    errors = [finding for finding in findings if finding.severity is Severity.ERROR and finding.counts]
    own = [each for each in errors if each.rule != POLICY_INVALID or each.ref is None]  # not of a signed policy
    codes = {RULE_DATA[finding.rule].exit_code for finding in own}
    if snapshot.policy_state is PolicyState.BROKEN:
        codes.add(TrustError.exit_code)
    return next((code for code in (4, 3, 2) if code in codes), 1 if errors else 0)
