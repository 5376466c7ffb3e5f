"""A drawing as SVG (SVG 2) that stands in a page: colours and type come from the page's style sheet.

Attributes give the colours of paper, for what knows no style sheets; no ids, no styles, nothing that runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from math import hypot

from qmsdoc.flowchart.chart import Head, Shape, Stroke
from qmsdoc.flowchart.drawing import Drawing, EdgePath, NodeBox, Point, SubgraphBox
from qmsdoc.flowchart.measure import FONT, SMALL, Label
from qmsdoc.flowchart.shapes import number, outline

_RADIUS = 8.0
_ARROW, _HALF_ARROW = 10.0, 5.0
_KNOB = 5.0
# Smaller than this share of its size a drawing is not shown; it scrolls instead.
_LEAST = 0.75
_INK, _QUIET, _LINE, _SOFT, _LINK, _PAPER = "#1d2124", "#505a5f", "#c3cacf", "#f4f6f7", "#0b5394", "#ffffff"
_KINDS = {
    Shape.DIAMOND: "decision",
    Shape.HEXAGON: "decision",
    Shape.STADIUM: "end",
    Shape.CIRCLE: "end",
    Shape.DOUBLE_CIRCLE: "end",
    Shape.ELLIPSE: "end",
    Shape.CYLINDER: "record",
    Shape.LEAN_LEFT: "record",
    Shape.LEAN_RIGHT: "record",
}


def svg(drawing: Drawing, label: str, addresses: Mapping[str, str]) -> str:
    """Write a drawing; `addresses` gives where steps lead, by key, each safe to follow."""
    least = number(drawing.width * _LEAST)
    room = f'<svg class="qms-diagram__least" width="{least}" height="1" aria-hidden="true"></svg>\n'
    return room + _svg(drawing, label, addresses, "")


def svg_file(drawing: Drawing, label: str) -> str:
    """Write a drawing as a file of its own, on white and without links."""
    ground = ' xmlns="http://www.w3.org/2000/svg" style="background:#ffffff"'
    return _svg(drawing, label, {}, ground) + "\n"


def _svg(drawing: Drawing, label: str, addresses: Mapping[str, str], attributes: str) -> str:
    width, height = number(drawing.width), number(drawing.height)
    parts = [
        f'<svg class="qms-diagram__drawing"{attributes} viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}"'
        f' role="group" font-family="Liberation Sans, Noto Sans, sans-serif"'
        f' font-size="{FONT}" text-anchor="middle" fill="{_INK}"><title>{escape(label, quote=False)}</title>\n'
    ]
    parts += _group("frames", f'fill="{_SOFT}" stroke="{_LINE}"', (_frame(frame) for frame in drawing.frames))
    parts += _group(
        "lines", f'fill="none" stroke="{_QUIET}" stroke-width="1.5"', (_line(line) for line in drawing.lines)
    )
    parts += _group("heads", f'fill="{_QUIET}" stroke="{_QUIET}"', (_heads(line) for line in drawing.lines))
    parts += _group(
        "titles",
        f'fill="{_QUIET}" font-size="{SMALL}" font-weight="600" text-anchor="start"',
        (_title(frame) for frame in drawing.frames),
    )
    labels = (_label(line, _depth(drawing.frames, line)) for line in drawing.lines if line.label)
    parts += _group("labels", f'fill="{_INK}" font-size="{SMALL}"', labels)
    parts += (_step(box, addresses.get(box.node.key)) for box in drawing.boxes)
    return "".join([*parts, "</svg>"])


def _group(name: str, attributes: str, parts: Iterator[str]) -> Iterator[str]:
    inside = "".join(parts)
    if inside:
        yield f'<g class="qms-diagram__{name}" {attributes}>\n{inside}</g>\n'


def _element(tag: str, attributes: dict[str, str]) -> str:
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<{tag}{written}/>"


def _frame(frame: SubgraphBox) -> str:
    even = ' class="qms-diagram__inner" fill="#ffffff"' if frame.depth % 2 == 0 else ""
    sides = frame.left, frame.top, frame.right - frame.left, frame.bottom - frame.top
    x, y, width, height = map(number, sides)
    return f'<rect{even} x="{x}" y="{y}" width="{width}" height="{height}" rx="5"/>\n'


def _title(frame: SubgraphBox) -> str:
    """Write a title on a ground of its own, for lines may pass behind it."""
    if not frame.text.lines:
        return ""
    y = frame.top + 8
    ground = _ground(frame.depth, frame.title - 3, y, frame.text.width + 6, frame.text.height)
    return ground + _words(frame.text, frame.title, y + frame.text.height / 2, SMALL)


def _words(text: Label, x: float, y: float, size: int) -> str:
    top = y - text.height / 2 + text.line_height / 2 + size * 0.35
    return "".join(
        f'<text x="{number(x)}" y="{number(top + index * text.line_height)}">{escape(line, quote=False)}</text>\n'
        for index, line in enumerate(text.lines)
    )


def _depth(frames: Sequence[SubgraphBox], line: EdgePath) -> int:
    """Tell how many subgraphs are around a line's label."""
    assert line.label is not None
    x, y = line.label
    around = (frame.depth for frame in frames if frame.left < x < frame.right and frame.top < y < frame.bottom)
    return max(around, default=0)


