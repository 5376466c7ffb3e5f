"""The outlines of nodes: how large each must be for its text, where lines touch it, and how it is drawn."""

from __future__ import annotations

from math import ceil, hypot, sqrt

from qmsdoc.flowchart.chart import Shape
from qmsdoc.flowchart.measure import WIDEST, Label

_ACROSS, _DOWN = 28, 22
_LEAST = 84
_RIM = 7
_WIDEST = {Shape.DIAMOND: 130.0, Shape.CIRCLE: 110.0, Shape.DOUBLE_CIRCLE: 110.0}


def widest(shape: Shape) -> float:
    """Give how wide the lines of a text in a shape may be."""
    return _WIDEST.get(shape, WIDEST)


def size(shape: Shape, text: Label) -> tuple[int, int]:
    """Give width and height of a node, in whole and even pixels."""
    width, height = text.width + _ACROSS, float(text.height + _DOWN)
    if shape is Shape.DIAMOND:
        width, height = _diamond(text)
    elif shape in {Shape.CIRCLE, Shape.DOUBLE_CIRCLE}:
        radius = max((hypot(w / 2, y) for w, y in _rows(text)), default=0.0)
        width = height = max(2 * radius + 18, 44) + (10 if shape is Shape.DOUBLE_CIRCLE else 0)
    elif shape is Shape.ELLIPSE:
        width, height = width * 1.3, height * 1.35
    elif shape is Shape.SUBROUTINE:
        width += 16
    elif shape is Shape.CYLINDER:
        height += 2 * _RIM + 2
    elif shape in {Shape.STADIUM, Shape.FLAG}:
        width += height / 3
    elif shape in {Shape.HEXAGON, Shape.LEAN_LEFT, Shape.LEAN_RIGHT, Shape.TRAPEZOID, Shape.TRAPEZOID_DOWN}:
        width += 2 * _slant(height)
    if shape not in {Shape.CIRCLE, Shape.DOUBLE_CIRCLE}:
        width = max(width, _LEAST)
    return 2 * ceil(width / 2), 2 * ceil(height / 2)


def _slant(height: float) -> float:
    return min(height / 4, 16)


def _rows(text: Label) -> list[tuple[float, float]]:
    """Give width and farther edge (from the middle) of each line."""
    top = -text.height / 2
    places = (top + index * text.line_height for index in range(len(text.lines)))
    return [(w, max(abs(y + 3), abs(y + text.line_height - 3))) for w, y in zip(text.widths, places, strict=True)]


def _diamond(text: Label) -> tuple[float, float]:
    """Choose the smallest rhombus whose sides every line keeps clear of."""
    rows = [(w + 16, y) for w, y in _rows(text)] or [(30.0, 10.0)]
    sizes = []
    for step in range(12):
        height = max(text.height, 20) * (1.8 + step * 0.15) + 22
        width = max(w / (1 - 2 * y / height) for w, y in rows)
        sizes.append((width + 1.6 * height, width, height))
    _, width, height = min(sizes)
    return width, height


def reach(shape: Shape, width: int, height: int, side: str, off: float) -> float:
    """Give how far from its middle a node's outline is towards `side` (left, right, top, bottom), `off` the middle."""
    along, across = (width / 2, height / 2) if side in {"left", "right"} else (height / 2, width / 2)
    if shape is Shape.DIAMOND:
        return along * (1 - min(abs(off) / across, 1))
    if shape in {Shape.CIRCLE, Shape.DOUBLE_CIRCLE, Shape.ELLIPSE}:
        return along * sqrt(max(0.0, 1 - (off / across) ** 2))
    if side in {"top", "bottom"}:
        return along - (_RIM * (1 - sqrt(max(0.0, 1 - (off / across) ** 2))) if shape is Shape.CYLINDER else 0)
    return along - _inset(shape, height, side, off)


