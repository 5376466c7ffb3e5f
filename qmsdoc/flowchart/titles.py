"""Where the title of a subgraph stands: at the top of its box, where no line comes in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qmsdoc.flowchart.drawing import Drawing, EdgePath, SubgraphBox

INSET = 12
_CLEAR = 5


def titled(drawing: Drawing) -> Drawing:
    """Give the drawing with a place for every title: at the left, else the right or the middle, if that is free."""
    frames = tuple(replace(frame, title=_place(frame, drawing.lines)) for frame in drawing.frames)
    return replace(drawing, frames=frames)


def _place(frame: SubgraphBox, lines: Sequence[EdgePath]) -> float:
    width = frame.text.width
    low, high = frame.top, frame.top + frame.text.height + INSET
    taken = [
        min(one[0], two[0])
        for line in lines
        for one, two in zip(line.points, line.points[1:], strict=False)
        if one[0] == two[0] and min(one[1], two[1]) < high and max(one[1], two[1]) > low
    ]
    left, right = frame.left + INSET, frame.right - INSET - width
    for place in (left, right, (left + right) / 2):
        if place >= left and not any(place - _CLEAR < x < place + width + _CLEAR for x in taken):
            return place
    return left
