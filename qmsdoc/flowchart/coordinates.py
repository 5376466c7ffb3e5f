"""Where items and subgraphs stand across the flow: straight lines as long as they can be, nothing too near.

The places are those of Gansner and others (see `simplex`), 4: each line costs its sideways way times
its weight. A line over several layers is one upright, unless lines cross there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from qmsdoc.flowchart import simplex
from qmsdoc.flowchart.layers import LayerItem, Layers

# Least room between neighbours, by what they are.
_APART = {
    ("label", "label"): 14,
    ("label", "lane"): 14,
    ("label", "node"): 16,
    ("lane", "lane"): 16,
    ("lane", "node"): 20,
    ("node", "node"): 36,
}
_INSIDE = {"node": 16, "lane": 14, "label": 12, "border": 12}
_OUTSIDE = {"node": 26, "lane": 16, "label": 14, "border": 24}
_UPRIGHT = 8
# Parts of a weight, for what is a matter of taste.
_FINE = 4
_GROUP = 8

_Token = tuple[str, int | str]
"""What stands in a row: ("item", its number), ("left", a subgraph) or ("right", a subgraph)."""


@dataclass(frozen=True, slots=True)
class SubgraphSpace:
    """What a subgraph needs beside its members: room at its left, and in whole."""

    left: int
    across: int


def place(layers: Layers, frames: Mapping[str, SubgraphSpace]) -> dict[str, tuple[int, int]]:
    """Set every item's `x` (its middle) and give each subgraph's left and right side; the least of all is 0."""
    single: set[int] = set()
    neighbours = list(_neighbours(layers, frames))
    while True:
        variables = _variables(layers, single)
        distances = _distances(neighbours, variables)
        tangled = _tangled(len(variables), distances)
        split = next((link for link in sorted(_links_in(layers, variables, tangled)) if link not in single), None)
        if split is None:
            break
        single.add(split)
    found = _solved(layers, frames, variables, distances)
    least = min(found[variables[name]] for name in variables)
    for number, item in enumerate(layers.items):
        item.x = float(found[variables["item", number]] - least)
    return {
        subgraph: (found[variables["left", subgraph]] - least, found[variables["right", subgraph]] - least)
        for subgraph in layers.spans
    }


def _variables(layers: Layers, single: set[int]) -> dict[_Token, int]:
    """Number what has a place of its own; items of one line share it, except those of `single`."""
    found: dict[_Token, int] = {}
    lanes: dict[int, int] = {}
    count = 0
    for number, item in enumerate(layers.items):
        shared = item.link is not None and item.link not in single
        if shared and item.link in lanes:
            found["item", number] = lanes[item.link]
            continue
        if shared and item.link is not None:
            lanes[item.link] = count
        found["item", number] = count
        count += 1
    for subgraph in layers.spans:
        found["left", subgraph], found["right", subgraph] = count, count + 1
        count += 2
    return found


def _tokens(layers: Layers, row: list[int]) -> Iterator[_Token]:
    """Give what stands in a row from left to right, with the sides of subgraphs."""
    inside: list[str] = []
    for number in row:
        chain = layers.chain(layers.items[number].subgraph)
        while inside and inside != chain[: len(inside)]:
            yield "right", inside.pop()
        for subgraph in chain[len(inside) :]:
            inside.append(subgraph)
            yield "left", subgraph
        yield "item", number
    while inside:
        yield "right", inside.pop()


def kind(item: LayerItem) -> str:
    """Tell a step, a label and a mere lane apart."""
    return "node" if item.node is not None else "label" if item.width else "lane"


def _neighbours(layers: Layers, frames: Mapping[str, SubgraphSpace]) -> Iterator[tuple[_Token, _Token, int]]:
    """Give what stands beside what, and how far their middles are apart at least."""
    for row in layers.rows.values():
        for one, two in pairwise(_tokens(layers, row)):
            yield one, two, _apart(layers, frames, one, two)


def _distances(
    neighbours: Sequence[tuple[_Token, _Token, int]], variables: Mapping[_Token, int]
) -> dict[tuple[int, int], int]:
    found: dict[tuple[int, int], int] = {}
    for one, two, least in neighbours:
        pair = variables[one], variables[two]
        found[pair] = max(found.get(pair, 0), least)
    return found


def _apart(layers: Layers, frames: Mapping[str, SubgraphSpace], one: _Token, two: _Token) -> int:
    """Give the least distance between the middles of neighbours."""
    items = [layers.items[token[1]] for token in (one, two) if isinstance(token[1], int)]
    half = sum(item.width / 2 for item in items)
    places = (token[1] for token in (one, two))
    kinds = [kind(layers.items[at]) if isinstance(at, int) else "border" for at in places]
    if kinds.count("border") == 0:
        return ceil(half + _APART[min(kinds), max(kinds)])
    other = kinds[1] if kinds[0] == "border" else kinds[0]
    if one[0] == "left":
        return ceil(half + _INSIDE[other] + frames[str(one[1])].left)
    if two[0] == "right":
        return ceil(half + _INSIDE[other])
    return ceil(half + _OUTSIDE[other])


def _tangled(count: int, distances: Mapping[tuple[int, int], int]) -> set[int]:
    """Give the variables that stand in a ring, where lines cross, and those between rings."""
    alive = set(range(count))
    while True:
        heads = {pair[1] for pair in distances if pair[0] in alive and pair[1] in alive}
        tails = {pair[0] for pair in distances if pair[0] in alive and pair[1] in alive}
        kept = heads & tails
        if len(kept) == len(alive):
            return alive
        alive = kept


def _links_in(layers: Layers, variables: Mapping[_Token, int], tangled: set[int]) -> set[int]:
    found = set()
    for number, item in enumerate(layers.items):
        if item.link is not None and variables["item", number] in tangled:
            found.add(item.link)
    return found


def _solved(
    layers: Layers,
    frames: Mapping[str, SubgraphSpace],
    variables: Mapping[_Token, int],
    distances: Mapping[tuple[int, int], int],
) -> list[int]:
    count = 1 + max(variables.values())
    edges = [(*pair, least, 0) for pair, least in distances.items()]
    edges += [
        (variables["left", subgraph], variables["right", subgraph], frames[subgraph].across, _GROUP)
        for subgraph in layers.spans
    ]
    pulls = _pulls(layers, variables)
    for one, two, weight in pulls:
        edges += [(count, one, 0, weight), (count, two, 0, weight)]
        count += 1
    return simplex.solve(count, edges, _likes(layers, variables, pulls))


def _pulls(layers: Layers, variables: Mapping[_Token, int]) -> list[tuple[int, int, int]]:
    """Give what wants to stand upright above what, and how much; a line bends behind its step rather than before."""
    found: dict[tuple[int, int], int] = {}
    for link in layers.links:
        ends = (link.head, link.tail) if link.back else (link.tail, link.head)
        way = [variables["item", number] for number in (ends[0], *link.items, ends[1])]
        for place_in, (one, two) in enumerate(pairwise(way)):
            if one != two:
                inner = 0 < place_in < len(way) - 2
                weight = _FINE * (_UPRIGHT if inner else link.weight) + (0 if place_in == 0 and link.items else 1)
                found[one, two] = found.get((one, two), 0) + weight
    return [(*pair, weight) for pair, weight in found.items()]


def _likes(
    layers: Layers, variables: Mapping[_Token, int], pulls: Sequence[tuple[int, int, int]]
) -> Callable[[Sequence[int], Sequence[int]], bool]:
    """Tell what may give up an upright line: a step between the two or more that it leads to, or that lead to it."""
    steps = {variables["item", number] for number, item in enumerate(layers.items) if item.node is not None}
    onward = Counter((one, weight // _FINE) for one, _, weight in pulls if one in steps)
    inward = Counter((two, weight // _FINE) for _, two, weight in pulls if two in steps)
    firm = [
        (one, two)
        for one, two, weight in pulls
        if onward[one, weight // _FINE] < 2 and inward[two, weight // _FINE] < 2
    ]

    def likes(before: Sequence[int], after: Sequence[int]) -> bool:
        return all(before[one] != before[two] or after[one] == after[two] for one, two in firm)

    return likes
