"""Layers of a drawing: steps, and between them what long lines and labels need.

A rank has the layer `2 * rank`; labels of lines that leave it stand in the layer behind. A line over
several layers has an item in each; a line that leads back has one beside both of its ends, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

# Beyond that a drawing is a tangle that nobody reads.
MOST_ITEMS = 1_500
# How far a loop stands from its label.
LOOP = 12


@dataclass(slots=True)
class LayerItem:
    """What takes room in a layer: `width` across the flow, `size` along it (pixels). `node` is the step it is, or None;
    `link` the line it belongs to, or None; `subgraph` the innermost subgraph around it.
    """

    layer: int
    width: float
    size: float
    subgraph: str | None
    node: int | None = None
    link: int | None = None
    beside: int | None = None
    x: float = 0.0


@dataclass(slots=True)
class LayerEdge:
    """A line from step `tail` to step `head` with the items on its way, in the order of layers; `back` leads back."""

    tail: int
    head: int
    back: bool
    label: tuple[float, float] | None
    style: str = ""
    weight: int = 1
    items: list[int] = field(default_factory=list)
    labelled: int | None = None


@dataclass(slots=True)
class Layers:
    """Items by number, and the numbers in each layer from left to right (layers in order, none empty)."""

    items: list[LayerItem]
    links: list[LayerEdge]
    rows: dict[int, list[int]]
    subgraphs: Mapping[str, str | None]
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)

    def chain(self, subgraph: str | None) -> list[str]:
        """Give a subgraph and those around it, outermost first."""
        found: list[str] = []
        while subgraph is not None:
            found.append(subgraph)
            subgraph = self.subgraphs[subgraph]
        return found[::-1]


def layers(
    sizes: Sequence[tuple[float, float]],
    owners: Sequence[str | None],
    ranks: Sequence[int],
    links: Sequence[LayerEdge],
    subgraphs: Mapping[str, str | None],
) -> Layers | None:
    """Put steps (`sizes` across and along the flow) and lines into layers; None where that would be too much."""
    made = Layers([], list(links), {}, subgraphs)
    for node, rank in enumerate(ranks):
        made.items.append(LayerItem(2 * rank, *sizes[node], owners[node], node=node))
    made.spans = _spans(made)
    present = {2 * rank for rank in ranks}
    present |= {_label_layer(link, ranks) for link in links if link.label and link.tail != link.head}
    for index, link in enumerate(links):
        if not _lay(made, index, link, ranks, sorted(present)) or len(made.items) > MOST_ITEMS:
            return None
    _fill(made)
    return made


def _label_layer(link: LayerEdge, ranks: Sequence[int]) -> int:
    return 2 * ranks[link.tail] + (-1 if link.back else 1)


def _spans(made: Layers) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for item in made.items:
        for subgraph in made.chain(item.subgraph):
            low, high = found.get(subgraph, (item.layer, item.layer))
            found[subgraph] = min(low, item.layer), max(high, item.layer)
    return found


def _lay(made: Layers, index: int, link: LayerEdge, ranks: Sequence[int], present: Sequence[int]) -> bool:
    if link.tail == link.head:
        return True
    upper, lower = (link.head, link.tail) if link.back else (link.tail, link.head)
    for layer in present:
        if 2 * ranks[upper] < layer < 2 * ranks[lower]:
            labelled = link.label is not None and layer == _label_layer(link, ranks)
            width, size = link.label if labelled and link.label else (0.0, 0.0)
            link.items.append(len(made.items))
            if labelled:
                link.labelled = len(made.items)
            made.items.append(LayerItem(layer, width, size, _around(made, upper, lower, layer), link=index))
    return len(made.items) <= MOST_ITEMS


def _around(made: Layers, upper: int, lower: int, layer: int) -> str | None:
    """Tell which subgraph a line is in on its way: out of those of its upper end, early into those of the lower."""
    above, below = made.chain(made.items[upper].subgraph), made.chain(made.items[lower].subgraph)
    shared = 0
    while shared < min(len(above), len(below)) and above[shared] == below[shared]:
        shared += 1
    found = above[shared - 1] if shared else None
    for subgraph in below[shared:]:
        if made.spans[subgraph][0] <= layer:
            found = subgraph
    return found


def _fill(made: Layers) -> None:
    """Make the rows, and see that every subgraph has something in each layer that it spans."""
    rows: dict[int, list[int]] = {}
    for number, item in enumerate(made.items):
        rows.setdefault(item.layer, []).append(number)
    made.rows = {layer: rows[layer] for layer in sorted(rows)}
    for layer, row in made.rows.items():
        filled = {subgraph for number in row for subgraph in made.chain(made.items[number].subgraph)}
        for subgraph in made.subgraphs:
            low, high = made.spans.get(subgraph, (1, 0))
            if low <= layer <= high and subgraph not in filled:
                row.append(len(made.items))
                filled |= set(made.chain(subgraph))
                made.items.append(LayerItem(layer, 0, 0, subgraph))


def stand_beside(made: Layers) -> None:
    """Give each line that leads back, and each loop, its place beside its ends; the layers are in order already."""
    right: set[int] = set()
    for index, link in enumerate(made.links):
        if link.back:
            left = _leans_left(made, link)
            top = _beside(made, index, link.head, 0, 0, left=left)
            bottom = _beside(made, index, link.tail, 0, 0, left=left)
            link.items = [top, *link.items, bottom]
            right |= set() if left else {link.head, link.tail}
    for index, link in enumerate(made.links):
        if link.tail == link.head:
            width, size = link.label or (0.0, 0.0)
            number = _beside(made, index, link.tail, width + 2 * LOOP if width else LOOP, size, left=link.tail in right)
            link.items, link.labelled = [number], number if link.label else None


def _beside(made: Layers, index: int, node: int, width: float, size: float, *, left: bool) -> int:
    owner = made.items[node]
    number = len(made.items)
    made.items.append(LayerItem(owner.layer, width, size, owner.subgraph, link=index, beside=-1 if left else 1))
    row = made.rows[owner.layer]
    place = row.index(node) + (0 if left else 1)
    row.insert(place, number)
    return number


def _leans_left(made: Layers, link: LayerEdge) -> bool:
    """Tell on which side of its ends a line back runs: where its way leads past what stands between them."""
    votes = 0
    for number in link.items:
        row = made.rows[made.items[number].layer]
        place = row.index(number)
        others = [at for at, each in enumerate(row) if _on_the_way(made, each, link)]
        votes += sum(1 if at < place else -1 for at in others)
    return votes < 0


def _on_the_way(made: Layers, number: int, link: LayerEdge) -> bool:
    """Tell whether an item is a step, or part of a forward line, that a line back should leave on one side."""
    item = made.items[number]
    if item.node is not None:
        return True
    other = made.links[item.link] if item.link is not None else None
    return other is not None and not other.back and {other.tail, other.head} & {link.tail, link.head} != set()
