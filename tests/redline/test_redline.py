from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmsdoc.redline import BlockChange, BlockKind, Redline, Run, RunKind, redline, redline_lines

PIECES = st.sampled_from(
    [
        *("---\n", "id: QP-001\n", "revision: 2\n", "# Scope\n", "Records are kept ", "five years", "ten years", ".\n"),
        *("\n", "  ", "\t", "| a | b |\n", "| a | c | d |\n", "|---|---|\n", "| \\| | `x` |", "|", "- item\n", "```\n"),
        *("ü", "漢字", "e\u0301", "\r\n", "\x0b", "\u2028", "\\", "shall ", "should "),
    ]
)
TEXTS = st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=60)


def marked(line: Redline) -> str:
    signs = {RunKind.EQUAL: "{}", RunKind.INSERT: "{{+{}+}}", RunKind.DELETE: "[-{}-]"}
    return "".join(signs[run.kind].format(run.text) for block in line.blocks for run in block.runs)


@given(TEXTS, TEXTS)
def test_nothing_is_ever_lost(old: str, new: str) -> None:
    for found in (redline(old, new), redline_lines(old, new)):
        assert found.old == old
        assert found.new == new
        assert found.changed == (old != new)
        assert all(run.text for block in found.blocks for run in block.runs)


@given(TEXTS)
def test_the_same_text_has_no_change(text: str) -> None:
    assert not redline(text, text).changed


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Kept five years.\n", "Kept ten years.\n", "Kept [-five-]{+ten+} years.\n"),
        ("At most 1.5 mm.\n", "At most 1.6 mm.\n", "At most [-1.5-]{+1.6+} mm.\n"),
        ("a\n\nb\n", "a\n\nc d e\n\nb\n", "a\n\n{+c d e\n\n+}b\n"),
        ("# Scope\n\ntext\n", "text\n", "[-# Scope\n\n-]text\n"),
        ("the old text stays here\n", "a new word stays here\n", "[-the old text-]{+a new word+} stays here\n"),
        ("- one thing\n- two\n", "- one thing here\n- two\n", "- one thing{+ here+}\n- two\n"),
        ("no end", "no end\n", "no end{+\n+}"),
    ],
)
def test_words(old: str, new: str, expected: str) -> None:
    assert marked(redline(old, new)) == expected


def test_a_field_is_compared_with_the_field_of_its_name() -> None:
    found = redline("---\nid: A\nchange: First.\nrevision: 1\n---\n", "---\nid: A\nrevision: 2\nchange: New.\n---\n")
    fields = {block.key for block in found.blocks if block.kind is BlockKind.FIELD and block.changed}
    assert fields == {"change", "revision"}
    assert "[-1-]{+2+}" in marked(found) or "{+revision: 2\n+}" in marked(found)


def rows(found: Redline) -> list[list[str]]:
    return [[marked_cell(cell) for cell in block.cells] for block in found.blocks if block.cells]


def marked_cell(runs: tuple[Run, ...]) -> str:
    return marked(Redline((BlockChange(BlockKind.PARAGRAPH, (runs,)),)))


def test_a_cell_that_is_emptied_keeps_what_it_said() -> None:
    old = "| role | days |\n|---|---|\n| buyer | 5 working days |\n"
    new = "| role | days |\n|---|---|\n| buyer |  |\n"
    assert rows(redline(old, new)) == [["role", "days"], ["buyer", "[-5 working days-]"]]


def test_a_column_added_and_one_taken_out() -> None:
    two, three = "| a | b |\n|---|---|\n| 1 | 2 |\n", "| a | n | b |\n|---|---|---|\n| 1 | 9 | 2 |\n"
    assert rows(redline(two, three)) == [["a", "{+n+}", "b"], ["1", "{+9+}", "2"]]
    assert rows(redline(three, two)) == [["a", "[-n-]", "b"], ["1", "[-9-]", "2"]]


def test_a_row_added_stands_alone() -> None:
    old, new = "| a | b |\n|---|---|\n| 1 | 2 |\n", "| a | b |\n|---|---|\n| 7 | 8 |\n| 1 | 2 |\n"
    assert rows(redline(old, new)) == [["a", "b"], ["{+7+}", "{+8+}"], ["1", "2"]]


def test_a_bar_behind_a_backslash_belongs_to_its_cell() -> None:
    old, new = "| a \\| b | c |\n|---|---|\n", "| a \\| d | c |\n|---|---|\n"
    assert rows(redline(old, new)) == [["a \\| [-b-]{+d+}", "c"]]


def test_a_paragraph_wrapped_anew_differs_in_spacing_only() -> None:
    (wrapped,) = redline("one two three\n", "one two\nthree\n").blocks
    (changed,) = redline("one two three\n", "one two four\n").blocks
    assert wrapped.only_spacing
    assert not changed.only_spacing
    assert not redline("a\n", "a\n").blocks[0].only_spacing


def test_only_rows_have_cells() -> None:
    assert redline("text\n", "text\n").blocks[0].cells == ()


WORDS = [f"word{number}" for number in range(3000)]


def prose(seed: int, paragraphs: int, words: int) -> str:
    choice = random.Random(seed)  # noqa: S311
    return "\n\n".join(" ".join(choice.choices(WORDS, k=words)) for _ in range(paragraphs))


LARGE = (
    (prose(1, 700, 70), prose(1, 700, 70).replace("word7 ", "word8 ").replace("word1", "mot1")),
    (prose(1, 700, 70), prose(2, 700, 70)),
    (prose(1, 1, 50_000), "start " + prose(1, 1, 50_000).replace("word77", "mot") + " end"),
    (prose(1, 1, 50_000), prose(2, 1, 50_000)),
    ("x\n\ny\n\n" * 8_000, "y\n\nx\n\nz\n\n" * 5_000),
    ("| a | b |\n" * 8_000, "| a | c |\n" * 8_000),
    ("|" * 400_000, "| " * 200_000),
    ("a" * 400_000, "a" * 399_999 + "b"),
    ("# " + " " * 400_000, "# x" + " " * 400_000 + "|"),
)


@pytest.mark.parametrize(
    ("old", "new"),
    LARGE,
    ids=[
        "few words",
        "all words",
        "one paragraph",
        "one other paragraph",
        "repeats",
        "rows",
        "bars",
        "one word",
        "spaces",
    ],
)
def test_large_texts_are_compared(old: str, new: str) -> None:
    found = redline(old, new)
    assert (found.old, found.new) == (old, new)
