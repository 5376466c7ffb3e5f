"""Facts of history pages and of the pages that set two editions side by side."""

from __future__ import annotations

from qmsdoc.model.language import Language
from qmsdoc.pages.addresses import history
from qmsdoc.pages.comparison import Comparison
from qmsdoc.pages.document import HistoryPage
from qmsdoc.render.facts import link, row_facts, status
from qmsdoc.render.front import Facts, Value
from qmsdoc.render.redline import Redliner, control, folded, whole


def history_facts(page: HistoryPage, redliner: Redliner, language: Language) -> Facts:
    """Facts of a history page: every edition, under each what changed since the one before it."""
    return {
        "kind": "history",
        "section": page.section,
        "name": page.name,
        "heading": page.title,
        "type": language.named(page.type),
        "rows": [{**row_facts(row, language), **_since(page, row.revision, redliner)} for row in page.rows],
        "others": [_other(each) for each in _far(page)],
        "today": link(page.today),
        **status(page.status, language),
    }


def _since(page: HistoryPage, revision: int, redliner: Redliner) -> dict[str, Value]:
    """What changed since the edition before: None for the first one, and where that has no page."""
    found = next((each for each in page.comparisons if each.new.revision == revision and _is_next(page, each)), None)
    if found is None:
        return {"redline": None}
    blocks = redliner.blocks(found.old.document, found.new.document)
    inner = control(found.differences, shift="h3") + folded(blocks, page.address, below=2)
    return {"redline": {"html": inner, **_other(found)}}


def _is_next(page: HistoryPage, pair: Comparison) -> bool:
    between = (row for row in page.rows if pair.old.revision < row.revision < pair.new.revision)
    return not any(between)


def _far(page: HistoryPage) -> tuple[Comparison, ...]:
    return tuple(each for each in page.comparisons if not _is_next(page, each))


def comparison_facts(page: HistoryPage, pair: Comparison, redliner: Redliner, language: Language) -> Facts:
    """Facts of the page that shows the whole later text with everything that changed since the earlier one."""
    blocks = redliner.blocks(pair.old.document, pair.new.document)
    changed = sum(block.changed for block in blocks)
    return {
        "kind": "comparison",
        "section": page.section,
        "name": page.name,
        "heading": pair.new.title,
        "type": language.named(page.type),
        "old": {"revision": pair.old.revision, **status(pair.old.status, language)},
        "new": {"revision": pair.new.revision, **status(pair.new.status, language)},
        "reasons": [{"revision": revision, "change": reason} for revision, reason in pair.reasons],
        "changed": changed,
        "control": control(pair.differences, shift="h2"),
        "html": whole(blocks, pair.address),
        "others": [_other(each) for each in page.comparisons if each is not pair],
        "history": link(history(page.name)),
    }


def _other(pair: Comparison) -> dict[str, Value]:
    return {"old": pair.old.revision, "new": pair.new.revision, "address": link(pair.address)}
