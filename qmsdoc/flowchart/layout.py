"""A flowchart becomes a drawing. Pure and deterministic; bounded by the limits of the parser and of `layers`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from qmsdoc.flowchart import measure, shapes
from qmsdoc.flowchart.chart import ChartNode, Direction, Flowchart, Stroke, Subgraph
from qmsdoc.flowchart.clip import clipped
from qmsdoc.flowchart.coordinates import SubgraphSpace, place
from qmsdoc.flowchart.drawing import Drawing, EdgePath, NodeBox, SubgraphBox
from qmsdoc.flowchart.ends import EdgeEnds, aside, ends
from qmsdoc.flowchart.layers import LayerEdge, Layers, layers, stand_beside
from qmsdoc.flowchart.order import arrange
from qmsdoc.flowchart.orientation import together, turned
from qmsdoc.flowchart.ranks import backward, ranks
from qmsdoc.flowchart.routing import Router, Rows
from qmsdoc.flowchart.spacing import SubgraphSpacing
from qmsdoc.flowchart.titles import titled

_PAD = 14
_TITLE_PAD = 6
_LABEL_PAD = 10
# Where the flow runs to the side, its length is what there is too little of.
_NARROWER = 0.75
_MAIN, _INSIDE, _PLAIN, _BACK = 20, 4, 3, 1
_SIDEWAYS = frozenset({Direction.RIGHT, Direction.LEFT})
_SIDES = {
    Direction.DOWN: {"top": "top", "bottom": "bottom", "left": "left", "right": "right"},
    Direction.UP: {"top": "bottom", "bottom": "top", "left": "left", "right": "right"},
    Direction.RIGHT: {"top": "left", "bottom": "right", "left": "top", "right": "bottom"},
    Direction.LEFT: {"top": "right", "bottom": "left", "left": "top", "right": "bottom"},
}


def layout(chart: Flowchart) -> Drawing | None:
    """Lay a flowchart out; None where it is too large a tangle to be drawn."""
    parts = [_Part(chart, nodes, subgraphs).drawing() for nodes, subgraphs in _parts(chart)]
    drawn = [part for part in parts if part is not None]
    return titled(together(drawn, sideways=chart.direction in _SIDEWAYS)) if len(drawn) == len(parts) else None


def _parts(chart: Flowchart) -> Iterator[tuple[list[ChartNode], list[Subgraph]]]:
    """Give the parts that neither a line nor a subgraph holds together."""
    parent: dict[str, str] = {node.key: node.key for node in chart.nodes}
    parent |= {subgraph.key: subgraph.key for subgraph in chart.subgraphs}

    def root(key: str) -> str:
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    ties = [(edge.tail, edge.head) for edge in chart.edges]
    ties += [(node.key, node.subgraph) for node in chart.nodes if node.subgraph]
    ties += [(subgraph.key, subgraph.parent) for subgraph in chart.subgraphs if subgraph.parent]
    for one, two in ties:
        parent[root(two)] = root(one)
    found: dict[str, tuple[list[ChartNode], list[Subgraph]]] = {}
    for node in chart.nodes:
        found.setdefault(root(node.key), ([], []))[0].append(node)
    for subgraph in chart.subgraphs:
        found[root(subgraph.key)][1].append(subgraph)
    yield from found.values()


class _Part:
    def __init__(self, chart: Flowchart, nodes: Sequence[ChartNode], subgraphs: Sequence[Subgraph]) -> None:
        self._way = chart.direction
        self._nodes, self._groups = nodes, subgraphs
        self._number = {node.key: number for number, node in enumerate(nodes)}
        inside = self._number.keys() | {subgraph.key for subgraph in subgraphs}
        self._edges = [edge for edge in chart.edges if edge.tail in inside]
        narrower = _NARROWER if self._way in _SIDEWAYS else 1.0
        self._texts = [measure.label(n.label, widest=shapes.widest(n.shape) * narrower) for n in nodes]
        self._sizes = [shapes.size(n.shape, text) for n, text in zip(nodes, self._texts, strict=True)]
        self._titles = {subgraph.key: measure.small(subgraph.title, widest=measure.WIDEST) for subgraph in subgraphs}
        self._labels = [measure.small(edge.label) for edge in self._edges]
        self._parents = {subgraph.key: subgraph.parent for subgraph in subgraphs}
        self._ends: list[EdgeEnds] = ends(self._edges, nodes, self._parents)

    def drawing(self) -> Drawing | None:
        arcs = [(end.tail, end.head, edge.length, 1) for end, edge in zip(self._ends, self._edges, strict=True)]
        keeping = [(tail, head, 1, 0) for end in self._ends for tail, head in end.keeping]
        back = backward(len(self._nodes), arcs + keeping)
        rank = ranks(len(self._nodes), arcs + keeping, back)
        links = self._links(back)
        sizes = [(h, w) if self._way in _SIDEWAYS else (w, h) for w, h in self._sizes]
        made = layers(sizes, [node.subgraph for node in self._nodes], rank, links, self._parents)
        if made is None:
            return None
        arrange(made)
        stand_beside(made)
        return self._drawn(made)

    def _links(self, back: set[int]) -> list[LayerEdge]:
        found = []
        for index, (end, edge, text) in enumerate(zip(self._ends, self._edges, self._labels, strict=True)):
            across, along = text.width + _LABEL_PAD, float(text.height + 4)
            label = ((along, across) if self._way in _SIDEWAYS else (across, along)) if text.lines else None
            found.append(
                LayerEdge(end.tail, end.head, index in back and end.tail != end.head, label, edge.stroke.value)
            )
        subgraphs = [node.subgraph for node in self._nodes]
        main = set(_main(found, subgraphs))
        for index, link in enumerate(found):
            inside = _INSIDE if subgraphs[link.tail] == subgraphs[link.head] else _PLAIN
            link.weight = _BACK if link.back else _MAIN if index in main else inside
        return found

    def _reach(self, node: int, side: str, off: float) -> float:
        return shapes.reach(self._nodes[node].shape, *self._sizes[node], _SIDES[self._way][side], off)

    def _drawn(self, made: Layers) -> Drawing:
        sideways = self._way in _SIDEWAYS
        needs = {key: SubgraphSpace(self._title(key) if sideways else 0, self._least(key)) for key in made.spans}
        sides = place(made, needs)
        router = Router(made, [node.shape for node in self._nodes], self._reach, aside(self._ends))
        rows, rooms = self._rows(made, router)
        frames = {
            subgraph.key: SubgraphBox(
                subgraph,
                self._titles[subgraph.key],
                sides[subgraph.key][0],
                rows.tops[made.spans[subgraph.key][0]] - rooms.before[subgraph.key],
                sides[subgraph.key][1],
                rows.bottoms[made.spans[subgraph.key][1]] + rooms.behind[subgraph.key],
                len(made.chain(subgraph.key)),
            )
            for subgraph in sorted(self._groups, key=lambda subgraph: len(made.chain(subgraph.key)))
        }
        boxes = [
            NodeBox(node, text, made.items[number].x, router.middle(number, rows), *self._sizes[number])
            for number, (node, text) in enumerate(zip(self._nodes, self._texts, strict=True))
        ]
        lines = [
            self._line(made, router, rows, frames, index)
            for index, edge in enumerate(self._edges)
            if edge.stroke is not Stroke.UNSEEN
        ]
        return turned(Drawing(0, 0, tuple(boxes), tuple(lines), tuple(frames.values())), self._way)

    def _rows(self, made: Layers, router: Router) -> tuple[Rows, SubgraphSpacing]:
        """Place the layers; where titles stand beside the flow, boxes grow until those fit."""
        if self._way not in _SIDEWAYS:
            titles = {key: self._title(key) for key in made.spans}
            rooms = SubgraphSpacing(made, titles, upwards=self._way is Direction.UP)
            return router.rows(rooms.room()), rooms
        rooms = SubgraphSpacing(made, {}, upwards=False)
        rows = router.rows(rooms.room())
        more = {
            key: max(0.0, self._titles[key].width + 2 * _PAD - rooms.extent(key, rows.tops, rows.bottoms))
            for key in made.spans
        }
        rooms = SubgraphSpacing(made, {}, upwards=False, more=more)
        return router.rows(rooms.room()), rooms

    def _line(
        self, made: Layers, router: Router, rows: Rows, frames: Mapping[str, SubgraphBox], index: int
    ) -> EdgePath:
        edge, link, end = self._edges[index], made.links[index], self._ends[index]
        points = router.way(index, rows)
        if end.into is not None:
            points = clipped(points, _sides(frames[end.into]))
        if end.out_of is not None:
            points = clipped(points[::-1], _sides(frames[end.out_of]))[::-1]
        label = None
        if link.labelled is not None:
            label = (made.items[link.labelled].x, router.middle(link.labelled, rows))
        return EdgePath(edge, tuple(points), self._labels[index], label)

    def _title(self, key: str) -> int:
        text = self._titles[key]
        return text.height + _TITLE_PAD if text.lines else 0

    def _least(self, key: str) -> int:
        return 0 if self._way in _SIDEWAYS else int(self._titles[key].width) + 2 * _PAD


def _sides(frame: SubgraphBox) -> tuple[float, float, float, float]:
    return frame.left, frame.top, frame.right, frame.bottom


def _main(links: Sequence[LayerEdge], subgraphs: Sequence[str | None]) -> Iterator[int]:
    """Find the lines that a reader follows longest: the one way on where others end sooner, and not into
    another subgraph where there are others.
    """
    count = len(subgraphs)
    forward = [(index, link) for index, link in enumerate(links) if not link.back and link.tail != link.head]
    below = _longest(count, [(link.tail, link.head) for _, link in forward])
    above = _longest(count, [(link.head, link.tail) for _, link in forward])
    for index, link in forward:
        onward = [below[other.head] for _, other in forward if other.tail == link.tail]
        inward = [above[other.tail] for _, other in forward if other.head == link.head]
        longest = below[link.head] == max(onward) and above[link.tail] == max(inward)
        alone = len(onward) == 1 == len(inward)
        if (
            longest
            and (alone or subgraphs[link.tail] == subgraphs[link.head])
            and onward.count(max(onward)) == 1 == inward.count(max(inward))
        ):
            yield index


def _longest(count: int, arcs: Sequence[tuple[int, int]]) -> list[int]:
    """Give how many steps the longest way on from each has."""
    onward: list[list[int]] = [[] for _ in range(count)]
    waiting = [0] * count
    for tail, head in arcs:
        onward[head].append(tail)
        waiting[tail] += 1
    found = [0] * count
    ready = [node for node in range(count) if not waiting[node]]
    for node in ready:
        for before in onward[node]:
            found[before] = max(found[before], found[node] + 1)
            waiting[before] -= 1
            if not waiting[before]:
                ready.append(before)
    return found
