"""Which step comes before which: loops opened, and each node given its rank (0 is where the flow begins)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qmsdoc.flowchart import simplex

Arc = tuple[int, int, int, int]
"""From, to, the least number of ranks between them, and the weight; weight 0 only keeps the order."""


def backward(count: int, arcs: Sequence[Arc]) -> set[int]:
    """Give the places in `arcs` of those that lead back to a step on the way to them, in the order they are written."""
    out: dict[int, list[int]] = {}
    entered = [0] * count
    for index, (tail, head, _, _) in enumerate(arcs):
        out.setdefault(tail, []).append(index)
        entered[head] += tail != head
    state = [0] * count
    found: set[int] = set()
    for root in [*(node for node in range(count) if not entered[node]), *range(count)]:
        if not state[root]:
            _visit(root, arcs, out, state, found)
    return found


def _visit(root: int, arcs: Sequence[Arc], out: Mapping[int, list[int]], state: list[int], found: set[int]) -> None:
    state[root] = 1
    path = [(root, iter(out.get(root, ())))]
    while path:
        node, edges = path[-1]
        for index in edges:
            head = arcs[index][1]
            if state[head] == 1:
                found.add(index)
            elif not state[head]:
                state[head] = 1
                path.append((head, iter(out.get(head, ()))))
                break
        else:
            state[node] = 2
            path.pop()


def ranks(count: int, arcs: Sequence[Arc], back: set[int]) -> list[int]:
    """Give each node's rank, so that all edges together are as short as can be."""
    wanted: dict[tuple[int, int], tuple[int, int]] = {}
    for index, (tail, head, length, weight) in enumerate(arcs):
        if tail == head or (index in back and not weight):
            continue
        pair, least = ((head, tail), 1) if index in back else ((tail, head), length)
        known = wanted.get(pair, (0, 0))
        wanted[pair] = max(known[0], least), known[1] + weight
    return simplex.solve(count, [(*pair, least, weight) for pair, (least, weight) in wanted.items()])
