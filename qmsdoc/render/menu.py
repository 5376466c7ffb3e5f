"""What the menu shows of a long section: the documents around the one being read. No page grows with the manual."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

_ALL = 40  # entries that a section may show in full
_AROUND = 15


def neighbours(names: Sequence[str], name: str) -> tuple[int, int] | None:
    """Return which of a section's documents (by name, sorted) to show around one: first and last + 1; None for all."""
    if len(names) <= _ALL:
        return None
    start = max(0, min(bisect_left(names, name) - _AROUND, len(names) - 2 * _AROUND - 1))
    return start, start + 2 * _AROUND + 1
