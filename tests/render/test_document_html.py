"""What the text of a document can and cannot do to its page."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmsdoc.flowchart import ClickTarget
from qmsdoc.markdown import read
from qmsdoc.markdown.headings import slug
from qmsdoc.markdown.scan import scan
from qmsdoc.render.destinations import Destinations, Place
from qmsdoc.render.document_html import DocumentHtml
from qmsdoc.render.html_gate import gated, safe_address
from qmsdoc.render.ui_strings import UiStrings, ui_strings
from tests.site.build import ENGLISH, GERMAN


class Anywhere(Destinations):
    """Leads every link to where it says, and shows whatever is a picture by its name."""

    def link(self, destination: str) -> ClickTarget:
        return ClickTarget(destination)


def render(text: str, strings: UiStrings | None = None) -> str:
    place = Place("", lambda _: None, lambda _: None, strings or UiStrings())
    return DocumentHtml(Anywhere(place, "a.md", {}, {})).blocks(read(text).blocks)


def published(text: str, strings: UiStrings | None = None) -> str:
    place = Place("", lambda _: None, lambda _: None, strings or UiStrings())
    return DocumentHtml(Destinations(place, "a.md", {}, {})).blocks(read(text).blocks)


ATTACKS = (
    "<script>alert(1)</script>",
    '<div class="qms-stamp" data-id="QP-001">In force</div>',
    "<img src=x onerror=alert(1)>",
    "text <b onclick=alert(1)>bold</b>",
    "<svg/onload=alert(1)>",
    "<!-- --><script>alert(1)</script><!-- -->",
    "<!--> <script>alert(1)</script> -->",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java&#115;cript:alert(1))",
    "[a](java\tscript:alert(1))",
    "[a](&#106;avascript&#58;alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](vbscript:msgbox)",
    "[a](//evil.example/x)",
    "[a](\\\\evil.example)",
    "[a](/etc/passwd)",
    "[a]: javascript:alert(1)\n\n[a]",
    "<javascript:alert(1)>",
    "![a](javascript:alert(1))",
    "![a](data:image/svg+xml;base64,PHN2Zz4=)",
    '![a](x.png "t\\" onerror=\\"alert(1)")',
    '[a](x.html "t&quot; onclick=&quot;alert(1)")',
    '# Heading {.qms-stamp #__search onclick="x"}',
    "para\n{: .qms-stamp }",
    '!!! note qms-stamp "title"\n    body',
    '!!! qms-stamp "<script>alert(1)</script>"\n    body',
    "``` {.qms-stamp #__config onclick=alert(1)}\ncode\n```",
    '``` python title="<script>alert(1)</script>"\ncode\n```',
    "``` qms-stamp\n<script>alert(1)</script>\n```",
    "~~~ { .python .qms-stamp }\nx\n~~~",
    "[^<script>]\n\n[^<script>]: note",
    "Term <script>\n: <script>alert(1)</script>",
    "- [ ] <input onfocus=alert(1) autofocus>",
    "| a |\n|---|\n| <script>alert(1)</script> |",
    "> <iframe src=//evil.example></iframe>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "`<script>`</script><script>alert(1)</script>",
    "\x02wzxhzdk:0\x03<script>",
    '<p markdown="1" class="qms-stamp">x</p>',
    "</article></main><aside class='qms-stamp'>x</aside>",
    "*[HTML]: <script>alert(1)</script>\n\nHTML",
    "# __search\n\n# __config",
)

_CLASSES = re.compile(
    r"(admonition(-title)?|highlight|footnote(-ref|-backref)?|toc|task-list(-item)?|[a-z]{1,2}[a-z0-9]?)"
)
_KINDS = frozenset(
    str.split(
        "note abstract info tip success question warning failure danger bug example quote important caution attention"
        " hint error"
    )
)


class _Audit(HTMLParser):
    """Says of a page what must never be in it."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.depth: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {
            "script",
            "style",
            "iframe",
            "object",
            "embed",
            "svg",
            "form",
            "aside",
            "article",
            "link",
            "meta",
            "base",
        }:
            self.faults.append(tag)
        if tag not in {"img", "br", "hr", "input"}:
            self.depth.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name in {"style", "srcset", "formaction", "data-id"}:
                self.faults.append(name)
            if name in {"href", "src"} and not safe_address(value or ""):
                self.faults.append(f"{name}={value}")
            if name == "id" and (value or "").startswith("__"):
                self.faults.append(f"id={value}")
            if name == "class" and any(
                not _CLASSES.fullmatch(each) and each not in _KINDS for each in (value or "").split()
            ):
                self.faults.append(f"class={value}")

    def handle_endtag(self, tag: str) -> None:
        if not self.depth or self.depth.pop() != tag:
            self.faults.append(f"/{tag}")


def faults(html: str) -> list[str]:
    audit = _Audit()
    audit.feed(html)
    audit.close()
    return audit.faults + audit.depth


