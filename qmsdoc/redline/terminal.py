"""A redline as text for a terminal: `[-old-]{+new+}`, or red struck out and green underlined.

Marks are written as in Markdown. Every line that differs has `~` in the margin; what lies far from a
change is counted. Nothing of a document reaches the terminal unseen (`text.terminal`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from qmsdoc.redline.blocks import HEADINGS
from qmsdoc.redline.changes import Change, State
from qmsdoc.redline.html import is_head
from qmsdoc.redline.marked_text import Words, written
from qmsdoc.redline.reader import FOOTNOTES, TITLE
from qmsdoc.text.terminal import cell_width, terminal_safe

_RESET = "\x1b[0m"
_COLOURS = {State.DELETE: "\x1b[31;9m", State.INSERT: "\x1b[32;4m"}
_SIGNS = {State.DELETE: ("[-", "-]"), State.INSERT: ("{+", "+}")}
_PIECE = re.compile(r"\n|[^\S\n]+|\S+")
_CODE = "    "
_RETURN = "<line end>"


@dataclass(frozen=True, slots=True)
class _Line:
    """What is printed together: the first line begins with `lead`, the next ones are as far in. `renumbered` is
    every line of an item that differs in its number alone; the first of them is `changed`. `heads`: a heading.
    """

    lead: Words
    words: Words
    changed: bool
    wraps: bool = True
    renumbered: bool = False
    heads: bool = False


def render(changes: Sequence[Change], *, colour: bool, width: int = 80, context: int = 1) -> str:
    """Return what differs as lines, each with `context` unchanged ones around it, wrapped at `width` columns.

    The heading it stands under and the items it belongs to are shown, too; what lies between is folded into a line
    that counts it. Ends with a newline, or is empty where nothing differs.
    """
    lines = list(_lines(changes, ()))
    shown = _near(lines, [line.changed and not line.renumbered for line in lines], context)
    shown = shown or _near(lines, [line.changed for line in lines], context)
    if not shown:
        return ""
    printed: list[str] = []
    kinds = ((at in shown, line.renumbered, line) for at, line in enumerate(lines))
    for (near, renumbered), group in groupby(kinds, key=itemgetter(0, 1)):
        members = [line for _, _, line in group]
        if near:
            printed += (text for line in members for text in _print(line, colour, width))
        else:
            printed.append(_fold(sum(line.changed for line in members) if renumbered else len(members), renumbered))
    return "\n".join(printed) + "\n"


def _near(lines: Sequence[_Line], marked: Sequence[bool], context: int) -> set[int]:
    """Return the places of the marked lines, of those around them, and of what each belongs to."""
    found: set[int] = set()
    above: list[tuple[int, int]] = []
    heading = -1
    for at, (line, mark) in enumerate(zip(lines, marked, strict=True)):
        depth = _indent(line.lead)
        heading = at if line.heads else heading
        while above and above[-1][0] >= depth:
            above.pop()
        if mark:
            near = range(max(at - context, 0), min(at + context + 1, len(lines)))
            found |= {*near, *(place for _, place in above), *([heading] if heading >= 0 else ())}
        above.append((depth, at))
    return found


def _fold(count: int, renumbered: bool) -> str:
    if renumbered:
        return f"~ … {count} {'item' if count == 1 else 'items'} unchanged but for the number"
    return f"  … {count} {'line' if count == 1 else 'lines'} unchanged"


def _lines(changes: Iterable[Change], lead: Words) -> Iterator[_Line]:
    """Yield the lines of blocks; the first begins with `lead`, the others as far in."""
    for change in changes:
        yield from _block(change, lead)
        lead = _space(lead)


def _block(change: Change, lead: Words) -> Iterator[_Line]:
    block = change.block
    if block.tag in {"ul", "ol"}:
        for item in change.children:
            yield from _item(item, lead, footnote=block.kind == FOOTNOTES)
            lead = _space(lead)
    elif block.tag == "table":
        yield from _table(change, lead)
    elif block.tag in {"blockquote", "div", "dd"}:
        sign = {"blockquote": "> ", "div": "! ", "dd": ": "}[block.tag]
        lines = list(_lines(change.children, ()))
        if not lines:
            yield _Line(lead, ((change.state, sign.rstrip()),), change.changed)
        for line in lines:
            yield _Line((*lead, (State.EQUAL, sign), *line.lead), line.words, line.changed, line.wraps)
            lead = _space(lead)
    elif block.group:
        yield from _lines(change.children, lead)
    elif block.tag == "pre":
        yield from _code(change, lead)
    else:
        yield _leaf(change, lead)


def _leaf(change: Change, lead: Words) -> _Line:
    block = change.block
    if level := HEADINGS.get(block.tag):
        return _Line((*lead, (State.EQUAL, f"{'#' * level} ")), _moved(change), change.changed, heads=not lead)
    words = _moved(change)
    if block.tag == "hr":
        words = ((change.state, "---"),)
    if block.kind == TITLE:
        words = ((State.EQUAL, "["), *words, (State.EQUAL, "]"))
    return _Line(lead, words, change.changed)


def _moved(change: Change) -> Words:
    """Return the words of a leaf, and whether it stands elsewhere in the other text."""
    words = written(change.runs)
    if not change.moved:
        return words
    return (*words, (State.EQUAL, " (moved away)" if change.new is None else " (moved here)"))


def _item(change: Change, lead: Words, *, footnote: bool) -> Iterator[_Line]:
    number = _number(change, footnote=footnote)
    first = (*lead, *number, (State.EQUAL, " "))
    lines = list(_lines(change.children, first)) or [_Line(first, (), changed=False)]
    if not change.children and change.changed:
        lines = [_Line((*lead, (change.state, number[0][1])), (), changed=True)]
    only = change.renumbered and change.state is State.EQUAL
    for at, line in enumerate(lines):
        changed = line.changed or (at == 0 and change.renumbered)
        yield _Line(line.lead, line.words, changed, line.wraps, line.renumbered or only)


def _number(change: Change, *, footnote: bool) -> Words:
    form = "[^{}]" if footnote else "{}."
    number = change.block.number
    if number is None:
        return ((State.EQUAL, "-"),)
    if change.renumbered and change.old is not None:
        return (State.DELETE, form.format(change.old.number)), (State.INSERT, form.format(number))
    return ((State.EQUAL, form.format(number)),)


def _table(change: Change, lead: Words) -> Iterator[_Line]:
    """Yield a line a row; a cell stands between bars whether or not the row has one there."""
    for row in change.children:
        words: list[tuple[State, str]] = [(State.EQUAL, "|")]
        for cell in row.children:
            words += [(State.EQUAL, " "), *written(cell.runs), (State.EQUAL, " |")]
        changed = row.changed or any(cell.changed for cell in row.children)
        yield _Line(lead, tuple(words), changed, wraps=False)
        lead = _space(lead)
        if is_head(row.block):
            yield _Line(lead, ((State.EQUAL, "|" + "---|" * len(row.children)),), changed, wraps=False)


def _code(change: Change, lead: Words) -> Iterator[_Line]:
    """Yield a line for each line of code; a line end that came or went is written where nothing else tells of it."""
    lead = (*lead, (State.EQUAL, _CODE))
    line: list[tuple[State, str]] = []
    whole = change.state in {State.INSERT, State.DELETE}
    pieces = [(run.state, piece.text) for run in change.runs for piece in run.pieces]
    last = len(change.runs[-1].pieces) if change.runs else 0
    told = len(pieces) - last if last > 1 else None  # the lines that come or go behind this line end tell of it
    for at, (state, text) in enumerate(pieces):
        if text != "\n":
            line.append((state, text))
            continue
        tells = state is not State.EQUAL and at != told
        if tells and (not line or any(each is not state for each, _ in line)):
            line.append((state, _RETURN))
        yield _Line(lead, tuple(line), tells or _differs(line), wraps=False)
        line, lead = [], _space(lead)
    yield _Line(lead, tuple(line), whole or _differs(line), wraps=False)


def _differs(words: Iterable[tuple[State, str]]) -> bool:
    return any(state is not State.EQUAL for state, _ in words)


def _space(lead: Words) -> Words:
    """Return white space as wide as what a line begins with."""
    size = _width(lead)
    return ((State.EQUAL, " " * size),) if size else ()


def _indent(lead: Words) -> int:
    text = "".join(text for _, text in lead)
    return len(text) - len(text.lstrip(" "))


def _width(lead: Words) -> int:
    return sum(cell_width(text) for _, text in lead)


def _print(line: _Line, colour: bool, width: int) -> Iterator[str]:
    """Yield the printed lines of one: a mark in the margin, then text."""
    margin = "~ " if line.changed else "  "
    room = width - len(margin) - _width(line.lead) if line.wraps else None
    lead = line.lead
    for words in _lay_out(line.words, room):
        text = "".join(_paint(state, text, colour) for state, text in (*lead, *words))
        yield (margin + text).rstrip()
        lead = _space(lead)


def _lay_out(words: Words, room: int | None) -> list[list[tuple[State, str]]]:
    """Set words in lines of `room` columns (None: in one line); a word is never broken."""
    lines: list[list[tuple[State, str]]] = [[]]
    column = 0
    for state, piece in ((state, piece) for state, text in words for piece in _PIECE.findall(text)):
        size = cell_width(piece)
        if room is not None and column + size > room and column:
            while lines[-1] and lines[-1][-1][0] is State.EQUAL and lines[-1][-1][1].isspace():
                lines[-1].pop()
            lines.append([])
            column = 0
        if not (piece.isspace() and state is State.EQUAL and column == 0 and len(lines) > 1):
            lines[-1].append((state, piece))
            column += size
    return [[(state, "".join(text for _, text in group)) for state, group in groupby(line, itemgetter(0))]
            for line in lines]  # fmt: skip


def _paint(state: State, text: str, colour: bool) -> str:
    if state not in _SIGNS:
        return terminal_safe(text)
    before, after = (_COLOURS[state], _RESET) if colour else _SIGNS[state]
    return f"{before}{terminal_safe(text)}{after}"
