"""Two tables laid over each other: columns by their headings, rows by what they say; no cell is ever lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from qmsdoc.redline.align import Pair, align, gaps
from qmsdoc.redline.tree import Branch, Leaf, Node, text_of

Rows = Sequence[Branch]
Pairing = Callable[[Sequence[Node], Sequence[Node]], list[Pair]]
Column = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in the grid: the old cell and the new one, either None where it has none."""

    old: Leaf | None
    new: Leaf | None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the grid; `old` and `new` tell in which of the tables it stands, `head` whether it names columns."""

    cells: tuple[Cell, ...]
    old: bool
    new: bool
    head: bool


def is_table(node: Node) -> bool:
    """Tell whether a block is a table in which every row holds cells only."""
    rows = _rows(node) if isinstance(node, Branch) and node.tag == "table" else []
    return bool(rows) and all(isinstance(cell, Leaf) for _, row in rows for cell in row.children)


def lay(old: Branch, new: Branch, pairing: Pairing) -> tuple[Row, ...]:
    """Lay two tables over each other; `pairing` says which of two lists of rows belong together."""
    before, after = _rows(old), _rows(new)
    columns = tuple(_columns(_cells(before[0][1]), _cells(after[0][1])))
    rows: list[Row] = []
    for head in (True, False):
        olds, news = ([row for is_head, row in each if is_head is head] for each in (before, after))
        for i, j in _in_order(pairing(olds, news), len(olds), len(news)):
            cells = _pairs(_cells(olds[i]) if i is not None else (), _cells(news[j]) if j is not None else (), columns)
            rows.append(Row(tuple(cells), i is not None, j is not None, head))
    return tuple(rows)


def _rows(table: Branch) -> list[tuple[bool, Branch]]:
    """Give the rows, each with whether it stands in the table's head."""
    found: list[tuple[bool, Branch]] = []
    for part in table.children:
        inner = part.children if isinstance(part, Branch) and part.tag in {"thead", "tbody"} else (part,)
        found += ((part.tag == "thead", row) for row in inner if isinstance(row, Branch))
    return found


def _cells(row: Branch) -> tuple[Leaf, ...]:
    return tuple(cell for cell in row.children if isinstance(cell, Leaf))


def _columns(old: Sequence[Leaf], new: Sequence[Leaf]) -> Iterator[Column]:
    """Pair columns: by place where they are as many, else by their headings."""
    if len(old) == len(new):
        yield from zip(range(len(old)), range(len(new)), strict=True)
        return
    same = align([text_of((cell,)) for cell in old], [text_of((cell,)) for cell in new])
    for olds, news, both in gaps(same, len(old), len(new)):
        shared = min(len(olds), len(news))
        yield from zip(olds[:shared], news[:shared], strict=True)
        yield from ((i, None) for i in olds[shared:])
        yield from ((None, j) for j in news[shared:])
        if both:
            yield both


def _in_order(pairs: Sequence[Pair], olds: int, news: int) -> Iterator[Column]:
    for before, after, both in gaps(pairs, olds, news):
        yield from ((i, None) for i in before)
        yield from ((None, j) for j in after)
        if both:
            yield both


def _pairs(old: Sequence[Leaf], new: Sequence[Leaf], columns: Sequence[Column]) -> Iterator[Cell]:
    """Give the cells of a row by column; cells beyond the last column of their table stand at the end."""
    for i, j in columns:
        yield Cell(_at(old, i), _at(new, j))
    seen = [max((place for place in side if place is not None), default=-1) + 1 for side in zip(*columns, strict=True)]
    first, second = seen or (0, 0)
    for extra in range(max(len(old) - first, len(new) - second, 0)):
        yield Cell(_at(old, first + extra), _at(new, second + extra))


def _at(cells: Sequence[Leaf], place: int | None) -> Leaf | None:
    return cells[place] if place is not None and place < len(cells) else None
