"""Lines that end at a subgraph's box instead of inside it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from qmsdoc.flowchart.drawing import Point

Sides = tuple[float, float, float, float]
"""Left, top, right and bottom of a box."""


def clipped(points: Sequence[Point], box: Sides) -> list[Point]:
    """Cut a way of upright and level stretches where it first enters a box; as it is where it never does."""
    left, top, right, bottom = box
    kept = [points[0]]
    for one, two in pairwise(points):
        if left < two[0] < right and top < two[1] < bottom:
            if one[0] == two[0]:
                return [*kept, (two[0], top if one[1] <= top else bottom)]
            return [*kept, (left if one[0] <= left else right, two[1])]
        kept.append(two)
    return kept
