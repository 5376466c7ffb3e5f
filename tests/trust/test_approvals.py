"""Approvals in a whole manual: each wrong one is named by its rule, and the honest one beside it counts."""

from __future__ import annotations

from datetime import date

import pytest

from qmsdoc.errors import RepositoryError
from qmsdoc.model.approval import Act, TagName, Verdict
from qmsdoc.model.snapshot import PolicyState, Status
from tests.memory import DAY, PEOPLE, POLICY, MemoryManual, document
from tests.trust.keys import make_key

PATH = "documents/procedures/control.md"


@pytest.fixture
def manual() -> MemoryManual:
    made = MemoryManual().found()
    made.write(PATH, document())
    made.commit("2026-01-10")
    return made


def test_two_signatures_make_an_edition_in_force(manual: MemoryManual) -> None:
    manual.approve(on="2026-01-12")
    record = manual.snapshot().record("QP-001")
    assert record is not None
    assert record.status is Status.EFFECTIVE
    assert record.effective is not None
    assert record.effective.document.data == document().encode()
    assert (record.effective.approved_on, record.effective.effective_on) == (date(2026, 1, 12), date(2026, 1, 12))
    assert [approval.person_name for approval in record.effective.approvals] == ["Amir Khan", "Jane Doe"]
    assert record.review_by == date(2028, 1, 12)
    assert record.needs == ()


def test_no_signature_is_a_draft_and_one_is_in_review(manual: MemoryManual) -> None:
    record = manual.snapshot().record("QP-001")
    assert record is not None
    assert record.status is Status.DRAFT
    assert [(need.role, need.count) for need in record.needs] == [("process-owner", 1), ("quality-manager", 1)]
    manual.sign("QP-001", "amir.khan")
    record = manual.snapshot().record("QP-001")
    assert record is not None
    assert record.status is Status.IN_REVIEW
    assert [need.role for need in record.needs] == ["quality-manager"]


def test_a_later_effective_date_is_approved_until_that_day(manual: MemoryManual) -> None:
    manual.write(PATH, document(effective="2026-02-10"))
    manual.commit("2026-01-11")
    manual.approve(on="2026-01-12")
    before, then = (
        manual.snapshot(date(2026, 2, 9)).record("QP-001"),
        manual.snapshot(date(2026, 2, 10)).record("QP-001"),
    )
    assert before is not None
    assert then is not None
    assert (before.status, before.effective) == (Status.APPROVED, None)
    assert then.status is Status.EFFECTIVE


def test_an_unsigned_next_revision_leaves_the_former_in_force(manual: MemoryManual) -> None:
    manual.approve()
    manual.write(PATH, document(revision=2, body="Do that.\n"))
    manual.commit("2026-01-20")
    manual.sign("QP-001", "amir.khan", on="2026-01-21")
    record = manual.snapshot().record("QP-001")
    assert record is not None
    assert record.status is Status.EFFECTIVE
    assert record.effective is not None
    assert (record.effective.revision, record.newest) == (1, 2)
    assert [need.role for need in record.needs] == ["quality-manager"]


def test_the_next_revision_supersedes_the_former(manual: MemoryManual) -> None:
    manual.approve()
    manual.write(PATH, document(revision=2, body="Do that.\n"))
    manual.commit("2026-01-20")
    manual.approve(on="2026-01-21")
    record = manual.snapshot().record("QP-001")
    assert record is not None
    assert [(edition.revision, edition.status) for edition in record.editions] == [
        (1, Status.SUPERSEDED),
        (2, Status.EFFECTIVE),
    ]
    then = manual.snapshot(date(2026, 1, 15)).record("QP-001")
    assert then is not None
    assert then.effective is not None
    assert then.effective.revision == 1


