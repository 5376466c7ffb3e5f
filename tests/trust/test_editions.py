"""Editions, one fact at a time: what completes one, whose signature counts in it, and from which day it is in force."""

from __future__ import annotations

from datetime import date
from typing import Any

from qmsdoc.model.approval import Act, JudgedTag
from qmsdoc.model.snapshot import Edition
from qmsdoc.trust.ledger import Ledger, extend
from tests.approved import record
from tests.memory import PEOPLE, POLICY, MemoryManual, document, moment
from tests.trust.keys import make_key
from tests.trust.vectors.scenes import PATH, data, jane, next_revision, revised, scene

POLICY_1 = "refs/tags/approved/POLICY/1/helen.ward"
BOB = PEOPLE + "  bob.lee:\n    name: Bob\n    principals: [bob.lee@meridian.example]\n    roles: {quality-manager: }\n"


def editions(manual: MemoryManual, name: str = "QP-001", as_of: date = date(2026, 2, 2)) -> list[Edition]:
    return [each for each in manual.snapshot(as_of).editions if each.name == name]


def act(manual: MemoryManual, ref: str) -> JudgedTag:
    return next(each for each in manual.snapshot().acts if each.ref == ref)


def bob(manual: MemoryManual, on: str = "2026-01-12") -> str:
    return manual.sign("QP-001", "bob.lee", role="quality-manager", on=on)


def with_bob(author: str = "ben.hughes") -> MemoryManual:
    """The scene with a second quality manager."""
    return scene(people=BOB, keys={"bob.lee": make_key("bob.lee")}, author=author)


def test_of_two_texts_of_one_revision_the_first_that_is_complete_is_the_edition() -> None:
    cem = "  cem.oz:\n    name: Cem\n    principals: [cem.oz@meridian.example]\n    roles: {process-owner: }\n"
    keys = {"bob.lee": make_key("bob.lee"), "cem.oz": make_key("cem.oz")}
    manual = scene(people=BOB + cem, keys=keys)
    jane(manual)
    manual.write(PATH, document(body="Another text.\n"))
    manual.commit("2026-01-14")
    manual.sign("QP-001", "cem.oz", role="process-owner", on="2026-01-15")
    assert manual.verdict(bob(manual, "2026-01-15")) == "valid"
    (edition,) = editions(manual)
    assert b"Another" not in edition.document.data
    assert [each.name.person for each in edition.approvals] == ["amir.khan", "jane.doe"]


def test_who_wrote_a_revision_does_not_sign_it_independently_even_when_it_is_complete() -> None:
    manual = with_bob("jane.doe")
    assert manual.verdict(bob(manual)) == "valid"
    ref = jane(manual, on="2026-01-13")
    assert act(manual, ref).rule == "approval-self"
    (edition,) = editions(manual)
    assert [each.name.person for each in edition.approvals] == ["amir.khan", "bob.lee"]


def test_what_its_author_signed_counts_for_nothing_with_what_others_sign_later() -> None:
    manual = scene(author="jane.doe")
    ref = jane(manual, on="2026-01-11")
    assert act(manual, ref).reason == (
        "Jane Doe wrote part of this change, so it cannot be signed as quality-manager by or for Jane Doe."
    )
    assert editions(manual) == []


def test_who_wrote_the_former_revision_signs_the_next_one_and_the_former_stays_as_it_was() -> None:
    manual = with_bob("jane.doe")
    bob(manual)
    next_revision(manual)
    manual.sign("QP-001", "amir.khan", on="2026-01-20")
    assert manual.verdict(jane(manual, on="2026-01-20")) == "valid"
    assert [each.revision for each in editions(manual)] == [1, 2]
    assert len(editions(manual)[0].approvals) == 2


def test_who_wrote_a_revision_that_is_complete_by_now_signs_the_next_one() -> None:
    """When she signed revision 3, revision 2, which she wrote, was no edition yet."""
    manual = with_bob()
    jane(manual)
    next_revision(manual, on="2026-01-17", author="jane.doe")
    second, files = manual.store.heads["refs/heads/main"], dict(manual.files)
    next_revision(manual, on="2026-01-18")
    ref, latest = jane(manual, on="2026-01-19"), manual.files
    assert act(manual, ref).rule == "approval-self"
    manual.files = files
    manual.sign("QP-001", "amir.khan", on="2026-01-20", commit=second)
    manual.sign("QP-001", "bob.lee", role="quality-manager", on="2026-01-20", commit=second)
    manual.files = latest
    assert manual.verdict(ref) == "valid"
    manual.sign("QP-001", "amir.khan", on="2026-01-21")
    assert [each.revision for each in editions(manual)] == [1, 2, 3]


def test_a_role_that_is_not_asked_for_is_told_beside_those_that_are() -> None:
    roles = "{quality-manager: 1, process-owner: 1, buyer: 1, auditor: 1, trainer: 1}"
    manual = scene(policy=POLICY.replace("{process-owner: 1, quality-manager: 1}", roles))
    ref = manual.sign("QP-001", "helen.ward", role="managing-director")
    assert act(manual, ref).reason == (
        "For procedure the policy asks for auditor, buyer, process-owner, quality-manager, trainer, "
        "not for 'managing-director'."
    )


def recorded_late(**front: Any) -> MemoryManual:
    """Signed on 12 January, recorded on the 20th by a ledger that had begun before."""
    manual = scene(**front)
    jane(manual)
    tag = manual.store.heads[POLICY_1]
    record(manual, "2026-01-20", extend(Ledger(), [(POLICY_1, tag, data(manual, POLICY_1))], moment("2026-01-07")))
    return manual


