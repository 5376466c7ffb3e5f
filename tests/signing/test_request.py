"""What is planned counts once it is signed; what would not count is refused under the rule it would break."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from qmsdoc.errors import QmsdocError, RefusedError, TrustError, UsageError
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.signing.pending import pending
from qmsdoc.signing.request import SigningRequest, plan_approval, plan_review
from qmsdoc.signing.roles import Signer
from qmsdoc.signing.withdrawal import plan_withdrawal
from tests.memory import PEOPLE, POLICY, MemoryManual, document, moment
from tests.trust.keys import tag_payload

TODAY = date(2026, 2, 2)


def manual(**fields: Any) -> MemoryManual:
    """A manual whose QP-001 revision 1 waits, with these fields in its front matter."""
    made = MemoryManual()
    made.write("documents/procedures/one.md", document(**fields))
    return made.found()


def signer(snapshot: Snapshot, person: str, *, role: str | None = None, wrote: bool = False) -> Signer:
    found = snapshot.policy.person(person)
    assert found is not None
    return Signer(found, TODAY, role, wrote)


def approval(
    made: MemoryManual,
    person: str,
    name: str = "QP-001",
    *,
    role: str | None = None,
    wrote: bool = False,
    pin: str = "",
) -> SigningRequest:
    snapshot = made.snapshot(TODAY, trust_root=pin or None)
    record = snapshot.record(name)
    assert record is not None
    return plan_approval(snapshot, record, signer(snapshot, person, role=role, wrote=wrote))


def verdict(made: MemoryManual, plan: SigningRequest) -> str:
    """Sign what was planned, and judge it."""
    who = plan.name.person
    payload = tag_payload(
        plan.name.tag,
        plan.message,
        target=plan.commit,
        tagger=f"{who} <{who}@meridian.example>",
        seconds=int(moment(TODAY.isoformat()).timestamp()),
    )
    made.store.heads[plan.name.ref] = made.store.put("tag", payload + made.keys[who].sign(payload).encode())
    return made.verdict(plan.name.ref, TODAY)


def refusal(rule: str | None, message: str, error: type[QmsdocError] = RefusedError) -> pytest.RaisesExc[QmsdocError]:
    return pytest.raises(error, match=message, check=lambda found: found.rule == rule)


@pytest.mark.parametrize("fields", [{}, {"effective": "2026-02-02"}, {"lang": "de", "translates": "1"}])
def test_a_planned_approval_counts(fields: dict[str, str]) -> None:
    made = manual(**fields)
    name = "QP-001.de" if fields.get("lang") else "QP-001"
    plan = approval(made, "jane.doe", name)
    assert (plan.statement.role, plan.name.tag) == ("quality-manager", f"approved/{name}/1/jane.doe")
    assert verdict(made, plan) == "valid"
    assert verdict(made, approval(made, "amir.khan", name)) == "valid"


def test_a_planned_approval_says_what_the_policy_wants_said() -> None:
    made = MemoryManual(policy=POLICY + "meanings:\n  approved: {quality-manager: I have checked it.}\n")
    made.write("documents/procedures/one.md", document())
    made.found()
    plan = approval(made, "jane.doe")
    assert plan.statement.meaning == "I have checked it."
    assert verdict(made, plan) == "valid"


def test_the_first_policy_and_the_next_one() -> None:
    made = MemoryManual()
    made.commit()
    assert verdict(made, approval(made, "helen.ward", "POLICY")) == "valid"
    made = manual()
    made.write("qmsdoc.yml", POLICY.replace("revision: 1", "revision: 2\nchange: Nothing much."))
    made.commit("2026-01-20")
    plan = approval(made, "helen.ward", "POLICY")
    assert (plan.name.revision, plan.statement.policy) == (2, 1)
    assert verdict(made, plan) == "valid"


def test_nothing_is_signed_before_the_policy_is() -> None:
    made = MemoryManual()
    made.write("documents/procedures/one.md", document())
    made.commit()
    with refusal("policy-unapproved", "has not been approved yet"):
        approval(made, "jane.doe")


def test_a_policy_other_than_the_pinned_one() -> None:
    made = MemoryManual()
    made.commit()
    with refusal("policy-unapproved", "The trust root says", TrustError):
        approval(made, "helen.ward", "POLICY", pin="sha256:" + "0" * 64)
    snapshot = made.snapshot(TODAY)
    assert snapshot.record("POLICY") is not None
    content = snapshot.records[0].shown.closure.content_digest
    assert verdict(made, approval(made, "helen.ward", "POLICY", pin=content)) == "valid"


def test_roles_that_do_not_fit() -> None:
    made = manual()
    with refusal("approval-unauthorised", "Helen Ward does not hold the role process-owner or quality-manager"):
        approval(made, "helen.ward")
    with refusal("approval-unauthorised", "asks for process-owner or quality-manager, not for 'clerk'"):
        approval(made, "jane.doe", role="clerk")
    with refusal("approval-unauthorised", "does not hold the role process-owner"):
        approval(made, "jane.doe", role="process-owner")
    with refusal("approval-self", "Jane Doe wrote part of this change"):
        approval(made, "jane.doe", wrote=True)
    assert approval(made, "amir.khan", wrote=True).statement.role == "process-owner"


def test_a_delegate_of_who_wrote_it() -> None:
    link = "{role: quality-manager, by: jane.doe, to: helen.ward, from: 2026-01-01, until: 2026-12-31}"
    made = MemoryManual(people=f"{PEOPLE}delegations:\n  - {link}\n")
    made.write("documents/procedures/one.md", document())
    made.found()
    assert approval(made, "helen.ward").statement.role == "quality-manager"
    snapshot = made.snapshot(TODAY)
    record, helen = (
        snapshot.record("QP-001"),
        replace(signer(snapshot, "helen.ward"), for_authors=frozenset({"quality-manager"})),
    )
    assert record is not None
    with refusal("approval-self", "Helen Ward acts for somebody who wrote part of this change"):
        plan_approval(snapshot, record, helen)


def test_a_role_that_is_filled() -> None:
    made = manual()
    made.sign("QP-001", "jane.doe")
    with refusal(None, "has all the signatures it needs as quality-manager"):
        approval(made, "jane.doe", role="quality-manager")
    with refusal("approval-unauthorised", "still needs"):
        approval(made, "jane.doe")


def test_a_role_must_be_chosen_where_two_fit() -> None:
    made = MemoryManual()
    people = made.files["people.yml"][1].decode()
    made.write(
        "people.yml", people.replace("quality-manager: {from: 2023-01-01}", "quality-manager:\n      process-owner:")
    )
    made.write("documents/procedures/one.md", document())
    made.found()
    with refusal(None, "may sign QP-001 revision 1 as process-owner or quality-manager", UsageError):
        approval(made, "jane.doe")
    assert approval(made, "jane.doe", role="process-owner").statement.role == "process-owner"
    assert approval(made, "jane.doe", wrote=True).statement.role == "process-owner"


def test_both_owners_sign_what_supersedes_another_owner_s_document() -> None:
    boards = "{process-owner: 1, quality-manager: 1}\n    independent: [quality-manager]"
    made = MemoryManual(policy=POLICY.replace(boards, "{owner: 1}"))
    made.write("documents/procedures/one.md", document(owner="jane.doe"))
    made.found()
    made.sign("QP-001", "jane.doe", role="owner")
    made.write("documents/procedures/two.md", document("QP-002", owner="process-owner", supersedes="[QP-001]"))
    made.commit("2026-01-18")
    record = made.snapshot(TODAY).record("QP-002")
    assert record is not None
    assert [need.called("process-owner") for need in record.needs] == ["owner", "owner (jane.doe)"]
    assert [
        (item.role, [person.id for person in item.people]) for item in pending(made.snapshot(TODAY), lambda *_: False)
    ] == [
        ("owner", ["amir.khan"]),
        ("owner", ["jane.doe"]),
    ]
    with refusal("approval-unauthorised", "does not hold the role owner"):
        approval(made, "helen.ward", "QP-002")
    for person in ("amir.khan", "jane.doe"):
        assert verdict(made, approval(made, person, "QP-002")) == "valid"
    superseded = made.snapshot(TODAY).record("QP-001")
    assert superseded is not None
    assert superseded.replaced_by == "QP-002"


@pytest.mark.parametrize(
    ("fields", "rule", "message"),
    [
        ({"effective": "2026-02-01"}, "effective-before-approval", "takes effect on 2026-02-01"),
        ({"type": "poster"}, "approvals-undefined", "does not say who approves a document of the type 'poster'"),
    ],
)
def test_texts_that_cannot_be_approved(fields: dict[str, str], rule: str | None, message: str) -> None:
    with refusal(rule, message):
        approval(manual(**fields), "jane.doe")


def test_a_text_that_does_not_say_its_revision() -> None:
    made = manual()
    made.write("documents/procedures/one.md", document().replace("revision: 1\n", ""))
    with refusal("field-missing", "does not say which document and revision"):
        approval(made, "jane.doe")


def test_nothing_waits() -> None:
    made = manual()
    made.approve()
    with refusal(None, "Nothing of QP-001 waits"):
        approval(made, "jane.doe")
    del made.files["documents/procedures/one.md"]
    with refusal(None, "no longer on the trunk"):
        approval(made, "jane.doe")


def test_a_reason_that_cannot_be_written_is_said_so() -> None:
    made = manual()
    made.approve()
    snapshot = made.snapshot(TODAY)
    record = snapshot.record("QP-001")
    assert record is not None
    plan = plan_withdrawal(snapshot, record, signer(snapshot, "jane.doe"), "Old\u202e.", None)
    with pytest.raises(UsageError, match="cannot be written into an approval"):
        assert plan.message


# reviews


def review(made: MemoryManual, person: str, until: date | None = None, *, role: str | None = None) -> SigningRequest:
    snapshot = made.snapshot(TODAY)
    record = snapshot.record("QP-001")
    assert record is not None
    return plan_review(snapshot, record, signer(snapshot, person, role=role), until)


def approved(**fields: str) -> MemoryManual:
    made = manual(**fields)
    made.approve()
    return made


@pytest.mark.parametrize("person", ["jane.doe", "amir.khan"])
@pytest.mark.parametrize("owner", ["quality-manager", "amir.khan"])
def test_a_planned_review_counts(person: str, owner: str) -> None:
    made = approved(owner=owner)
    plan = review(made, person)
    assert plan.statement.review_by == date(2028, 2, 2)
    assert verdict(made, plan) == "valid"
    record = made.snapshot(TODAY).record("QP-001")
    assert record is not None
    assert record.review_by == date(2028, 2, 2)


def test_a_review_stands_on_the_edition_in_force() -> None:
    made = approved()
    commit = made.store.heads["refs/heads/main"]
    made.write("documents/procedures/one.md", document(revision=2))
    made.commit("2026-01-20")
    plan = review(made, "jane.doe", date(2027, 1, 1))
    assert (plan.commit, plan.name.revision) == (commit, 1)
    assert verdict(made, plan) == "valid"


def test_until_when_a_review_may_hold() -> None:
    made = approved()
    assert review(made, "jane.doe", date(2028, 2, 2)).statement.review_by == date(2028, 2, 2)
    with refusal("review-interval-exceeded", "may not be later than 2028-02-02"):
        review(made, "jane.doe", date(2028, 2, 3))
    assert review(made, "jane.doe", date(2026, 2, 3)).statement.review_by == date(2026, 2, 3)
    with refusal(None, "does not lie ahead", UsageError):
        review(made, "jane.doe", TODAY)


def test_reviews_that_would_not_count() -> None:
    with refusal("approval-unauthorised", "Helen Ward holds none of these today"):
        review(approved(), "helen.ward")
    with refusal("approval-unauthorised", "Jane Doe does not hold 'process-owner' today"):
        review(approved(), "jane.doe", role="process-owner")
    with refusal(None, "no edition in force"):
        review(manual(), "jane.doe")


# withdrawals


def withdrawal(made: MemoryManual, person: str, successor: str | None = None, name: str = "QP-001") -> SigningRequest:
    snapshot = made.snapshot(TODAY)
    record = snapshot.record(name)
    assert record is not None
    return plan_withdrawal(snapshot, record, signer(snapshot, person), "No longer\n done.", successor)


def test_a_planned_withdrawal_counts() -> None:
    made = approved()
    plan = withdrawal(made, "jane.doe", "policy")
    assert (plan.statement.reason, plan.statement.successor) == ("No longer done.", "POLICY")
    assert verdict(made, plan) == "valid"
    assert verdict(made, withdrawal(made, "amir.khan", "POLICY")) == "valid"
    record = made.snapshot(TODAY).record("QP-001")
    assert record is not None
    assert record.withdrawn_on == TODAY
    with refusal(None, "was withdrawn on 2026-02-02"):
        withdrawal(made, "jane.doe")
    made.write("documents/procedures/one.md", document(revision=2))
    made.commit("2026-01-20")
    with refusal(None, "is withdrawn"):
        approval(made, "jane.doe")


def test_withdrawals_that_would_not_count() -> None:
    with refusal(None, "was never approved"):
        withdrawal(manual(), "jane.doe")
    with refusal(None, "can only be revised"):
        withdrawal(manual(), "helen.ward", name="POLICY")
    for successor in ("QP-001", "QP-009"):
        with refusal(None, "cannot be the successor", UsageError):
            withdrawal(approved(), "jane.doe", successor)
    with refusal("approval-unauthorised", "does not hold"):
        withdrawal(approved(), "helen.ward")


def test_a_text_changed_after_its_first_signature_is_refused_with_the_next_number() -> None:
    made = manual()
    made.sign("QP-001", "jane.doe")
    made.write("documents/procedures/one.md", document(body="Do that.\n"))
    made.commit("2026-01-20")
    for person in ("amir.khan", "jane.doe"):
        with pytest.raises(RefusedError, match="was changed after it was signed by Jane Doe") as caught:
            approval(made, person)
        assert caught.value.rule == "approval-superseded"
        assert "revision: 2" in caught.value.remedy
