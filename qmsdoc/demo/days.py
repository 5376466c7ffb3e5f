"""When things happened in the story: working days and hours, chosen by name, so that every run tells the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

_COMMIT_BEFORE = 20
_FIRST_SIGNATURE_BEFORE = 12
_LEAD, _COMMENTS = 3, 12
_LAST_WEEKS = 13


def choose(seed: str, count: int) -> int:
    """Choose a number below `count`, always the same for one `seed`."""
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:6]) % count


def at_work(day: date, seed: str, *, opening: int = 8) -> datetime:
    """Give a moment of that day between `opening` and half past five, in UTC."""
    seconds = choose(f"time {seed}", (17 - opening) * 3600 + 1800)
    return datetime(day.year, day.month, day.day, opening, tzinfo=UTC) + timedelta(seconds=seconds)


def commit_day(effective: date | None, seed: str, opening: date, ends: date) -> date:
    """Give the working day on which a text was committed: about three weeks before it takes effect.

    A text without an effective date was written in the last two weeks before `ends`. The day is
    after `opening`, when the policy was approved, and leaves time for comments and signatures before `ends`.
    """
    if effective is None:
        day = ends - timedelta(days=4 + choose(seed, _LAST_WEEKS - 4))
    else:
        day = min(effective - timedelta(days=_COMMIT_BEFORE + choose(seed, 3)), ends - timedelta(days=_COMMENTS))
    return max(_working(day), opening + timedelta(days=1))


def signature_day(
    committed: date, effective: date | None, seed: str, ends: date, may_sign: Callable[[date], bool]
) -> date | None:
    """Give the working day on which somebody signed: in the last twelve days before the text takes effect,
    with three working days between, else any earlier day after the commit on which `may_sign` holds,
    else any before it takes effect; None where there is none.
    """
    last = min(_last_to_sign(effective), ends) if effective else ends
    usual = (effective or ends) - timedelta(days=_FIRST_SIGNATURE_BEFORE)
    for first, final in ((min(usual, last), last), (committed, last), (committed, min(effective or ends, ends))):
        begin = max(first, committed + timedelta(days=1))
        days = [day for n in range((final - begin).days + 1) if may_sign(day := begin + timedelta(days=n))]
        days = [day for day in days if day.weekday() < 5] or days
        if days:
            return days[choose(f"day {seed}", len(days))]
    return None


def _last_to_sign(effective: date) -> date:
    """Give the last day after which three working days still lie before `effective`."""
    day, left = effective - timedelta(days=1), _LEAD
    while left:
        left -= day.weekday() < 5
        day -= timedelta(days=1)
    return _working(day)


def _working(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))
