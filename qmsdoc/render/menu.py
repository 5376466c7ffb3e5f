"""What the menu shows of a long section: the documents around the one being read. No page grows with the manual."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence

from qmsdoc.render.front import Value

Near = Callable[[str, str], Value]

_ALL = 40  # entries that a section may show in full
_AROUND = 15


def neighbours(sections: Mapping[str, Sequence[str]]) -> Near:
    """Take the names of the documents of each section, sorted; gives what tells, for a section and a name, which
    entries to show: first and last + 1, or None where all are.
    """

    def near(section: str, name: str) -> Value:
        names = sections.get(section, ())
        if len(names) <= _ALL:
            return None
        start = max(0, min(bisect_left(names, name) - _AROUND, len(names) - 2 * _AROUND - 1))
        return [start, start + 2 * _AROUND + 1]

    return near
