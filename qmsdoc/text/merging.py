"""Compares and merges texts by lines: how alike two are, and whether a merge comes out of its two sides alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise

_MOST = 20_000  # lines; longer files count as binary
_HALF = 2

Lines = tuple[bytes, ...]
_Hunk = tuple[int, int, Lines]


def lines_of(data: bytes) -> Lines | None:
    """Return the lines of a file; None where it is binary (a NUL byte, as git tells it), or longer than is compared."""
    if b"\0" in data[:8000] or data.count(b"\n") > _MOST:
        return None
    return tuple(data.split(b"\n"))


def similar(one: Lines | None, other: Lines | None) -> bool:
    """Tell whether half of the lines, or more, of the longer of two texts are those of the other; blank ones aside."""
    if one is None or other is None:
        return False
    ours, theirs = Counter(line for line in one if line.strip()), Counter(line for line in other if line.strip())
    most = max(ours.total(), theirs.total())
    return most > 0 and (ours & theirs).total() * _HALF >= most


def merges_cleanly(base: Lines | None, one: Lines | None, other: Lines | None, result: Lines | None) -> bool:
    """Tell whether a text is what the changes of two sides to their common base make, without any line besides."""
    if base is None or one is None or other is None or result is None:
        return False
    hunks = sorted({*_hunks(base, one), *_hunks(base, other)})
    if any(later[0] < former[1] or later[:2] == former[:2] for former, later in pairwise(hunks)):
        return False
    made: list[bytes] = []
    at = 0
    for begin, end, lines in hunks:
        made += [*base[at:begin], *lines]
        at = end
    return (*made, *base[at:]) == result


def _hunks(base: Sequence[bytes], changed: Lines) -> set[_Hunk]:
    codes = SequenceMatcher(None, base, changed, autojunk=False).get_opcodes()
    return {(i1, i2, changed[j1:j2]) for kind, i1, i2, j1, j2 in codes if kind != "equal"}