def test_what_was_signed_is_published_whatever_the_branch_looks_like(manual: MemoryManual) -> None:
    manual.approve()
    manual.write(PATH, "vandalised")
    manual.commit("2026-01-20")
    record = manual.snapshot().record("QP-001")
    assert record is not None
    assert record.effective is not None
    assert record.effective.document.data == document().encode()


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("valid", {}),
        ("approval-foreign", {"manual": "another-manual"}),
        ("approval-content-mismatch", {"content_digest": "sha256:" + "0" * 64}),
        ("approval-unauthorised", {"role": "process-owner"}),
        ("approval-unauthorised", {"role": "managing-director"}),
        ("approval-unauthorised", {"policy": 2}),
        ("tag-target-invalid", {"path": "documents/procedures/other.md"}),
        ("tag-target-invalid", {"path": "qmsdoc.yml"}),
        ("tag-name-mismatch", {"document": "QP-002"}),
        ("tag-name-mismatch", {"revision": 2, "tag": TagName(Act.APPROVED, "QP-001", 1, "jane.doe")}),
        ("tag-malformed", {"meaning": "I have seen this."}),
        ("tag-malformed", {"effective": date(2026, 3, 1)}),
        ("approval-date-invalid", {"on": "2026-01-09"}),
        ("approval-date-invalid", {"on": "2026-02-03T00:00:01"}),
        ("valid", {"on": "2026-02-02T23:59:59"}),
        ("signer-mismatch", {"key": make_key("amir.khan")}),
        ("signer-unknown", {"key": make_key("stranger")}),
        ("signer-mismatch", {"tag": TagName(Act.APPROVED, "QP-001", 1, "amir.khan")}),
    ],
)
def test_each_wrong_approval_is_named(manual: MemoryManual, rule: str, changes: dict[str, object]) -> None:
    ref = manual.sign("QP-001", "jane.doe", **changes)  # type: ignore[arg-type]
    assert manual.verdict(ref) == rule


def test_a_moved_tag_name_is_a_replay(manual: MemoryManual) -> None:
    ref = manual.sign("QP-001", "jane.doe")
    other = ref.replace("/1/", "/2/")
    manual.store.heads[other] = manual.store.heads[ref]
    assert (manual.verdict(ref), manual.verdict(other)) == ("valid", "tag-name-mismatch")


def test_a_lightweight_tag_signs_nothing(manual: MemoryManual) -> None:
    manual.store.heads["refs/tags/approved/QP-001/1/jane.doe"] = manual.store.heads["refs/heads/main"]
    assert manual.verdict("refs/tags/approved/QP-001/1/jane.doe") == "tag-lightweight"


def test_a_commit_outside_the_trunk_is_unreachable(manual: MemoryManual) -> None:
    trunk = manual.store.heads["refs/heads/main"]
    aside = manual.commit("2026-01-11", branch="proposal", parents=[trunk])
    ref = manual.sign("QP-001", "jane.doe", commit=aside)
    assert manual.verdict(ref) == "tag-unreachable"
    manual.commit("2026-01-13", parents=[trunk, aside], message="Merge")
    assert manual.verdict(ref) == "valid"


def test_a_missing_commit_stops_everything(manual: MemoryManual) -> None:
    manual.sign("QP-001", "jane.doe", commit="1" * 40)
    with pytest.raises(RepositoryError) as error:
        manual.snapshot()
    assert error.value.rule == "repository-incomplete"


def test_a_role_not_yet_or_no_longer_held_does_not_count(manual: MemoryManual) -> None:
    ref = manual.sign("QP-001", "amir.khan", role="quality-manager")
    assert manual.verdict(ref) == "approval-unauthorised"


def test_the_author_cannot_sign_as_an_independent_role() -> None:
    manual = MemoryManual().found()
    manual.write(PATH, document())
    manual.commit("2026-01-10", author="jane.doe")
    manual.approve()
    record = manual.snapshot().record("QP-001")
    assert record is not None
    assert (record.effective, record.status) == (None, Status.IN_REVIEW)
    assert manual.verdict("refs/tags/approved/QP-001/1/jane.doe") == "approval-self"
    assert manual.verdict("refs/tags/approved/QP-001/1/amir.khan") == "valid"


def test_a_coauthor_cannot_either_but_writing_an_earlier_edition_does_no_harm() -> None:
    manual = MemoryManual().found()
    manual.write(PATH, document())
    manual.commit("2026-01-10")
    manual.approve()
    manual.write(PATH, document(revision=2))
    manual.commit("2026-01-14", message="Two\n\nCo-authored-by: Jane <JANE.DOE@meridian.example>")
    manual.approve(on="2026-01-15")
    assert manual.verdict("refs/tags/approved/QP-001/2/jane.doe") == "approval-self"
    manual.write(PATH, document(revision=2, body="Again.\n"))
    manual.files.pop("documents/other.md", None)
    manual.commit("2026-01-16")
    assert manual.verdict("refs/tags/approved/QP-001/1/jane.doe") == "valid"


def test_the_effective_date_is_not_before_the_last_signature(manual: MemoryManual) -> None:
    manual.write(PATH, document(effective="2026-01-12"))
    manual.commit("2026-01-11")
    manual.sign("QP-001", "amir.khan", on="2026-01-12")
    ref = manual.sign("QP-001", "jane.doe", on="2026-01-13")
    assert manual.verdict(ref) == "effective-before-approval"
    record = manual.snapshot().record("QP-001")
    assert record is not None
    assert record.editions == ()


