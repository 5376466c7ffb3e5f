"""Diagrams in documents: drawn in any fence, their links led like all others, and only safe ones."""

from __future__ import annotations

import re

import pytest

from qmsdoc.markdown import read
from qmsdoc.markdown.scan import scan
from qmsdoc.model.content import Content
from qmsdoc.model.document import Closure, ClosureFile, Document, FrontMatter, Target, TargetKind
from qmsdoc.render.conversion import converted
from qmsdoc.render.destinations import Destinations, Place
from qmsdoc.render.document_html import DocumentHtml
from qmsdoc.render.redline import Redliner, no_site
from qmsdoc.render.redline_views import change_labels, whole
from tests.flowchart.test_figure import Tags
from tests.site.build import ENGLISH

MAP = 'flowchart TD\n  A[Take the order] -- "all well" --> B{Ok?}\n  click A "{}"\n'


NO_PLACE = Place("", lambda _: None, lambda _: None)


def render(text: str) -> str:
    return DocumentHtml(Destinations(NO_PLACE, "a.md", {}, {})).blocks(read(text).blocks)


def fenced(body: str) -> str:
    return f"```mermaid\n{body.strip()}\n```\n"


@pytest.mark.parametrize(
    "text",
    [
        "```mermaid\nflowchart TD\nA-->B\n```",
        "~~~~ mermaid\nflowchart TD\nA-->B\n~~~~",
        '```mermaid title="x"\nflowchart TD\nA-->B\n```',
        "1. Do\n\n    ```mermaid\n    flowchart TD\n    A-->B\n    ```",
        "> ```mermaid\n> flowchart TD\n> A-->B\n> ```",
    ],
)
def test_every_kind_of_fence_is_drawn(text: str) -> None:
    html = render(text)
    assert html.count("qms-diagram__drawing") == 1
    assert "mermaid" not in html


@pytest.mark.parametrize("text", ["    ```mermaid\n    flowchart TD\n    A\n    ```", "```text\nflowchart TD\nA\n```"])
def test_other_code_is_not(text: str) -> None:
    assert "<svg" not in render(text)


def test_other_kinds_of_diagram_are_shown_as_their_text() -> None:
    html = render("```mermaid\nsequenceDiagram\n A->>B: <b>hi</b>\n```")
    assert "only flowcharts are drawn" in html
    assert "A-&gt;&gt;B: &lt;b&gt;hi&lt;/b&gt;" in html


def test_the_mark_of_a_diagram_cannot_be_written() -> None:
    html = render("\x02diagram 0\x03 <div>\x02diagram 0\x03</div> &#2;diagram 0&#3;\n\n" + fenced("graph TD\nA"))
    assert html.count("<figure") == 1


@pytest.mark.parametrize(
    ("address", "href"),
    [
        ("#here", "#here"),
        ("https://example.org/?a=1&b=2", "https://example.org/?a=1&b=2"),
        ("javascript:alert(1)", None),
        ("JaVaScRiPt:alert(1)", None),
        ("data:text/html,x", None),
        ("../../x.html", None),
        ("", None),
    ],
)
def test_only_safe_addresses_are_links(address: str, href: str | None) -> None:
    html = render(fenced(MAP.replace("{}", address)))
    found = [attributes["href"] for tag, attributes in Tags(html).found if tag == "a"]
    assert found == ([href] * 3 if href else [])


def test_a_step_whose_document_has_no_page_says_so_in_the_list() -> None:
    html = render(fenced(MAP.replace("{}", "QP-009")))
    assert "<a" not in html
    assert "<li>Take the order (not published) → <em>all well</em>: Ok?</li>" in html


def test_links_are_found_with_their_lines() -> None:
    text = 'Text [a](b.md)\n\n~~~mermaid\nflowchart TD\nA --> B; click B "c.md"\nclick A "javascript:alert(1)"\n~~~\n'
    found = scan(text, 0)
    assert [(link.destination, link.line) for link in found.links] == [
        ("b.md", 1),
        ("c.md", 5),
        ("javascript:alert(1)", 6),
    ]
    assert [problem.rule for problem in found.problems] == ["content-unsafe"]


@pytest.mark.parametrize(
    "text",
    [
        '<!--\n```mermaid\nflowchart TD\nA\nclick A "c.md"\n```\n-->\n',
        '    ```mermaid\n    flowchart TD\n    A\n    click A "c.md"\n    ```\n',
        '```mermaid\nsequenceDiagram\nclick A "c.md"\n```\n',
        '```text\nflowchart TD\nA\nclick A "c.md"\n```\n',
    ],
)
def test_what_is_not_drawn_has_no_links(text: str) -> None:
    assert scan(text, 0).links == ()


def document(text: str, target: Target) -> Document:
    links = scan(text, 0).links
    return Document(
        *("documents/a.md", Content(text.encode()), 0, FrontMatter(id="QP-001"), ()),
        *(links, tuple(target for _ in links), (), Closure((ClosureFile.of("documents/a.md", text.encode()),))),
    )


def test_links_are_led_to_where_documents_are_published() -> None:
    text = "> " + fenced(MAP.replace("{}", "other.md#who")).rstrip("\n").replace("\n", "\n> ") + "\n"
    source = document(text, Target(TargetKind.DOCUMENT, document="QP-002", fragment="who"))
    page = converted(source, Place("qp-001/rev/2/", {"QP-002": "qp-002/"}.get, lambda _: None))
    assert 'href="../../../qp-002/index.html#who"' in page.html


def test_a_redline_tells_changes_of_a_diagram_in_its_text() -> None:
    gone = Target(TargetKind.MISSING)
    old, new = (document(fenced(f"flowchart TD\nA[{words}] --> B\n"), gone) for words in ("Take it", "Leave it"))
    redliner = Redliner(no_site(), change_labels(ENGLISH))
    html = "".join(part.html for part in whole(redliner.changes(old, new), "qp-001/history/", redliner.writer))
    assert "<svg" not in html
    assert re.search(r"<del>.*Take.*</del>", html)
    assert re.search(r"<ins>.*Leave.*</ins>", html)
