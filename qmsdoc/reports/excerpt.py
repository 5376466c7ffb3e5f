"""The source line that a finding is about, cut to the terminal's width, with a caret under the place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qmsdoc.text.terminal import cell_width, one_line

_CUT = "…"


def excerpt(lines: Sequence[str], line: int, column: int | None, width: int) -> Iterator[str]:
    """Give the source line and a caret under the column; a line too long is cut around it, with `…`.

    `lines` are the document's; `line` and `column` count from 1, the column in characters. Nothing
    is given for an empty line, and no caret where the column lies beyond the line.
    """
    source = lines[line - 1].rstrip("\r") if line <= len(lines) else ""
    if not source.strip():
        return
    margin = f"    {line} | "
    start, end = _window(source, column or 1, width - len(margin))
    before = _CUT if start else ""
    yield f"{margin}{before}{one_line(source[start:end])}{_CUT if end < len(source) else ''}"
    if column is not None and start < column <= min(end, len(source)) + 1:
        before += one_line(source[start : column - 1])
        yield " " * (len(margin) - 2) + "| " + " " * cell_width(before) + "^"


def _window(source: str, column: int, room: int) -> tuple[int, int]:
    """Give the part of a line to show, as offsets: all of it, or `room` columns around the place."""
    if len(source) <= 2 * room and cell_width(one_line(source)) <= room:
        return 0, len(source)
    room -= 2  # for a sign of the cut at either end
    start = end = max(0, min(column - 1, len(source)))
    near = range(max(0, start - room), min(len(source), start + room))
    plain = source.isascii() and source.isprintable()
    widths = {at: 1 if plain else cell_width(one_line(source[at])) for at in near}
    taken = 0
    while start - 1 in widths and taken + widths[start - 1] <= room // 2:
        start -= 1
        taken += widths[start]
    while end in widths and taken + widths[end] <= room:
        taken += widths[end]
        end += 1
    while start - 1 in widths and taken + widths[start - 1] <= room:
        start -= 1
        taken += widths[start]
    return start, end
