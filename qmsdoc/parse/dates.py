"""Dates, instants and intervals as manuals write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

from qmsdoc.model.policy_time import Interval, LeadTime

_LAST_YEAR_READ = 9000  # so that a day some intervals later is one too
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_LOOSE = re.compile(r"([0-9]{4})[-./ ]([0-9]{1,3})[-./ ]([0-9]{1,3})")
_WORDY = re.compile(r"([0-9]{1,2})\.? ([A-Za-z]{3,9})\.?,? ([0-9]{4})|([A-Za-z]{3,9})\.? ([0-9]{1,2}),? ([0-9]{4})")
_LAST_YEAR = re.compile(r"([0-9]{1,2})[-./ ]([0-9]{1,2})[-./ ]([0-9]{4})")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_INSTANT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_INTERVAL = re.compile(r"([1-9][0-9]{0,3}) (day|week|month|year)s?")


_LEAD_TIME = re.compile(r"([1-9][0-9]{0,2}) (working )?days?")


def read_lead_time(text: str) -> LeadTime | None:
    """Read `3 working days` or `3 days`; None for anything else."""
    found = _LEAD_TIME.fullmatch(text)
    return LeadTime(int(found[1]), working=found[2] is not None) if found else None


def read_date(text: str) -> date | None:
    """Read a real day of the calendar written exactly `YYYY-MM-DD` (ISO 8601), before the year 9000; else None."""
    found = _DATE.fullmatch(text)
    day = _day(*found.groups()) if found else None
    return day if day is not None and day.year < _LAST_YEAR_READ else None


def suggest_date(text: str) -> str | None:
    """Give the ISO date that `text` must mean, or None where more than one is possible.

    `2024-05-9`, `2022-30-09`, `31/12/2026`, `1 March 2026` and `Mar 1, 2026` mean one day each;
    `03/04/2026` may mean two.
    """
    text = text.strip()
    wordy, last_year, found = _WORDY.fullmatch(text), _LAST_YEAR.fullmatch(text), _LOOSE.fullmatch(text)
    if wordy:
        day, month, year = (wordy[1], wordy[2], wordy[3]) if wordy[1] else (wordy[5], wordy[4], wordy[6])
        months = (n for n, name in enumerate(_MONTHS, 1) if name.startswith(month.lower()))
        meant = _day(year, str(next(months, 0)), day)
    elif last_year:
        one, other, year = last_year.groups()
        days = {day for day in (_day(year, other, one), _day(year, one, other)) if day}
        meant = days.pop() if len(days) == 1 else None
    elif found:
        year, second, third = found.groups()
        meant = _day(year, second, third) or _day(year, third, second)
    else:
        meant = None
    return meant.isoformat() if meant else None


def read_instant(text: str) -> datetime | None:
    """Read an RFC 3339 date-time with its offset; None for anything else (a leap second too)."""
    found = _INSTANT.fullmatch(text)
    if not found:
        return None
    day, hour, minute, second, fraction, zone = found.groups()
    start = read_date(day)
    if start is None:
        return None
    micro = int((fraction or ".0")[1:7].ljust(6, "0"))
    try:
        return datetime(start.year, start.month, start.day, int(hour), int(minute), int(second), micro, _zone(zone))
    except ValueError:
        return None


def read_since(text: str) -> datetime | None:
    """Read an instant, or a day as its first moment in UTC; None for anything else."""
    day = read_date(text)
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else read_instant(text)


def read_interval(text: str) -> Interval | None:
    """Read `12 months`, `2 years`, `6 weeks` or `90 days` (1 to 9999 of them, at most 100 years); None otherwise."""
    found = _INTERVAL.fullmatch(text)
    if not found:
        return None
    count, unit = int(found[1]), found[2]
    span = {
        "day": Interval(days=count),
        "week": Interval(days=7 * count),
        "month": Interval(months=count),
        "year": Interval(months=12 * count),
    }[unit]
    return span if span.days <= 36_525 and span.months <= 1_200 else None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _zone(text: str) -> timezone:
    if text in "Zz":
        return UTC
    hours, minutes = int(text[1:3]), int(text[4:6])
    if minutes > 59:
        raise ValueError(text)
    span = timedelta(hours=hours, minutes=minutes)
    return timezone(-span if text[0] == "-" else span)
