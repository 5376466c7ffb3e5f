"""Compares two texts block by block: lists by their items, tables by columns and rows, then words."""

from __future__ import annotations

from collections.abc import Sequence

from qmsdoc.redline import words
from qmsdoc.redline.blocks import Block, Piece
from qmsdoc.redline.changes import Change, Run, State
from qmsdoc.redline.matching import Match, Matcher
from qmsdoc.redline.tables import RowPair, lay

_Key = tuple[str, int | None, str, int | None, bool]


class Comparer:
    """Compares texts, and remembers what it found of the blocks that they share; one for each document.

    What it gives depends on the two texts alone. The work is bounded by their sizes, whatever they say.
    """

    def __init__(self) -> None:
        self._matcher = Matcher()
        self._known: dict[_Key, Change] = {}

    def compare(self, old: Sequence[Block], new: Sequence[Block]) -> tuple[Change, ...]:
        """Return every block of both texts once, in order."""
        return tuple(self._change(match) for match in self._matcher.matches(old, new))

    def _change(self, match: Match) -> Change:
        key = (*_named(match.old), *_named(match.new), match.moved)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._made(match)
        return known

    def _made(self, match: Match) -> Change:
        old, new = match.old, match.new
        if old is None or new is None or old.identity == new.identity:
            return _whole(old, new, moved=match.moved)
        if not new.group:
            return Change(old, new, words.runs(old.pieces, new.pieces))
        if new.tag == "table":
            return Change(old, new, children=tuple(self._row(row) for row in lay(old, new, self._matcher)))
        return Change(old, new, children=self.compare(old.children, new.children))

    def _row(self, row: RowPair) -> Change:
        cells = tuple(
            Change(None, None) if old is None and new is None else self._change(Match(old, new))
            for old, new in row.cells
        )
        return Change(row.old, row.new, children=cells)


def compare_leaves(old: Block, new: Block) -> Change:
    """Return how one leaf became another, whether or not they are alike."""
    return Change(old, new, words.runs(old.pieces, new.pieces))


def _named(block: Block | None) -> tuple[str, int | None]:
    return (block.exact, block.number) if block else ("", None)


def _whole(old: Block | None, new: Block | None, *, moved: bool = False) -> Change:
    """Return a block that stands in one of the texts only, or alike in both; of a group that moved, its first part."""
    block = new or old
    assert block is not None
    if not block.group:
        return Change(old, new, _run(old, new, block.pieces), moved=moved)
    children = [
        _whole(child if old else None, child if new else None, moved=moved and at == 0)
        for at, child in enumerate(block.children)
    ]
    return Change(old, new, children=tuple(children), moved=moved)


def _run(old: Block | None, new: Block | None, pieces: tuple[Piece, ...]) -> tuple[Run, ...]:
    state = State.DELETE if new is None else State.INSERT if old is None else State.EQUAL
    return (Run(state, pieces),) if pieces else ()
