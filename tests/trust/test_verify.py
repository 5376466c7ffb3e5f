"""Verdicts, one fact at a time: which of several faults is told, and what stays known of an act that does not count."""

from __future__ import annotations

from datetime import date

import pytest

from qmsdoc.model.approval import Act, JudgedTag
from tests.memory import POLICY, MemoryManual, document, moment
from tests.trust.keys import make_key
from tests.trust.vectors.scenes import PATH, altered, jane, revised, scene, swap
from tests.trust.vectors.test_ledger import record


def act(manual: MemoryManual, ref: str) -> JudgedTag:
    return next(each for each in manual.snapshot().acts if each.ref == ref)


def test_of_two_faults_the_signer_is_told_before_what_was_signed() -> None:
    manual = scene()
    blob = manual.store.put("blob", b"")
    assert act(manual, jane(manual, commit=blob)).rule == "tag-target-invalid"
    assert act(manual, jane(manual, commit=blob, key=make_key("stranger"))).rule == "signer-unknown"


def test_an_act_that_does_not_count_still_says_who_signed_it_and_with_which_key() -> None:
    manual = scene()
    ref = manual.sign("QP-001", "jane.doe", role="process-owner")
    found = act(manual, ref)
    assert (found.rule, found.person_name, found.key) == (
        *("approval-unauthorised", "Jane Doe", manual.keys["jane.doe"].fingerprint),
    )


def test_an_act_that_counts_says_with_which_key() -> None:
    manual = scene()
    assert act(manual, jane(manual)).key == manual.keys["jane.doe"].fingerprint


def test_an_act_says_when_it_was_recorded_whether_it_counts_or_not() -> None:
    manual = scene()
    refs = (jane(manual), manual.sign("QP-001", "helen.ward", key=make_key("stranger")))
    assert [act(manual, ref).rule for ref in refs] == [None, "signer-unknown"]
    assert [act(manual, ref).recorded_at for ref in refs] == [None, None]
    record(manual, "2026-01-14")
    assert [act(manual, ref).recorded_at for ref in refs] == [moment("2026-01-14")] * 2


@pytest.mark.parametrize(("written", "signed", "told"), [("revision: 1\n", 3, "1"), ("", 1, "(none)")])
def test_it_is_told_which_revision_stands_at_the_commit(written: str, signed: int, told: str) -> None:
    manual = scene()
    manual.write(PATH, document().replace("revision: 1\n", written))
    manual.commit("2026-01-11")
    found = act(manual, jane(manual, revision=signed))
    assert (found.rule, found.reason) == ("tag-target-invalid", f"At its commit, {PATH} is QP-001 revision {told}.")


def test_contents_that_differ_are_told_by_twelve_digits() -> None:
    manual = scene()
    signed, there = "sha256:0123456789abcdef" + "0" * 48, manual.statement("QP-001", "quality-manager").content_digest
    found = act(manual, jane(manual, content_digest=signed))
    assert found.reason == f"It signs content sha256:0123456789ab…, but the files at its commit are {there[:19]}…."


def test_a_commit_off_the_trunk_is_told_by_twelve_digits() -> None:
    manual = scene()
    side = manual.commit("2026-01-11", branch="draft", parents=[manual.store.heads["refs/heads/main"]])
    found = act(manual, jane(manual, commit=side))
    assert (found.rule, found.reason) == ("tag-unreachable", f"Its commit {side[:12]} is not on the branch 'main'.")


def test_of_a_signature_that_is_wrong_no_key_is_known() -> None:
    manual = scene()
    ref = altered(swap("Policy: 1", "Policy: 2"))(manual)
    found = act(manual, ref)
    assert (found.rule, found.person_name, found.key) == ("signature-invalid", "Jane Doe", None)


@pytest.mark.parametrize(
    ("on", "stated", "counts"),
    [
        ("2026-01-13", 1, True),
        ("2026-01-13", 2, False),
        ("2026-01-20T13:00", 1, False),
        ("2026-01-20T13:00", 2, True),
        ("2026-01-20T13:00", 3, True),
        ("2026-01-20T13:00", 4, False),
        ("2026-01-21T12:00", 2, True),
        ("2026-01-21T12:00:01", 2, False),
    ],
)
def test_the_former_policy_may_be_meant_for_a_day_and_no_other_ever(on: str, stated: int, *, counts: bool) -> None:
    manual = scene()
    before = manual.store.heads["refs/heads/main"]
    for day in ("2026-01-16", "2026-01-20"):
        revised(manual, on=day)
        manual.sign("POLICY", "helen.ward", on=day)
    rule = act(manual, jane(manual, on=on, policy=stated, commit=before)).rule
    assert rule == (None if counts else "approval-unauthorised")


@pytest.mark.parametrize(("kind", "text"), [("note", POLICY + "  note: {prefix: QN}\n"), ("unheard-of", POLICY)])
def test_where_the_policy_asks_nobody_nobody_signs(kind: str, text: str) -> None:
    manual = scene(policy=text)
    manual.write(PATH, document("X-001", type=kind))
    manual.commit("2026-01-11")
    found = act(manual, manual.sign("X-001", "jane.doe"))
    assert found.rule == "approval-unauthorised"
    assert found.reason == f"For documents of type {kind} the policy asks for nobody, not for 'quality-manager'."


def test_a_document_is_of_the_type_that_its_id_says() -> None:
    manual = scene()
    manual.write(PATH, document(type="form"))
    manual.commit("2026-01-11")
    found = act(manual, jane(manual))
    assert found.rule == "tag-target-invalid"
    assert found.reason == "By its id QP-001 is of type procedure, but it says that it is of type form."


def test_a_document_lies_where_the_policy_keeps_documents() -> None:
    manual = scene()
    manual.files["elsewhere/control.md"] = manual.files[PATH]
    manual.commit("2026-01-11")
    found = act(manual, jane(manual, path="elsewhere/control.md"))
    assert (found.rule, found.reason) == (
        *("tag-target-invalid", "Policy 1, in force then, does not control elsewhere/control.md."),
    )


def test_a_review_in_a_role_that_is_not_asked_for_is_told_beside_those_that_are() -> None:
    manual = scene()
    jane(manual)
    day = date(2026, 1, 30)
    ref = manual.sign("QP-001", "helen.ward", act=Act.REVIEWED, on="2026-01-30", day=day, review_by=date(2027, 1, 1))
    assert act(manual, ref).reason == (
        "For procedure the policy asks for process-owner, quality-manager, not for 'managing-director'."
    )


def test_the_roles_in_which_a_document_is_withdrawn_are_told_in_one_order() -> None:
    roles = ("beta", "gamma", "alpha", "zeta", "eta", "theta", "delta", "quality-manager")
    asked = ", ".join(f"{role}: 1" for role in roles)
    manual = scene(policy=POLICY.replace("process-owner: 1, quality-manager: 1", asked))
    ref = manual.sign("QP-001", "helen.ward", act=Act.WITHDRAWN, reason="It is wrong.", on="2026-01-15")
    reason = next(act.reason for act in manual.snapshot().acts if act.ref == ref)
    assert reason == (f"For procedure the policy asks for {', '.join(sorted(roles))}, not for 'managing-director'.")
