from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmsdoc.redline import align as module
from qmsdoc.redline.align import align, gaps, pair

SHORT = st.lists(st.sampled_from("abc"), max_size=7)


def longest(old: list[str], new: list[str]) -> int:
    """The length of the longest common subsequence, by trying them all."""
    for size in range(min(len(old), len(new)), 0, -1):
        parts = {tuple(part) for part in combinations(old, size)}
        if any(tuple(part) in parts for part in combinations(new, size)):
            return size
    return 0


def rising(pairs: list[tuple[int, int]]) -> bool:
    return all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(pairs))


@given(SHORT, SHORT)
def test_align_finds_a_longest_common_subsequence(old: list[str], new: list[str]) -> None:
    pairs = align(old, new)
    assert rising(pairs)
    assert all(old[i] == new[j] for i, j in pairs)
    assert len(pairs) == longest(old, new)


@given(st.lists(st.integers(0, 30), max_size=40), st.lists(st.integers(0, 30), max_size=40), st.integers(0, 200))
def test_align_stays_right_where_it_must_cut_at_anchors(old: list[int], new: list[int], bits: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_MOST_BITS", bits)
        pairs = align(old, new)
    assert rising(pairs)
    assert all(old[i] == new[j] for i, j in pairs)


def test_align_cuts_at_what_stands_once_in_both() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_MOST_BITS", 4)
        assert align("xAyzBw", "qArsBt") == [(1, 1), (4, 4)]
        assert align("xyxyx", "yxxyy") == []


def test_gaps_cover_both_sequences_in_order() -> None:
    found = [(list(old), list(new), both) for old, new, both in gaps([(1, 0), (2, 3)], 4, 4)]
    assert found == [([0], [], (1, 0)), ([], [1, 2], (2, 3)), ([3], [], None)]


def test_pair_takes_the_greatest_sum_in_order() -> None:
    likeness = {("a", "x"): 0.5, ("a", "y"): 0.9, ("b", "x"): 0.9, ("b", "y"): 0.5}
    assert pair("ab", "xy", lambda old, new: likeness[old, new], 1) == [(0, 0), (1, 1)]
    likeness["a", "y"] = 1.1
    assert pair("ab", "xy", lambda old, new: likeness[old, new], 1) == [(0, 1)]


def test_pair_leaves_alone_what_does_not_belong_together() -> None:
    assert pair("ab", "xy", lambda old, new: 0.0, 1) == []
    assert pair("", "xy", lambda old, new: 1.0, 1) == []


def test_pair_looks_near_the_diagonal_only_where_there_is_much_to_compare() -> None:
    old, new = list(range(40)), list(range(40, 80))
    asked = []

    def likeness(one: int, other: int) -> float:
        asked.append((one, other))
        return 1.0

    pair(old, new, likeness, 1_000_000)
    assert {other - one - 40 for one, other in asked} == {-1, 0, 1}
