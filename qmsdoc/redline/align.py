"""Aligning two sequences: the longest common subsequence, and the pairing of what merely resembles.

The longest common subsequence is found with bit vectors (Hyyrö, "Bit-parallel LCS-length
computation revisited", 2004), which Python's integers make fast; sequences too long for that are
first cut at the items that stand once in each (Cohen's patience diff), a few times at the most. Time and
memory grow with the length of the sequences, whatever they hold.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")
Pair = tuple[int, int]

_MOST_BITS = 1 << 27
_MOST_WEIGHT = 1_000_000
# How often what lies between two anchors is cut again.
_MOST_CUTS = 6


def align(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Pair]:
    """Return the index pairs (old, new) of equal items, both rising."""
    return _align(old, new, _MOST_CUTS)


def _align(old: Sequence[Hashable], new: Sequence[Hashable], cuts: int) -> list[Pair]:
    start, stop_old, stop_new = 0, len(old), len(new)
    while start < min(stop_old, stop_new) and old[start] == new[start]:
        start += 1
    while stop_old > start and stop_new > start and old[stop_old - 1] == new[stop_new - 1]:
        stop_old, stop_new = stop_old - 1, stop_new - 1
    middle = _middle(old[start:stop_old], new[start:stop_new], cuts)
    tail = zip(range(stop_old, len(old)), range(stop_new, len(new)), strict=True)
    return [*zip(range(start), range(start), strict=True), *((i + start, j + start) for i, j in middle), *tail]


def _middle(old: Sequence[Hashable], new: Sequence[Hashable], cuts: int) -> list[Pair]:
    if not old or not new:
        return []
    if len(old) * len(new) <= _MOST_BITS:
        return _common(old, new)
    pairs: list[Pair] = []
    anchors = _anchors(old, new) if cuts else []
    if not anchors:
        return []
    last_old = last_new = 0
    for i, j in [*anchors, (len(old), len(new))]:
        pairs += ((a + last_old, b + last_new) for a, b in _align(old[last_old:i], new[last_new:j], cuts - 1))
        if i < len(old):
            pairs.append((i, j))
        last_old, last_new = i + 1, j + 1
    return pairs


def _common(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Pair]:
    """Return a longest common subsequence; row `i` of `rows` has a zero bit where the length rises."""
    places = _places(old, new)
    every = (1 << len(new)) - 1
    rows = [every]
    for item in old:
        row = rows[-1]
        hits = row & places.get(item, 0)
        rows.append((row + hits | row - hits) & every)
    pairs: list[Pair] = []
    i, j = len(old), len(new)
    while i and j:
        if rows[i] >> (j - 1) & 1:
            j -= 1
        elif not rows[i - 1] >> (j - 1) & 1:
            i -= 1
        else:
            i, j = i - 1, j - 1
            pairs.append((i, j))
    return pairs[::-1]


def _places(old: Sequence[Hashable], new: Sequence[Hashable]) -> dict[Hashable, int]:
    """Return for each item of `old` the bits of its places in `new`."""
    fields = {item: bytearray(len(new) // 8 + 1) for item in old}
    for j, item in enumerate(new):
        if item in fields:
            fields[item][j >> 3] |= 1 << (j & 7)
    return {item: int.from_bytes(field, "little") for item, field in fields.items()}


def _anchors(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Pair]:
    """Return the longest rising run of the items that stand exactly once in both."""
    in_old, in_new = Counter(old), Counter(new)
    where = {item: j for j, item in enumerate(new) if in_new[item] == 1}
    unique = [(i, where[item]) for i, item in enumerate(old) if in_old[item] == 1 and item in where]
    ends: list[int] = []
    tops: list[int] = []
    before: list[int | None] = []
    for index, (_, j) in enumerate(unique):
        place = bisect_left(ends, j)
        before.append(tops[place - 1] if place else None)
        ends[place : place + 1] = [j]
        tops[place : place + 1] = [index]
    anchors: list[Pair] = []
    at = tops[-1] if tops else None
    while at is not None:
        anchors.append(unique[at])
        at = before[at]
    return anchors[::-1]


def pair(old: Sequence[T], new: Sequence[T], likeness: Callable[[T, T], float], weight: int) -> list[Pair]:
    """Return the rising index pairs with the greatest sum of `likeness` (0 where two do not belong together).

    `weight` is what comparing all of them once costs; the more, the nearer to the diagonal partners
    are looked for, so that the work is bounded.
    """
    if len(old) == len(new) == 1:
        return [(0, 0)] if likeness(old[0], new[0]) else []
    reach = _MOST_WEIGHT // max(weight, 1)
    best: dict[Pair, tuple[float, Pair | None]] = {}
    none = (0.0, None)
    for i, item in enumerate(old):
        centre = i * len(new) // len(old)
        for j in range(max(0, centre - reach), min(len(new), centre + reach + 1)):
            score = likeness(item, new[j])
            left, above = best.get((i, j - 1), none), best.get((i - 1, j), none)
            choice = max(left, above, key=_sum)
            diagonal = best.get((i - 1, j - 1), none)[0] + score
            best[i, j] = (diagonal, (i, j)) if score and diagonal > choice[0] else choice
    return _path(best)


def _sum(entry: tuple[float, Pair | None]) -> float:
    return entry[0]


def _path(best: dict[Pair, tuple[float, Pair | None]]) -> list[Pair]:
    at = max(best.values(), key=_sum, default=(0.0, None))[1]
    pairs: list[Pair] = []
    while at is not None:
        pairs.append(at)
        at = best.get((at[0] - 1, at[1] - 1), (0.0, None))[1]
    return pairs[::-1]


def gaps(pairs: Sequence[Pair], olds: int, news: int) -> Iterator[tuple[range, range, Pair | None]]:
    """Return, in order, each stretch of both sequences without partners, and the pair that ends it (None last)."""
    last_old = last_new = 0
    for i, j in pairs:
        yield range(last_old, i), range(last_new, j), (i, j)
        last_old, last_new = i + 1, j + 1
    yield range(last_old, olds), range(last_new, news), None
