"""The exit code of a judgement: 0 clean, 1 errors found, 2 policy unreadable, 3 trust broken, 4 repository unfit."""

from __future__ import annotations

from collections.abc import Iterable

from qmsdoc.errors import STOPPING, RepositoryError, TrustError
from qmsdoc.model.finding import Finding, Severity
from qmsdoc.model.snapshot import PolicyState, Snapshot

_POLICY = frozenset(("policy-invalid", "policy-unapproved"))


def concerns_all(finding: Finding) -> bool:
    """Tell a finding of the policy, the ledger or the repository, which counts whatever part of a manual is judged."""
    return finding.rule in STOPPING or finding.rule in _POLICY


def exit_code(snapshot: Snapshot, findings: Iterable[Finding]) -> int:
    """Give the code; where several apply, the gravest. What is waived or in the baseline does not count."""
    errors = [finding for finding in findings if finding.severity is Severity.ERROR and finding.counts]
    stops = {STOPPING[finding.rule] for finding in errors if finding.rule in STOPPING}
    if RepositoryError in stops:
        return RepositoryError.exit_code
    if snapshot.policy_state is PolicyState.BROKEN or TrustError in stops:
        return TrustError.exit_code
    if any(finding.rule == "policy-invalid" and finding.ref is None for finding in errors):
        return 2
    return 1 if errors else 0