def _inset(shape: Shape, height: int, side: str, off: float) -> float:
    """Give how far the outline stands in at the left or right side."""
    slant, across = _slant(height), height / 2
    if shape is Shape.HEXAGON:
        return slant * abs(off) / across
    if shape is Shape.STADIUM:
        return across - sqrt(max(0.0, across**2 - off**2))
    if shape is Shape.FLAG and side == "left":
        return height / 3 * (1 - abs(off) / across)
    lean = {
        Shape.LEAN_RIGHT: off if side == "right" else -off,
        Shape.LEAN_LEFT: -off if side == "right" else off,
        Shape.TRAPEZOID: -off,
        Shape.TRAPEZOID_DOWN: off,
    }.get(shape)
    return 0.0 if lean is None else slant * (across + lean) / (2 * across)


def outline(shape: Shape, x: float, y: float, width: int, height: int) -> list[tuple[str, dict[str, str]]]:
    """Give the SVG elements (tag, attributes) of a node whose middle is at (x, y)."""
    left, top, right, bottom = x - width / 2, y - height / 2, x + width / 2, y + height / 2
    if shape is Shape.DOUBLE_CIRCLE:
        return [_circle(x, y, width / 2), _circle(x, y, width / 2 - 5)]
    if shape is Shape.CIRCLE:
        return [_circle(x, y, width / 2)]
    if shape is Shape.ELLIPSE:
        return [("ellipse", {"cx": number(x), "cy": number(y), "rx": number(width / 2), "ry": number(height / 2)})]
    if shape is Shape.CYLINDER:
        return [("path", {"d": _cylinder(left, top, right, bottom)})]
    corners = _corners(shape, left, top, right, bottom)
    if corners:
        return [("polygon", {"points": " ".join(f"{number(a)},{number(b)}" for a, b in corners)})]
    radius = {Shape.STADIUM: height / 2, Shape.ROUND: 10.0}.get(shape, 3.0)
    found = [_rect(left, top, width, height, radius)]
    if shape is Shape.SUBROUTINE:
        bars = (f"M{number(bar)} {number(top)}V{number(bottom)}" for bar in (left + 8, right - 8))
        found.append(("path", {"d": "".join(bars)}))
    return found


def _corners(shape: Shape, left: float, top: float, right: float, bottom: float) -> list[tuple[float, float]]:
    middle, slant, x = (top + bottom) / 2, _slant(bottom - top), (left + right) / 2
    if shape is Shape.DIAMOND:
        return [(x, top), (right, middle), (x, bottom), (left, middle)]
    if shape is Shape.HEXAGON:
        return [
            (left + slant, top),
            (right - slant, top),
            (right, middle),
            (right - slant, bottom),
            (left + slant, bottom),
            (left, middle),
        ]
    if shape is Shape.FLAG:
        return [(left, top), (right, top), (right, bottom), (left, bottom), (left + (bottom - top) / 3, middle)]
    insets = {
        Shape.LEAN_RIGHT: (slant, 0.0, 0.0, slant),
        Shape.LEAN_LEFT: (0.0, slant, slant, 0.0),
        Shape.TRAPEZOID: (slant, slant, 0.0, 0.0),
        Shape.TRAPEZOID_DOWN: (0.0, 0.0, slant, slant),
    }.get(shape)
    if insets is None:
        return []
    a, b, c, d = insets
    return [(left + a, top), (right - b, top), (right - d, bottom), (left + c, bottom)]


def _cylinder(left: float, top: float, right: float, bottom: float) -> str:
    rim, half = number(_RIM), number((right - left) / 2)
    a, b, high, low = number(left), number(right), number(top + _RIM), number(bottom - _RIM)
    body = f"M{a} {high}A{half} {rim} 0 0 1 {b} {high}V{low}A{half} {rim} 0 0 1 {a} {low}Z"
    return f"{body}M{a} {high}A{half} {rim} 0 0 0 {b} {high}"


def _circle(x: float, y: float, radius: float) -> tuple[str, dict[str, str]]:
    return "circle", {"cx": number(x), "cy": number(y), "r": number(radius)}


def _rect(x: float, y: float, width: float, height: float, radius: float) -> tuple[str, dict[str, str]]:
    return "rect", {
        "x": number(x),
        "y": number(y),
        "width": number(width),
        "height": number(height),
        "rx": number(radius),
    }


def number(value: float) -> str:
    """Write a coordinate with at most one decimal."""
    return (
        f"{value:.1f}".removesuffix(".0").replace("-0", "0") if abs(value) < 0.05 else f"{value:.1f}".removesuffix(".0")
    )
