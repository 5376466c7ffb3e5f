"""Where destinations stand in the lines of a text, found again from what markdown-it keeps: lines of blocks."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Any

from markdown_it.token import Token

_DESTINATION = re.compile(r"\]:(?:[ \t]*\n[ \t>]*)?[ \t]*<?")
_LINE_END = re.compile("\n")


class InlineText:
    """The text of a paragraph, heading or cell, the line it begins on, and where its lines begin in it."""

    __slots__ = ("_indents", "_starts", "cell", "first", "seen", "text")

    def __init__(self, text: str, first: int, *, cell: bool) -> None:
        self.text, self.first, self.cell, self.seen = text, first, cell, 0
        self._starts: list[int] = []
        self._indents: dict[int, int] = {}

    def line(self, at: int) -> tuple[int, int]:
        """Return how many lines stand above an offset, and where its line begins."""
        if not self._starts:
            self._starts = [0, *(found.end() for found in _LINE_END.finditer(self.text))]
        above = bisect_right(self._starts, at) - 1
        return above, self._starts[above]

    def indent(self, above: int, row: str) -> int:
        """Return the offset in its row of a line's text."""
        if above not in self._indents:
            end = self._starts[above + 1] - 1 if above + 1 < len(self._starts) else len(self.text)
            self._indents[above] = max(row.rfind(self.text[self._starts[above] : end]), 0)
        return self._indents[above]


class Positions:
    """Finds lines and columns in a text; cells of a row are to be asked for in their order."""

    def __init__(self, text: str, references: dict[str, Any]) -> None:
        self.rows = text.split("\n")
        self._references = references
        self._cell = (-1, 0)

    def inline(self, token: Token, line: int, *, cell: bool) -> InlineText:
        """Return the text of an inline token whose block begins on a line.

        markdown-it takes lines of other spaces than ASCII's off its beginning.
        """
        if not cell:
            begins = token.content.partition("\n")[0]
            end = token.map[1] if token.map else line
            line = next((at for at in range(line, end + 1) if begins in self.rows[at - 1]), line)
        return InlineText(token.content, line, cell=cell)

    def destination(self, token: Token, where: InlineText) -> tuple[int, int]:
        """Return line and column of the destination of a link or picture."""
        if "label" in token.meta:
            return self._definition(token.meta["label"])
        at = token.meta.get("at")
        if at is None:
            address = str(token.attrs.get("href", "")).removeprefix("mailto:")
            at = max(where.text.find(address, where.seen), 0)
        where.seen = at
        if where.cell:
            return where.first, self._cell_start(where) + at + 1
        above, begin = where.line(at)
        row = self.rows[where.first + above - 1] if where.first + above <= len(self.rows) else ""
        return where.first + above, where.indent(above, row) + at - begin + 1

    def end_cell(self, where: InlineText) -> None:
        """Look for the next cell of the row behind this one."""
        self._cell = (where.first, self._cell_start(where) + len(where.text))

    def _definition(self, label: str) -> tuple[int, int]:
        begin, end = self._references[label]["map"]
        source = "\n".join(self.rows[begin:end])
        found = _DESTINATION.search(source)
        at = found.end() if found else 0
        return begin + source.count("\n", 0, at) + 1, at - source.rfind("\n", 0, at)

    def _cell_start(self, where: InlineText) -> int:
        begin = self._cell[1] if self._cell[0] == where.first else 0
        return max(self.rows[where.first - 1].find(where.text, begin), begin)
