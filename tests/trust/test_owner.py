"""The owner as signer: a person, whoever holds the owning role, or another where the owner signs already."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from qmsdoc.model.approval import Act, Approval
from qmsdoc.model.snapshot import Record, Status
from qmsdoc.rules import check
from qmsdoc.signing.pending import pending
from qmsdoc.signing.request import plan_approval
from qmsdoc.signing.roles import Signer
from qmsdoc.signing.withdrawal import plan_withdrawal
from tests.memory import PEOPLE, POLICY, MemoryManual, document

OWNED = POLICY.replace("process-owner: 1", "owner: 1")
RULED = OWNED + "  rule: {prefix: QR, folder: rules, approvals: {managing-director: 1}}\n"
SAME = OWNED + "same_person: managing-director\n"
TODAY = date(2026, 2, 2)


def manual(owner: str, policy: str = OWNED) -> MemoryManual:
    made = MemoryManual(policy=policy)
    made.write("documents/procedures/one.md", document(owner=owner))
    return made.found()


def record(made: MemoryManual) -> Record:
    found = made.snapshot(TODAY).record("QP-001")
    assert found is not None
    return found


@pytest.mark.parametrize("owner", ["amir.khan", "process-owner"])
def test_the_owner_signs_in_person_or_as_who_holds_the_role(owner: str) -> None:
    made = manual(owner)
    made.sign("QP-001", "amir.khan", role="owner")
    made.sign("QP-001", "jane.doe", role="quality-manager")
    assert record(made).status is Status.EFFECTIVE


@pytest.mark.parametrize(("owner", "person"), [("amir.khan", "helen.ward"), ("process-owner", "helen.ward")])
def test_nobody_else_signs_as_the_owner(owner: str, person: str) -> None:
    made = manual(owner)
    made.sign("QP-001", person, role="owner")
    made.sign("QP-001", "jane.doe", role="quality-manager")
    assert record(made).status is Status.IN_REVIEW
    assert [need.role for need in record(made).needs] == ["owner"]


@pytest.mark.parametrize(
    ("owner", "held"), [("quality-manager", "quality-manager"), ("jane.doe", "jane.doe"), (None, "owner")]
)
def test_who_is_not_the_owner_is_told_which_role_was_not_held(owner: str | None, held: str) -> None:
    made = MemoryManual(policy=OWNED)
    made.write("documents/procedures/one.md", document(owner=owner))  # type: ignore[arg-type]
    made.found()
    ref = made.sign("QP-001", "amir.khan", role="owner")
    (reason,) = (act.reason for act in made.snapshot(TODAY).acts if act.ref == ref)
    assert reason == f"amir.khan did not hold the role '{held}' on 2026-01-12."


def replaced(owner: str, people: str = PEOPLE) -> MemoryManual:
    """A procedure of this owner is approved, and a rule of Jane's that supersedes it waits."""
    made = MemoryManual(policy=RULED, people=people)
    made.write("documents/procedures/one.md", document(owner=owner))
    made.found()
    made.sign("QP-001", "amir.khan", role="owner")
    made.sign("QP-001", "jane.doe")
    made.write("documents/rules/one.md", document("QR-001", type="rule", owner="jane.doe", supersedes="[QP-001]"))
    made.commit("2026-01-14")
    return made


def test_the_owner_signs_where_only_the_other_documents_type_asks_for_its_owner() -> None:
    made = replaced("amir.khan")
    reasons = {}
    for who in ("amir.khan", "jane.doe"):
        ref = made.sign("QR-001", who, role="owner", on="2026-01-15")
        reasons[who] = next(act.reason for act in made.snapshot(TODAY).acts if act.ref == ref)
    assert reasons == {"amir.khan": None, "jane.doe": "It needs the owner (amir.khan), and jane.doe was not the one."}


@pytest.mark.parametrize(("role", "acts_for"), [("owner", ("amir.khan",)), ("managing-director", ())])
def test_a_delegate_signs_for_another_documents_owner_but_in_a_role_of_her_own_for_nobody(
    role: str, acts_for: tuple[str, ...]
) -> None:
    days = "from: 2026-01-01, until: 2026-12-31"
    people = f"{PEOPLE}delegations:\n  - {{role: process-owner, by: amir.khan, to: helen.ward, {days}}}\n"
    made = replaced("process-owner", people)
    ref = made.sign("QR-001", "helen.ward", role=role, on="2026-01-15")
    signed = [act for act in made.snapshot(TODAY).acts if isinstance(act, Approval) and act.ref == ref]
    assert [act.on_behalf_of for act in signed] == [acts_for]


