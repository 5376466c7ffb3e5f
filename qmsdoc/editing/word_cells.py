"""Tables of a Word file as Markdown has them: one line a cell, each in its column, nothing merged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from qmsdoc.editing.pandoc import Element, walk


def all_rows(table: Element) -> list[Any]:
    """Return the rows of a table, those of its head and foot as well."""
    _, _, _, head, bodies, foot = table["c"]
    return [*head[1], *(row for body in bodies for part in (body[2], body[3]) for row in part), *foot[1]]


def one_line_cells(tree: Element) -> list[str]:
    """Make every cell of tables one line, as Markdown has them; return what was lost by it."""
    lost = []
    for table in (each for each in walk(tree["blocks"]) if each["t"] == "Table"):
        covered: dict[int, int] = {}
        for row in all_rows(table):
            if any((cell[2], cell[3]) != (1, 1) for cell in row[1]):
                lost.append("merged cells of a table: the words stand in the first, the others are empty")
            row[1] = list(_unmerged(row[1], covered))
        width = max((len(row[1]) for row in all_rows(table)), default=0)
        for row in all_rows(table):
            row[1] += [_cell([]) for _ in range(width - len(row[1]))]
        table["c"][2] = (table["c"][2] + [[{"t": "AlignDefault"}, {"t": "ColWidthDefault"}]] * width)[:width]
        table["c"][2] = [[align, {"t": "ColWidthDefault"}] for align, _ in table["c"][2]]
        if not table["c"][3][1] and table["c"][4]:
            body = table["c"][4][0]
            table["c"][3][1], body[3] = body[3][:1], body[3][1:]
    return lost


def _unmerged(cells: list[Any], covered: dict[int, int]) -> Iterator[list[Any]]:
    """Yield the cells of a row, each in its column; `covered` counts the rows that a cell above reaches into."""
    at = 0
    for cell in cells:
        while covered.get(at):
            covered[at] -= 1
            yield _cell([])
            at += 1
        for first in range(cell[3]):
            covered[at] = cell[2] - 1
            yield _cell(_one_line(cell[4]) if first == 0 else [])
            at += 1
    while covered.get(at):
        covered[at] -= 1
        yield _cell([])
        at += 1


def _cell(inlines: list[Element]) -> list[Any]:
    return [["", [], []], {"t": "AlignDefault"}, 1, 1, [{"t": "Plain", "c": inlines}] if inlines else []]


def _one_line(blocks: list[Element]) -> list[Element]:
    """Return the words of a cell; its paragraphs and points become one line, with semicolons between them."""
    found: list[Element] = []
    for block in walk(blocks):
        if block["t"] in ("Para", "Plain", "Header"):
            if found:
                found += [{"t": "Str", "c": ";"}, {"t": "Space"}]
            found += block["c"][2] if block["t"] == "Header" else block["c"]
    return [{"t": "Space"} if each["t"] == "LineBreak" else each for each in found]
