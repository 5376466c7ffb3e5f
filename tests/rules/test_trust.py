from dataclasses import replace

import pytest

from qmsdoc.model.finding import Severity
from qmsdoc.model.snapshot import PolicyState
from tests.rules.build import found, of_rule, scene

TAG = "tag: approved/QP-001/1/jane.doe\n"
PIN = "sha256:" + "1" * 64


def test_a_manual_without_ledger_is_warned_once() -> None:
    (finding,) = found("approved: [{id: QP-001}, {id: QP-002}]", "approval-unrecorded")
    assert (finding.document, finding.path, finding.ref) == (None, None, None)
    assert not found("{draft: {id: QP-001}, policy_state: unapproved}", "approval-unrecorded")


def test_a_manual_with_a_ledger_is_warned_for_each_approval_not_in_it() -> None:
    findings = found("{approved: [{id: QP-001}, {id: QP-002}], ledger: here}", "approval-unrecorded")
    assert [finding.document for finding in findings] == ["QP-001", "QP-002"]
    assert findings[0].ref == "refs/tags/approved/QP-001/1/jane.doe"
    assert not found(TAG + "recorded: 2026-01-16", "approval-unrecorded")


def test_an_approval_that_does_not_count_need_not_be_recorded() -> None:
    assert not found(TAG + "verdict: signer-unknown\nledger: here", "approval-unrecorded")


@pytest.mark.parametrize(("state", "count"), [("in-force", 0), ("unapproved", 1), ("amended", 1), ("broken", 0)])
def test_the_state_of_the_policy(state: str, count: int) -> None:
    findings = found(f"policy_state: {state}", "policy-unapproved")
    assert len(findings) == count
    assert all((f.document, f.path, f.severity) == ("POLICY", "qmsdoc.yml", Severity.INFO) for f in findings)


def test_a_policy_with_a_faulty_signature_does_not_only_wait() -> None:
    state = "amended"
    revision = scene(f"policy_state: {state}").policy.revision
    tag = f"tag: approved/POLICY/{revision}/helen.ward\nverdict: signer-unknown"
    (finding,) = found(f"policy_state: {state}\n{tag}", "policy-unapproved")
    assert finding.severity is Severity.ERROR
    (finding,) = found(f"policy_state: {state}\n{tag.replace('POLICY', 'QP-001')}", "policy-unapproved")
    assert finding.severity is Severity.INFO


def test_a_newer_policy_leaves_the_former_in_force() -> None:
    (finding,) = found("policy_state: amended", "policy-unapproved")
    assert finding.message == "Policy revision 2 is not approved; revision 1 stays in force."


def test_a_policy_changed_under_its_number_needs_the_next_one() -> None:
    snapshot = replace(scene("policy_state: amended"), policy=scene("{}").policy)
    (finding,) = of_rule(snapshot, "policy-unapproved")
    assert finding.severity is Severity.ERROR
    assert "differs from its approved revision 1" in finding.message
    assert "`revision: 2`" in finding.remedy


def test_a_broken_policy_is_told_by_its_problem_alone() -> None:
    snapshot = scene(
        "problems: [{rule: policy-unapproved, message: The pin differs., remedy: Sign it., path: qmsdoc.yml}]"
    )
    (finding,) = of_rule(replace(snapshot, policy_state=PolicyState.BROKEN), "policy-unapproved")
    assert finding.message == "The pin differs."
    assert finding.remedy == "Sign it."


def test_an_amended_policy_without_authority_is_left_to_its_problems() -> None:
    assert not of_rule(replace(scene("policy_state: amended"), authority=None), "policy-unapproved")


def test_a_fault_of_the_policy_files_keeps_path_line_and_remedy() -> None:
    (finding,) = found(
        "problems: [{rule: policy-invalid, message: M., remedy: H., path: people.yml, line: 4, column: 2}]",
        "policy-invalid",
    )
    assert (finding.path, finding.line, finding.column, finding.remedy) == ("people.yml", 4, 2, "H.")


def test_the_trust_root() -> None:
    (finding,) = found(f"root: {PIN}", "trust-root-unpinned")
    assert PIN in finding.remedy
    assert finding.severity is Severity.WARNING
    (finding,) = found("root: null", "trust-root-unpinned")
    assert "Once policy revision 1 is approved" in finding.remedy
    assert not found(f"trust_root: {PIN}", "trust-root-unpinned")


@pytest.mark.parametrize("rule", ["tag-moved", "tag-deleted", "ledger-broken"])
def test_what_the_ledger_disproves_is_an_error_at_its_tag(rule: str) -> None:
    ref = "refs/tags/approved/QP-001/1/jane.doe"
    (finding,) = found(f"problems: [{{rule: {rule}, message: M., remedy: H., ref: {ref}}}]", rule)
    assert (finding.document, finding.ref, finding.severity) == ("QP-001", ref, Severity.ERROR)
    (finding,) = found(f"problems: [{{rule: {rule}, message: M.}}]", rule)
    assert (finding.document, finding.ref) == (None, None)
    assert not found("approved: {id: QP-001}", rule)
