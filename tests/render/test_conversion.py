"""A document's text as the HTML of a page."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from qmsdoc.model.document import Target, TargetKind
from qmsdoc.render.conversion import code_block, converted, scrolling
from qmsdoc.render.destinations import Place
from tests.render.test_destinations import document

PLACE = Place("qp-001/rev/2/", {"QP-002": "qp-002/"}.get, {"documents/training.md": "QP-002"}.get)


def test_links_lead_to_where_documents_stand_as_seen_from_the_page() -> None:
    source = document("See [a](t.md).\n", t=Target(TargetKind.DOCUMENT, document="QP-002"))
    assert converted(source, PLACE).html == '<p>See <a href="../../../qp-002/index.html">a</a>.</p>'
    above = converted(source, replace(PLACE, address="qp-001/"))
    assert above.html == '<p>See <a href="../qp-002/index.html">a</a>.</p>'


def test_the_title_stands_apart_from_the_text() -> None:
    found = converted(document("# One & *two*\n\nWords.\n\n## Three\n"), PLACE)
    assert found.title is not None
    assert (found.title.words, found.title.anchor) == ("One &amp; <em>two</em>", "one--two")
    assert found.html.strip() == '<p>Words.</p>\n<h2 id="three">Three</h2>'
    (first,) = found.headings
    assert [(each.words, each.anchor, each.level) for each in first.children] == [("Three", "three", 2)]


def test_a_text_without_a_title_is_whole() -> None:
    found = converted(document("Words.\n\n# One\n"), PLACE)
    assert found.title is None
    assert found.html.startswith("<p>Words.</p>")


def test_files_that_the_text_shows_come_with_it() -> None:
    picture = Target(TargetKind.FILE, path="p.png")
    found = converted(document("![p](p.png)", {"p.png": b"1", "q.png": b"2"}, p=picture), PLACE)
    assert [file.path for file in found.files] == ["p.png"]


def test_raw_html_is_words() -> None:
    assert "<script" not in converted(document("a <script>alert(1)</script>\n"), PLACE).html


def test_only_texts_with_diagrams_need_their_style_sheet() -> None:
    assert converted(document("```mermaid\nflowchart TD\n A --> B\n```\n"), PLACE).has_diagrams
    assert not converted(document("A diagram.\n"), PLACE).has_diagrams


def test_code_is_escaped() -> None:
    assert "&lt;b&gt;" in code_block("<b>\n```\n")


def test_tables_scroll_and_say_their_language() -> None:
    table = Markup("<table><tr><td>a</td></tr></table>")
    assert scrolling(table, 'T"') == (
        '<div class="qms-scroll" tabindex="0" role="group" aria-label="T&quot;"><table>'
        "<tr><td>a</td></tr></table></div>"
    )
    assert '<div class="qms-scroll" lang="en" ' in scrolling(table, "T", page="en", text="de")
    assert '<table lang="de">' in scrolling(table, "T", page="en", text="de")


def test_a_link_in_the_title_leads_as_any() -> None:
    source = document("# See [a](t.md)\n", t=Target(TargetKind.DOCUMENT, document="QP-002"))
    title = converted(source, PLACE).title
    assert title is not None
    assert title.words == 'See <a href="../../../qp-002/index.html">a</a>'


def test_contents_lead_to_a_heading_and_nowhere_else() -> None:
    text = "## See [the *`a`* one](t.md) ![Gauge](p.png) first[^1]\n\n[^1]: Note.\n"
    files = {"p.png": b"1"}
    source = document(
        text, files, t=Target(TargetKind.DOCUMENT, document="QP-002"), p=Target(TargetKind.FILE, path="p.png")
    )
    found = converted(source, PLACE)
    assert [each.words for each in found.headings] == ["See the <em><code>a</code></em> one Gauge first"]
    assert found.html.count("<a ") == 3
