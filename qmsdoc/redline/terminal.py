"""A redline as text for a terminal: `[-old-]{+new+}`, or red struck out and green underlined."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from qmsdoc.redline.values import BlockChange, BlockKind, Redline, Run, RunKind
from qmsdoc.text.sentences import counted
from qmsdoc.text.terminal import cell_width, terminal_safe

_RESET = "\x1b[0m"
_COLOURS = {RunKind.DELETE: "\x1b[31;9m", RunKind.INSERT: "\x1b[32;4m"}
_SIGNS = {RunKind.DELETE: ("[-", "-]"), RunKind.INSERT: ("{+", "+}")}
_WRAPPED = {BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.HEADING}
_PIECE = re.compile(r"\n|[^\S\n]+|\S+")


def render(redline: Redline, *, colour: bool, width: int = 80, context: int = 1) -> str:
    """Write the changed blocks, each with `context` unchanged blocks around it, wrapped at `width` columns.

    What lies between is folded into a line that counts the lines left out. Ends with a newline,
    or is empty where nothing differs.
    """
    wanted = _wanted(redline.blocks, context)
    lines: list[str] = []
    left_out = 0
    for index, block in enumerate(redline.blocks):
        if index in wanted:
            lines += _fold(left_out)
            left_out = 0
            lines += _block(block, colour, width)
        else:
            left_out += _lines(block)
    if not wanted:
        return ""
    return "\n".join([*lines, *_fold(left_out)]) + "\n"


def _wanted(blocks: Sequence[BlockChange], context: int) -> set[int]:
    changed = [index for index, block in enumerate(blocks) if block.changed and not _reflowed(block)]
    return {near for index in changed for near in range(index - context, index + context + 1)}


def _reflowed(block: BlockChange) -> bool:
    return block.only_spacing and block.kind not in {BlockKind.CODE, BlockKind.LINE}


def _lines(block: BlockChange) -> int:
    return sum(1 for line in block.new.split("\n") if line.strip())


def _fold(count: int) -> list[str]:
    if not count:
        return []
    return [f"  … {counted(count, 'unchanged line')}"]


def _block(block: BlockChange, colour: bool, width: int) -> Iterator[str]:
    """Give the lines of one block: a mark in the margin, then text."""
    margin = "~ " if block.changed and not _reflowed(block) else "  "
    room = width - len(margin) if block.kind in _WRAPPED else None
    for line in _lay_out(_shown(block), room):
        yield (margin + "".join(_paint(kind, text, colour) for kind, text in line)).rstrip()


def _shown(block: BlockChange) -> list[Run]:
    """Leave out blank lines at the end, and changes of white space that a reader would not see."""
    runs = [Run(RunKind.EQUAL, block.new)] if not block.changed or _reflowed(block) else list(block.runs)
    while runs and runs[-1].text.isspace():
        runs.pop()
    return [*runs[:-1], *(Run(run.kind, run.text.rstrip()) for run in runs[-1:])]


def _lay_out(runs: Sequence[Run], room: int | None) -> list[list[tuple[RunKind, str]]]:
    """Set the runs in lines of `room` columns (None: as long as they are); a word is never broken."""
    lines: list[list[tuple[RunKind, str]]] = [[]]
    column = 0
    for kind, piece in ((run.kind, piece) for run in runs for piece in _PIECE.findall(run.text)):
        size = cell_width(piece)
        if piece == "\n" or (room is not None and column + size > room and column):
            while lines[-1] and lines[-1][-1][1].isspace():
                lines[-1].pop()
            lines.append([])
            column = 0
        if piece != "\n" and not (piece.isspace() and room is not None and column == 0 and len(lines) > 1):
            lines[-1].append((kind, piece))
            column += size
    return [[(kind, "".join(text for _, text in group)) for kind, group in groupby(line, _kind)] for line in lines]


def _kind(piece: tuple[RunKind, str]) -> RunKind:
    return piece[0]


def _paint(kind: RunKind, text: str, colour: bool) -> str:
    if kind is RunKind.EQUAL:
        return terminal_safe(text)
    before, after = (_COLOURS[kind], _RESET) if colour else _SIGNS[kind]
    return f"{before}{terminal_safe(text)}{after}"
