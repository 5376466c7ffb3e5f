"""A drawing ready to be written: boxes, lines and words with their places in pixels, from the top left."""

from __future__ import annotations

from dataclasses import dataclass

from qmsdoc.parse.flowchart import Edge, Group, Node
from qmsdoc.render.flowchart.measure import Text

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A node with its middle and its size."""

    node: Node
    text: Text
    x: float
    y: float
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Line:
    """An edge as the corners of its way, and its label with its middle."""

    edge: Edge
    points: tuple[Point, ...]
    text: Text
    label: Point | None


@dataclass(frozen=True, slots=True)
class Frame:
    """A group's box; `title` is where its words begin, `depth` how many groups it is in, itself counted."""

    group: Group
    text: Text
    left: float
    top: float
    right: float
    bottom: float
    depth: int
    title: float = 0.0


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole drawing; groups come before those within them."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    frames: tuple[Frame, ...]
