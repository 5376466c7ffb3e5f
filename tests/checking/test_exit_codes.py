from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from qmsdoc.checking.exit_codes import exit_code
from qmsdoc.model.finding import Finding, Severity
from qmsdoc.model.rule_ids import RuleId
from qmsdoc.model.snapshot import PolicyState, Snapshot
from tests.memory import MemoryManual


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return MemoryManual().found().snapshot(date(2026, 2, 2))


def finding(rule: str, severity: Severity = Severity.ERROR, ref: str | None = None) -> Finding:
    return Finding(RuleId(rule), "It is so.", "Do this.", ref=ref, severity=severity)


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ((), 0),
        (("link-broken",), 1),
        (("policy-unapproved",), 1),
        (("policy-invalid", "link-broken"), 2),
        (("tag-moved", "policy-invalid"), 3),
        (("tag-deleted",), 3),
        (("ledger-broken",), 3),
        (("repository-tampered", "tag-moved"), 4),
    ],
)
def test_the_gravest_decides(snapshot: Snapshot, rules: tuple[str, ...], code: int) -> None:
    assert exit_code(snapshot, [finding(rule) for rule in rules]) == code


def test_only_errors_count(snapshot: Snapshot) -> None:
    assert exit_code(snapshot, [finding("link-broken", Severity.WARNING), finding("tag-moved", Severity.INFO)]) == 0


def test_a_policy_that_a_signature_cannot_be_judged_by_is_the_signatures_fault(snapshot: Snapshot) -> None:
    assert exit_code(snapshot, [finding("policy-invalid", ref="refs/tags/approved/POLICY/2/jane.doe")]) == 1


def test_a_broken_start_is_a_breach_of_trust(snapshot: Snapshot) -> None:
    assert exit_code(replace(snapshot, policy_state=PolicyState.BROKEN), ()) == 3
