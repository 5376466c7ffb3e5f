"""Lines between two layers: who shares a way across, and which way runs above which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

# Uprights nearer than this look like one line.
_NEAR = 7.0
_OVERLAP = 1_000
_ASIDE = 10.0
# More lines than this between two layers are a tangle whatever is done.
_MOST_STACKED = 60


@dataclass(frozen=True, slots=True)
class Segment:
    """What a line does between a layer and the next: from `x1` in the upper to `x2` in the lower.

    `upper` and `lower` are the numbers of the items it comes from and goes to, and whether the latter is a step.
    """

    link: int
    style: str
    upper: int
    lower: int
    x1: float
    x2: float
    lower_node: bool


@dataclass(slots=True)
class Hyperedge:
    """Lines that share one way across; `track` counts from 0, the uppermost."""

    links: list[int] = field(default_factory=list)
    tops: set[float] = field(default_factory=set)
    bottoms: set[float] = field(default_factory=set)
    track: int = 0

    @property
    def low(self) -> float:
        """Where its leftmost upright is."""
        return min(self.tops | self.bottoms)

    @property
    def high(self) -> float:
        """Where its rightmost upright is."""
        return max(self.tops | self.bottoms)


@dataclass(frozen=True, slots=True)
class Tracks:
    """The track of every line (by number) that runs across, how many there are, and which lines arrive at
    their step off its middle, by how much.
    """

    of: Mapping[int, int]
    count: int
    moved: Mapping[int, float]


def assign(steps: Sequence[Segment]) -> Tracks:
    """Give lines that run across between two layers their tracks."""
    nets = [net for net in _nets(steps) if net.high - net.low > 0.5]
    moved = _untangled(nets, steps)
    _stack(nets)
    count = 1 + max((net.track for net in nets), default=-1)
    return Tracks({link: net.track for net in nets for link in net.links}, count, moved)


def _untangled(nets: Sequence[Hyperedge], steps: Sequence[Segment]) -> dict[int, float]:
    """Where two nets would lie on each other whichever is above, let one arrive beside the middle of its step."""
    moved: dict[int, float] = {}
    if len(nets) > _MOST_STACKED:
        return moved
    for a, b in combinations(nets, 2):
        if _lying(a, b) and _lying(b, a):
            places = {x for x in a.bottoms for y in b.tops if abs(x - y) < _NEAR}
            for step in steps:
                if step.link in a.links and step.x2 in places and step.lower_node and step.link not in moved:
                    moved[step.link] = _ASIDE if step.x1 > step.x2 else -_ASIDE
                    a.bottoms.discard(step.x2)
                    a.bottoms.add(step.x2 + moved[step.link])
    return moved


def _nets(steps: Sequence[Segment]) -> list[Hyperedge]:
    """Join lines that leave the same step, then those that only meet at the same step."""
    leaving: dict[tuple[object, ...], list[Segment]] = {}
    for step in steps:
        leaving.setdefault((step.upper, step.style, step.x1), []).append(step)
    found: dict[tuple[object, ...], list[Segment]] = {}
    for key, subgraph in leaving.items():
        heads = {step.lower for step in subgraph}
        meets = len(heads) == 1 and subgraph[0].lower_node
        found.setdefault(
            ("to", subgraph[0].lower, subgraph[0].style, subgraph[0].x2) if meets else ("from", *key), []
        ).extend(subgraph)
    return [
        Hyperedge([s.link for s in subgraph], {s.x1 for s in subgraph}, {s.x2 for s in subgraph})
        for subgraph in found.values()
    ]


def _stack(nets: list[Hyperedge]) -> None:
    """Order the nets so that uprights do not lie on each other and few lines cross; then pack them."""
    if len(nets) > _MOST_STACKED:
        for index, net in enumerate(nets):
            net.track = index
        return
    above: dict[int, set[int]] = {index: set() for index in range(len(nets))}
    wishes = []
    for one, two in combinations(range(len(nets)), 2):
        a, b = nets[one], nets[two]
        cost = _cost(a, b) - _cost(b, a)
        touching = a.low - 12 < b.high and b.low - 12 < a.high
        if cost or touching:
            wishes.append((-abs(cost), one, two, cost))
    for _, one, two, cost in sorted(wishes):
        upper, lower = (two, one) if cost > 0 else (one, two)
        if _reaches(above, lower, upper):
            upper, lower = lower, upper
        above[upper].add(lower)
    for index in _ordered(above):
        for lower in above[index]:
            nets[lower].track = max(nets[lower].track, nets[index].track + 1)


def _cost(upper: Hyperedge, lower: Hyperedge) -> int:
    """Count what one above the other costs: crossings, and uprights that would lie on each other."""
    crossings = sum(lower.low < x < lower.high for x in upper.bottoms)
    crossings += sum(upper.low < x < upper.high for x in lower.tops)
    return crossings + _OVERLAP * _lying(upper, lower)


def _lying(upper: Hyperedge, lower: Hyperedge) -> int:
    """Count the uprights that would lie on each other."""
    return sum(abs(x - y) < _NEAR for x in upper.bottoms for y in lower.tops)


def _reaches(above: Mapping[int, set[int]], start: int, end: int) -> bool:
    waiting, seen = [start], {start}
    while waiting:
        node = waiting.pop()
        if node == end:
            return True
        more = above[node] - seen
        seen |= more
        waiting += more
    return False


def _ordered(above: Mapping[int, set[int]]) -> list[int]:
    waiting = dict.fromkeys(above, 0)
    for lowers in above.values():
        for lower in lowers:
            waiting[lower] += 1
    ready = [index for index in above if not waiting[index]]
    for index in ready:
        for lower in sorted(above[index]):
            waiting[lower] -= 1
            if not waiting[lower]:
                ready.append(lower)
    return ready