def test_an_image_is_part_of_what_is_signed(manual: MemoryManual) -> None:
    manual.write(PATH, document(body="![Flow](flow.svg)\n"))
    manual.write("documents/procedures/flow.svg", "<svg/>")
    manual.commit("2026-01-11")
    honest = manual.sign("QP-001", "jane.doe", on="2026-01-12")
    assert manual.verdict(honest) == "valid"
    signed = manual.statement("QP-001", "process-owner").content_digest
    manual.write("documents/procedures/flow.svg", "<svg></svg>")
    manual.commit("2026-01-13")
    ref = manual.sign("QP-001", "amir.khan", on="2026-01-14", content_digest=signed)
    assert manual.verdict(ref) == "approval-content-mismatch"


def test_a_withdrawal_needs_what_an_approval_needs(manual: MemoryManual) -> None:
    manual.approve()
    manual.sign("QP-001", "amir.khan", act=Act.WITHDRAWN, on="2026-01-20", reason="Not used.", successor="QP-002")
    record = manual.snapshot().record("QP-001")
    assert record is not None
    assert record.status is Status.EFFECTIVE
    manual.sign("QP-001", "jane.doe", act=Act.WITHDRAWN, on="2026-01-21", reason="Not used.", successor="QP-002")
    record = manual.snapshot().record("QP-001")
    assert record is not None
    assert (record.status, record.withdrawn_on, record.replaced_by) == (Status.WITHDRAWN, date(2026, 1, 21), "QP-002")
    assert record.editions[0].status is Status.WITHDRAWN


def test_signatures_withdraw_together_only_for_the_same_successor(manual: MemoryManual) -> None:
    manual.approve()
    manual.sign("QP-001", "amir.khan", act=Act.WITHDRAWN, on="2026-01-20", reason="Not used.", successor="QP-002")
    manual.sign("QP-001", "jane.doe", act=Act.WITHDRAWN, on="2026-01-21", reason="Not needed.")
    record = manual.snapshot().record("QP-001")
    assert record is not None
    assert record.status is Status.EFFECTIVE
    manual.sign("QP-001", "jane.doe", act=Act.WITHDRAWN, on="2026-01-21", reason="Not needed.", successor="QP-002")
    record = manual.snapshot().record("QP-001")
    assert record is not None
    assert record.status is Status.WITHDRAWN


def test_a_signed_review_moves_the_date(manual: MemoryManual) -> None:
    manual.approve()
    day = date(2026, 1, 30)
    manual.sign("QP-001", "jane.doe", act=Act.REVIEWED, on="2026-01-30", day=day, review_by=date(2027, 6, 1))
    record = manual.snapshot().record("QP-001")
    assert record is not None
    assert record.review_by == date(2027, 6, 1)
    wrong = manual.sign("QP-001", "jane.doe", act=Act.REVIEWED, on="2026-01-30", day=DAY, review_by=date(2029, 1, 1))
    assert manual.verdict(wrong) == "approval-date-invalid"


def test_superseded_by_another_document(manual: MemoryManual) -> None:
    manual.approve()
    manual.write("documents/procedures/new.md", document("QP-002", supersedes="[QP-001]"))
    manual.commit("2026-01-20")
    manual.approve("QP-002", on="2026-01-21")
    record = manual.snapshot().record("QP-001")
    assert record is not None
    assert (record.status, record.replaced_by, record.effective) == (Status.SUPERSEDED, "QP-002", None)


def test_another_type_cannot_lower_what_is_asked(manual: MemoryManual) -> None:
    manual.approve()
    manual.write(PATH, document(revision=2, type="form"))
    manual.commit("2026-01-20")
    manual.sign("QP-001", "jane.doe", on="2026-01-21")
    record = manual.snapshot().record("QP-001")
    assert record is not None
    assert [edition.revision for edition in record.editions] == [1]


def test_a_key_is_judged_by_the_policy_of_its_day() -> None:
    manual = MemoryManual().found()
    manual.write(PATH, document())
    manual.commit("2026-01-10")
    manual.approve(on="2026-01-12")
    old = manual.keys["jane.doe"]
    manual.keys["jane.doe"] = make_key("jane.doe-2")
    manual.write("qmsdoc.yml", POLICY.replace("revision: 1", "revision: 2\nchange: Jane has a new key."))
    manual.write("allowed_signers", manual.signers())
    manual.commit("2026-01-15")
    assert manual.snapshot().policy_state is PolicyState.AMENDED
    manual.sign("POLICY", "helen.ward", on="2026-01-16")
    manual.write(PATH, document(revision=2))
    manual.commit("2026-01-18")
    manual.sign("QP-001", "amir.khan", on="2026-01-19")
    late = manual.sign("QP-001", "jane.doe", on="2026-01-19", key=old)
    assert manual.verdict(late) == "signer-unknown"
    assert manual.verdict(manual.sign("QP-001", "jane.doe", on="2026-01-19")) == "valid"
    snapshot = manual.snapshot()
    assert snapshot.policy_state is PolicyState.IN_FORCE
    record = snapshot.record("QP-001")
    assert record is not None
    assert [edition.policy.revision for edition in record.editions] == [1, 2]


