"""Withdrawal by one person alone: takes out of force at once, and only a new revision approved after it brings back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from qmsdoc.model.approval import Act
from qmsdoc.model.snapshot import Record, Status
from tests.memory import PEOPLE, POLICY, MemoryManual, document

PATH = "documents/procedures/control.md"
EMERGENCY = POLICY.replace("trunk: main", "trunk: main\nemergency_withdrawal: quality-manager")


def manual(policy: str = EMERGENCY, people: str = PEOPLE) -> MemoryManual:
    made = MemoryManual(policy=policy, people=people).found()
    made.write(PATH, document())
    made.commit("2026-01-10")
    made.approve(on="2026-01-12")
    return made


def withdraw(made: MemoryManual, person: str = "jane.doe", on: str = "2026-01-20", **changes: Any) -> str:
    return made.sign("QP-001", person, act=Act.WITHDRAWN, on=on, reason="It is dangerous.", **changes)


def revise(made: MemoryManual, on: str, *, signed: str, revision: int = 2, **fields: str) -> None:
    made.write(PATH, document(revision=revision, body="Do it safely.\n", **fields))
    made.commit(on)
    made.approve(on=signed)


def record(made: MemoryManual, as_of: date = date(2026, 2, 2)) -> Record:
    found = made.snapshot(as_of).record("QP-001")
    assert found is not None
    return found


def test_one_signature_takes_it_out_of_force() -> None:
    made = manual()
    assert record(made).status is Status.EFFECTIVE
    withdraw(made)
    found = record(made)
    assert (found.status, found.effective, found.emergency) == (Status.WITHDRAWN, None, True)
    assert (found.withdrawn_on, found.editions[0].status) == (date(2026, 1, 20), Status.WITHDRAWN)


def test_a_new_revision_approved_after_it_brings_it_back() -> None:
    made = manual()
    withdraw(made)
    made.write(PATH, document(revision=2, body="Do it safely.\n"))
    made.commit("2026-01-21")
    waiting = record(made)
    assert [need.role for need in waiting.needs] == ["process-owner", "quality-manager"]
    made.approve(on="2026-01-22")
    found = record(made)
    assert found.effective is not None
    assert (found.status, found.effective.revision, found.emergency) == (Status.EFFECTIVE, 2, False)
    assert (found.withdrawn_on, found.editions[0].status) == (None, Status.SUPERSEDED)


def test_it_comes_back_on_the_day_the_new_revision_takes_effect() -> None:
    made = manual()
    withdraw(made)
    revise(made, "2026-01-21", signed="2026-01-22", effective="2026-01-30")
    assert record(made, date(2026, 1, 29)).status is Status.WITHDRAWN
    assert record(made, date(2026, 1, 30)).status is Status.EFFECTIVE


def test_what_was_approved_before_it_never_comes_into_force() -> None:
    made = manual()
    revise(made, "2026-01-14", signed="2026-01-15", effective="2026-01-25")
    first = record(made, date(2026, 1, 13)).editions[0]
    withdraw(made, revision=1, content_digest=first.content_digest, commit=first.commit)
    assert record(made, date(2026, 1, 26)).status is Status.WITHDRAWN
    revise(made, "2026-01-27", signed="2026-01-28", revision=3)
    found = record(made)
    assert found.effective is not None
    assert found.effective.revision == 3


def test_reviews_and_policies_bring_nothing_back() -> None:
    made = manual()
    withdraw(made)
    made.sign(
        "QP-001", "jane.doe", act=Act.REVIEWED, on="2026-01-21", day=date(2026, 1, 21), review_by=date(2027, 1, 1)
    )
    made.write("qmsdoc.yml", POLICY.replace("revision: 1", "revision: 2\nchange: No emergencies any more."))
    made.commit("2026-01-22")
    made.sign("POLICY", "helen.ward", on="2026-01-23")
    assert record(made).status is Status.WITHDRAWN


def test_a_policy_makes_no_emergency_of_what_was_signed_before_it() -> None:
    made = manual(POLICY)
    withdraw(made)
    made.write("qmsdoc.yml", EMERGENCY.replace("revision: 1", "revision: 2\nchange: Emergencies."))
    made.commit("2026-01-22")
    made.sign("POLICY", "helen.ward", on="2026-01-23")
    assert record(made).status is Status.EFFECTIVE


def test_all_signatures_make_it_for_ever() -> None:
    made = manual()
    withdraw(made)
    withdraw(made, "amir.khan", on="2026-01-21")
    assert (record(made).status, record(made).emergency) == (Status.WITHDRAWN, False)
    revise(made, "2026-01-22", signed="2026-01-23")
    assert record(made).status is Status.WITHDRAWN


@pytest.mark.parametrize(
    "policy", [POLICY, EMERGENCY.replace("withdrawal: quality-manager", "withdrawal: managing-director")]
)
def test_another_role_alone_does_not(policy: str) -> None:
    made = manual(policy)
    assert made.verdict(withdraw(made)) == "valid"
    assert record(made).status is Status.EFFECTIVE


def test_the_role_need_not_be_one_that_approves() -> None:
    made = manual(EMERGENCY.replace("withdrawal: quality-manager", "withdrawal: managing-director"))
    assert made.verdict(withdraw(made, "helen.ward")) == "valid"
    assert record(made).emergency
    plain = manual(POLICY)
    assert plain.verdict(withdraw(plain, "helen.ward")) == "approval-unauthorised"


def test_the_policy_itself_cannot_be_withdrawn() -> None:
    made = manual()
    ref = made.sign("POLICY", "helen.ward", act=Act.WITHDRAWN, on="2026-01-20", reason="Mine.")
    assert made.verdict(ref) == "approval-unauthorised"
    found = made.snapshot().record("POLICY")
    assert found is not None
    assert found.status is Status.EFFECTIVE
