"""What pages of a document's history show: its editions with their redlines, and any two editions side by side."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from qmsdoc.model.document import Document
from qmsdoc.model.language import Language
from qmsdoc.pages.comparison import Comparison, Differences
from qmsdoc.pages.document import HistoryPage, RevisionRow
from qmsdoc.pages.preview import PreviewPage
from qmsdoc.render.redline import Redliner
from qmsdoc.render.redline_views import Beside, Excerpt, ListedChange, TextPart, beside, excerpts, listed, whole


@dataclass(frozen=True, slots=True)
class RedlineExcerpts:
    """What changed between two versions: beside the text, and in it."""

    beside: Beside
    excerpts: tuple[Excerpt, ...]


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One edition: its line of the table, `pair` and `redline` of what changed since the edition before (None for the
    first one, and where that has no page), and every comparison that it is part of.
    """

    row: RevisionRow
    pair: Comparison | None
    redline: RedlineExcerpts | None
    pairs: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class HistoryView:
    """The history of a document."""

    page: HistoryPage
    rows: tuple[HistoryRow, ...]

    @property
    def revisions(self) -> tuple[int, ...]:
        """The revisions, oldest first."""
        return tuple(each.row.stamp.revision for each in reversed(self.rows))

    @property
    def has_rest(self) -> bool:
        """Tell whether there are pairs of revisions without a page."""
        count = len(self.rows)
        return len(self.page.comparisons) < count * (count - 1) // 2


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """The whole later text with everything that changed since the earlier one."""

    page: HistoryPage
    pair: Comparison
    beside: Beside
    changes: tuple[ListedChange, ...]
    text: tuple[TextPart, ...]

    @property
    def earlier(self) -> tuple[Comparison, ...]:
        """The comparisons of the later edition with any earlier one."""
        return tuple(each for each in self.page.comparisons if each.new.revision == self.pair.new.revision)

    @property
    def later(self) -> tuple[Comparison, ...]:
        """The comparisons of the earlier edition with any later one."""
        return tuple(each for each in self.page.comparisons if each.old.revision == self.pair.old.revision)


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft, with the redline against the edition in force; None where there is none."""

    page: PreviewPage
    redline: RedlineExcerpts | None


def history_view(page: HistoryPage, redliner: Redliner, language: Language) -> HistoryView:
    """Return what the page of a history shows."""
    next_to = {(pair.old.revision, pair.new.revision): pair for pair in page.comparisons}
    revisions = [row.stamp.revision for row in page.rows]
    before = {new: next_to.get((old, new)) for new, old in pairwise(revisions)}

    def row(given: RevisionRow) -> HistoryRow:
        revision = given.stamp.revision
        pair = before.get(revision)
        pairs = tuple(each for each in page.comparisons if revision in {each.old.revision, each.new.revision})
        redline = None
        if pair is not None:
            redline = redline_excerpts(
                (pair.old.document, pair.new.document), pair.differences, page.address, redliner, language
            )
        return HistoryRow(given, pair, redline, pairs)

    return HistoryView(page, tuple(map(row, page.rows)))


def comparison_view(page: HistoryPage, pair: Comparison, redliner: Redliner, language: Language) -> ComparisonView:
    """Return what the page of a comparison shows."""
    changes = redliner.changes(pair.old.document, pair.new.document)
    text = whole(changes, pair.address, redliner.writer)
    return ComparisonView(page, pair, beside(pair.differences, language), listed(changes, redliner.labels), text)


def draft_view(page: PreviewPage, redliner: Redliner, language: Language) -> DraftView:
    """Return what the page of a draft shows."""
    if page.against is None:
        return DraftView(page, None)
    former, differences = page.against
    return DraftView(page, redline_excerpts((former, page.document), differences, page.address, redliner, language))


def redline_excerpts(
    sides: tuple[Document, Document], differences: Differences, address: str, redliner: Redliner, language: Language
) -> RedlineExcerpts:
    """Return what is different between two versions, for the page at `address`: beside the text, and changed blocks."""
    changes = redliner.changes(*sides)
    return RedlineExcerpts(beside(differences, language), excerpts(changes, address, redliner.writer))
