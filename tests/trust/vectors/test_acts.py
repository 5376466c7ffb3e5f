"""The other acts: a periodic review, a withdrawal, and approval again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from qmsdoc.model.approval import Act
from qmsdoc.model.snapshot import Status
from tests.memory import MemoryManual, document
from tests.trust.vectors.scenes import BEGIN, PATH, Vector, check, data, jane, next_revision, put, scene, swap

NOT, BAD, NEEDS = "approval-unauthorised", "tag-malformed", "approval-missing"
DAY, NEXT = date(2026, 1, 30), date(2027, 6, 1)


def approved(**front: Any) -> MemoryManual:
    """QP-001 revision 1 is in force."""
    made = scene(**front)
    jane(made)
    return made


def reviews(who: str = "jane.doe", **changes: Any) -> Callable[[MemoryManual], str]:
    asked = {"act": Act.REVIEWED, "on": "2026-01-30", "day": DAY, "review_by": NEXT, **changes}
    return lambda manual: manual.sign("QP-001", who, **asked)


def withdraws(who: str = "jane.doe", **changes: Any) -> Callable[[MemoryManual], str]:
    asked = {"act": Act.WITHDRAWN, "on": "2026-01-20", "reason": "Not used any more.", **changes}
    return lambda manual: manual.sign("QP-001", who, **asked)


def both(**changes: Any) -> Callable[[MemoryManual], str]:
    """Amir withdraws it; Jane does, with something made false."""
    return lambda manual: (withdraws("amir.khan")(manual), withdraws(**changes)(manual))[1]


def agreed(**changes: Any) -> Callable[[MemoryManual], str]:
    """Both withdraw it in the same words."""
    return lambda manual: (withdraws("amir.khan", **changes)(manual), withdraws(**changes)(manual))[1]


def edited(act: Callable[[MemoryManual], str], edit: Callable[[bytes], bytes]) -> Callable[[MemoryManual], str]:
    def changed(manual: MemoryManual) -> str:
        ref = act(manual)
        payload = edit(data(manual, ref).partition(BEGIN)[0])
        return put(manual, ref, payload + manual.keys["jane.doe"].sign(payload).encode())

    return changed


def of_the_former(act: Callable[..., Callable[[MemoryManual], str]], **changes: Any) -> Callable[[MemoryManual], str]:
    """Revision 2 is in force; the act is over revision 1."""

    def later(manual: MemoryManual) -> str:
        before, files = manual.store.heads["refs/heads/main"], dict(manual.files)
        next_revision(manual)
        manual.sign("QP-001", "amir.khan", on="2026-01-19")
        jane(manual, on="2026-01-19")
        manual.files = files
        return act(commit=before, **changes)(manual)

    return later


def retired_then_approved(manual: MemoryManual) -> str:
    """An approval of the next revision after a withdrawal."""
    both()(manual)
    next_revision(manual, on="2026-01-24")
    manual.sign("QP-001", "amir.khan", on="2026-01-25")
    return jane(manual, on="2026-01-25")


VECTORS = (
    Vector("a review", "valid", reviews(), approved),
    Vector("a review of what has an effective date", "valid", reviews(), lambda: approved(effective="2026-01-20")),
    Vector("a withdrawal of what has an effective date", "valid", both(), lambda: approved(effective="2026-01-20")),
    Vector("a review by the process owner", "valid", reviews("amir.khan"), approved),
    Vector("a review by somebody else", NOT, reviews("helen.ward"), approved),
    Vector("a review by its owner, a person", "valid", reviews("helen.ward"), lambda: approved(owner="helen.ward")),
    Vector(
        "a review by its owner in a role never held",
        NOT,
        reviews("helen.ward", role="king"),
        lambda: approved(owner="helen.ward"),
    ),
    Vector(
        "a review by its owner, a role", "valid", reviews("helen.ward"), lambda: approved(owner="managing-director")
    ),
    Vector("a review of a former revision", NEEDS, of_the_former(reviews), approved),
    Vector("a review of a revision never approved", "tag-target-invalid", reviews(revision=3), approved),
    Vector(
        "a review of another content",
        "approval-content-mismatch",
        reviews(content_digest="sha256:" + "0" * 64),
        approved,
    ),
    Vector(
        "a review dated on another day than its name", "approval-date-invalid", reviews(day=date(2026, 1, 25)), approved
    ),
    Vector("a review named a day off, as zones may have it", "valid", reviews(day=date(2026, 1, 31)), approved),
    Vector("a review without its next date", BAD, edited(reviews(), swap("Review-by: 2027-06-01\n", "")), approved),
    Vector(
        "a review with an effective date",
        BAD,
        edited(reviews(), swap("Review-by", "Effective: 2026-03-01\nReview-by")),
        approved,
    ),
    Vector("a review in the words of an approval", BAD, reviews(meaning="I approve this revision for use."), approved),
    Vector(
        "a review from the future", "approval-date-invalid", reviews(on="2026-03-01", day=date(2026, 3, 1)), approved
    ),
    Vector("a review of another manual", "approval-foreign", reviews(manual="other"), approved),
    Vector("a withdrawal by all who approve", "valid", both(), approved),
    Vector("a withdrawal by one of them", NEEDS, withdraws(), approved),
    Vector("a withdrawal with its successor", "valid", agreed(successor="QP-002"), approved),
    Vector("a withdrawal with another successor than the other's", NEEDS, both(successor="QP-002"), approved),
    Vector("a withdrawal by somebody else", NOT, withdraws("helen.ward"), approved),
    Vector("a withdrawal in another role", NOT, both(role="managing-director"), approved),
    Vector("a withdrawal without its reason", BAD, edited(both(), swap("Reason: Not used any more.\n", "")), approved),
    Vector("a withdrawal with an empty reason", BAD, edited(both(), swap("Not used any more.", "")), approved),
    Vector(
        "a withdrawal in the words of a review",
        BAD,
        both(meaning="I have reviewed this revision and it remains fit for use unchanged."),
        approved,
    ),
    Vector(
        "a withdrawal of another content",
        "approval-content-mismatch",
        both(content_digest="sha256:" + "0" * 64),
        approved,
    ),
    Vector("a withdrawal of a former revision", NEEDS, of_the_former(both), approved),
    Vector("a withdrawal of another manual", "approval-foreign", both(manual="other"), approved),
    Vector("a withdrawal from the future", "approval-date-invalid", both(on="2026-03-01"), approved),
    Vector(
        "a withdrawal that is not asked for yet",
        "later",
        both(),
        approved,
        as_of=date(2026, 1, 19),
        asked={"today": date(2026, 2, 2)},
    ),
    Vector("an approval of the same text again", "valid", lambda manual: jane(manual, on="2026-01-20"), approved),
)


@pytest.mark.parametrize("vector", VECTORS, ids=str)
def test_acts(vector: Vector) -> None:
    check(vector)


def test_a_withdrawal_takes_everything_out_of_force_until_a_new_revision() -> None:
    manual = approved()
    both()(manual)
    record = manual.snapshot().record("QP-001")
    assert record is not None
    assert (record.status, record.effective) == (Status.WITHDRAWN, None)
    assert document() == manual.files[PATH][1].decode()
