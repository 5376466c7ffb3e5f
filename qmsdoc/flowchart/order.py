"""The order of items in each layer: few crossings, subgraphs together, and what is written first to the left.

Barycentre sweeps and exchanges of neighbours (Sugiyama, Tagawa, Toda 1981); subgraphs are kept whole as
in Sander, "Layout of Compound Directed Graphs" (1996): neighbours in one layer keep their order in all.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence
from itertools import pairwise

from qmsdoc.flowchart.layers import Layers

_SWEEPS = 10


class CrossingReduction:
    """Puts the rows of `layers` in order, in place."""

    def __init__(self, layers: Layers) -> None:
        self._layers = layers
        self._rows = [list(row) for row in layers.rows.values()]
        count = len(layers.items)
        self._up: list[list[int]] = [[] for _ in range(count)]
        self._down: list[list[int]] = [[] for _ in range(count)]
        for link in layers.links:
            if link.tail != link.head:
                ends = (link.head, link.tail) if link.back else (link.tail, link.head)
                way = [ends[0], *link.items, ends[1]]
                for above, below in pairwise(way):
                    self._down[above].append(below)
                    self._up[below].append(above)
        self._chains = [layers.chain(item.subgraph) for item in layers.items]
        self._place: list[float] = [0.0] * count
        self._groups: dict[str, float] = {}

    def run(self) -> None:
        """Find the best of several sweeps; the first found counts among equals."""
        self._begin()
        best, least = [list(row) for row in self._rows], self._crossings()
        for sweep in range(_SWEEPS):
            if not least:
                break
            self._sweep(down=sweep % 2 == 0)
            self._exchange()
            crossings = self._crossings()
            if crossings < least:
                best, least = [list(row) for row in self._rows], crossings
        for layer, row in zip(self._layers.rows, best, strict=True):
            self._layers.rows[layer] = row

    def _begin(self) -> None:
        """Walk through the drawing from its first steps; what is met first stands to the left."""
        met: dict[int, int] = {}
        for row in self._rows:
            for root in row:
                waiting = [root] if not self._up[root] or root not in met else []
                while waiting:
                    number = waiting.pop()
                    if number not in met:
                        met[number] = len(met)
                        waiting += reversed(self._down[number])
        for row in self._rows:
            row.sort(key=lambda number: met.get(number, len(met)))
        self._note()
        self._settle_groups()
        for row in self._rows:
            row[:] = self._sorted(row, dict(zip(row, map(float, range(len(row))), strict=True)))
        self._note()

    def _note(self) -> None:
        for row in self._rows:
            for place, number in enumerate(row):
                self._place[number] = float(place)

    def _settle_groups(self) -> None:
        """Fix how subgraphs stand beside each other, by where they are now on the whole."""
        places: dict[str, list[float]] = {}
        for row in self._rows:
            for place, number in enumerate(row):
                for subgraph in self._chains[number]:
                    places.setdefault(subgraph, []).append((place + 0.5) / len(row))
        self._groups = {subgraph: sum(found) / len(found) for subgraph, found in places.items()}

    def _sweep(self, *, down: bool) -> None:
        rows = self._rows if down else self._rows[::-1]
        near = self._up if down else self._down
        for row in rows[1:]:
            wanted: dict[int, float] = {}
            for number in row:
                if near[number]:
                    wanted[number] = sum(self._place[other] for other in near[number]) / len(near[number])
            row[:] = self._sorted(row, wanted)
            for place, number in enumerate(row):
                self._place[number] = float(place)
        self._settle_groups()
        for row in self._rows:
            row[:] = self._sorted(row, dict(zip(row, map(float, range(len(row))), strict=True)))
        self._note()

    def _sorted(self, row: Sequence[int], wanted: Mapping[int, float], depth: int = 0) -> list[int]:
        """Sort by what is wanted; what wants nothing keeps its place, subgraphs stay whole and in their order."""
        parts: dict[str | int, list[int]] = {}
        for number in row:
            chain = self._chains[number]
            parts.setdefault(chain[depth] if depth < len(chain) else number, []).append(number)
        keys = list(parts)
        if len(keys) > 1:
            keys = self._arranged(keys, parts, wanted)
        found: list[int] = []
        for key in keys:
            found += parts[key] if isinstance(key, int) else self._sorted(parts[key], wanted, depth + 1)
        return found

    def _arranged(
        self, keys: list[str | int], parts: Mapping[str | int, list[int]], wanted: Mapping[int, float]
    ) -> list[str | int]:
        values: dict[str | int, float] = {}
        for key in keys:
            found = [wanted[number] for number in parts[key] if number in wanted]
            if found:
                values[key] = sum(found) / len(found)
        moving = iter(sorted((key for key in keys if key in values), key=values.__getitem__))
        placed = [next(moving) if key in values else key for key in keys]
        grouped = iter(sorted((key for key in placed if isinstance(key, str)), key=self._group_place))
        return [next(grouped) if isinstance(key, str) else key for key in placed]

    def _group_place(self, subgraph: str) -> tuple[float, str]:
        return self._groups.get(subgraph, 0.0), subgraph

    def _exchange(self) -> None:
        """Exchange neighbours of the same subgraph where that saves crossings."""
        for _ in range(4):
            better = False
            for row in self._rows:
                for at in range(len(row) - 1):
                    one, two = row[at], row[at + 1]
                    if self._chains[one] == self._chains[two] and self._saves(one, two):
                        row[at], row[at + 1] = two, one
                        self._place[one], self._place[two] = self._place[two], self._place[one]
                        better = True
            if not better:
                return

    def _saves(self, one: int, two: int) -> bool:
        gain = 0
        for near in (self._up, self._down):
            if near[one] and near[two]:
                first = [self._place[other] for other in near[one]]
                second = [self._place[other] for other in near[two]]
                gain += sum((a > b) - (a < b) for a in first for b in second)
        return gain > 0

    def _crossings(self) -> int:
        total = 0
        for row in self._rows:
            seen: list[float] = []
            for number in row:
                places = sorted(self._place[other] for other in self._down[number])
                total += sum(len(seen) - bisect_left(seen, place + 0.5) for place in places)
                for place in places:
                    insort(seen, place)
        return total


def arrange(layers: Layers) -> None:
    """Put every layer in order."""
    CrossingReduction(layers).run()
