"""The redline as pages show it: folded around the changes, whole, in one file, and of a policy."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

from qmsdoc.model.snapshot import Status
from qmsdoc.pages.comparison import Side, differences
from qmsdoc.pages.document import history_page
from qmsdoc.pages.preview import preview_pages
from qmsdoc.render.comparison import comparison_facts, history_facts
from qmsdoc.render.redline import Redliner, control, folded, whole
from qmsdoc.render.stage import stage_preview
from qmsdoc.render.standalone import place, redline_page
from qmsdoc.render.tree import whole_tree
from qmsdoc.site import template
from tests.site.build import ENGLISH, FIRST, POLICY, SECOND, SVG, document, edition, policy_document, snapshot

OLD = document(
    "QP-001", 1, "T", "# T\n\nOne.\n\nTwo.\n\n## Deep\n\nThree.\n\nKept five years.\n\nFour.\n\nFive.\n\nSix.\n"
)
NEW = document(
    "QP-001", 2, "T", "# T\n\nOne.\n\nTwo.\n\n## Deep\n\nThree.\n\nKept ten years.\n\nFour.\n\nFive.\n\nSix.\n"
)


def test_unchanged_paragraphs_are_folded_under_the_heading_of_the_change() -> None:
    html = folded(Redliner(place()).blocks(OLD, NEW), "qp-001/history/", below=2)
    assert re.findall(r"\d+ paragraphs? unchanged", html) == ["4 paragraphs unchanged", "3 paragraphs unchanged"]
    assert html.index("Deep</h4>") < html.index("five")
    assert "Six." not in html


def test_a_text_without_changes_folds_to_nothing_and_shows_whole() -> None:
    blocks = Redliner(place()).blocks(OLD, OLD)
    assert folded(blocks, "qp-001/history/") == ""
    assert "Six." in whole(blocks, "qp-001/history/1-2/")


def test_addresses_and_headings_fit_the_page() -> None:
    html = whole(Redliner(place()).blocks(FIRST, SECOND), "qp-001/history/1-2/")
    assert 'href="../../../qp-002/index.html#who"' in html
    assert re.search(r'src="\.\./\.\./\.\./files/[0-9a-f]{16}-flow\.svg"', html)
    assert "<h1" not in html
    assert "\x00" not in html


def test_wide_tables_scroll() -> None:
    html = whole(Redliner(place()).blocks(FIRST, SECOND), "qp-001/")
    assert html.count('<div class="qms-scroll"') == html.count("<table>") == html.count("</table></div>") == 1


def test_a_policy_is_compared_entry_by_entry() -> None:
    old = policy_document()
    data = old.closure.files[2].data.replace(b"revision: 1", b"revision: 2")
    files = (*old.closure.files[:2], replace(old.closure.files[2], data=data, sha256="b" * 64))
    new = replace(old, closure=replace(old.closure, files=files))
    html = folded(Redliner(place()).blocks(old, new), "policy/history/")
    assert "revision: " in html
    assert html.count("<pre") == 1
    assert "qmsdoc.yml" in html


def test_what_differs_beside_the_text_is_written_safely() -> None:
    later = replace(SECOND, front=replace(SECOND.front, title="<b>New</b>"))
    html = control(differences(FIRST, later, POLICY), shift="h3")
    assert "&lt;b&gt;New&lt;/b&gt;" in html
    assert "File added: <code>documents/flow.svg</code>" in html
    assert control(differences(FIRST, FIRST, POLICY), shift="h3") == ""


def test_a_page_in_one_file_leads_nowhere_and_runs_nothing() -> None:
    page = redline_page(Side("revision 1", FIRST), Side("<i>draft</i>", SECOND), POLICY, template())
    assert "<i>" not in page
    assert "<script" not in page
    assert 'src="data:image/svg+xml;base64,' in page
    assert SVG.decode() not in page
    assert not re.search(r'(?:src|href)="(?!data:|https://example\.org/x")', page)
    assert "default-src 'none'" in page


def test_history_tells_each_change_once_and_leads_to_the_far_comparisons() -> None:
    source = snapshot()
    record = source.record("QP-001")
    assert record is not None
    old, new = record.editions
    middle = replace(edition(OLD, date(2025, 2, 1), Status.SUPERSEDED), revision=2)
    new = replace(new, revision=3)
    page = history_page(source, replace(record, editions=(old, middle, new), effective=new), (old, middle, new))
    facts = history_facts(page, Redliner(place()), ENGLISH)
    rows = facts["rows"]
    assert isinstance(rows, list)
    assert [bool(row["redline"]) for row in rows if isinstance(row, dict)] == [True, True, False]
    assert [each["address"] for each in facts["others"]] == ["qp-001/history/1-3/index.html"]  # type: ignore[union-attr, index, call-overload]
    pair = page.comparisons[1]
    shown = comparison_facts(page, pair, Redliner(place()), ENGLISH)
    assert (pair.old.revision, pair.new.revision) == (1, 3)
    assert len(shown["others"]) == 2  # type: ignore[arg-type]


def test_a_draft_shows_what_it_changes_in_the_edition_in_force() -> None:
    source = snapshot()
    tree = whole_tree(stage_preview(source, preview_pages(source, ()), template()))
    page = tree["docs/qp-001/index.md"].decode()
    facts = json.loads(page.split("---\n")[1])["qms"]
    assert "This sentence of the draft must never be seen" in re.sub(r"<[^>]*>", "", facts["redline"])
    assert "<del>" in facts["redline"]
