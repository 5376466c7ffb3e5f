from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmsdoc.redline.blocks import split, split_lines
from qmsdoc.redline.values import BlockKind

LINES = st.lists(
    st.sampled_from(
        [
            "---",
            "id: QP-001",
            "  - x",
            "# A",
            "text",
            "",
            " ",
            "- item",
            "1. one",
            "| a | b |",
            "|---|---|",
            "```",
            "~~~",
            "===",
        ]
    ),
    max_size=15,
)


def kinds(text: str) -> list[BlockKind]:
    return [block.kind for block in split(text)]


@given(st.text() | LINES.map("\n".join))
def test_blocks_joined_give_the_text_again(text: str) -> None:
    assert "".join(block.text for block in split(text)) == text
    assert "".join(block.text for block in split_lines(text)) == text


def test_front_matter_fields_stand_apart() -> None:
    blocks = split("---\nid: QP-001\nclauses:\n  - a\n  - b\n---\n\n# Title\n")
    assert [(block.kind, block.key, block.text) for block in blocks] == [
        (BlockKind.FENCE, "", "---\n"),
        (BlockKind.FIELD, "id", "id: QP-001\n"),
        (BlockKind.FIELD, "clauses", "clauses:\n  - a\n  - b\n"),
        (BlockKind.FENCE, "", "---\n\n"),
        (BlockKind.HEADING, "", "# Title\n"),
    ]


def test_front_matter_that_never_ends_is_text() -> None:
    assert BlockKind.FENCE not in kinds("---\nid: QP-001\n\ntext\n")


def test_front_matter_without_fields() -> None:
    assert kinds("---\n---\n") == [BlockKind.FENCE, BlockKind.FENCE]
    assert [block.key for block in split("---\n# remark\nid: A\n---\n")] == ["", "", "id", ""]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("\n\n", [BlockKind.BLANK]),
        ("one\ntwo\n\nthree", [BlockKind.PARAGRAPH, BlockKind.PARAGRAPH]),
        ("# One\ntext\n", [BlockKind.HEADING, BlockKind.PARAGRAPH]),
        ("#One\n", [BlockKind.PARAGRAPH]),
        ("One\n===\n", [BlockKind.HEADING]),
        ("One\n---\ntext\n", [BlockKind.HEADING, BlockKind.PARAGRAPH]),
        ("- a\n- b\n  more\n1. c\n", [BlockKind.ITEM, BlockKind.ITEM, BlockKind.ITEM]),
        ("text\n- a\n", [BlockKind.PARAGRAPH, BlockKind.ITEM]),
        ("| a | b |\n|---|:-:|\n| 1 | 2 |\n", [BlockKind.ROW, BlockKind.TABLE_RULE, BlockKind.ROW]),
        ("a sentence with | a bar\n", [BlockKind.PARAGRAPH]),
        ("```\n# no heading\n\n| x |\n```\ntext\n", [BlockKind.CODE, BlockKind.PARAGRAPH]),
        ("~~~\nnever closed\n```\n", [BlockKind.CODE]),
    ],
)
def test_kinds(text: str, expected: list[BlockKind]) -> None:
    assert kinds(text) == expected


def test_levels() -> None:
    assert [block.level for block in split("## Two\nOne\n===\nTwo\n---\n   - deep\n")] == [2, 1, 2, 3]
