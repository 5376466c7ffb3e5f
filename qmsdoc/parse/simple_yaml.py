"""Reads the plainest YAML at once: lines of `name: value`, a value being words or a list of words in brackets.

Nearly all front matter is that plain. What is read here is what `parse.yaml` reads, with the same places;
whatever could mean anything else in YAML is left to it.
"""

from __future__ import annotations

import re

from qmsdoc.parse.yaml import Mapping, Node, Scalar, Sequence

_SIGN = "A-Za-z0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
_INSIDE = _SIGN + r"\- .;()/'+&_\u2013\u2014\u2019"
_ITEM = rf"[{_SIGN}][{_INSIDE}]*+(?::[{_SIGN}][{_INSIDE}]*+)*+(?<! )"
_WORDS = rf"[{_SIGN}][{_INSIDE},]*+(?::[{_SIGN}][{_INSIDE},]*+)*+(?<! )"
_LINE = re.compile(rf"([A-Za-z][A-Za-z0-9_-]{{0,40}}):(?: ({_WORDS})| \[({_ITEM}(?:, {_ITEM})*+)\])\r?\n")
_NULLS = frozenset(("null", "Null", "NULL"))


def read_simple(text: str, line: int) -> Mapping | None:
    """Read lines that all are this plain, the first of them being `line` of its file; None for any other text."""
    entries: dict[str, tuple[Scalar, Node]] = {}
    at, first = 0, line
    while at < len(text):
        found = _LINE.match(text, at)
        if found is None:
            return None
        name, words, listed = found.groups()
        if name in entries or name in _NULLS:
            return None
        column = len(name) + 3
        value = _scalar(words, line, column) if listed is None else _list(listed, line, column)
        entries[name] = (Scalar(name, line, 1), value)
        at, line = found.end(), line + 1
    return Mapping(tuple(entries.values()), first, 1) if entries else None


def _scalar(words: str, line: int, column: int) -> Scalar:
    return Scalar("" if words in _NULLS else words, line, column)


def _list(listed: str, line: int, column: int) -> Sequence:
    items, at = [], column + 1
    for item in listed.split(", "):
        items.append(_scalar(item, line, at))
        at += len(item) + 2
    return Sequence(tuple(items), line, column)
