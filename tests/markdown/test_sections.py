"""A text read by its sections, and these by their paragraphs, has the very tree of the whole text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmsdoc.markdown import read
from qmsdoc.markdown.sections import read_sections
from tests.fuzz.inputs import MARKDOWN, fuzz

HEADINGS = (
    "# One",
    "## Two *words*",
    "###### Six",
    "#\tTab",
    "# ",
    "#hashtag",
    " # in",
    "    # code",
    "> # quoted",
    "- # item",
)
PIECES = (
    *HEADINGS,
    *("", "", "words", "*a* [b](c.md) `d`", "![a](b.png)", "<https://a.example>", "www.a.example", "<b>", "\\# a"),
    *("- a", "  b", "1. a", "- [ ] a", "> a", "> [!NOTE]", "***", "===", "---", "    code", "\ta", "a  ", "a\\"),
    *("```", "~~~sh", "# comment", "| a | b |", "|---|:-:|", "| [c](d) |", '!!! note "T"', "    in it", "??? tip"),
    *("Term", ":   a", "<!-- a", "-->", "<!-- a --> b", "--8<--", 'a --8<-- "b.md"', '--8<-- "b.md"', "a.md"),
    *("[a]: b.md", "[a]", "[^1]", "[^1]: note", "a^[b]", "\r", "\x0b", "\x85", "\u2028", "\0", "é" * 9, "[" * 120),
    *("*" * 2_100, "> " * 60 + "a", "x: " + "http://a.example " * 210),
)


@fuzz
@given(
    st.builds(str.join, st.sampled_from(("\n", "\n\n")), st.lists(st.sampled_from(PIECES), max_size=24)),
    st.sampled_from(PIECES).map(lambda end: end * 2),
)
def test_the_tree_is_that_of_the_whole_text(text: str, more: str) -> None:
    assert read_sections(text) == read(text)
    moved = f"{more}\n\n# Before\n\n{text}"  # whose sections were read already, further up
    assert read_sections(moved) == read(moved)


@fuzz
@given(st.lists(MARKDOWN | st.sampled_from(HEADINGS), max_size=9).map("\n".join))
def test_the_tree_of_any_text_is_that_of_the_whole(text: str) -> None:
    assert read_sections(text) == read(text)


@pytest.mark.parametrize(
    "text",
    [
        "# A\n\n```\n# no heading\n```\n\n# B\n",
        "# A\n\n<!--\n# no heading\n-->\n\n# B",
        "# A\n\n--8<--\n# a.md\n--8<--\n",
        "# A\n\n[b]\n\n# C\n\n[b]: d.md",
        "# A\n\nb[^1]\n\n# C\n\nd[^2]\n\n[^1]: e\n[^2]: f",
        "# A\r\n\r\n- b\r\n# C\r\n",
        "# A\n\n```\n\nno paragraph\n```\n\nb\n",
        "# A\n\nb\n:   c\n\nd\n:   e\n",
        "# A\n\nb\n: c\n# d\n: e\n",
        "# A\n\nb\n\n:   c\n\nd\n\n:   e\n",
        "# A\n\n<!--\n\nb\n\n| c |\n|---|\n\n-->\n\nd\n",
    ],
)
def test_what_one_section_says_of_another_counts(text: str) -> None:
    assert read_sections(text) == read(text)


def test_sections_in_common_are_read_once() -> None:
    one, two = (read_sections(f"# A\n\n{words}\n\n## B\n\n```\nc\n```\n\n## D\n") for words in ("old", "new"))
    assert one.blocks[2:] == two.blocks[2:]
    assert all(a is b for a, b in zip(one.blocks[2:], two.blocks[2:], strict=True))


def test_paragraphs_of_a_section_in_common_are_read_once() -> None:
    one, two = (read_sections(f"# A\n\n- a\n\n{words}\n\n| b |\n|---|\n\nc\n\n# B\n") for words in ("old", "new"))
    assert [a for a, b in zip(one.blocks, two.blocks, strict=True) if a is not b] == [one.blocks[2]]
