"""The way of every line: out of a step, straight along the flow, across between layers where it must, and in.

Everything here has the flow running down; `turn` in `layout` brings it into its own direction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from qmsdoc.flowchart.chart import Shape
from qmsdoc.flowchart.drawing import Point
from qmsdoc.flowchart.layers import LayerEdge, LayerItem, Layers
from qmsdoc.flowchart.tracks import Segment, Tracks, assign

UNSEEN = "unseen"
_TRACK = 11
_LEAVE, _LEAVE_LABEL = 16, 8
_ARRIVE, _ARRIVE_LABEL = 26, 10
_SPREAD = 8.0
_CLEAR = 10.0
_ASIDE = 18.0

Reach = Callable[[int, str, float], float]
"""How far the outline of a step (by number) is from its middle towards a side, off its middle by so much."""


@dataclass(frozen=True, slots=True)
class LayerSpace:
    """What subgraphs need before the layer where they begin, and behind that where they end (pixels)."""

    before: Mapping[int, float]
    behind: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Rows:
    """Where layers begin and end, and where the tracks behind each run (pixels from the first)."""

    tops: Mapping[int, float]
    bottoms: Mapping[int, float]
    tracks: Mapping[int, tuple[float, ...]]


class Router:
    """Finds the ways; `shapes` are those of the steps, `apart` tells lines (by number) and those of their steps
    that stand for a subgraph only.
    """

    def __init__(self, layers: Layers, shapes: list[Shape], reach: Reach, apart: frozenset[tuple[int, int]]) -> None:
        self._layers = layers
        self._apart = apart
        self._reach = reach
        self._sides: dict[int, str] = {}
        self._order = list(layers.rows)
        self._used = self._sides_used()
        for index, link in enumerate(layers.links):
            side = self._side(link, shapes)
            if side:
                self._sides[index] = side
        self._tracks: dict[int, Tracks] = {layer: assign(steps) for layer, steps in self._steps().items()}

    def _sides_used(self) -> set[tuple[int, str]]:
        """Tell at which sides of steps lines back begin or end."""
        found = set()
        for link in self._layers.links:
            for node, number in zip((link.head, link.tail), (link.items[:1], link.items[-1:]), strict=True):
                if (link.back or link.tail == link.head) and number:
                    found.add((node, self._beside(self._layers.items[number[0]])))
        return found

    @staticmethod
    def _beside(item: LayerItem) -> str:
        return "left" if item.beside == -1 else "right"

    def _side(self, link: LayerEdge, shapes: list[Shape]) -> str | None:
        """Tell at which side of a decision a line leaves, where it can go straight to its upright; else None."""
        if link.back or link.tail == link.head or shapes[link.tail] is not Shape.DIAMOND:
            return None
        items, tail = self._layers.items, self._layers.items[link.tail]
        goal = items[link.items[0] if link.items else link.head].x
        side = "left" if goal < tail.x else "right"
        if abs(goal - tail.x) < tail.width / 2 + _CLEAR or (link.tail, side) in self._used:
            return None
        row = self._layers.rows[tail.layer]
        low, high = sorted((tail.x, goal))
        for number in row:
            other = items[number]
            if (
                number != link.tail
                and low - _CLEAR < other.x + other.width / 2
                and other.x - other.width / 2 < high + _CLEAR
            ):
                return None
        return side

    def _steps(self) -> dict[int, list[Segment]]:
        """List by layer what lines do between it and the next."""
        items = self._layers.items
        found: dict[int, list[Segment]] = {layer: [] for layer in self._order}
        for index, link in enumerate(self._layers.links):
            if link.tail == link.head or link.style == UNSEEN:
                continue
            way = link.items if link.back else [link.tail, *link.items, link.head]
            for above, below in pairwise(way):
                x1, x2 = self._aside(index, above), self._aside(index, below)
                if above == link.tail and index in self._sides:
                    continue
                step = Segment(index, link.style, above, below, x1, x2, items[below].node is not None)
                found[items[above].layer].append(step)
        return found

    def rows(self, room: LayerSpace) -> Rows:
        """Give where layers stand, with room for tracks, arrows and subgraphs between them."""
        sizes = {
            layer: max(self._layers.items[number].size for number in row) for layer, row in self._layers.rows.items()
        }
        tops: dict[int, float] = {}
        bottoms: dict[int, float] = {}
        tracks: dict[int, tuple[float, ...]] = {}
        at = room.before.get(self._order[0], 0.0)
        for place, layer in enumerate(self._order):
            tops[layer], bottoms[layer] = at, at + sizes[layer]
            at = bottoms[layer] + room.behind.get(layer, 0.0)
            if place + 1 < len(self._order):
                following = self._order[place + 1]
                before = room.before.get(following, 0.0)
                leave = _LEAVE_LABEL if layer % 2 or room.behind.get(layer) else _LEAVE
                arrive = _ARRIVE_LABEL if following % 2 else _ARRIVE - 12 if before else _ARRIVE
                count = self._tracks[layer].count
                tracks[layer] = tuple(at + leave + _TRACK * number for number in range(count))
                at += leave + arrive + _TRACK * max(count - 1, 0) + before
        return Rows(tops, bottoms, tracks)

    def way(self, index: int, rows: Rows) -> list[Point]:
        """Give the corners of a line's way, from where it begins to where it ends."""
        link = self._layers.links[index]
        if link.tail == link.head:
            return self._loop(link, rows)
        points = self._back(index, rows) if link.back else self._forward(index, rows)
        return _plain(points)

    def middle(self, number: int, rows: Rows) -> float:
        """Give where the middle of an item's layer is."""
        layer = self._layers.items[number].layer
        return (rows.tops[layer] + rows.bottoms[layer]) / 2

    def _forward(self, index: int, rows: Rows) -> list[Point]:
        link, items = self._layers.links[index], self._layers.items
        tail, head = items[link.tail], items[link.head]
        middle = self.middle(link.tail, rows)
        points: list[Point] = []
        if index in self._sides:
            side = self._sides[index]
            out = self._reach(link.tail, side, 0)
            points.append((tail.x + (out if side == "right" else -out), middle))
            points.append((items[link.items[0] if link.items else link.head].x, middle))
        else:
            x = self._x(index, link.tail)
            points.append((x, middle + self._reach(link.tail, "bottom", x - tail.x)))
        points += self._uprights(index, [link.tail, *link.items, link.head], rows)
        x = self._x(index, link.head)
        points.append((x, self.middle(link.head, rows) - self._reach(link.head, "top", x - head.x)))
        return points

    def _aside(self, index: int, number: int) -> float:
        """Give where a line passes an item: beside the middle of a step that only stands for its subgraph."""
        item = self._layers.items[number]
        apart = item.node is not None and (index, number) in self._apart
        return item.x + min(_ASIDE, item.width / 3) if apart else item.x

    def _x(self, index: int, number: int) -> float:
        """Give the same, where a line may have been moved aside at its end."""
        item, link = self._layers.items[number], self._layers.links[index]
        if item.node is None or number != link.head or link.back:
            return self._aside(index, number)
        above = self._layers.items[link.items[-1] if link.items else link.tail].layer
        return self._aside(index, number) + self._tracks[above].moved.get(index, 0.0)

    def _uprights(self, index: int, way: list[int], rows: Rows) -> list[Point]:
        """Give the corners where a line runs across, from above to below."""
        items = self._layers.items
        points: list[Point] = []
        for above, below in pairwise(way):
            layer = items[above].layer
            track = self._tracks[layer].of.get(index)
            one, two = self._x(index, above), self._x(index, below)
            if track is None or one == two or (index in self._sides and above == way[0]):
                continue
            y = rows.tracks[layer][track]
            points += [(one, y), (two, y)]
        return points

    def _back(self, index: int, rows: Rows) -> list[Point]:
        """A line back leaves its step at the side, runs up beside the flow and comes in at the side."""
        link, items = self._layers.links[index], self._layers.items
        top, bottom = items[link.items[0]], items[link.items[-1]]
        begin = self._at_side(link.tail, bottom, rows, -1)
        end = self._at_side(link.head, top, rows, 1)
        points = [begin, (bottom.x, begin[1])]
        points += self._uprights(index, link.items, rows)[::-1]
        return [*points, (top.x, end[1]), end]

    def _at_side(self, node: int, lane: LayerItem, rows: Rows, turn: int) -> Point:
        """Give where a line touches the side of a step; what leaves and what arrives there keep apart."""
        side = self._beside(lane)
        off = turn * _SPREAD if self._both(node, side) else 0.0
        out = self._reach(node, side, off)
        return self._layers.items[node].x + (out if side == "right" else -out), self.middle(node, rows) + off

    def _both(self, node: int, side: str) -> bool:
        """Tell whether lines back both leave and arrive at a side of a step."""
        leaves = arrives = False
        for link in self._layers.links:
            if link.back and link.style != UNSEEN:
                items = self._layers.items
                leaves |= link.tail == node and self._beside(items[link.items[-1]]) == side
                arrives |= link.head == node and self._beside(items[link.items[0]]) == side
        return leaves and arrives

    def _loop(self, link: LayerEdge, rows: Rows) -> list[Point]:
        item, node = self._layers.items[link.items[0]], self._layers.items[link.tail]
        middle = self.middle(link.tail, rows)
        side = self._beside(item)
        sign = 1 if side == "right" else -1
        lane = item.x - sign * (item.width / 2 - 4)
        out = node.x + sign * self._reach(link.tail, side, _SPREAD)
        return [(out, middle - _SPREAD), (lane, middle - _SPREAD), (lane, middle + _SPREAD), (out, middle + _SPREAD)]


def _plain(points: list[Point]) -> list[Point]:
    """Leave out corners that are none."""
    found: list[Point] = []
    for point in points:
        if found and abs(point[0] - found[-1][0]) < 0.01 and abs(point[1] - found[-1][1]) < 0.01:
            continue
        while len(found) > 1 and _in_line(found[-2], found[-1], point):
            found.pop()
        found.append(point)
    return found


def _in_line(one: Point, two: Point, three: Point) -> bool:
    return any(abs(one[axis] - two[axis]) < 0.01 and abs(two[axis] - three[axis]) < 0.01 for axis in (0, 1))
