"""All pages of a published manual, of one snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qmsdoc.model.snapshot import Snapshot
from qmsdoc.pages.clauses import ClausesPage, clause_pages
from qmsdoc.pages.document import (
    EditionPage,
    HistoryPage,
    NoticePage,
    edition_page,
    editions_of,
    history_page,
    notice_page,
)
from qmsdoc.pages.lists import HomePage, RegisterPage, home_page, register_page
from qmsdoc.pages.people import Called, PeoplePage, people_page
from qmsdoc.pages.recent import ChangesPage, changes_page
from qmsdoc.pages.reviews import ReviewsPage, reviews_page
from qmsdoc.pages.translation import renderings
from qmsdoc.pages.waivers import WaiversPage, waivers_page

Editions = Literal["all", "effective"]


@dataclass(frozen=True, slots=True)
class Manual:
    """Every page: `editions` holds those at documents' addresses and those at permanent ones.

    `pdf` tells whether the editions in force, and all of them together, stand there as PDF too.
    """

    home: HomePage
    register: RegisterPage
    editions: tuple[EditionPage, ...]
    histories: tuple[HistoryPage, ...]
    notices: tuple[NoticePage, ...]
    changes: ChangesPage
    reviews: ReviewsPage
    clauses: tuple[ClausesPage, ...]
    people: PeoplePage
    waivers: WaiversPage | None
    pdf: bool = False


def manual(snapshot: Snapshot, *, editions: Editions = "all", called: Called = str) -> Manual:
    """Make the pages; `effective` leaves out earlier editions, `called` names roles as texts of the manual may."""
    pages: list[EditionPage] = []
    histories: list[HistoryPage] = []
    notices: list[NoticePage] = []
    translated = renderings(snapshot)
    for record in sorted(snapshot.records, key=lambda record: record.name):
        published = editions_of(record)
        if not published:
            continue
        kept = [each for each in published if editions == "all" or each is record.effective]
        histories.append(history_page(snapshot, record, kept))
        if record.effective is None:
            notices.append(notice_page(snapshot, record))
        else:
            others = translated.get(record.name.lower(), ())
            pages.append(edition_page(snapshot, record, record.effective, kept=kept, standing=True, renderings=others))
        pages += (edition_page(snapshot, record, each, kept=kept, standing=False) for each in kept)
    return Manual(
        home=home_page(snapshot),
        register=register_page(snapshot),
        editions=tuple(pages),
        histories=tuple(histories),
        notices=tuple(notices),
        changes=changes_page(snapshot),
        reviews=reviews_page(snapshot),
        clauses=clause_pages(snapshot),
        people=people_page(snapshot, called),
        waivers=waivers_page(snapshot),
    )
