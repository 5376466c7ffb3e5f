"""Words of a redline as text, their marks written as in Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import groupby
from operator import attrgetter

from qmsdoc.redline.blocks import Atom, Mark, Piece
from qmsdoc.redline.changes import Run, State

Words = tuple[tuple[State, str], ...]

_SIGNS = {"strong": "**", "em": "*", "s": "~~", "code": "`"}
# Addresses as they are published: a document's page, and a file named by its digest.
_PAGE = re.compile(r"(?:.*/)?([^/]+)/index\.html(#.*)?")
_FILE = re.compile(r"files/[0-9a-f]{64}-([^/]+)")
_END = Piece("")


def written(runs: Sequence[Run]) -> Words:
    """Return the words of a leaf; marks open and close within a run, so that each reads alone."""
    return tuple((run.state, nested(run.pieces, _opening, _closing, _inner)) for run in runs)


def nested(
    pieces: Sequence[Piece],
    opening: Callable[[Mark], str],
    closing: Callable[[Mark], str],
    inner: Callable[[Piece], str],
) -> str:
    """Write pieces, each inside its marks; neighbours share those they have in common."""
    parts: list[str] = []
    marks: tuple[Mark, ...] = ()
    for wanted, group in groupby((*pieces, _END), key=attrgetter("marks")):
        kept = next((n for n, (a, b) in enumerate(zip(marks, wanted, strict=False)) if a != b), None)
        kept = min(len(marks), len(wanted)) if kept is None else kept
        parts += map(closing, reversed(marks[kept:]))
        parts += map(opening, wanted[kept:])
        parts += map(inner, group)
        marks = wanted
    return "".join(parts)


def _inner(piece: Piece) -> str:
    return _atom(piece.atom) if piece.atom else piece.text


def _opening(mark: Mark) -> str:
    if mark.tag == "a":
        return "["
    return "[^" if mark.tag == "sup" else _SIGNS[mark.tag]


def _closing(mark: Mark) -> str:
    if mark.tag == "a":
        return f"]({_destination(mark.address, mark.title)})"
    return "]" if mark.tag == "sup" else _SIGNS[mark.tag]


def _atom(atom: Atom) -> str:
    if atom.tag == "box":
        return "[x]" if atom.words else "[ ]"
    return "<br>" if atom.tag == "br" else f"![{atom.words}]({_destination(atom.address, atom.title)})"


def _destination(address: str, title: str) -> str:
    """Return an address as people know it: a document by its name, a file by its own."""
    page, file = _PAGE.fullmatch(address), _FILE.fullmatch(address)
    shown = f"{page[1]}{page[2] or ''}" if page else file[1] if file else address
    return f'{shown} "{title}"' if title else shown
