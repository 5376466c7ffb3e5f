"""No text of a manual acts in the summary of a branch: it is shown as it is."""

from __future__ import annotations

import re
from datetime import date

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from hypothesis import given
from hypothesis import strategies as st

from qmsdoc.checking.pull_request import DocumentChange, PullRequest
from qmsdoc.checking.pull_request_markdown import markdown
from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import LINK_BROKEN

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "[here](https://evil.example)",
    "![](https://evil.example/x.png)",
    "https://evil.example and www.evil.example and a@evil.example",
    "@everyone #1 :tada: $x^2$ `code` ~~gone~~ **bold** _it_",
    "a | b",
    "&lt;b&gt;",
    "```\n</details>",
)


def summary(text: str) -> str:
    change = DocumentChange(text, text, None, None, text, (text,), (text,), text, (), (("Roles named", (text,)),), ())
    return markdown(PullRequest(text, text, date(2026, 2, 2), (change,), ()))


def shown(text: str) -> str:
    return str(cmarkgfm.github_flavored_markdown_to_html(summary(text), Options.CMARK_OPT_UNSAFE))


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_of_a_text_acts(text: str) -> None:
    page = re.sub(r"<pre.*?</pre>", "", shown(text), flags=re.DOTALL)
    assert set(re.findall(r"<(\w+)", page)) <= {
        *("h1", "h2", "p", "table", "thead", "tbody", "tr", "th", "td", "blockquote", "strong", "ul", "li"),
        *("details", "summary"),
    }
    assert page.count("<details") == page.count("</details") == 1
    assert not re.search(
        r"(?<!\\)(?:@everyone|#1|:tada:)", summary(text).replace("```diff", "").partition("<details>")[0]
    )


@given(st.text(max_size=40))
def test_any_text_leaves_the_outline_as_it_is(text: str) -> None:
    page = re.sub(r"<pre.*?</pre>", "", shown(text), flags=re.DOTALL)
    assert page.count("<h2>") == 1
    assert "<a " not in page
    assert "<img" not in page


@pytest.mark.parametrize(
    ("remedy", "written"),
    [
        ("Run `qmsdoc diff QP-001`.", "Run `qmsdoc diff QP-001`."),
        ("Write `revision: 2`.", "Write `revision: 2`."),
        ("See `@all` and `<b>`.", r"See \`\@<!-- -->all\` and \`\<b\>\`."),
    ],
)
def test_commands_are_shown_as_such(remedy: str, written: str) -> None:
    finding = Finding(LINK_BROKEN, "Gone.", remedy)
    assert written in markdown(PullRequest("m", "main", date(2026, 2, 2), (), (finding,)))
