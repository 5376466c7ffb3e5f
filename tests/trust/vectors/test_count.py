"""What the tables of vectors are as a whole: enough, each with its own name, and never only refusals."""

from __future__ import annotations

import pytest

from tests.trust.vectors import (
    test_acts,
    test_closure,
    test_dates,
    test_fields,
    test_headers,
    test_independence,
    test_keys,
    test_ledger,
    test_names,
    test_people,
    test_policies,
    test_signatures,
    test_trunk,
)
from tests.trust.vectors.scenes import Vector

GROUPS: dict[str, tuple[Vector, ...]] = {
    "acts": test_acts.VECTORS,
    "closure": test_closure.VECTORS,
    "dates": test_dates.VECTORS,
    "fields": test_fields.VECTORS,
    "headers": test_headers.VECTORS,
    "independence": test_independence.VECTORS,
    "keys": test_keys.VECTORS,
    "ledger": test_ledger.VECTORS,
    "names": test_names.VECTORS,
    "people": test_people.VECTORS,
    "policies": test_policies.VECTORS,
    "signatures": test_signatures.VECTORS,
    "trunk": test_trunk.VECTORS,
}
ALL = [vector for group in GROUPS.values() for vector in group]


def test_there_are_enough_of_them() -> None:
    assert len(ALL) >= 170
    assert sum(vector.rule not in ("valid", "later") for vector in ALL) >= 120


@pytest.mark.parametrize("name", GROUPS)
def test_each_group_has_its_positive_controls(name: str) -> None:
    group = GROUPS[name]
    assert len({vector.name for vector in group}) == len(group)
    assert sum(vector.rule == "valid" for vector in group) >= 2
    assert any(vector.rule != "valid" for vector in group)


def test_every_rule_that_an_approval_can_fail_is_failed_by_one() -> None:
    rules = {vector.rule for vector in ALL} - {"valid", "later"}
    assert rules == {
        "approval-content-mismatch",
        "approval-date-invalid",
        "approval-foreign",
        "approval-missing",
        "approval-self",
        "approval-unauthorised",
        "effective-before-approval",
        "history-rewritten",
        "key-expired",
        "key-revoked",
        "policy-invalid",
        "policy-unapproved",
        "repository-incomplete",
        "signature-invalid",
        "signature-noncanonical",
        "signature-unverifiable",
        "signer-mismatch",
        "signer-unknown",
        "tag-lightweight",
        "tag-malformed",
        "tag-name-mismatch",
        "tag-target-invalid",
        "tag-unreachable",
        "tag-unsigned",
    }
