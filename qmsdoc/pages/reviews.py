"""When each document is to be reviewed: what is overdue, then month by month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from qmsdoc.model import addresses
from qmsdoc.model.language import Language
from qmsdoc.pages.contents import SiteContents
from qmsdoc.pages.entries import RegisterEntry
from qmsdoc.pages.page_kind import PageKind, SearchEntry, same_words
from qmsdoc.text.ordering import as_counted


@dataclass(frozen=True, slots=True)
class ReviewsPage:
    """`overdue` and `months` (each by its first day) hold documents in force by review date; `without` those that need
    no review.
    """

    address: str
    overdue: tuple[RegisterEntry, ...]
    months: tuple[tuple[date, tuple[RegisterEntry, ...]], ...]
    without: tuple[RegisterEntry, ...]

    @property
    def dated(self) -> tuple[RegisterEntry, ...]:
        """Every document that has a review date, by date."""
        return self.overdue + tuple(entry for _, found in self.months for entry in found)

    @property
    def owners(self) -> tuple[tuple[str, str], ...]:
        """Every owner of a document that has a review date, by title, with the address of the owner's calendar."""
        return tuple(sorted({(entry.stamp.owner, addresses.calendar(entry.owner)) for entry in self.dated}))


def reviews_page(contents: SiteContents) -> ReviewsPage:
    """Return the review calendar."""
    current = contents.current
    dated = sorted(
        (entry for entry in current if entry.stamp.review_by),
        key=lambda each: (str(each.stamp.review_by), as_counted(each.stamp.name)),
    )
    ahead = [entry for entry in dated if not entry.stamp.overdue]
    return ReviewsPage(
        address=addresses.REVIEWS,
        overdue=tuple(entry for entry in dated if entry.stamp.overdue),
        months=tuple((first, tuple(found)) for first, found in groupby(ahead, key=_month)),
        without=tuple(entry for entry in current if not entry.stamp.review_by),
    )


def _month(entry: RegisterEntry) -> date:
    assert entry.stamp.review_by is not None
    return entry.stamp.review_by.replace(day=1)


def _views(contents: SiteContents) -> Iterator[ReviewsPage]:
    yield reviews_page(contents)


def _search(page: ReviewsPage, language: Language) -> Iterator[SearchEntry]:
    words = language.say("search.reviews-words")
    yield SearchEntry(page.address, language.say("nav.reviews"), language.say("search.list"), words)


REVIEWS = PageKind("reviews", _views, same_words("nav.reviews"), same_words("nav.reviews"), _search)
