"""Facts of history pages and of the pages that set two editions side by side."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from qmsdoc.model.addresses import history
from qmsdoc.model.language import Language
from qmsdoc.pages.comparison import Comparison
from qmsdoc.pages.document import HistoryPage
from qmsdoc.render.changes import beside, excerpts, listed, whole
from qmsdoc.render.facts import foreign, link, row_facts, status
from qmsdoc.render.front import Facts, Value
from qmsdoc.render.paper import print_heads
from qmsdoc.render.redline import Redliner


def history_facts(page: HistoryPage, redliner: Redliner, language: Language) -> Facts:
    """Facts of a history page: every edition, under each what changed since the one before it, and what it can be
    compared with.
    """
    next_to = {(pair.old.revision, pair.new.revision): pair for pair in page.comparisons}
    before = {new.revision: next_to.get((old.revision, new.revision)) for new, old in pairwise(page.rows)}
    return {
        "kind": "history",
        "section": page.section,
        "name": page.name,
        "heading": page.title,
        "type": language.named(page.type),
        "rows": [
            {
                **row_facts(row, language),
                "redline": _since(before.get(row.revision), page, redliner, language),
                "pairs": _pairs(
                    each for each in page.comparisons if row.revision in {each.old.revision, each.new.revision}
                ),
            }
            for row in page.rows
        ],
        "pairs": _pairs(page.comparisons),
        "revisions": [row.revision for row in reversed(page.rows)],
        "rest": _rest(page),
        "today": link(page.today),
        "lang": foreign(page.lang, language),
        **print_heads(f"{page.name} {page.title}", language.say("history.head")),
        **status(page.status, language),
    }


def _since(pair: Comparison | None, page: HistoryPage, redliner: Redliner, language: Language) -> Value:
    """What changed since the edition before: None for the first one, and where that has no page."""
    if pair is None:
        return None
    changes = redliner.changes(pair.old.document, pair.new.document)
    return {
        "old": pair.old.revision,
        "address": link(pair.address),
        "excerpts": excerpts(changes, page.address, redliner.writer),
        **beside(pair.differences, language),
    }


def comparison_facts(page: HistoryPage, pair: Comparison, redliner: Redliner, language: Language) -> Facts:
    """Facts of the page that shows the whole later text with everything that changed since the earlier one."""
    changes = redliner.changes(pair.old.document, pair.new.document)
    old, new = pair.old.revision, pair.new.revision
    return {
        "kind": "comparison",
        "section": page.section,
        "name": page.name,
        "heading": pair.new.title,
        "type": language.named(page.type),
        "old": {"revision": old, **status(pair.old.status, language)},
        "new": {"revision": new, **status(pair.new.status, language)},
        "reasons": [{"revision": revision, "change": reason} for revision, reason in pair.reasons],
        "changes": listed(changes, redliner.labels),
        "text": [{"change": number, "html": html} for number, html in whole(changes, pair.address, redliner.writer)],
        **beside(pair.differences, language),
        "from": _pairs(each for each in page.comparisons if each.new.revision == new),
        "to": _pairs(each for each in page.comparisons if each.old.revision == old),
        "pairs": _pairs(page.comparisons),
        "rest": _rest(page),
        "history": link(history(page.name)),
        "lang": foreign(page.lang, language),
        **print_heads(f"{page.name} {pair.new.title}", language.say("comparison.head", old=old, new=new)),
    }


def _rest(page: HistoryPage) -> bool:
    """Tell whether there are pairs of revisions without a page."""
    count = len(page.rows)
    return len(page.comparisons) < count * (count - 1) // 2


def _pairs(pairs: Iterable[Comparison]) -> list[Value]:
    """Give where each pair of revisions is compared."""
    return [{"old": each.old.revision, "new": each.new.revision, "address": link(each.address)} for each in pairs]
