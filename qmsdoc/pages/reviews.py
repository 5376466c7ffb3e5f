"""When each document is to be reviewed: what is overdue, then month by month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from qmsdoc.model import addresses
from qmsdoc.model.snapshot import Snapshot, Status
from qmsdoc.pages.lists import Entry, entries


@dataclass(frozen=True, slots=True)
class ReviewsPage:
    """`overdue` and `months` (each by its first day) hold documents in force by review date; `without` those that need
    no review.
    """

    address: str
    overdue: tuple[Entry, ...]
    months: tuple[tuple[date, tuple[Entry, ...]], ...]
    without: tuple[Entry, ...]

    @property
    def dated(self) -> tuple[Entry, ...]:
        """Every document that has a review date, by date."""
        return self.overdue + tuple(entry for _, found in self.months for entry in found)


def reviews_page(snapshot: Snapshot) -> ReviewsPage:
    """Give the review calendar."""
    current = [entry for entry in entries(snapshot) if entry.status is Status.EFFECTIVE]
    dated = sorted(
        (entry for entry in current if entry.stamp.review_by), key=lambda each: (_day(each), each.stamp.name)
    )
    ahead = [entry for entry in dated if not entry.stamp.overdue]
    return ReviewsPage(
        address=addresses.REVIEWS,
        overdue=tuple(entry for entry in dated if entry.stamp.overdue),
        months=tuple((first, tuple(found)) for first, found in groupby(ahead, key=_month)),
        without=tuple(entry for entry in current if not entry.stamp.review_by),
    )


def _day(entry: Entry) -> str:
    return entry.stamp.review_by.isoformat() if entry.stamp.review_by else ""


def _month(entry: Entry) -> date:
    assert entry.stamp.review_by is not None
    return entry.stamp.review_by.replace(day=1)
