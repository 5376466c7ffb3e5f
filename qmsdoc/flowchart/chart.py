"""What a flowchart holds, in the order of its text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Direction(StrEnum):
    """Where the flow runs."""

    DOWN = "TB"
    UP = "BT"
    RIGHT = "LR"
    LEFT = "RL"


class Shape(StrEnum):
    """The outline of a node."""

    BOX = "box"
    ROUND = "round"
    STADIUM = "stadium"
    SUBROUTINE = "subroutine"
    CYLINDER = "cylinder"
    CIRCLE = "circle"
    DOUBLE_CIRCLE = "double-circle"
    ELLIPSE = "ellipse"
    DIAMOND = "diamond"
    HEXAGON = "hexagon"
    LEAN_RIGHT = "lean-right"
    LEAN_LEFT = "lean-left"
    TRAPEZOID = "trapezoid"
    TRAPEZOID_DOWN = "trapezoid-down"
    FLAG = "flag"


class Stroke(StrEnum):
    """How an edge is drawn; an unseen one only keeps nodes apart."""

    PLAIN = "plain"
    DOTTED = "dotted"
    THICK = "thick"
    UNSEEN = "unseen"


class Head(StrEnum):
    """What an edge ends in."""

    NONE = "none"
    ARROW = "arrow"
    CIRCLE = "circle"
    CROSS = "cross"


@dataclass(frozen=True, slots=True)
class ClickLink:
    """Where a node leads, as written: `destination` is text[start:end] of the diagram, on its `line` (from 1).

    Carriage returns are read as blanks. `tip` says more, or is empty.
    """

    destination: str
    line: int
    start: int
    end: int
    tip: str


@dataclass(frozen=True, slots=True)
class ChartNode:
    """A step: `label` is its text, a string a line as its author broke it; `subgraph` the id of the one around it."""

    key: str
    label: tuple[str, ...]
    shape: Shape
    subgraph: str | None
    link: ClickLink | None


@dataclass(frozen=True, slots=True)
class Edge:
    """A line from one node or subgraph to another; `length` is by how many ranks they stand apart at least."""

    tail: str
    head: str
    label: tuple[str, ...]
    stroke: Stroke
    starts: Head
    ends: Head
    length: int


@dataclass(frozen=True, slots=True)
class Subgraph:
    """A subgraph, and the one that holds it or None."""

    key: str
    title: tuple[str, ...]
    parent: str | None


@dataclass(frozen=True, slots=True)
class Flowchart:
    """A flowchart; `title` and `description` are for those who cannot see it, and may be empty."""

    direction: Direction
    title: str
    description: str
    nodes: tuple[ChartNode, ...]
    edges: tuple[Edge, ...]
    subgraphs: tuple[Subgraph, ...]

    @property
    def links(self) -> tuple[ClickLink, ...]:
        """Every link of a node, by place."""
        return tuple(sorted((node.link for node in self.nodes if node.link), key=lambda link: link.start))


@dataclass(frozen=True, slots=True)
class DiagramMistake:
    """What is wrong in a diagram's text, in a sentence, and the line of the text (from 1)."""

    message: str
    line: int
