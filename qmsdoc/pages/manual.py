"""All pages of a published manual, of one snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from qmsdoc.model.snapshot import Snapshot
from qmsdoc.pages.contents import Named, SiteContents, site_contents
from qmsdoc.pages.document import EditionPage, HistoryPage, NoticePage, edition_page, history_page, notice_page
from qmsdoc.pages.help import RuleHelp
from qmsdoc.pages.page_kind import ListedPage, pages_of
from qmsdoc.pages.registry import PAGES
from qmsdoc.pages.translation import renderings

Editions = Literal["all", "effective"]


@dataclass(frozen=True, slots=True)
class ManualPages:
    """Every page: `editions` holds those at documents' addresses and those at permanent ones, `lists` those that are
    no document's.
    """

    contents: SiteContents
    editions: tuple[EditionPage, ...]
    histories: tuple[HistoryPage, ...]
    notices: tuple[NoticePage, ...]
    lists: tuple[ListedPage, ...]

    @property
    def current(self) -> tuple[EditionPage, ...]:
        """The pages of the editions in force, by name."""
        return tuple(page for page in self.editions if page.is_current)


def manual(
    snapshot: Snapshot, *, editions: Editions = "all", rules: Sequence[RuleHelp] = (), named: Named = str
) -> ManualPages:
    """Make the pages; `effective` leaves out earlier editions. `rules` and `named` are as in `SiteContents`."""
    contents = site_contents(snapshot, rules=rules, named=named, all_editions=editions == "all")
    pages: list[EditionPage] = []
    histories: list[HistoryPage] = []
    notices: list[NoticePage] = []
    translated = renderings(snapshot)
    for document in contents.documents:
        in_force = document.record.effective
        kept = [each for each in document.editions if editions == "all" or each is in_force]
        histories.append(history_page(snapshot, document, kept))
        if in_force is None:
            notices.append(notice_page(snapshot, document))
        else:
            others = translated.get(document.record.name.lower(), ())
            pages.append(edition_page(snapshot, document, in_force, kept=kept, is_current=True, renderings=others))
        pages += (edition_page(snapshot, document, each, kept=kept, is_current=False) for each in kept)
    return ManualPages(contents, tuple(pages), tuple(histories), tuple(notices), pages_of(PAGES, contents))
