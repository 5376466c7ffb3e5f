"""Brings a drawing whose flow runs down into its own direction, and parts of a diagram beside each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from qmsdoc.flowchart.chart import Direction
from qmsdoc.flowchart.drawing import Drawing, EdgePath, NodeBox, Point, SubgraphBox

_MARGIN = 8
_APART = 40


def turned(drawing: Drawing, way: Direction) -> Drawing:
    """Turn a drawing and set it to the top left, with a margin."""
    turns: dict[Direction, Callable[[Point], Point]] = {
        Direction.DOWN: lambda point: point,
        Direction.UP: lambda point: (point[0], -point[1]),
        Direction.RIGHT: lambda point: (point[1], point[0]),
        Direction.LEFT: lambda point: (-point[1], point[0]),
    }
    found = _mapped(drawing, turns[way])
    left, top, right, bottom = _bounds(found)
    placed = _mapped(found, lambda point: (point[0] - left + _MARGIN, point[1] - top + _MARGIN))
    return replace(placed, width=right - left + 2 * _MARGIN, height=bottom - top + 2 * _MARGIN)


def together(parts: Sequence[Drawing], *, sideways: bool) -> Drawing:
    """Set drawings beside each other, across their flow."""
    boxes: list[NodeBox] = []
    lines: list[EdgePath] = []
    frames: list[SubgraphBox] = []
    at = 0.0
    for part in parts:
        move: Point = (0.0, at) if sideways else (at, 0.0)
        moved = _mapped(part, lambda point, by=move: (point[0] + by[0], point[1] + by[1]))  # type: ignore[misc]
        boxes += moved.boxes
        lines += moved.lines
        frames += moved.frames
        at += (part.height if sideways else part.width) + _APART - 2 * _MARGIN
    across = at - _APART + 2 * _MARGIN
    along = max(part.width if sideways else part.height for part in parts)
    width, height = (along, across) if sideways else (across, along)
    return Drawing(width, height, tuple(boxes), tuple(lines), tuple(frames))


def _mapped(drawing: Drawing, move: Callable[[Point], Point]) -> Drawing:
    boxes = []
    for box in drawing.boxes:
        x, y = move((box.x, box.y))
        boxes.append(replace(box, x=x, y=y))
    frames = []
    for frame in drawing.frames:
        corners = [move((frame.left, frame.top)), move((frame.right, frame.bottom))]
        (left, right), (top, bottom) = sorted(p[0] for p in corners), sorted(p[1] for p in corners)
        frames.append(replace(frame, left=left, top=top, right=right, bottom=bottom))
    lines = [
        replace(line, points=tuple(map(move, line.points)), label=move(line.label) if line.label else None)
        for line in drawing.lines
    ]
    return replace(drawing, boxes=tuple(boxes), lines=tuple(lines), frames=tuple(frames))


def _bounds(drawing: Drawing) -> tuple[float, float, float, float]:
    xs: list[float] = []
    ys: list[float] = []
    for box in drawing.boxes:
        xs += (box.x - box.width / 2, box.x + box.width / 2)
        ys += (box.y - box.height / 2, box.y + box.height / 2)
    for frame in drawing.frames:
        xs += (frame.left, frame.right)
        ys += (frame.top, frame.bottom)
    for line in drawing.lines:
        xs += (x for x, _ in line.points)
        ys += (y for _, y in line.points)
        if line.label:
            xs += (line.label[0] - line.text.width / 2, line.label[0] + line.text.width / 2)
            ys += (line.label[1] - line.text.height / 2, line.label[1] + line.text.height / 2)
    return min(xs), min(ys), max(xs), max(ys)
