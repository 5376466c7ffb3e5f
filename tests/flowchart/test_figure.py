"""Figures of diagrams: safe whatever they hold, with a list for those whom a drawing does not serve."""

from __future__ import annotations

import random
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings

from qmsdoc.flowchart import ClickTarget, FigureLabels, flowchart
from tests.flowchart.charts import texts

ALLOWED = frozenset(
    str.split(
        "a circle code details div ellipse em figcaption figure g li p path polygon pre rect summary svg text title ul"
    )
)


def target(written: str) -> ClickTarget:
    return ClickTarget(written if written.startswith(("a.md", "#")) else None)


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


ATTACKS = (
    "</text><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "]]><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "#lt;script#gt;alert(1)#lt;/script#gt;",
    "' onload='alert(1)",
    "#quot; onload=#quot;alert(1)",
    "</title></svg><script>",
)


@pytest.mark.parametrize("words", ATTACKS)
def test_labels_stay_text(words: str) -> None:
    source = f'flowchart TD\naccTitle: {words}\nsubgraph s ["{words}"]\nA["{words}"] -->|"{words}"| B\nend\n'
    source += f'click A "a.md" "{words}"'
    html = flowchart(source).html(resolve=target)
    assert "<svg" in html
    check(html)


@settings(max_examples=300, deadline=None)
@given(texts())
def test_whatever_the_text_nothing_can_act(source: str) -> None:
    check(flowchart(source).html(resolve=target))


def check(html: str) -> None:
    for tag, attributes in Tags(html).found:
        assert tag in ALLOWED
        assert not any(name.startswith("on") or name in {"style", "id", "src", "xlink:href"} for name in attributes)
        assert "javascript" not in (attributes.get("href") or "").lower()
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", html.replace("\r", ""))


def test_it_has_a_name_a_list_and_a_view_that_scrolls_by_keyboard() -> None:
    html = flowchart('flowchart TD\naccTitle: From A to B\nA[One] -- "<x>" --> B[Two]\nB --> A').html()
    assert "<figcaption>From A to B</figcaption>" in html
    assert 'aria-label="From A to B"' in html
    assert "<title>From A to B</title>" in html
    assert 'tabindex="0"' in html
    assert "<ul><li>One → <em>&lt;x&gt;</em>: Two</li><li>Two → One</li></ul>" in html


def test_the_caller_says_where_steps_lead_and_in_which_words() -> None:
    source = 'flowchart TD\nA[One] --> B[Two]\nB --> C\nclick A "a&b"\nclick B "gone"\nclick C "x"'
    found = flowchart(source)
    assert [(link.destination, link.line) for link in found.links] == [("a&b", 4), ("gone", 5), ("x", 6)]
    targets = {"a&b": ClickTarget("/?a&b"), "gone": ClickTarget(None, "(not <out>)"), "x": ClickTarget(None)}
    html = found.html(FigureLabels("Bild", "Als Liste", "Als Text", "Links:"), targets.__getitem__)
    assert [given["href"] for tag, given in Tags(html).found if tag == "a"] == ["/?a&b"] * 3
    assert "<li>Two (not &lt;out&gt;) → C</li>" in html
    assert 'aria-label="Bild"' in html
    assert "<summary>Als Liste</summary>" in html
    assert '<p class="qms-diagram__leads">Links: ' in html


def test_nothing_is_a_link_unless_the_caller_says_so() -> None:
    assert "<a" not in flowchart('graph TD\nA\nclick A "a.md"').html()


def test_a_tangle_is_shown_as_its_text_and_is_a_mistake() -> None:
    chance = random.Random(1)  # noqa: S311 - the same diagram every time
    chain = " --> ".join(f"n{n}" for n in range(199))
    lines = [f"n{chance.randrange(20)} --> n{chance.randrange(180, 199)}" for _ in range(150)]
    found = flowchart("flowchart TD\n" + "\n".join([chain, *lines]))
    assert [each.message for each in found.mistakes] == ["The lines are too many and too long to be drawn."]
    assert "only flowcharts are drawn" in found.html()
