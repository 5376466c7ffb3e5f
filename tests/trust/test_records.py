"""Records, one fact at a time: what is still needed, in which order, when a review is due, and what ended."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from qmsdoc.model.approval import Act
from qmsdoc.model.snapshot import Record, Status
from tests.memory import POLICY, MemoryManual, document
from tests.trust.vectors.scenes import PATH, bare, jane, next_revision, revised, scene

FORM = "documents/forms/request.md"
NO_APPROVALS = POLICY + "  note: {prefix: QN, folder: notes}\n"


def record(manual: MemoryManual, name: str = "QP-001", as_of: date = date(2026, 2, 2)) -> Record:
    found = manual.snapshot(as_of).record(name)
    assert found is not None
    return found


def needs(manual: MemoryManual, name: str = "QP-001") -> dict[str, int]:
    found = [(need.role, need.count) for need in record(manual, name).needs]
    assert len(found) == len(dict(found))
    return dict(found)


def approved(**front: Any) -> MemoryManual:
    manual = scene(**front)
    jane(manual)
    return manual


def emergency() -> MemoryManual:
    """Revision 1 is in force, and one person withdrew it on 15 January."""
    manual = scene(policy=POLICY + "emergency_withdrawal: quality-manager\n")
    jane(manual)
    manual.sign("QP-001", "jane.doe", on="2026-01-15", act=Act.WITHDRAWN, reason="It is wrong.")
    return manual


def test_records_stand_in_the_order_of_their_numbers() -> None:
    manual = bare()
    for number in (10, 9, 2, 11, 1, 3):
        manual.write(f"documents/procedures/{number}.md", document(f"QP-{number}"))
    names = [each.name for each in manual.snapshot().records]
    assert names == ["POLICY", "QP-1", "QP-2", "QP-3", "QP-9", "QP-10", "QP-11"]


def test_a_draft_needs_what_its_type_asks_and_what_was_not_signed() -> None:
    manual = bare()
    manual.write(PATH, document())
    assert needs(manual) == {"process-owner": 1, "quality-manager": 1}
    assert needs(scene()) == {"quality-manager": 1}
    assert needs(approved()) == {}


@pytest.mark.parametrize("kind", ["note", "nothing"])
def test_a_type_that_asks_nobody_needs_nobody_whatever_it_replaces(kind: str) -> None:
    manual = scene(policy=NO_APPROVALS)
    jane(manual)
    manual.write("documents/notes/QN-001.md", document("QN-001", type=kind, supersedes="[QP-001]"))
    assert needs(manual, "QN-001") == {}


def test_what_replaces_a_document_needs_what_that_one_asks_besides() -> None:
    manual = approved()
    manual.write(FORM, document("QF-001", type="form", supersedes="[QP-001, QF-001, POLICY]"))
    assert needs(manual, "QF-001") == {"process-owner": 1, "quality-manager": 1}


def test_a_translation_needs_what_its_original_asks() -> None:
    manual = approved()
    manual.write("documents/procedures/de.md", document(lang="de", translates="1"))
    assert needs(manual, "QP-001.de") == {"process-owner": 1, "quality-manager": 1}


def test_a_change_of_type_needs_what_the_former_type_asks() -> None:
    manual = bare()
    manual.write(PATH, document("X-001"))
    manual.commit("2026-01-10")
    manual.approve("X-001")
    manual.write(PATH, document("X-001", revision=2, type="form"))
    assert needs(manual, "X-001") == {"process-owner": 1, "quality-manager": 1}
    manual.files.pop(PATH)
    manual.write(PATH, document("X-002", type="form"))
    assert needs(manual, "X-002") == {"quality-manager": 1}


def test_a_change_of_a_translations_type_needs_what_its_former_type_asks() -> None:
    manual = bare()
    manual.write(PATH, document("X-001", type="form"))
    manual.write("documents/procedures/de.md", document("X-001", lang="de", translates="1"))
    manual.commit("2026-01-10")
    manual.sign("X-001", "jane.doe")
    manual.approve("X-001.de")
    manual.write("documents/procedures/de.md", document("X-001", revision=2, lang="de", translates="1", type="form"))
    assert needs(manual, "X-001.de") == {"process-owner": 1, "quality-manager": 1}


def test_what_has_no_draft_or_no_revision_waits_for_nothing() -> None:
    manual = approved()
    manual.files.pop(PATH)
    assert (record(manual).status, record(manual).draft, record(manual).needs) == (Status.EFFECTIVE, None, ())
    manual = approved()
    manual.write(PATH, document().replace("revision: 1\n", ""))
    assert (record(manual).status, record(manual).needs) == (Status.EFFECTIVE, ())
    manual = bare()
    manual.write(PATH, document().replace("revision: 1\n", ""))
    assert (record(manual).status, record(manual).needs) == (Status.DRAFT, ())


def test_another_text_of_a_revision_that_is_approved_waits_for_nothing() -> None:
    manual = approved()
    manual.write(PATH, document(body="Another text.\n"))
    assert (record(manual).status, record(manual).needs) == (Status.EFFECTIVE, ())


def test_what_is_withdrawn_before_its_day_never_comes_in_force() -> None:
    manual = approved(effective="2026-02-10")
    for who in ("amir.khan", "jane.doe"):
        manual.sign("QP-001", who, on="2026-01-15", act=Act.WITHDRAWN, reason="Nobody uses it.")
    for day in (2, 10):
        found = record(manual, as_of=date(2026, 2, day))
        assert (found.status, [each.status for each in found.editions]) == (Status.WITHDRAWN, [Status.WITHDRAWN])


def test_what_has_ended_for_good_needs_nothing_more_and_says_why() -> None:
    manual = approved()
    for who in ("amir.khan", "jane.doe"):
        manual.sign("QP-001", who, on="2026-01-15", act=Act.WITHDRAWN, reason="Nobody uses it.")
    next_revision(manual)
    assert (record(manual).status, record(manual).needs) == (Status.WITHDRAWN, ())
    ref = jane(manual, on="2026-01-20")
    reason = next(act.reason for act in manual.snapshot().acts if act.ref == ref)
    assert reason == "Nothing more of QP-001 can be approved: it had been withdrawn for good."


def test_what_is_withdrawn_says_what_to_use_instead() -> None:
    manual = approved()
    for who in ("amir.khan", "jane.doe"):
        manual.sign("QP-001", who, on="2026-01-15", act=Act.WITHDRAWN, reason="Nobody uses it.", successor="QP-007")
    assert record(manual).replaced_by == "QP-007"
    assert (record(approved()).replaced_by, record(emergency()).replaced_by) == (None, None)


def test_what_is_out_of_force_is_not_overdue_and_without_a_text_is_due_on_no_day() -> None:
    manual = emergency()
    next_revision(manual, review_by="2026-01-25")
    assert (record(manual).status, record(manual).overdue) == (Status.WITHDRAWN, False)
    draft = scene(review_by="2026-01-25")
    assert (record(draft).status, record(draft).overdue) == (Status.IN_REVIEW, True)
    del manual.files[PATH]
    assert (record(manual).status, record(manual).review_by) == (Status.WITHDRAWN, None)


def test_what_was_superseded_says_by_what() -> None:
    manual = approved()
    manual.write("documents/procedures/new.md", document("QP-002", supersedes="[QP-001]"))
    manual.commit("2026-01-14")
    manual.approve("QP-002", on="2026-01-15")
    next_revision(manual)
    ref = jane(manual, on="2026-01-20")
    reason = next(act.reason for act in manual.snapshot().acts if act.ref == ref)
    assert reason == "Nothing more of QP-001 can be approved: QP-002 had superseded it for good."


def test_an_emergency_lasts_until_a_later_revision_is_in_force() -> None:
    manual = emergency()
    next_revision(manual, effective="2026-01-25")
    manual.approve(on="2026-01-20")
    before, after = record(manual, as_of=date(2026, 1, 24)), record(manual, as_of=date(2026, 1, 25))
    assert (before.status, before.emergency) == (Status.WITHDRAWN, True)
    assert [each.status for each in before.editions] == [Status.WITHDRAWN, Status.APPROVED]
    assert (after.status, after.emergency, after.withdrawal) == (Status.EFFECTIVE, False, ())
    assert [each.status for each in after.editions] == [Status.SUPERSEDED, Status.EFFECTIVE]


def test_a_review_of_what_is_no_edition_changes_nothing() -> None:
    manual = approved()
    next_revision(manual)
    ref = jane(manual, act=Act.REVIEWED, on="2026-01-30", day=date(2026, 1, 30), review_by=date(2030, 1, 1))
    assert manual.verdict(ref) == "valid"
    assert record(manual).review_by == date(2028, 1, 12)


@pytest.mark.parametrize(("act", "does"), [(Act.REVIEWED, "reviews"), (Act.WITHDRAWN, "withdraws")])
def test_what_is_about_another_text_than_the_approved_one_says_so(act: Act, does: str) -> None:
    manual = approved()
    manual.write(PATH, document(body="Another text.\n"))
    manual.commit("2026-01-14")
    more: dict[str, Any] = {"reason": "It is wrong."}
    if act is Act.REVIEWED:
        more = {"day": date(2026, 1, 15), "review_by": date(2027, 1, 1)}
    ref = jane(manual, act=act, on="2026-01-15", **more)
    reason = next(each.reason for each in manual.snapshot().acts if each.ref == ref)
    assert reason == f"It {does} another content than that of QP-001 revision 1."


def test_a_review_date_is_the_documents_own_or_that_of_its_type() -> None:
    assert record(approved()).review_by == date(2028, 1, 12)
    assert record(approved(review_by="2027-03-01")).review_by == date(2027, 3, 1)
    assert record(scene(review_by="2027-03-01")).review_by == date(2027, 3, 1)


def test_what_was_never_complete_and_is_gone_has_no_record() -> None:
    manual = scene()
    del manual.files[PATH]
    manual.commit("2026-01-14")
    assert [each.name for each in manual.snapshot().records] == ["POLICY"]


def test_a_type_that_the_policy_knows_no_more_gives_no_review_date() -> None:
    manual = approved()
    text = POLICY.replace("  procedure:\n    prefix: QP\n", "  method:\n    prefix: QM\n")
    manual = revised(manual, policy=text)
    manual.sign("POLICY", "helen.ward", on="2026-01-16")
    found = record(manual)
    assert (found.status, found.review_by, found.needs) == (Status.EFFECTIVE, None, ())
