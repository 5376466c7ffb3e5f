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
class Address:
    """Where a node leads, as written: `destination` is text[start:end] of the diagram; `tip` tells more or is empty."""

    destination: str
    start: int
    end: int
    tip: str


@dataclass(frozen=True, slots=True)
class Node:
    """A step: `label` is its text, one string a line as the author broke it; `group` the id of its subgraph or None."""

    key: str
    label: tuple[str, ...]
    shape: Shape
    group: str | None
    address: Address | None


@dataclass(frozen=True, slots=True)
class Edge:
    """A line from one node or group to another; `length` is by how many ranks they stand apart at least."""

    tail: str
    head: str
    label: tuple[str, ...]
    stroke: Stroke
    starts: Head
    ends: Head
    length: int


@dataclass(frozen=True, slots=True)
class Group:
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
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    groups: tuple[Group, ...]

    @property
    def addresses(self) -> tuple[Address, ...]:
        """Every address of a node, by place."""
        found = (node.address for node in self.nodes if node.address)
        return tuple(sorted(found, key=lambda address: address.start))
