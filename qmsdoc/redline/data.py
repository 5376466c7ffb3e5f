"""A redline as data for JSON: one object a block, nested as the text is."""

from __future__ import annotations

from collections.abc import Sequence

from qmsdoc.redline.blocks import HEADINGS, Block
from qmsdoc.redline.changes import Change
from qmsdoc.redline.marked_text import written

_KINDS = {
    "p": "paragraph",
    "pre": "code",
    "hr": "rule",
    "ul": "list",
    "ol": "list",
    "li": "item",
    "dl": "definitions",
    "dt": "term",
    "dd": "definition",
    "tr": "row",
    "th": "cell",
    "td": "cell",
    "blockquote": "quote",
    "div": "note",
    **dict.fromkeys(HEADINGS, "heading"),
}


def as_data(changes: Sequence[Change]) -> list[dict[str, object]]:
    """Return changes for JSON: `kind`, `state`, what tells of its place, then the `runs` of a leaf, or `blocks`.

    `state` is `equal`, `insert`, `delete` or `changed`; of an item `number` is `{"old", "new"}`; runs are
    `{"kind", "text"}` with marks as in Markdown. All of the old text is in what is not `insert`, of the new
    one in what is not `delete`.
    """
    return [_change(change) for change in changes]


def _change(change: Change) -> dict[str, object]:
    if change.old is None and change.new is None:
        return {"kind": "cell", "state": "equal", "changed": False, "runs": [], "blocks": []}
    block = change.block
    made: dict[str, object] = {
        "kind": _KINDS.get(block.tag, block.tag),
        "state": change.state.value,
        "changed": change.changed,
    }
    if level := HEADINGS.get(block.tag):
        made["level"] = level
    if change.moved:
        made["moved"] = True
    if block.number is not None:
        made["number"] = {"old": _number(change.old), "new": _number(change.new)}
    runs = [{"kind": state.value, "text": text} for state, text in written(change.runs)]
    return made | {"runs": runs, "blocks": as_data(change.children)}


def _number(block: Block | None) -> int | None:
    return block.number if block else None
