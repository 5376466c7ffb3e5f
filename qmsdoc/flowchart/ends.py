"""Lines that begin or end at a subgraph: which of its steps stands for it, and what must come before what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qmsdoc.flowchart.chart import ChartNode, Edge

_MOST_KEPT = 400


@dataclass(frozen=True, slots=True)
class EdgeEnds:
    """The steps a line is led between, by number, and the subgraphs at whose sides it begins and ends.

    `keeping` are steps that it sets before others: whatever enters a subgraph comes before all in it.
    """

    tail: int
    head: int
    out_of: str | None
    into: str | None
    keeping: tuple[tuple[int, int], ...]


def ends(edges: Sequence[Edge], nodes: Sequence[ChartNode], parents: Mapping[str, str | None]) -> list[EdgeEnds]:
    """Give the ends of every edge."""
    number = {node.key: index for index, node in enumerate(nodes)}
    members: dict[str, list[int]] = {key: [] for key in parents}
    for index, node in enumerate(nodes):
        key = node.subgraph
        while key is not None:
            members[key].append(index)
            key = parents[key]
    entered = {number[e.head] for e in edges if e.tail in number and e.head in number}
    left = {number[e.tail] for e in edges if e.tail in number and e.head in number}
    found, kept = [], 0
    for edge in edges:
        tails, heads = members.get(edge.tail), members.get(edge.head)
        tail = number[edge.tail] if tails is None else next((n for n in reversed(tails) if n not in left), tails[-1])
        head = number[edge.head] if heads is None else next((n for n in heads if n not in entered), heads[0])
        within = tail in (heads or ()) or head in (tails or ())
        keeping = (
            () if within else tuple((a, b) for a in tails or [tail] for b in heads or [head] if (a, b) != (tail, head))
        )
        kept += len(keeping)
        found.append(
            EdgeEnds(
                tail,
                head,
                edge.tail if tails is not None and not within else None,
                edge.head if heads is not None and not within else None,
                keeping if kept <= _MOST_KEPT else (),
            )
        )
    return found


def aside(found: Sequence[EdgeEnds]) -> frozenset[tuple[int, int]]:
    """Give the lines, by number, and their steps that stand for a subgraph while other lines are theirs."""
    tails = Counter(end.tail for end in found)
    heads = Counter(end.head for end in found)
    leaving = {(index, end.tail) for index, end in enumerate(found) if end.out_of is not None and tails[end.tail] > 1}
    coming = {(index, end.head) for index, end in enumerate(found) if end.into is not None and heads[end.head] > 1}
    return frozenset(leaving | coming)
