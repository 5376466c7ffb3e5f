"""The clock: read here and nowhere else."""

from __future__ import annotations

from datetime import UTC, date, datetime


def today() -> date:
    """The day that has begun somewhere: the later one of the machine's own date and that of UTC.

    Snapshots judge instants in UTC: west of Greenwich an approval signed in the evening already
    bears tomorrow's date there, and must not seem to lie in the future.
    """
    return max(local_day(), datetime.now(UTC).date())


def day_begun() -> date:
    """The day that has begun everywhere that counts, the earlier one of the machine's own date and that of UTC.

    What is written with it, a role's first day or a review that counts from a signature, holds at once.
    """
    return min(local_day(), datetime.now(UTC).date())


def local_day() -> date:
    """The day on the signer's own calendar, which is the one that a signature bears."""
    return datetime.now().astimezone().date()


def now() -> datetime:
    """The instant, in UTC."""
    return datetime.now(UTC)
