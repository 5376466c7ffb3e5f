"""Network simplex: the whole numbers that keep given distances and make the weighted sum of all of them smallest.

Gansner, Koutsofios, North, Vo: "A Technique for Drawing Directed Graphs" (IEEE TSE 19/3, 1993), 2.3
and 4.2. The same input gives the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from heapq import heappop, heappush

Edge = tuple[int, int, int, int]
"""From, to, the least distance, and the weight of what goes beyond it."""

_MOST_TURNS = 2_000


Likes = Callable[[Sequence[int], Sequence[int]], bool]
"""Told the numbers before and after a move that costs nothing: whether it is one for the better."""


def solve(count: int, edges: Sequence[Edge], likes: Likes | None = None) -> list[int]:
    """Give a number for each of `count` nodes such that number[to] - number[from] >= distance for every edge.

    The edges form no cycle; parts that hang together by no edge stand each for itself. What may be
    moved at no cost goes to the middle of its room where that is what `likes` wants. The smallest
    number of each part is 0.
    """
    numbers = [0] * count
    for part in _parts(count, edges):
        place = {node: index for index, node in enumerate(part)}
        own = [(place[tail], place[head], least, weight) for tail, head, least, weight in edges if tail in place]
        solver = _Simplex(len(part), own)
        solver.run()
        least = min(solver.rank)
        for node, number in zip(part, solver.rank, strict=True):
            numbers[node] = number - least
        for members, delta in solver.moves() if likes else ():
            moved = list(numbers)
            for member in members:
                moved[part[member]] += delta
            if likes and likes(numbers, moved):
                solver.shift(members, delta)
                numbers = moved
    return numbers


def _parts(count: int, edges: Sequence[Edge]) -> list[list[int]]:
    """Give the nodes that hang together, part by part."""
    parent = list(range(count))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for tail, head, _, _ in edges:
        parent[root(head)] = root(tail)
    found: dict[int, list[int]] = {}
    for node in range(count):
        found.setdefault(root(node), []).append(node)
    return list(found.values())


class _Simplex:
    def __init__(self, count: int, edges: list[Edge]) -> None:
        self._count = count
        self._tail = [edge[0] for edge in edges]
        self._head = [edge[1] for edge in edges]
        self._least = [edge[2] for edge in edges]
        self._weight = [edge[3] for edge in edges]
        self._around: list[list[int]] = [[] for _ in range(count)]
        for index, edge in enumerate(edges):
            self._around[edge[0]].append(index)
            self._around[edge[1]].append(index)
        self.rank = self._longest(edges)
        self._tree: list[list[int]] = [[] for _ in range(count)]
        self._in_tree = [False] * len(edges)
        self._up = [-1] * count
        self._low = [0] * count
        self._lim = [0] * count
        self._cut = [0] * len(edges)

    def _longest(self, edges: list[Edge]) -> list[int]:
        rank = [0] * self._count
        waiting = [0] * self._count
        for edge in edges:
            waiting[edge[1]] += 1
        ready = [node for node in range(self._count) if not waiting[node]]
        for node in ready:
            for index in self._around[node]:
                if edges[index][0] == node:
                    head = edges[index][1]
                    rank[head] = max(rank[head], rank[node] + edges[index][2])
                    waiting[head] -= 1
                    if not waiting[head]:
                        ready.append(head)
        return rank

    def _slack(self, index: int) -> int:
        return self.rank[self._head[index]] - self.rank[self._tail[index]] - self._least[index]

    def run(self) -> None:
        self._grow()
        self._number(0, -1, 1)
        self._value()
        at = 0
        for _ in range(_MOST_TURNS):
            leaving = self._leaving(at)
            if leaving is None:
                return
            at = leaving + 1
            self._turn(leaving, self._entering(leaving))

    def _grow(self) -> None:
        """Make a tree of edges without slack, moving what is in it towards the nearest node that is not.

        What is in it moves as one: `moved` is how far, and its nodes have their numbers without that.
        """
        inside = [False] * self._count
        ahead: list[tuple[int, int]] = []
        behind: list[tuple[int, int]] = []
        moved, joined = 0, 0
        for _ in range(self._count):
            inside[joined] = True
            self.rank[joined] -= moved
            for index in self._around[joined]:
                tail, head = self._tail[index], self._head[index]
                if tail == joined and not inside[head]:
                    heappush(ahead, (self._slack(index), index))
                elif head == joined and not inside[tail]:
                    heappush(behind, (self._slack(index), index))
            while ahead and inside[self._head[ahead[0][1]]]:
                heappop(ahead)
            while behind and inside[self._tail[behind[0][1]]]:
                heappop(behind)
            if not ahead and not behind:
                break
            if not behind or (ahead and ahead[0][0] - moved <= behind[0][0] + moved):
                slack, index = heappop(ahead)
                moved, joined = slack, self._head[index]
            else:
                slack, index = heappop(behind)
                moved, joined = -slack, self._tail[index]
            self._join(index)
        self.rank = [number + moved for number in self.rank]

    def _join(self, index: int) -> None:
        self._in_tree[index] = True
        self._tree[self._tail[index]].append(index)
        self._tree[self._head[index]].append(index)

    def _number(self, root: int, up: int, low: int) -> None:
        """Number a subtree in postorder from `low`: a node is below another when its number lies within its span."""
        self._up[root], self._low[root] = up, low
        path = [(root, iter(self._tree[root]))]
        count = low
        while path:
            node, edges = path[-1]
            for index in edges:
                if index != self._up[node]:
                    other = self._head[index] if self._tail[index] == node else self._tail[index]
                    self._up[other], self._low[other] = index, count
                    path.append((other, iter(self._tree[other])))
                    break
            else:
                self._lim[node] = count
                count += 1
                path.pop()

    def _value(self) -> None:
        """Work out what each edge of the tree would cost or save by growing longer, from the leaves up."""
        for node in sorted(range(self._count), key=self._lim.__getitem__):
            index = self._up[node]
            if index < 0:
                continue
            sign = 1 if self._tail[index] == node else -1
            value = 0
            for other in self._around[node]:
                turn = sign if self._tail[other] == node else -sign
                value += turn * self._weight[other]
                if other != index and self._in_tree[other]:
                    value -= turn * self._cut[other]
            self._cut[index] = value

    def _leaving(self, start: int) -> int | None:
        """Find an edge of the tree that would save by growing longer."""
        saving = (index for index, value in enumerate(self._cut) if value < 0 and self._in_tree[index])
        first = None
        for index in saving:
            if index >= start:
                return index
            first = index if first is None else first
        return first

    def _entering(self, leaving: int) -> int | None:
        """Find the edge that stops the two halves of the tree first when `leaving` grows longer."""
        tail, head = self._tail[leaving], self._head[leaving]
        below_tail = self._lim[tail] < self._lim[head]
        node = tail if below_tail else head
        low, lim = self._low[node], self._lim[node]
        best: int | None = None
        least = 0
        numbers, rank = self._lim, self.rank
        for index in range(len(self._tail)):
            if self._in_tree[index]:
                continue
            from_below = low <= numbers[self._tail[index]] <= lim
            to_below = low <= numbers[self._head[index]] <= lim
            if from_below != to_below and to_below == below_tail:
                slack = rank[self._head[index]] - rank[self._tail[index]] - self._least[index]
                if best is None or slack < least:
                    best, least = index, slack
                    if not slack:
                        break
        return best

    def _turn(self, leaving: int, entering: int | None) -> None:
        """Put one edge of the tree in the place of another."""
        if entering is None:
            self._cut[leaving] = 0
            return
        delta = self._slack(entering)
        if delta:
            self.shift(self._below(leaving), delta * self._turned(leaving))
        gain = self._cut[leaving]
        tail, head = self._tail[entering], self._head[entering]
        top = self._adjust(tail, head, gain, down=True)
        self._adjust(head, tail, gain, down=False)
        self._cut[entering], self._cut[leaving] = -gain, 0
        self._in_tree[leaving] = False
        self._tree[self._tail[leaving]].remove(leaving)
        self._tree[self._head[leaving]].remove(leaving)
        self._join(entering)
        self._number(top, self._up[top], self._low[top])

    def _adjust(self, node: int, other: int, gain: int, *, down: bool) -> int:
        """Pass a change of cut values up the tree to where both ends of an edge meet; gives that node."""
        while not self._low[node] <= self._lim[other] <= self._lim[node]:
            index = self._up[node]
            along = (self._tail[index] == node) == down
            self._cut[index] += gain if along else -gain
            node = self._head[index] if self._tail[index] == node else self._tail[index]
        return node

    def moves(self) -> Iterator[tuple[list[int], int]]:
        """Give what may be moved for nothing, as the nodes and by how much, to the middle of its room."""
        for index in range(len(self._cut)):
            if self._in_tree[index] and not self._cut[index]:
                entering = self._entering(index)
                if entering is not None and self._slack(entering) > 1:
                    yield self._below(index), self._slack(entering) // 2 * self._turned(index)

    def shift(self, nodes: Sequence[int], delta: int) -> None:
        """Move nodes."""
        for node in nodes:
            self.rank[node] += delta

    def _turned(self, index: int) -> int:
        """Give the sign by which the lower half of the tree moves when an edge of it grows longer."""
        return -1 if self._lim[self._tail[index]] < self._lim[self._head[index]] else 1

    def _below(self, index: int) -> list[int]:
        """Give the nodes on the lower side of an edge of the tree."""
        tail, head = self._tail[index], self._head[index]
        node = tail if self._lim[tail] < self._lim[head] else head
        low, lim = self._low[node], self._lim[node]
        return [other for other in range(self._count) if low <= self._lim[other] <= lim]
