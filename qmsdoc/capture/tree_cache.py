"""Reads tree objects, each from what it shares with a former one of the same folder.

Most commits change one file of a folder, so nearly all bytes of its tree object are those of the
object before; only what differs is taken apart.

Invariants
1. What is given is what taking the whole object apart gives, whatever was read before.
2. An object in which a name stands twice, with a mode that is none of git's, or with anything between its entries,
   gives nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import NamedTuple

from qmsdoc.git.trees import Entries, listed

_KEPT = 4
_FOLDERS = 256
_BLOCK = 128
_MODES = frozenset((b"40000", b"100644", b"100755", b"120000", b"160000"))
_READ_AS_ONE = re.compile(rb"0*(?:40000|100[0-7]{3}|120000|160000)")  # some programs wrote such in former times


class _Former(NamedTuple):
    """A well-formed tree object; `starts` are the offsets at which its entries begin, and its length."""

    data: bytes
    starts: list[int]
    entries: Entries


class TreeCache:
    """Takes tree objects of a repository with ids of so many bytes apart."""

    def __init__(self, id_bytes: int) -> None:
        self._id_bytes = id_bytes
        self._former: dict[bytes, list[_Former]] = {}

    def read(self, data: bytes) -> Entries | None:
        """Give the entries of a tree object; None where it is not well formed."""
        begin = data[: data.find(b"\0")]
        kept = self._former.get(begin, [])
        for at, former in enumerate(kept):
            found = self._with_one_id(former, data) or self._from(former, data)
            if found:
                kept[: at + 1] = found, *kept[:at]
                return found.entries
        taken = self._apart(data)
        if taken is None:
            return None
        if len(self._former) > _FOLDERS:
            self._former.clear()
        self._former[begin] = [_Former(data, [0, *taken[1]], taken[0]), *kept[: _KEPT - 1]]
        return taken[0]

    def _apart(self, data: bytes) -> tuple[Entries, list[int]] | None:
        """Take bytes apart that begin and end with an entry: the entries, and where each ends."""
        rows = listed(data, self._id_bytes)
        ends = list(accumulate([len(mode) + len(name) + self._id_bytes + 2 for mode, name, _ in rows]))
        entries = _by_name(rows)
        whole = (ends[-1] if ends else 0) == len(data) and entries is not None and len(entries) == len(rows)
        return (entries, ends) if whole and entries is not None else None

    def _with_one_id(self, former: _Former, data: bytes) -> _Former | None:
        """Take an object apart that differs from a former one within one object id, if at all; None for any other."""
        if len(data) != len(former.data):
            return None
        first = _shared(former.data, data)
        if first == len(data):
            return former
        at = bisect_right(former.starts, first) - 1
        end = former.starts[at + 1]
        if first < end - self._id_bytes or data[end:] != former.data[end:]:
            return None
        _, _, name = data[former.starts[at] : end - self._id_bytes - 1].partition(b" ")
        entry = (former.entries[name][0], data[end - self._id_bytes : end])
        return _Former(data, former.starts, {**former.entries, name: entry})

    def _from(self, former: _Former, data: bytes) -> _Former | None:
        """Take an object apart by what it shares with a former one; None where that is too little, or does not fit."""
        old, starts = former.data, former.starts
        first = bisect_right(starts, _shared(old, data)) - 1
        begin = starts[first]
        shared = min(_shared(old[::-1], data[::-1]), len(old) - begin, len(data) - begin)
        last = bisect_left(starts, len(old) - shared)
        old_end, end = starts[last], len(data) - len(old) + starts[last]
        if old_end - begin + end - begin > len(data) // 2:
            return None
        gone, come = self._apart(old[begin:old_end]), self._apart(data[begin:end])
        if gone is None or come is None:
            return None
        entries = former.entries.copy()
        for name in gone[0]:
            del entries[name]
        entries |= come[0]
        shift = end - old_end
        if gone[1] != come[1]:
            starts = [*starts[: first + 1], *(begin + at for at in come[1]), *(at + shift for at in starts[last + 1 :])]
        return _Former(data, starts, entries) if len(entries) == len(starts) - 1 else None


def _by_name(rows: list[tuple[bytes, bytes, bytes]]) -> Entries | None:
    """Return entries by name, with modes as git reads them; None where one is no mode of git's."""
    entries = {name: (mode, oid) for mode, name, oid in rows}
    odd = {mode for mode, _, _ in rows} - _MODES
    if not all(map(_READ_AS_ONE.fullmatch, odd)):
        return None
    return {name: (mode.lstrip(b"0"), oid) for name, (mode, oid) in entries.items()} if odd else entries


def _shared(one: bytes, other: bytes) -> int:
    """Count the bytes at the start that two objects share."""
    at, end = 0, min(len(one), len(other))
    while end - at > _BLOCK:
        middle = (at + end) // 2
        at, end = (middle, end) if one[at:middle] == other[at:middle] else (at, middle)
    differing = int.from_bytes(one[at:end], "big") ^ int.from_bytes(other[at:end], "big")
    return end - (differing.bit_length() + 7) // 8