def test_a_policy_cannot_approve_itself(manual: MemoryManual) -> None:
    usurped = PEOPLE.replace("process-owner: {from: 2023-01-01}", "managing-director: {from: 2023-01-01}")
    manual.write("people.yml", usurped)
    manual.write("qmsdoc.yml", POLICY.replace("revision: 1", "revision: 2\nchange: Mine."))
    manual.commit("2026-01-15")
    ref = manual.sign("POLICY", "amir.khan", role="managing-director", on="2026-01-16")
    assert manual.verdict(ref) == "approval-unauthorised"
    snapshot = manual.snapshot()
    assert [edition.policy.revision for edition in snapshot.policies] == [1]
    assert snapshot.policy_state is PolicyState.AMENDED


def test_the_pinned_root_decides(manual: MemoryManual) -> None:
    root = manual.snapshot().root
    assert root is not None
    assert manual.snapshot(trust_root=root).policy_state is PolicyState.IN_FORCE
    wrong = manual.snapshot(trust_root="sha256:" + "0" * 64)
    assert (wrong.policy_state, wrong.authority) == (PolicyState.BROKEN, None)
    assert [problem.rule for problem in wrong.problems] == ["policy-unapproved"]


def test_nothing_counts_before_a_policy_is_approved() -> None:
    manual = MemoryManual()
    manual.write(PATH, document())
    manual.commit()
    manual.approve()
    snapshot = manual.snapshot()
    assert (snapshot.policy_state, snapshot.authority) == (PolicyState.UNAPPROVED, None)
    assert {act.rule for act in snapshot.acts} == {"policy-unapproved"}


def test_a_revoked_key_is_judged_backwards(manual: MemoryManual) -> None:
    manual.approve(on="2026-01-12")
    fingerprint = manual.keys["jane.doe"].fingerprint
    manual.write("qmsdoc.yml", POLICY.replace("revision: 1", "revision: 2\nchange: Jane's key was stolen."))
    for since, rule in (("2026-01-12", "key-revoked"), ("2026-01-13", "valid")):
        revoked = f"revoked:\n  - {{key: '{fingerprint}', since: {since}, reason: Laptop stolen.}}\n"
        manual.write("people.yml", PEOPLE + revoked)
        manual.commit("2026-01-15")
        manual.sign("POLICY", "helen.ward", on="2026-01-16")
        assert manual.verdict("refs/tags/approved/QP-001/1/jane.doe") == rule


def test_what_comes_after_the_day_asked_for_does_not_count_yet(manual: MemoryManual) -> None:
    manual.approve(on="2026-01-12")
    snapshot = manual.snapshot(date(2026, 1, 11), today=DAY)
    assert {act.verdict for act in snapshot.acts if act.name and act.name.document == "QP-001"} == {
        Verdict.NOT_YET_VALID
    }
    record = snapshot.record("QP-001")
    assert record is not None
    assert record.status is Status.DRAFT


def test_the_author_of_a_policy_cannot_sign_it_where_that_role_is_independent() -> None:
    law = POLICY.replace("{managing-director: 1}}", "{managing-director: 1}, independent: [managing-director]}")
    manual = MemoryManual(policy=law).found()
    assert manual.snapshot().policy_state is PolicyState.IN_FORCE
    manual.write("qmsdoc.yml", law.replace("revision: 1", "revision: 2\nchange: Mine."))
    manual.commit("2026-01-15", author="helen.ward")
    ref = manual.sign("POLICY", "helen.ward", on="2026-01-16")
    assert manual.verdict(ref) == "approval-self"
    assert [edition.policy.revision for edition in manual.snapshot().policies] == [1]


def test_a_policy_that_cannot_be_read_cannot_be_approved(manual: MemoryManual) -> None:
    manual.write("qmsdoc.yml", POLICY.replace("revision: 1", "revision: 2\nchange: Broken."))
    statement = manual.statement("POLICY", "managing-director")
    manual.write("people.yml", "people: nobody\n")
    manual.commit("2026-01-15")
    changes = {field: getattr(statement, field) for field in ("revision", "path", "content_digest", "policy")}
    manual.write("people.yml", PEOPLE)
    ref = manual.sign("POLICY", "helen.ward", on="2026-01-16", **changes)
    assert manual.verdict(ref) == "policy-invalid"