def _label(line: EdgePath, depth: int) -> str:
    assert line.label is not None
    x, y = line.label
    width, height = line.text.width + 6, line.text.height
    return _ground(depth, x - width / 2, y - height / 2, width, height) + _words(line.text, x, y, SMALL)


def _ground(depth: int, x: float, y: float, width: float, height: float) -> str:
    """Write what lines pass behind: it looks as what is around it."""
    name, fill = ("ground", _SOFT) if depth % 2 else ("inner", _PAPER)
    sides = " ".join(
        f'{side}="{number(value)}"' for side, value in (("x", x), ("y", y), ("width", width), ("height", height))
    )
    return f'<rect class="qms-diagram__{name}" fill="{fill}" stroke="none" {sides}/>'


def _step(box: NodeBox, address: str | None) -> str:
    """Write a step; one that leads somewhere is a link as a whole."""
    kind = f"qms-diagram__step qms-diagram__step--{_KINDS.get(box.node.shape, 'plain')}"
    parts = outline(box.node.shape, box.x, box.y, box.width, box.height)
    shapes = "".join(_element(tag, given | {"class": "qms-diagram__shape"}) for tag, given in parts)
    lean = (box.height / 6 if box.node.shape is Shape.FLAG else 0, 4 if box.node.shape is Shape.CYLINDER else 0)
    colour = _LINK if address else _QUIET
    drawn = f'<g fill="{_PAPER}" stroke="{colour}" stroke-width="1.5">{shapes}</g>\n'
    drawn += _words(box.text, box.x + lean[0], box.y + lean[1], FONT)
    if not address:
        return f'<g class="{kind}">{drawn}</g>\n'
    tip = box.node.link.tip if box.node.link else ""
    told = f"<title>{escape(tip, quote=False)}</title>" if tip else ""
    # WeasyPrint takes a link for a text: set in the middle it would lose what stands in it.
    return (
        f'<a class="{kind} qms-diagram__link" href="{escape(address)}" fill="{_LINK}" text-anchor="start">{told}'
        f'<g text-anchor="middle">{drawn}</g></a>\n'
    )


def _line(line: EdgePath) -> str:
    points = _shortened(line.points, line.edge.ends)
    points = _shortened(points[::-1], line.edge.starts)[::-1]
    style = {
        Stroke.DOTTED: ' class="qms-diagram__dotted" stroke-dasharray="3 4"',
        Stroke.THICK: ' stroke-width="3"',
    }.get(line.edge.stroke, "")
    return f'<path{style} d="{_rounded(points)}"/>\n'


def _shortened(points: Sequence[Point], head: Head) -> list[Point]:
    """Let a line end where its head begins."""
    cut = {Head.ARROW: _ARROW - 1, Head.CIRCLE: 2 * _KNOB}.get(head, 0.0)
    (x1, y1), (x2, y2) = points[-2:]
    length = hypot(x2 - x1, y2 - y1)
    if not cut or length <= cut:
        return list(points)
    share = 1 - cut / length
    return [*points[:-1], (x1 + (x2 - x1) * share, y1 + (y2 - y1) * share)]


def _rounded(points: Sequence[Point]) -> str:
    """Write a way with its corners rounded."""
    parts = [f"M{_at(points[0])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        radius = min(_RADIUS, _distance(before, corner) / 2, _distance(corner, after) / 2)
        parts.append(f"L{_at(_toward(corner, before, radius))}Q{_at(corner)} {_at(_toward(corner, after, radius))}")
    return "".join([*parts, f"L{_at(points[-1])}"])


def _distance(one: Point, two: Point) -> float:
    return hypot(one[0] - two[0], one[1] - two[1])


def _toward(start: Point, goal: Point, way: float) -> Point:
    length = _distance(start, goal)
    share = way / length if length else 0.0
    return start[0] + (goal[0] - start[0]) * share, start[1] + (goal[1] - start[1]) * share


def _at(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"


def _heads(line: EdgePath) -> str:
    return _head(line.points, line.edge.ends) + _head(line.points[::-1], line.edge.starts)


def _head(points: Sequence[Point], head: Head) -> str:
    if head is Head.NONE:
        return ""
    tip = points[-1]
    length = _distance(points[-2], tip) or 1.0
    dx, dy = (points[-2][0] - tip[0]) / length, (points[-2][1] - tip[1]) / length
    if head is Head.CIRCLE:
        x, y = tip[0] + dx * _KNOB, tip[1] + dy * _KNOB
        return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(_KNOB)}"/>\n'
    if head is Head.CROSS:
        x, y = tip[0] + dx * 7, tip[1] + dy * 7
        arms = ((-4, -4, 4, 4), (-4, 4, 4, -4))
        ways = "".join(f"M{_at((x + a, y + b))}L{_at((x + c, y + d))}" for a, b, c, d in arms)
        return f'<path stroke-width="2" d="{ways}"/>\n'
    base = tip[0] + dx * _ARROW, tip[1] + dy * _ARROW
    wings = [
        (base[0] - dy * _HALF_ARROW, base[1] + dx * _HALF_ARROW),
        (base[0] + dy * _HALF_ARROW, base[1] - dx * _HALF_ARROW),
    ]
    return f'<path stroke="none" d="M{_at(tip)}L{_at(wings[0])}L{_at(wings[1])}Z"/>\n'
