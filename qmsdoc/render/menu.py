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


def before_and_after(names: Sequence[str], name: str) -> tuple[str | None, str | None]:
    """Return the documents of a section (by name, sorted) before and after one, which need not be among them."""
    at = bisect_left(names, name)
    after = names[at + (name in names[at : at + 1]) :]
    return names[at - 1] if at else None, after[0] if after else None
