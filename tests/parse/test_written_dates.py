"""Dates and intervals of other systems: listed forms only, and day and month are never guessed."""

from __future__ import annotations

from datetime import date

import pytest

from qmsdoc.model.policy_time import Interval
from qmsdoc.parse.written_dates import DATE_FORMATS, formats_used, read_written_date, read_written_interval


@pytest.mark.parametrize(
    ("text", "formats", "day"),
    [
        ("2026-02-01", (), date(2026, 2, 1)),
        ("2026-02-01T10:00:00Z", (), date(2026, 2, 1)),
        ("03/04/2026", (), None),
        ("03/04/2026", ("day/month/year",), date(2026, 4, 3)),
        ("03/04/2026", ("month/day/year",), date(2026, 3, 4)),
        ("31/04/2026", ("day/month/year",), None),
        ("2026/3/4", ("year/month/day",), date(2026, 3, 4)),
        ("July 3, 2016", (), None),
        ("July 3, 2016", ("month in words",), date(2016, 7, 3)),
        ("3 Jul 2016", ("month in words",), date(2016, 7, 3)),
        ("12-MAR-2025", ("month in words",), date(2025, 3, 12)),
        ("3. März 2025", ("month in words",), date(2025, 3, 3)),
        ("1 août 2025", ("month in words",), date(2025, 8, 1)),
        ("12.03.2025", ("month in words",), None),
        ("12.03.2025", ("day/month/year",), date(2025, 3, 12)),
        ("2022-30-09", DATE_FORMATS, None),
        ("2018-04-31", DATE_FORMATS, None),
        ("2018-012-07", DATE_FORMATS, None),
    ],
)
def test_a_date_is_read_only_in_a_form_that_is_listed(text: str, formats: tuple[str, ...], day: date | None) -> None:
    assert read_written_date(text, formats) == day


@pytest.mark.parametrize(
    ("texts", "formats"),
    [
        (["2026-02-01"], ()),
        (["03/04/2026"], ()),
        (["03/04/2026", "25/04/2026"], ("day/month/year",)),
        (["03/04/2026", "04/25/2026"], ("month/day/year",)),
        (["25/04/2026", "04/25/2026"], ()),
        (["July 3, 2016", "2016/1/2"], ("year/month/day", "month in words")),
    ],
)
def test_the_order_of_day_and_month_is_taken_from_dates_that_show_it(
    texts: list[str], formats: tuple[str, ...]
) -> None:
    assert formats_used(texts) == formats


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("6 months", Interval(months=6)),
        ("191 days", Interval(days=191)),
        ("1 Year", Interval(months=12)),
        ("Annual", Interval(months=12)),
        ("quarterly", Interval(months=3)),
        ("every 2 years", Interval(months=24)),
        ("24 Monate", Interval(months=24)),
        ("tous les 3 ans", Interval(months=36)),
        ("Jährlich", Interval(months=12)),
        ("now and then", None),
    ],
)
def test_intervals_are_read_as_people_write_them(text: str, span: Interval | None) -> None:
    assert read_written_interval(text) == span
