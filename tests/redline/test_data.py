"""The redline as data for JSON."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings

from qmsdoc.redline.data import as_data
from tests.redline.texts import TEXT, compared


def data(old: str, new: str) -> Any:
    return json.loads(json.dumps(as_data(compared(old, new))))


def test_a_block_has_its_kind_state_and_runs() -> None:
    assert data("## Kept five years", "## Kept ten years") == [
        {
            "kind": "heading",
            "state": "changed",
            "changed": True,
            "level": 2,
            "runs": [
                {"kind": "equal", "text": "Kept "},
                {"kind": "delete", "text": "five"},
                {"kind": "insert", "text": "ten"},
                {"kind": "equal", "text": " years"},
            ],
            "blocks": [],
        }
    ]


def test_items_have_their_numbers_and_tables_their_cells() -> None:
    (items,) = data("3. one", "1. one")
    assert (items["kind"], items["state"], items["changed"]) == ("list", "changed", True)
    assert items["blocks"][0]["number"] == {"old": 3, "new": 1}
    assert items["blocks"][0]["state"] == "equal"
    assert items["blocks"][0]["changed"] is True
    (table,) = data("| a |\n|---|\n| 1 |", "| a | b |\n|---|---|\n| 2 | 3 |")
    assert [row["kind"] for row in table["blocks"]] == ["row"] * 3
    assert {cell["kind"] for row in table["blocks"] for cell in row["blocks"]} == {"cell"}
    moved = data("The first of them.\n\nElse.", "Else.\n\nThe first of them.")
    assert [block.get("moved", False) for block in moved] == [True, False, True]


@settings(max_examples=40, deadline=None)
@given(TEXT, TEXT)
def test_all_of_both_texts_can_be_had_from_it(old: str, new: str) -> None:
    assert said(data(old, new), "insert") == said(data(old, old), "")
    assert said(data(old, new), "delete") == said(data(new, new), "")


def said(blocks: Any, without: str) -> str:
    parts = []
    for block in blocks:
        parts += [run["text"] for run in block["runs"] if run["kind"] != without]
        parts.append(said(block["blocks"], without))
    return "".join("".join(parts).replace("*", "").replace("`", "").split())
