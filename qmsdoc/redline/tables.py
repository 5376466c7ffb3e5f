"""Two tables laid over each other: columns by their headings and what they hold, then rows; no cell is ever lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qmsdoc.redline.align import gaps, pair
from qmsdoc.redline.blocks import Block, words_of
from qmsdoc.redline.matching import Matcher, in_order, share

Place = int | None
Cells = tuple[Block | None, Block | None]
# Words of a column by which it is known, and what a heading counts beside them.
_MOST = 500
_NAMED = 1.0


@dataclass(frozen=True, slots=True)
class RowPair:
    """An old row and the new one that it became (one None where it has no partner), cell by cell in both tables'
    columns; a cell that neither has is a pair of None.
    """

    old: Block | None
    new: Block | None
    cells: tuple[Cells, ...]


def lay(old: Block, new: Block, matcher: Matcher) -> list[RowPair]:
    """Lay two tables over each other, their headings first."""
    columns = _columns(old.children, new.children)
    found: list[RowPair] = []
    for head in (True, False):
        olds, news = (
            [row for row in table.children if any(cell.tag == "th" for cell in row.children) is head]
            for table in (old, new)
        )
        shared = [(i, j) for i, j in columns if i is not None and j is not None]
        by = ([_key(row, [both[side] for both in shared]) for row in rows] for side, rows in enumerate((olds, news)))
        pairs = [(0, 0)] if head and len(olds) == len(news) == 1 else matcher.pairs(olds, news, *by)
        for i, j in in_order(pairs, len(olds), len(news)):
            rows = olds[i] if i is not None else None, news[j] if j is not None else None
            found.append(RowPair(*rows, tuple(_cells(*rows, columns))))
    return found


def _key(row: Block, places: Sequence[int]) -> str:
    """Return what makes a row the same as one of the other table: its cells in the columns that both have."""
    return "\x02".join(cell.identity for place in places if (cell := _at(row, place)) is not None)


def _columns(old: Sequence[Block], new: Sequence[Block]) -> list[tuple[Place, Place]]:
    """Pair columns that have a heading or words in common, and what is left between them where it is as many."""
    before, after = _weighed(old), _weighed(new)
    weight = sum(len(column.words) + 10 for column in [*before, *after])
    found: list[tuple[Place, Place]] = []
    for olds, news, both in gaps(pair(before, after, _likeness, weight), len(before), len(after)):
        if len(olds) == len(news):
            found += zip(olds, news, strict=True)
        else:
            found += [*((i, None) for i in olds), *((None, j) for j in news)]
        if both:
            found.append(both)
    return found


@dataclass(frozen=True, slots=True)
class _Column:
    heading: str
    words: Counter[str]
    size: int


def _weighed(rows: Sequence[Block]) -> list[_Column]:
    width = max((len(row.children) for row in rows), default=0)
    words: list[Counter[str]] = [Counter() for _ in range(width)]
    left = [_MOST] * width
    for row in rows:
        for place, cell in enumerate(row.children):
            if left[place] > 0:
                said = list(words_of(cell, left[place]))
                words[place].update(said)
                left[place] -= len(said) + 1
    names = [cell.identity if cell.pieces else "" for cell in rows[0].children] if rows else []
    names += [""] * (width - len(names))
    return [_Column(name, each, each.total()) for name, each in zip(names, words, strict=True)]


def _likeness(one: _Column, other: _Column) -> float:
    named = _NAMED if one.heading and one.heading == other.heading else 0.0
    return named + share(one.words, other.words, one.size + other.size)


def _cells(old: Block | None, new: Block | None, columns: Sequence[tuple[Place, Place]]) -> Iterator[Cells]:
    for i, j in columns:
        yield _at(old, i), _at(new, j)


def _at(row: Block | None, place: Place) -> Block | None:
    return row.children[place] if row is not None and place is not None and place < len(row.children) else None