def test_an_edition_is_effective_on_its_own_day_or_on_that_of_its_record() -> None:
    for effective, day in ((None, 12), ("2026-01-15", 15), ("2026-01-12", 12)):
        manual = scene(effective=effective)  # type: ignore[arg-type]
        jane(manual)
        assert [each.effective_on for each in editions(manual)] == [date(2026, 1, day)]
    for effective, day in ((None, 20), ("2026-01-15", 20), ("2026-01-25", 25)):
        assert [each.effective_on for each in editions(recorded_late(effective=effective))] == [date(2026, 1, day)]


def test_what_is_signed_after_the_end_is_no_part_of_an_edition() -> None:
    manual = with_bob()
    jane(manual)
    for who in ("amir.khan", "jane.doe"):
        manual.sign("QP-001", who, on="2026-01-15", act=Act.WITHDRAWN, reason="Nobody uses it.")
    assert act(manual, bob(manual, "2026-01-16")).rule == "approval-unauthorised"
    (edition,) = editions(manual)
    assert [each.name.person for each in edition.approvals] == ["amir.khan", "jane.doe"]


def test_a_revision_that_is_complete_after_the_end_is_no_edition_though_it_was_begun_before() -> None:
    manual = scene()
    jane(manual)
    next_revision(manual, on="2026-01-13")
    manual.sign("QP-001", "amir.khan", on="2026-01-14")
    first = manual.store._parents(manual.store.heads["refs/heads/main"])[0]
    text = manual.files[PATH]
    manual.write(PATH, document())
    for who in ("amir.khan", "jane.doe"):
        manual.sign("QP-001", who, on="2026-01-15", act=Act.WITHDRAWN, reason="Nobody uses it.", commit=first)
    manual.files[PATH] = text
    assert act(manual, jane(manual, on="2026-01-16")).rule == "approval-unauthorised"
    assert [each.revision for each in editions(manual)] == [1]


def replaced(kind: str, *, on: str) -> MemoryManual:
    """X-001 of this type, which its id does not name, is complete on 12 January; Jane signs what supersedes it."""
    manual = scene()
    manual.write("documents/x.md", document("X-001", type=kind))
    manual.write("documents/y.md", document("Y-001", type="form", supersedes="[X-001]", effective="2026-02-01"))
    manual.commit("2026-01-11")
    manual.sign("X-001", "jane.doe")
    if kind == "procedure":
        manual.sign("X-001", "amir.khan")
    manual.sign("Y-001", "jane.doe", on=on)
    return manual


def test_what_replaces_a_document_needs_what_the_type_asks_that_it_has_at_that_instant() -> None:
    manual = replaced("form", on="2026-01-13")
    manual.write("documents/x.md", document("X-001", revision=2))
    manual.commit("2026-01-14")
    manual.approve("X-001", on="2026-01-15")
    assert [(each.revision, each.type) for each in editions(manual, "X-001")] == [(1, "form"), (2, "procedure")]
    assert [each.approved_on for each in editions(manual, "Y-001")] == [date(2026, 1, 13)]
    before, same = replaced("procedure", on="2026-01-12T11:59"), replaced("procedure", on="2026-01-12T12:00")
    assert [len(editions(manual, "Y-001")) for manual in (before, same)] == [1, 0]


def test_each_change_of_type_needs_what_the_type_before_it_asked_and_the_next_revision_no_more() -> None:
    manual = replaced("procedure", on="2026-01-11T18:00")
    for revision, signers in ((2, ("jane.doe", "amir.khan")), (3, ("jane.doe",))):
        manual.write("documents/x.md", document("X-001", revision=revision, type="form"))
        manual.commit(f"2026-01-1{revision + 2}")
        for who in signers:
            manual.sign("X-001", who, on=f"2026-01-1{revision + 3}")
            complete = [each.revision for each in editions(manual, "X-001")]
            assert (revision in complete) is (who == signers[-1])


def test_what_replaces_something_that_has_itself_replaced_another_needs_what_its_type_asks() -> None:
    manual = scene()
    manual.write("documents/x.md", document("X-001", type="form"))
    manual.write("documents/y.md", document("Y-001", supersedes="[X-001]"))
    manual.write("documents/z.md", document("Z-001", type="form", supersedes="[Y-001]"))
    manual.commit("2026-01-11")
    manual.sign("X-001", "jane.doe")
    manual.approve("Y-001", on="2026-01-13")
    manual.sign("Z-001", "jane.doe", on="2026-01-14")
    assert [len(editions(manual, name)) for name in ("X-001", "Y-001", "Z-001")] == [1, 1, 0]
    manual.sign("Z-001", "amir.khan", on="2026-01-15")
    assert len(editions(manual, "Z-001")) == 1


def test_a_revision_needs_what_the_policy_asks_by_then_and_no_more_what_it_asked_before() -> None:
    manual = scene()
    jane(manual)
    one = POLICY.replace("{process-owner: 1, quality-manager: 1}", "{quality-manager: 1}")
    revised(manual, policy=one)
    manual.sign("POLICY", "helen.ward", on="2026-01-16")
    next_revision(manual)
    jane(manual, on="2026-01-20", policy=2)
    assert [each.revision for each in editions(manual)] == [1, 2]
