"""A drawing ready to be written: boxes, lines and words with their places in pixels, from the top left."""

from __future__ import annotations

from dataclasses import dataclass

from qmsdoc.flowchart.chart import ChartNode, Edge, Subgraph
from qmsdoc.flowchart.measure import Label

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class NodeBox:
    """A node with its middle and its size."""

    node: ChartNode
    text: Label
    x: float
    y: float
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class EdgePath:
    """An edge as the corners of its way, and its label with its middle."""

    edge: Edge
    points: tuple[Point, ...]
    text: Label
    label: Point | None


@dataclass(frozen=True, slots=True)
class SubgraphBox:
    """A subgraph's box; `title` is where its words begin, `depth` how many subgraphs it is in, itself counted."""

    subgraph: Subgraph
    text: Label
    left: float
    top: float
    right: float
    bottom: float
    depth: int
    title: float = 0.0


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole drawing; subgraphs come before those within them."""

    width: float
    height: float
    boxes: tuple[NodeBox, ...]
    lines: tuple[EdgePath, ...]
    frames: tuple[SubgraphBox, ...]
