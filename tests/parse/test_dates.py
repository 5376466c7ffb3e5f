"""Dates, instants and intervals, each at its boundary."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from qmsdoc.model.policy_time import Interval
from qmsdoc.parse.dates import read_date, read_instant, read_interval, read_since, suggest_date


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-02-29", date(2024, 2, 29)),
        ("2023-02-29", None),
        ("0001-01-01", date(1, 1, 1)),
        ("0000-01-01", None),
        ("2024-2-9", None),
        (" 2024-02-09", None),
        ("٢٠٢٤-٠٢-٠٩", None),
        ("2024-02-09\n", None),
    ],
)
def test_dates(text: str, day: date | None) -> None:
    assert read_date(text) == day


def test_suggestions() -> None:
    assert suggest_date("2022.30.09") == "2022-09-30"
    assert suggest_date("2022-13-32") is None
    assert suggest_date("09/05/2024") is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-01T14:30:00Z", datetime(2026, 3, 1, 14, 30, tzinfo=UTC)),
        ("2026-03-01 14:30:00.25z", datetime(2026, 3, 1, 14, 30, 0, 250_000, tzinfo=UTC)),
        ("2026-03-01T14:30:00-05:30", datetime(2026, 3, 1, 14, 30, tzinfo=timezone(-timedelta(hours=5, minutes=30)))),
        ("2026-03-01T14:30:00+02:00", datetime(2026, 3, 1, 12, 30, tzinfo=UTC)),
        ("2026-03-01T14:30:00", None),
        ("2026-03-01T24:00:00Z", None),
        ("2026-02-30T14:30:00Z", None),
        ("2026-03-01T14:30:00+25:00", None),
        ("2026-03-01T14:30:00+02:60", None),
        ("2026-03-01T14:30:60Z", None),
    ],
)
def test_instants(text: str, moment: datetime | None) -> None:
    assert read_instant(text) == moment


def test_since() -> None:
    assert read_since("2026-03-01") == datetime(2026, 3, 1, tzinfo=UTC)
    assert read_since("2026-03-01T01:00:00Z") == datetime(2026, 3, 1, 1, tzinfo=UTC)
    assert read_since("lately") is None


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("12 months", Interval(months=12)),
        ("1 month", Interval(months=1)),
        ("2 years", Interval(months=24)),
        ("6 weeks", Interval(days=42)),
        ("90 days", Interval(days=90)),
        ("100 years", Interval(months=1200)),
        ("101 years", None),
        ("0 days", None),
        ("3 fortnights", None),
        ("12months", None),
        ("-1 days", None),
    ],
)
def test_intervals(text: str, span: Interval | None) -> None:
    assert read_interval(text) == span
