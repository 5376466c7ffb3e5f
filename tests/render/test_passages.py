"""Passages rendered one by one read as the whole text does."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown import Markdown

from qmsdoc.redline.reader import read
from qmsdoc.render.markdown import QmsdocExtension
from qmsdoc.render.passages import passages
from tests.redline.test_rendered import BLOCK, LINE

LOOSE = st.sampled_from(
    [
        *("    indented", "1. one", "2) two", "> quoted", "!!! note", "    body", "- item", "+ item", "> # H"),
        *("| a |\n|---|\n| b |", "Term\n: means", "```", "~~~ yaml", "````text", "[x]: y.md", "[x][x]", "# H", "***"),
        *("Setext\n===", "a[^1]", "[^1]: b", "<!-- gone", "-->", "[TOC]", "   three", "\ttab", "a\\", "- ```\n  x"),
    ]
)


def identities(texts: tuple[str, ...]) -> list[str]:
    markdown = Markdown(extensions=[QmsdocExtension(drawn=False)])
    found: list[str] = []
    for text in texts:
        markdown.reset()
        found += [node.identity for node in read(markdown.convert(text))]
    return found


@settings(max_examples=300, deadline=None)
@given(st.lists(BLOCK | LINE | LOOSE, max_size=8), st.sampled_from(["\n", "\n\n", "\n \n"]))
@example(["- item", "a"], "\n\n")
@example(["!!! note\n    x", "a", "    code"], "\n\n")
@example(["Term\n: means", "Other\n: too"], "\n\n")
@example(["- ```", "a", "```"], "\n\n")
def test_the_parts_read_as_the_whole(blocks: list[str], between: str) -> None:
    text = between.join(blocks)
    assert "\n".join(passages(text)) == text
    assert identities(passages(text)) == identities((text,))


def test_a_text_is_cut_before_headings_and_paragraphs() -> None:
    assert passages("# One\n\nTwo\nthree\n\n- a\n\n  b\n\nFour") == (
        "# One\n",
        "Two\nthree\n\n- a\n\n  b\n",
        "Four",
    )


@pytest.mark.parametrize(
    "reaching",
    ["[x]: y.md", "a[^1]", "Term\n: means", "<!-- -->", "[TOC]", "```\nopen", "``` no { fence", "a\r"],
)
def test_what_may_decide_how_another_place_reads_keeps_the_text_whole(reaching: str) -> None:
    text = f"One\n\nTwo\n\n{reaching}"
    assert passages(text) == (text,)
