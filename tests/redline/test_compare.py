"""The comparison itself: both texts can be had from it again, with their nesting, whatever they say."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmsdoc.redline import Change, Comparer, State
from qmsdoc.redline.blocks import Block, text_of
from tests.redline.texts import BLOCK, TEXT, blocks_of, compared


def side(changes: Sequence[Change], shown: State) -> list[Block]:
    """Rebuild one text from what is shown of it: its blocks, the runs of its leaves, the numbers of its items."""
    return [block for change in changes if (block := _rebuilt(change, shown)) is not None]


def _rebuilt(change: Change, shown: State) -> Block | None:
    block = change.old if shown is State.DELETE else change.new
    if block is None:
        return None
    pieces = tuple(piece for run in change.runs if run.state in {State.EQUAL, shown} for piece in run.pieces)
    return replace(block, pieces=pieces, children=tuple(side(change.children, shown)))


def identities(blocks: Sequence[Block]) -> list[tuple[str, int | None]]:
    return [(block.identity, block.number) for block in blocks]


def lossless(old: str, new: str) -> None:
    changes = compared(old, new)
    assert identities(side(changes, State.DELETE)) == identities(blocks_of(old))
    assert identities(side(changes, State.INSERT)) == identities(blocks_of(new))
    same = identities(blocks_of(old)) == identities(blocks_of(new))
    assert any(change.changed for change in changes) is not same
    assert all(run.pieces for change in walk(changes) for run in change.runs)


def walk(changes: Sequence[Change]) -> Iterator[Change]:
    for change in changes:
        yield change
        yield from walk(change.children)


@settings(max_examples=200, deadline=None)
@given(TEXT, TEXT)
def test_nothing_is_ever_lost(old: str, new: str) -> None:
    lossless(old, new)


@settings(max_examples=100, deadline=None)
@given(st.lists(BLOCK, min_size=1, max_size=6), st.data())
def test_a_text_edited_a_little_loses_nothing(blocks: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(blocks) - 1))
    edited = [*blocks[:place], *data.draw(st.lists(BLOCK, max_size=2)), *blocks[place + 1 :]]
    lossless("\n\n".join(blocks), "\n\n".join(edited))


@settings(max_examples=80, deadline=None)
@given(st.lists(BLOCK, min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_a_text_put_in_another_order_loses_nothing(blocks: list[str], chance: random.Random) -> None:
    lossless("\n\n".join(blocks), "\n\n".join(chance.sample(blocks, len(blocks))))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_loses_nothing(old: str, new: str) -> None:
    lossless(old, new)


def marks(changes: Sequence[Change]) -> str:
    """Write a comparison in short: `[-old-]`, `{+new+}`, bars between cells, `#` before items with their numbers."""
    return " ".join(filter(None, (_mark(change) for change in changes)))


def _mark(change: Change) -> str:
    signs = {State.EQUAL: "{}", State.INSERT: "{{+{}+}}", State.DELETE: "[-{}-]"}
    if change.old is None and change.new is None:
        return "()"
    if change.block.tag == "tr":
        return f"({'|'.join(_mark(cell) for cell in change.children)})"
    inner = "".join(signs[run.state].format(run.text) for run in change.runs) or marks(change.children)
    if change.renumbered and change.old and change.new:
        return f"{change.old.number}>{change.new.number}# {inner}"
    return f"{change.block.number}# {inner}" if change.block.number is not None else inner


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Kept five years.", "Kept ten years.", "Kept [-five-]{+ten+} years."),
        ("At most 1.5 mm.", "At most 1.6 mm.", "At most [-1.5-]{+1.6+} mm."),
        ("a\n\nb", "a\n\nc d e\n\nb", "a {+c d e+} b"),
        ("# Scope\n\ntext", "text", "[-Scope-] text"),
        ("the old text stays here", "a new word stays here", "[-the old text-]{+a new word+} stays here"),
        ("- one thing\n- two", "- one thing here\n- two", "one thing{+ here+} two"),
        ("- one\n- two\n- three", "- one\n- three\n- four", "one [-two-] three {+four+}"),
        ("# One\n\n---\n\ntext", "## One\n\ntext", "[-One-] {+One+} text"),
        ("- Stop\n    - Mark\n- Call the manager", "- Stop\n    - Mark\n    - Call the manager",
         "Stop Mark {+Call the manager+} [-Call the manager-]"),
        ("3. Weigh\n4. Label", "1. Weigh\n2. Label", "3>1# Weigh 4>2# Label"),
        ("1. one\n2. two\n3. three", "1. one\n2. three\n3. four", "1# one 2# [-two-] 3>2# three 3# {+four+}"),
        ("1. b\n2. c", "1. a\n2. b\n3. c", "1# {+a+} 1>2# b 2>3# c"),
        ("[Training](QP-001)", "[Training](QP-002)", "[-Training-]{+Training+}"),
        ("```\na: 1\n  b: 2\n```", "```\na: 1\n    b: 2\n```", "a: 1\n[-  -]{+    +}b: 2"),
        ("a <!-- one --> b", "a <!-- two --> b", "a b"),
    ],
)  # fmt: skip
def test_words_items_and_numbers(old: str, new: str, expected: str) -> None:
    assert marks(compared(old, new)) == expected


HEAD = "| a | b |\n|---|---|\n"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (HEAD + "| 1 | 2 |\n| 3 | 4 |", "| a | n | b |\n|---|---|---|\n| 1 | x | 2 |",
         "(a|{+n+}|b) (1|{+x+}|2) ([-3-]|()|[-4-])"),
        ("| a | n | b |\n|---|---|---|\n| 1 | 9 | 2 |", HEAD + "| 1 | 2 |", "(a|[-n-]|b) (1|[-9-]|2)"),
        (HEAD + "| 1 | 2 |\n| 3 | 4 |", HEAD + "| 3 | 4 |", "(a|b) ([-1-]|[-2-]) (3|4)"),
        (HEAD + "| 1 | 2 |", HEAD + "| 7 | 8 |\n| 1 | 2 |", "(a|b) ({+7+}|{+8+}) (1|2)"),
        ("| a |\n|---|\n| 1 |", "| other |\n|---|\n| 1 |", "([-a-]{+other+}) (1)"),
        (HEAD + "| Audit | one |", HEAD + "| Audit | two |", "(a|b) (Audit|[-one-]{+two+})"),
        (HEAD + "| buyer | 5 days |", HEAD + "| buyer |  |", "(a|b) (buyer|[-5 days-])"),
        (
            "| a | b | c |\n|---|---|---|\n| 1 | 2 | 3 |\n| 4 | 5 | 6 |",
            "| b | c | d |\n|---|---|---|\n| 2 | 3 | 7 |\n| 5 | 6 | 8 |",
            "([-a-]|b|c|{+d+}) ([-1-]|2|3|{+7+}) ([-4-]|5|6|{+8+})",
        ),
        ("| Days | b |\n|---|---|\n| 1 | 2 |", "| Working days | b |\n|---|---|\n| 1 | 2 |",
         "([-Days-]{+Working days+}|b) (1|2)"),
        ("| | |\n|---|---|\n| x1 | y1 |\n| x2 | y2 |", "| | | |\n|---|---|---|\n| x1 | n1 | y1 |\n| x2 | n2 | y2 |",
         "(||) (x1|{+n1+}|y1) (x2|{+n2+}|y2)"),
    ],
)  # fmt: skip
def test_tables_keep_their_rows_and_columns(old: str, new: str, expected: str) -> None:
    assert marks(compared(old, new)) == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("- the first of them\n- two\n- three", "- two\n- three\n- the first of them"),
        ("The first of them.\n\nSomething else.", "Something else.\n\nThe first of them."),
    ],
    ids=["item", "paragraph"],
)
def test_what_moved_is_told_as_moved(old: str, new: str) -> None:
    leaves = [change for change in walk(compared(old, new)) if change.moved and not change.block.group]
    assert [change.state for change in leaves] == [State.DELETE, State.INSERT]


def test_a_short_block_that_is_gone_here_and_new_there_has_not_moved() -> None:
    assert not any(change.moved for change in compared("Yes.\n\nSomething else.", "Something else.\n\nYes."))


def test_what_is_found_does_not_depend_on_what_was_compared_before() -> None:
    texts = [blocks_of(f"# One\n\nSame words here.\n\n- a\n\n- {number}\n") for number in range(3)]
    texts.append(blocks_of("# One\n\nSame words here.\n\n- a\n- 1\n"))
    comparer = Comparer()
    for old in texts:
        for new in texts:
            found = [
                (change.old and change.old.exact, change.new and change.new.exact)
                for change in walk(comparer.compare(old, new))
            ]
            alone = [
                (change.old and change.old.exact, change.new and change.new.exact)
                for change in walk(Comparer().compare(old, new))
            ]
            assert found == alone


def test_the_text_of_blocks() -> None:
    blocks = blocks_of("# One\n\nTwo *three*\nfour.\n\n- a\n    - b\n\n| c | d |\n|---|---|\n| e |  |\n")
    assert text_of(blocks) == "One\nTwo three four.\na\nb\nc\nd\ne"
