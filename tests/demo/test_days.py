"""Commits and signatures fall on days that could have been."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmsdoc.demo.days import at_work, choose, commit_day, signature_day

_OPENING = date(2023, 11, 27)
_ENDS = date(2026, 11, 16)
_EFFECTIVE = st.one_of(st.none(), st.dates(date(2023, 12, 1), date(2027, 6, 1)))


@given(_EFFECTIVE, st.text(max_size=5))
def test_a_text_is_committed_between_the_policy_and_the_end(effective: date | None, seed: str) -> None:
    day = commit_day(effective, seed, _OPENING, _ENDS)
    assert _OPENING < day <= _ENDS - timedelta(days=3)
    assert day.weekday() < 5
    if effective is None:
        assert day >= _ENDS - timedelta(days=15)


@given(_EFFECTIVE, st.text(max_size=5))
def test_a_signature_follows_its_commit_and_precedes_force(effective: date | None, seed: str) -> None:
    committed = commit_day(effective, seed, _OPENING, _ENDS)
    day = signature_day(committed, effective, seed, _ENDS, lambda _: True)
    assert day is not None
    assert committed < day <= min(effective or _ENDS, _ENDS)


@pytest.mark.parametrize(("effective", "last"), [(16, 10), (17, 11), (18, 12), (19, 13), (20, 16)])
def test_three_working_days_lie_between_signature_and_force(effective: int, last: int) -> None:
    force = date(2025, 6, effective)
    days = {signature_day(date(2025, 5, 22), force, str(n), _ENDS, lambda _: True) for n in range(60)}
    possible = {force - timedelta(days=n) for n in range(effective - last, 13)}
    assert days == {day for day in possible if day.weekday() < 5}


def test_nobody_signs_on_a_day_without_the_right() -> None:
    right = date(2025, 6, 4)
    assert signature_day(date(2025, 6, 2), date(2025, 6, 16), "x", _ENDS, lambda day: day == right) == right
    assert signature_day(date(2025, 6, 2), date(2025, 6, 16), "x", _ENDS, lambda _: False) is None


def test_work_is_done_in_working_hours() -> None:
    moments = [at_work(date(2025, 6, 2), str(n), opening=9) for n in range(200)]
    assert min(moments) >= datetime(2025, 6, 2, 9, tzinfo=UTC)
    assert max(moments) < datetime(2025, 6, 2, 17, 30, tzinfo=UTC)
    assert len(set(moments)) > 190


def test_choices_are_the_same_each_time() -> None:
    assert choose("QP-001/3", 1000) == choose("QP-001/3", 1000) != choose("QP-001/4", 1000)