def test_the_audit_finds_what_it_must_find() -> None:
    assert faults('<p><a href="javascript:x" onclick="y">z</a><script></script>')
    assert faults('<p class="qms-stamp">x</p>') == ["class=qms-stamp"]
    assert faults("</div>") == ["/div"]


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_come_to_nothing(attack: str) -> None:
    assert faults(render(attack)) == []
    assert faults(render(f"- item\n\n    {attack}\n\n> {attack}")) == []


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [*ATTACKS, "\n\n", "\n", "    ", "> ", "- ", "| ", "`", "```\n", "*", "<", ">", '"', "&", "\\"]
        ),
        max_size=8,
    )
)
def test_attacks_mixed_come_to_nothing(parts: list[str]) -> None:
    assert faults(render("".join(parts))) == []


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("<>\"'=/!-& abdhrefscrip:t#;"), max_size=60))
def test_the_gate_lets_nothing_else_out(html: str) -> None:
    assert faults(gated(html)) == []
    assert gated(gated(html)) == gated(html)


def test_raw_html_is_shown_as_text() -> None:
    assert render("A <b>bold</b> word") == "<p>A &lt;b&gt;bold&lt;/b&gt; word</p>"


def test_comments_are_dropped_outside_code_only() -> None:
    assert "secret" not in render("Before <!-- secret --> after\n\n<!-- secret\n\nsecret -->\n\nEnd")
    assert "kept" in render("`<!-- kept -->`")
    assert "kept" in render("```\n<!-- kept -->\n```")


def test_a_comment_never_closed_takes_the_rest_as_on_a_host() -> None:
    assert render("a\n\n<!-- open\n\ntext") == "<p>a</p>"
    assert [problem.rule for problem in scan("<!-- open\n\ntext", 0).problems] == ["content-unsafe"]


def test_what_documents_need_is_there() -> None:
    html = render(
        "| a | b |\n|--:|---|\n| 1 | 2 |\n\nTerm\n:   Meaning[^1]\n\n- [x] done\n- [ ] open\n\n"
        '!!! warning "Hot"\n    Gloves.\n\n``` python\nx = 1\n```\n\n[^1]: A note.\n'
    )
    for part in (
        '<th align="right">a</th>',
        "<dt>Term</dt>",
        'class="footnote-ref"',
        "admonition warning",
        'class="highlight"',
    ):
        assert part in html
    assert '<input type="checkbox" disabled="" checked="" aria-label="Ticked">' in html


def test_pictures_of_other_hosts_become_links() -> None:
    assert published("![Plan](https://example.org/p.png)") == '<p><a href="https://example.org/p.png">Plan</a></p>'
    assert published("![Plan](../files/p.png)") == "<p>Plan</p>"


def test_links_that_lead_nowhere_keep_their_text() -> None:
    assert published("[a](gone.md)") == "<p>a</p>"
    assert published("[a](QP-002)") == "<p>a (not published)</p>"


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://example.org/a?b=c#d", True),
        ("mailto:jane@example.org", True),
        ("tel:+44123", True),
        ("../qp-001/index.html#who", True),
        ("#who", True),
        ("https:example.org", False),
        ("http://[", False),
        ("a:b", False),
        ("/a", False),
        ("//a", False),
        ("a\\b", False),
        ("java\nscript:x", False),
    ],
)
def test_addresses(address: str, safe: bool) -> None:
    assert safe_address(address) is safe


def test_headings_keep_off_the_ids_of_the_page() -> None:
    assert slug("Control of records") == "control-of-records"
    assert slug("__search") == "section-search"
    assert slug("QMS scope") == "qms-scope"
    assert gated('<h2 id="__search">a</h2><h2 id="qms-text">b</h2>') == "<h2>a</h2><h2>b</h2>"


GERMAN_TEXT = """!!! warning
    Text.

!!! note "Own title"
    Text.

- [x] done

Said[^1], [gone](QP-002).

[^1]: A note.
"""


def test_what_qmsdoc_says_in_a_text_is_in_the_language_of_the_site() -> None:
    made = published(GERMAN_TEXT, ui_strings(GERMAN))
    for words in ("Warnung", "Own title", 'aria-label="Angekreuzt"', "Fußnote 1", "gone (nicht veröffentlicht)"):
        assert words in made
    assert "Warning" not in made


def test_without_a_language_it_is_english() -> None:
    assert replace(ui_strings(ENGLISH), notes={}) == UiStrings()
    assert '<p class="admonition-title">Warning</p>' in render(GERMAN_TEXT)
    assert '<p class="admonition-title">Warning</p>' in render(GERMAN_TEXT, ui_strings(ENGLISH))


def test_an_empty_heading_of_a_table_is_a_cell() -> None:
    html = render("| Order | |\n|---|---|\n| Date | |\n")
    assert "<tr><th>Order</th><td></td></tr>" in html.replace("\n", "")
