"""Paths and the patterns that mean them, matched without an expression that could take long.

Invariant: matching takes steps in proportion to the length of the pattern times that of the path, whatever both hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

MOST_SIGNS = 16
"""The most stars and question marks in one pattern."""
_OF_POLICY = re.compile(r"(\*\*/|\*\*|\*|\?)")
_OF_HOSTS = re.compile(r"(\*\*/|\*\*\Z|\*+|\?)")
_ANY, _FOLDERS, _PART, _ONE = "**", "**/", "*", "?"
_SIGNS = (_ANY, _FOLDERS, _PART, _ONE)


class Glob(NamedTuple):
    """A pattern in pieces, words and signs: `**` anything, `**/` any folders, `*` within a part, `?` one of its signs.

    With `below` it also means what lies beneath a folder that it means.
    """

    pieces: tuple[str, ...]
    below: bool = False

    def matches(self, path: str) -> bool:
        """Return whether a path is meant."""
        ends = {0}
        for piece in self.pieces:
            if piece in _SIGNS:
                ends = _after_sign(path, ends, piece)
            else:
                ends = {at + len(piece) for at in ends if path.startswith(piece, at)}
            if not ends:
                return False
        return len(path) in ends or (self.below and any(path[at : at + 1] == "/" for at in ends))


@lru_cache(maxsize=4096)
def policy_glob(pattern: str) -> Glob:
    """Return a pattern of the policy: `*` and `?` within one part, `**/` over any folders, `**` over anything."""
    return Glob(tuple(filter(None, _OF_POLICY.split(pattern.removeprefix("./")))))


def host_glob(pattern: str) -> Glob:
    """Return a pattern of CODEOWNERS, which is one of gitignore's kind: what lies at or beneath it."""
    pieces = [
        _PART if set(piece) == {"*"} and piece != _ANY else piece for piece in _OF_HOSTS.split(pattern.strip("/"))
    ]
    first = () if "/" in pattern.rstrip("/") else (_FOLDERS,)
    return Glob((*first, *filter(None, pieces)), below=not pattern.endswith("/*"))


def signs(pattern: str) -> int:
    """Count the stars and question marks of a pattern."""
    return pattern.count("*") + pattern.count("?")


def _after_sign(path: str, starts: set[int], sign: str) -> set[int]:
    """Return where a sign may end that begins at one of `starts`."""
    first = min(starts)
    if sign == _ANY:
        return set(range(first, len(path) + 1))
    if sign == _FOLDERS:
        return starts | {at + 1 for at in range(first, len(path)) if path[at] == "/"}
    if sign == _ONE:
        return {at + 1 for at in starts if at < len(path) and path[at] != "/"}
    return set(_within_part(path, starts, first))


def _within_part(path: str, starts: set[int], first: int) -> Iterator[int]:
    inside = False
    for at in range(first, len(path) + 1):
        inside = inside or at in starts
        if inside:
            yield at
        inside = inside and path[at : at + 1] != "/"
