"""Time as policies write it: intervals of reviews, lead times before force, and the days of a time zone."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from qmsdoc.text.sentences import counted

_SATURDAY = 5


class Interval(NamedTuple):
    """A span of calendar time as policies write it: `12 months`, `2 years`, `6 weeks`, `90 days`."""

    months: int = 0
    days: int = 0

    def after(self, start: date) -> date:
        """Give the day this long after `start`; a day the month lacks becomes its last (31 Jan + 1 month = 28 Feb)."""
        month = start.month - 1 + self.months
        year, month = start.year + month // 12, month % 12 + 1
        day = min(start.day, calendar.monthrange(year, month)[1])
        return date(year, month, day) + timedelta(days=self.days)

    def __str__(self) -> str:
        """Write it as policies do: `2 years`, `18 months`, `90 days`."""
        count, unit = (self.days, "day") if self.days else (self.months, "month")
        if not self.days and self.months % 12 == 0:
            count, unit = self.months // 12, "year"
        return counted(count, unit)


class LeadTime(NamedTuple):
    """The days that lie between the last signature and the day of force: `3 working days` or `3 days`.

    Working days are those from Monday to Friday; holidays are not known.
    """

    days: int
    working: bool = False

    def days_between(self, signed: date, force: date) -> int:
        """Count the days after `signed` and before `force`, only working days where it says so."""
        days = max((force - signed).days - 1, 0)
        if not self.working:
            return days
        weeks, left = divmod(days, 7)
        return 5 * weeks + sum((signed + timedelta(days=count)).weekday() < _SATURDAY for count in range(1, left + 1))

    def __str__(self) -> str:
        """Write it as policies do."""
        return counted(self.days, "working day" if self.working else "day")


@lru_cache(maxsize=64)
def zone_named(name: str) -> tzinfo:
    """Return the time zone of an IANA name; raises `ZoneInfoNotFoundError` or `ValueError` for an unknown one."""
    return UTC if name == "UTC" else ZoneInfo(name)


def end_of(day: date, zone: tzinfo) -> datetime:
    """Return the last instant of a day in a time zone."""
    return datetime.combine(day, time.max.replace(fold=1), zone)


def start_of(day: date, zone: tzinfo) -> datetime:
    """Return the first instant of a day in a time zone."""
    return datetime.combine(day, time(), zone)
