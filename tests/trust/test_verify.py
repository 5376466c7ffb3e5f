"""Verdicts, one fact at a time: which of several faults is told, and what stays known of an act that does not count."""

from __future__ import annotations

from datetime import date

import pytest

from qmsdoc.model.approval import Act, JudgedTag
from tests.memory import POLICY, MemoryManual, document
from tests.trust.keys import make_key
from tests.trust.vectors.scenes import PATH, jane, scene


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