@pytest.mark.parametrize(
    ("act", "role", "held"),
    [(Act.APPROVED, "managing-director", "managing-director"), (Act.WITHDRAWN, "owner", "amir.khan")],
)
def test_what_replaces_another_is_signed_by_who_holds_the_role_and_withdrawn_by_its_own_owner(
    act: Act, role: str, held: str
) -> None:
    made = manual("jane.doe", RULED)
    kind = "rule" if act is Act.APPROVED else "procedure"
    made.write("documents/two.md", document("X-001", type=kind, owner="amir.khan", supersedes="[QP-001]"))
    made.commit("2026-01-14")
    more: dict[str, Any] = {} if act is Act.APPROVED else {"reason": "It is wrong."}
    ref = made.sign("X-001", "jane.doe", act=act, role=role, on="2026-01-15", **more)
    (reason,) = (each.reason for each in made.snapshot(TODAY).acts if each.ref == ref)
    assert reason == f"jane.doe did not hold the role '{held}' on 2026-01-15."


def test_a_role_that_was_not_held_is_told_by_its_own_name_whoever_the_owner_is() -> None:
    made = manual("managing-director")
    ref = made.sign("QP-001", "amir.khan", role="quality-manager")
    (reason,) = (act.reason for act in made.snapshot(TODAY).acts if act.ref == ref)
    assert reason == "amir.khan did not hold the role 'quality-manager' on 2026-01-12."


def test_what_waits_names_the_owner_and_his_plan_counts() -> None:
    made = manual("process-owner")
    snapshot = made.snapshot(TODAY)
    waiting = {item.role: [person.id for person in item.people] for item in pending(snapshot, lambda *_: False)}
    assert waiting == {"owner": ["amir.khan"], "quality-manager": ["jane.doe"]}
    person = snapshot.policy.person("amir.khan")
    assert person is not None
    assert plan_approval(snapshot, record(made), Signer(person, TODAY)).statement.role == "owner"
    said = " ".join(finding.remedy for finding in check(snapshot) if finding.rule == "approval-missing")
    assert "As owner may sign: Amir Khan (amir.khan)." in said
    assert not [finding for finding in check(snapshot) if finding.rule == "approver-unavailable"]


def test_another_signs_for_an_owner_who_signs_already() -> None:
    made = manual("quality-manager", SAME)
    assert [need.role for need in record(made).needs] == ["quality-manager", "managing-director"]
    made.sign("QP-001", "jane.doe", role="owner")
    assert record(made).status is Status.DRAFT
    made = manual("quality-manager", SAME)
    made.sign("QP-001", "jane.doe", role="quality-manager")
    made.sign("QP-001", "helen.ward", role="managing-director")
    assert record(made).status is Status.EFFECTIVE


def test_where_the_policy_names_nobody_for_that_both_are_asked() -> None:
    made = manual("quality-manager")
    assert [(need.role, need.count) for need in record(made).needs] == [("owner", 1), ("quality-manager", 1)]


def test_elsewhere_that_role_is_not_asked() -> None:
    made = manual("process-owner", SAME)
    made.sign("QP-001", "helen.ward", role="managing-director")
    made.sign("QP-001", "jane.doe", role="quality-manager")
    assert [need.role for need in record(made).needs] == ["owner"]


def test_a_role_that_signs_for_owners_is_held_by_somebody() -> None:
    made = manual("quality-manager", OWNED + "same_person: managing-directr\n")
    said = [finding.message for finding in check(made.snapshot(TODAY)) if finding.rule == "approver-unavailable"]
    assert ["'managing-directr'" in message for message in said] == [True]


def test_where_the_newest_edition_has_another_owner_that_one_is_asked_to_withdraw() -> None:
    made = manual("amir.khan")
    made.sign("QP-001", "amir.khan", role="owner")
    made.sign("QP-001", "jane.doe")
    made.write("documents/procedures/one.md", document(revision=2, owner="helen.ward", effective="2026-03-01"))
    made.commit("2026-01-14")
    made.sign("QP-001", "helen.ward", role="owner", on="2026-01-15")
    made.sign("QP-001", "jane.doe", on="2026-01-15")
    snapshot, found = made.snapshot(TODAY), record(made)
    assert [edition.status for edition in found.editions] == [Status.EFFECTIVE, Status.APPROVED]
    for who in ("jane.doe", "helen.ward"):
        person = snapshot.policy.person(who)
        assert person is not None
        planned = plan_withdrawal(made.snapshot(TODAY), found, Signer(person, TODAY), "Nobody uses it.", None)
        assert (planned.name.revision, planned.commit) == (2, made.store.heads["refs/heads/main"])
        made.sign("QP-001", who, act=Act.WITHDRAWN, on="2026-01-20", role=planned.statement.role, reason="Old.")
        found = record(made)
        waiting = pending(made.snapshot(TODAY), lambda *_: False)
        asked = [(item.act, item.revision, item.role, [person.id for person in item.people]) for item in waiting]
        assert asked == ([(Act.WITHDRAWN, 2, "owner", ["helen.ward"])] if who == "jane.doe" else [])
    assert found.status is Status.WITHDRAWN
