"""The redline as pages show it: folded around the changes, whole, in one file, and of a policy."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest
from hypothesis import given, settings

from qmsdoc.model.content import Content
from qmsdoc.model.document import Document
from qmsdoc.model.snapshot import Status
from qmsdoc.pages.comparison import Differences, FileDifference, FileState, Side, differences
from qmsdoc.pages.document import HistoryPage, history_page, published_document
from qmsdoc.pages.preview import preview_pages
from qmsdoc.parse.languages import interface
from qmsdoc.redline.html import HtmlWriter
from qmsdoc.render.history_views import comparison_view, draft_view, history_view
from qmsdoc.render.redline import Redliner, no_site
from qmsdoc.render.redline_views import ListedChange, beside, change_labels, excerpts, listed, whole
from qmsdoc.render.standalone import redline_page
from qmsdoc.site import template
from tests.redline.labels import LABELS
from tests.redline.texts import TEXT, compared, left, text_left
from tests.site.build import (
    ENGLISH,
    FIRST,
    POLICY,
    SECOND,
    SVG,
    document,
    edition,
    policy_document,
    snapshot,
)

OLD = document(
    "QP-001", 1, "T", "# T\n\nOne.\n\nTwo.\n\n## Deep\n\nThree.\n\nKept five years.\n\nFour.\n\nFive.\n\nSix.\n"
)
NEW = document(
    "QP-001", 2, "T", "# T\n\nOne.\n\nTwo.\n\n## Deep\n\nThree.\n\nKept ten years.\n\nFour.\n\nFive.\n\nSix.\n"
)


def redliner() -> Redliner:
    return Redliner(no_site(), change_labels(ENGLISH))


def excerpt(old: Document, new: Document, address: str = "qp-001/history/") -> list[tuple[int, str]]:
    own = redliner()
    found = excerpts(own.changes(old, new), address, own.writer)
    return [(part.fold, part.html) for part in found]


def text(old: Document, new: Document, address: str | None = "qp-001/history/1-2/") -> str:
    own = redliner()
    return "".join(part.html for part in whole(own.changes(old, new), address, own.writer))


def changes(old: Document, new: Document) -> Sequence[ListedChange]:
    own = redliner()
    return listed(own.changes(old, new), own.labels)


def test_unchanged_paragraphs_are_folded_around_the_change_and_its_heading() -> None:
    parts = excerpt(OLD, NEW)
    assert [fold for fold, _ in parts] == [3, 0, 1, 0, 3]
    assert parts[1][1] == '<p class="qms-excerpt qms-excerpt--2">Deep</p>'
    assert "five" in parts[3][1]
    assert "Six." not in "".join(html for _, html in parts)


def test_a_heading_that_changed_is_a_paragraph_of_an_excerpt_and_stands_once() -> None:
    new = document("QP-001", 2, "T", "# T\n\n## Deeper\n\nOne other.\n")
    old = document("QP-001", 1, "T", "# T\n\n## Deep\n\nOne.\n")
    html = "".join(html for _, html in excerpt(old, new))
    assert "<h" not in html
    assert '<p class="qms-excerpt qms-excerpt--2 qms-diff' in html
    assert html.count("Deeper") == 1


def test_a_text_without_changes_folds_to_nothing_and_shows_whole() -> None:
    assert excerpt(OLD, OLD) == []
    assert "Six." in text(OLD, OLD)
    own = redliner()
    assert [part.change for part in whole(own.changes(OLD, OLD), None, own.writer)] == [0]


@settings(max_examples=60, deadline=None)
@given(TEXT, TEXT)
def test_the_text_of_a_page_is_the_old_one_without_insertions_and_the_new_one_without_deletions(
    old: str, new: str
) -> None:
    found = compared(old, new)
    stretches = whole(found, "qp-001/history/1-2/", HtmlWriter(LABELS))
    html = "".join(part.html for part in stretches)
    assert left(html, "ins") == text_left(old)
    assert left(html, "del") == text_left(new)
    numbers = [part.change for part in stretches if part.change]
    assert numbers == list(range(1, len(listed(found, LABELS)) + 1))
    assert bool(numbers) is any(change.changed for change in found)


def test_addresses_fit_the_page() -> None:
    html = text(FIRST, SECOND)
    assert 'href="../../../QP-002/index.html#who"' in html
    assert re.search(r'src="\.\./\.\./\.\./files/[0-9a-f]{64}-flow\.svg"', html)
    assert "\x00" not in html


def test_headings_never_leave_out_a_level_below_those_of_the_page() -> None:
    old = document("QP-001", 1, "T", "# T\n\n#### Far\n\nOne.\n\n## Near\n\n###### Farther\n")
    levels = re.findall(r"<h(\d)", text(old, old))
    assert levels == ["2", "3", "3", "4"]
    assert re.findall(r"</h(\d)", text(old, old)) == levels


def test_each_change_has_its_number_and_says_where_it_is_and_how_it_begins() -> None:
    new = document(
        "QP-001", 2, "T", "# T\n\nOne.\n\nTwo and **a half**.\n\n## Deep\n\nThree.\n\nKept ten years.\n\nSix.\n\nNew.\n"
    )
    own = redliner()
    assert [part.change for part in whole(own.changes(OLD, new), None, own.writer)] == [0, 1, 0, 2, 3, 0, 4]
    found = changes(OLD, new)
    assert [(each.number, each.under, each.what) for each in found] == [
        (1, "T", "changed"),
        (2, "Deep", "changed"),
        (3, "Deep", "removed"),
        (4, "Deep", "added"),
    ]
    assert [(each.old, each.new) for each in found] == [
        ("", "and a half"),
        ("five", "ten"),
        ("Four.", ""),
        ("", "New."),
    ]


def test_a_changed_heading_begins_a_change_of_its_own() -> None:
    old = document("QP-001", 1, "T", "# T\n\nGone entirely.\n\n## Old\n\nSame.\n")
    new = document("QP-001", 2, "T", "# T\n\n## Fresh words\n\nSame.\n")
    found = changes(old, new)
    assert [each.under for each in found][-1] == "Fresh words"


def test_a_heading_taken_out_begins_a_change_and_words_keep_their_signs() -> None:
    old = document("QP-001", 1, "T", "# T\n\nSame.\n\nGone **for good**.\n\n## Gone too\n\nAnd this.\n")
    new = document("QP-001", 2, "T", "# T\n\nSame.\n")
    found = changes(old, new)
    assert [(each.what, each.old) for each in found] == [("removed", "Gone for good."), ("removed", "Gone too")]


def test_long_words_of_a_change_are_cut_and_pictures_named() -> None:
    old = document("QP-001", 1, "T", "Text.\n", files={"documents/flow.svg": SVG})
    new = document("QP-001", 2, "T", f"{'word ' * 40}\n\n![The flow](flow.svg)\n", files={"documents/flow.svg": SVG})
    found = changes(old, new)
    assert len(found[0].new) < 80
    alone = document("QP-001", 2, "T", "Text.\n\n![The flow](flow.svg)\n", files={"documents/flow.svg": SVG})
    picture = changes(old, alone)
    assert "Picture added: The flow" in picture[0].new


def test_changes_without_words_are_shown_as_signs() -> None:
    old = document("QP-001", 1, "T", "- [ ] done\n\n```\na: 1\n```\n\n```\nb\nc\n```\n")
    new = document("QP-001", 2, "T", "- [x] done\n\n```\na:   1\n```\n\n```\nb\n\nc\n```\n")
    assert [(each.old, each.new) for each in changes(old, new)] == [
        ("\u2610", "\u2611"),
        ("\u2423", "\u2423" * 3),
        ("", "\u21b5"),
    ]


def test_a_text_that_nests_too_deep_is_said_and_spoils_no_other() -> None:
    deep = document("QP-001", 3, "T", "\n".join("    " * level + "- x" for level in range(300)))
    assert any(change.changed for change in redliner().changes(NEW, deep))


def test_wide_tables_scroll() -> None:
    html = text(FIRST, SECOND, "qp-001/")
    assert html.count('<div class="qms-scroll"') == html.count("<table>") == html.count("</table></div>") == 1


def test_a_drawing_in_words_is_compared_as_words() -> None:
    old = document("QP-001", 1, "T", "```mermaid\nflowchart LR\n  a --> b\n```\n")
    new = document("QP-001", 2, "T", "```mermaid\nflowchart LR\n  a --> c\n```\n")
    html = text(old, new)
    assert "flowchart LR" in re.sub(r"<[^>]*>", "", html)
    assert re.sub(r"<span class=\"qms-hidden\">[^<]*</span>", "", html).count("<del>b</del><ins>c</ins>") == 1


def test_a_policy_is_compared_entry_by_entry() -> None:
    old = policy_document()
    data = old.closure.files[2].data.replace(b"revision: 1", b"revision: 2")
    files = (*old.closure.files[:2], replace(old.closure.files[2], content=Content(data), sha256="b" * 64))
    new = replace(old, closure=replace(old.closure, files=files))
    html = "".join(html for _, html in excerpt(old, new, "policy/history/"))
    assert "revision: " in html
    assert html.count("<pre") == 1
    assert "qmsdoc.yml" in html


def test_what_differs_beside_the_text_is_written_in_the_words_of_the_page() -> None:
    front = replace(SECOND.front, title="<b>New</b>", effective=date(2026, 2, 1), type="form")
    found = beside(differences(FIRST, replace(SECOND, front=front), POLICY), interface("de", template()))
    assert [(each.label, each.new) for each in found.fields] == [
        ("Titel", "<b>New</b>"),
        ("Art", "Formular"),
        ("In Kraft ab", "1. Februar 2026"),
    ]
    (file, _) = found.files
    assert file.what == "added"
    assert file.old is None
    assert file.new is not None
    assert file.new.path == "documents/flow.svg"
    assert file.new.digest == sha256(SVG).hexdigest()[:12]


@pytest.mark.parametrize(("size", "words"), [(1, "1 B"), (999, "999 B"), (1_500, "1.5 kB"), (2_000_000, "2.0 MB")])
def test_sizes_are_written_in_units(size: int, words: str) -> None:
    state = FileState("a", "0" * 64, size, None)
    found = beside(Differences((), (FileDifference(None, state),)), ENGLISH)
    (file,) = found.files
    assert file.new is not None
    assert file.new.size == words


def test_a_page_in_one_file_leads_nowhere_and_runs_nothing() -> None:
    page = redline_page(
        (Side("revision 1", FIRST), Side("<i>draft</i>", SECOND)), POLICY, template(), ENGLISH, [(2, "Why")]
    )
    assert "<i>" not in page
    assert "<script" not in page
    assert 'src="data:image/svg+xml;base64,' in page
    assert SVG.decode() not in page
    assert not re.search(r'(?:src|href)="(?!data:|#__ch|https://example\.org/x")', page)
    assert "default-src 'none'" in page


def three_editions() -> HistoryPage:
    source = snapshot()
    record = source.record("QP-001")
    assert record is not None
    old, new = record.editions
    middle = edition(OLD, date(2025, 2, 1), Status.SUPERSEDED)._replace(revision=2)
    new = new._replace(revision=3)
    document = published_document(source, replace(record, editions=(old, middle, new), effective=new))
    assert document is not None
    return history_page(snapshot(), document, (old, middle, new))


def test_history_tells_each_change_once_and_leads_to_every_comparison() -> None:
    view = history_view(three_editions(), redliner(), ENGLISH)
    assert [each.redline is not None for each in view.rows] == [True, True, False]
    pairs = [[(pair.old.revision, pair.new.revision) for pair in each.pairs] for each in view.rows]
    assert pairs == [[(1, 3), (2, 3)], [(1, 2), (2, 3)], [(1, 2), (1, 3)]]
    assert not view.has_rest


def test_a_history_says_where_pairs_have_no_page() -> None:
    page = three_editions()
    assert history_view(replace(page, comparisons=page.comparisons[1:]), redliner(), ENGLISH).has_rest


def test_a_comparison_leads_to_those_with_another_revision_on_either_side() -> None:
    page = three_editions()
    view = comparison_view(page, page.comparisons[1], redliner(), ENGLISH)
    assert [view.pair.old.revision, view.pair.new.revision] == [1, 3]
    assert [each.address for each in view.earlier] == ["qp-001/history/1-3/", "qp-001/history/2-3/"]
    assert [each.new.revision for each in view.later] == [2, 3]


def test_a_draft_shows_what_it_changes_in_the_edition_in_force() -> None:
    source = snapshot()
    page = next(each for each in preview_pages(source, ()).drafts if each.name == "QP-001")
    view = draft_view(page, redliner(), ENGLISH)
    assert view.redline is not None
    html = "".join(part.html for part in view.redline.excerpts)
    assert "This sentence of the draft must never be seen" in re.sub(r"<[^>]*>", "", html)
    assert "<del>" in html
