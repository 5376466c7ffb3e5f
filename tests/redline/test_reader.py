"""What blocks a text has, and which texts read the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from qmsdoc.markdown import Kind, walk
from qmsdoc.markdown import read as read_tree
from qmsdoc.redline.blocks import Block, text_of
from qmsdoc.redline.reader import code, heading, line
from tests.redline.texts import TEXT, blocks_of


def shape(blocks: tuple[Block, ...]) -> list[object]:
    return [[block.tag, *shape(block.children)] if block.group else block.tag for block in blocks]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("one\ntwo\n\nthree", ["p", "p"]),
        ("# One\ntext\n", ["h1", "p"]),
        ("One\n---\ntext\n", ["h2", "p"]),
        ("- a\n- b\n  - c\n", [["ul", ["li", "p"], ["li", "p", ["ul", ["li", "p"]]]]]),
        ("3. a\n\n   b\n", [["ol", ["li", "p", "p"]]]),
        ("| a | b |\n|---|:-:|\n| 1 | 2 |\n", [["table", ["tr", "th", "th"], ["tr", "td", "td"]]]),
        ("```\n# no\n```\n\n    code\n", ["pre", "pre"]),
        ("> a\n>\n> - b\n", [["blockquote", "p", ["ul", ["li", "p"]]]]),
        ("!!! note\n    a\n", [["div", "p", "p"]]),
        ("> [!WARNING]\n> a\n", [["div", "p", "p"]]),
        ("Term\n:   Means\n", [["dl", "dt", ["dd", "p"]]]),
        ("a[^1]\n\n[^1]: b\n", ["p", ["ol", ["li", "p"]]]),
        ("---\n", ["hr"]),
        ("<!-- a -->\n\n<b>\n", ["p"]),
        ("- [x]\n- [ ] a\n", [["ul", ["li", "p"], ["li", "p"]]]),
    ],
)
def test_blocks(text: str, expected: list[object]) -> None:
    assert shape(blocks_of(text)) == expected


@settings(max_examples=150, deadline=None)
@given(TEXT)
def test_no_word_of_a_text_is_left_out(text: str) -> None:
    nodes = [node for node in walk(read_tree(text).blocks) if node.kind not in {Kind.COMMENT, Kind.IMAGE, Kind.NOTE}]
    said, told = text_of(blocks_of(text)), "".join(node.text for node in nodes)
    for word in ("five", "1.5", "<b>", "link", "&", "\u00a0"):
        assert said.count(word) == told.count(word)


ALIKE = [
    ("one two\nthree", "one two three"),
    ("- a\n- b", "* a\n\n* b"),
    ("**a**", "__a__"),
    ("# a", "a\n==="),
    ("[a](b)", "[a][r]\n\n[r]: b"),
    ("| a |\n|---|\n| 1 |", "|a|\n|:-:|\n|1|"),
    ("1. a\n2. b", "1. a\n1. b"),
    ("a <!-- c --> b", "a b"),
    ("```yaml\na\n```", "```\na\n```"),
]
OTHERWISE = [
    ("- a\n- b", "- a\n    - b"),
    ("3. a\n4. b", "1. a\n2. b"),
    ("- a", "1. a"),
    ("```\na\n```", "```\n  a\n```"),
    ("```\na\n\nb\n```", "```\na\nb\n```"),
    ("`a  b`", "`a b`"),
    ("a\\\nb", "a\nb"),
    ("# a", "## a"),
    ("[a](b)", "[a](c)"),
    ("[a](#b)", "[a](#c)"),
    ('[a](b "t")', "[a](b)"),
    ("![a](b)", "![c](b)"),
    ("*a*", "a"),
    ("a", "> a"),
    ("- [ ] a", "- [x] a"),
    ("- [ ]", "- [x]"),
    ("!!! note\n    a", "!!! danger\n    a"),
    ("a\u00a0b", "a b"),
    ("| a | b |\n|---|---|", "| b | a |\n|---|---|"),
    ("- a", "- a\n-"),
    ("```mermaid\na\n```", "```\na\n```"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_texts_that_read_the_same(one: str, other: str) -> None:
    assert [block.identity for block in blocks_of(one)] == [block.identity for block in blocks_of(other)]


@pytest.mark.parametrize(("one", "other"), OTHERWISE)
def test_texts_that_do_not(one: str, other: str) -> None:
    assert [block.identity for block in blocks_of(one)] != [block.identity for block in blocks_of(other)]


def test_how_a_block_is_laid_out_is_no_change_and_yet_not_forgotten() -> None:
    (loose,), (tight,) = blocks_of("- a\n\n- b"), blocks_of("- a\n- b")
    assert loose.identity == tight.identity
    assert loose.exact != tight.exact
    assert tight.exact == blocks_of("* a\n* b")[0].exact


def test_control_characters_reach_no_identity() -> None:
    for block in (
        *blocks_of("a\x01b \x02`c\x03`\n\n```\n\x00\n```\n"),
        code("\x00\x01"),
        heading("\x02", 2),
        line("\x03"),
    ):
        assert not {"\x00", "\x01", "\x02", "\x03"} & set(text_of((block,)))


def test_a_note_has_the_title_of_its_language() -> None:
    assert text_of(blocks_of("!!! note\n    a")) == "Note\na"
    assert text_of(blocks_of('!!! note "Own"\n    a')) == "Own\na"


def test_deep_nesting_is_read() -> None:
    assert read_tree("> " * 200 + "deep").deep is not None
    assert "deep" in text_of(blocks_of("> " * 200 + "deep"))
