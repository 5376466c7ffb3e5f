"""What is quoted reads in the page as it was."""

from __future__ import annotations

from html import unescape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown import Markdown

from qmsdoc.render.markdown import QmsdocExtension
from qmsdoc.render.quoted import fenced, plain

PRINTED = "".join(map(chr, range(33, 127)))
CONVERTER = Markdown(extensions=[QmsdocExtension()])


def shown(markdown: str) -> str:
    CONVERTER.reset()
    return CONVERTER.convert(markdown)


@given(st.text(st.sampled_from(PRINTED), min_size=1, max_size=40))
@example(PRINTED)
@example("keys/ann,@home=1.asc")
@example("Step 1: a < b &amp; c")
@example("[^1]: |x| ~~y~~ <!-- z --> https://a.b")
def test_words_read_as_they_are(words: str) -> None:
    assert unescape(shown(f"See [{plain(words)}](a.md)")) == f'<p>See <a href="a.md">{words}</a></p>'


@pytest.mark.parametrize("text", ["a", "``", "```", "a ```` b\n```\nc"])
def test_a_fence_holds_whatever_is_in_it(text: str) -> None:
    html = shown(f"{fenced(text)}\n\nAfter\n")
    assert f"<code>{text}\n</code>" in unescape(html)
    assert html.endswith("<p>After</p>")


def test_a_fence_is_no_longer_than_it_must_be() -> None:
    assert fenced("a``b", "yaml") == "```yaml\na``b\n```"
    assert fenced("a```b") == "````text\na```b\n````"
