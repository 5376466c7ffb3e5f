"""Dates: nothing from the future, nothing before its commit, nothing in force before it was approved."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.memory import MemoryManual
from tests.trust.vectors.scenes import Vector, altered, check, jane, resigned, scene, signs, swap

WRONG, EARLY = "approval-date-invalid", "effective-before-approval"
TODAY = date(2026, 1, 20)
TOMORROW = date(2026, 1, 21)


def effective(day: str) -> MemoryManual:
    return scene(effective=day)


def late_owner(manual: MemoryManual) -> str:
    """Jane signs in time, Amir again after the effective date: his was the one that completed it."""
    del manual.store.heads["refs/tags/approved/QP-001/1/amir.khan"]
    jane(manual)
    return manual.sign("QP-001", "amir.khan", on="2026-01-14")


VECTORS = (
    Vector("today", "valid", signs(on="2026-01-20"), as_of=TODAY),
    Vector("the last second of today", "valid", signs(on="2026-01-20T23:59:59"), as_of=TODAY),
    Vector("the first second of tomorrow", WRONG, signs(on="2026-01-21T00:00:00"), as_of=TODAY),
    Vector("tomorrow, which has begun", "later", signs(on="2026-01-21"), as_of=TODAY, asked={"today": TOMORROW}),
    Vector("after all days that have begun", WRONG, signs(on="2026-01-22"), as_of=TODAY, asked={"today": TOMORROW}),
    Vector("in ten years", WRONG, signs(on="2036-01-01")),
    Vector("today by its zone, yesterday by UTC", "valid", signs(on="2026-01-21T00:30+01:00"), as_of=TODAY),
    Vector("the instant of its commit", "valid", signs(on="2026-01-10T12:00:00")),
    Vector("the second before its commit", WRONG, signs(on="2026-01-10T11:59:59")),
    Vector("the day before its commit", WRONG, signs(on="2026-01-09")),
    Vector("before the policy", "policy-unapproved", signs(on="2026-01-05")),
    Vector("in 1970", "policy-unapproved", resigned(swap("1768219200", "0"))),
    Vector("another date after signing", "signature-invalid", altered(swap("1768219200", "1768219260"))),
    Vector("effective on the day of the last signature", "valid", jane, lambda: effective("2026-01-12")),
    Vector("effective the day before the last signature", EARLY, jane, lambda: effective("2026-01-11")),
    Vector("effective later", "valid", jane, lambda: effective("2026-03-01")),
    Vector("effective before the second signature", EARLY, signs(on="2026-01-13"), lambda: effective("2026-01-12")),
    Vector("effective before the first of two that completed it", EARLY, late_owner, lambda: effective("2026-01-13")),
    Vector(
        "effective by the signer's own zone",
        "valid",
        resigned(swap("1768219200 +0000", "1768262400 -1200")),
        lambda: effective("2026-01-12"),
    ),
)


@pytest.mark.parametrize("vector", VECTORS, ids=str)
def test_dates(vector: Vector) -> None:
    check(vector)


def test_the_evening_of_the_effective_day_in_the_signers_zone_is_of_that_day() -> None:
    """Half past seven in the west is half past midnight of the next day in UTC, the policy's zone."""
    manual = effective("2026-01-12")
    resigned(swap("1768219200 +0000", "1768264200 -0500"))(manual)
    edition = next(each for each in manual.snapshot().editions if each.name == "QP-001")
    assert (edition.approved_on, edition.effective_on) == (date(2026, 1, 12), date(2026, 1, 12))
    assert edition.in_force_from == datetime(2026, 1, 13, 0, 30, tzinfo=UTC)
