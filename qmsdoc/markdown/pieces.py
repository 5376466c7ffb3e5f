"""Finds the links of one version of a text by what was found in its pieces, most of which other versions have too.

The scanner looks at single lines, at those that no empty line parts from them, and at how often some signs stand in
the text. So what it is certain of in each piece between empty lines it is certain of in the whole, unless there are
many of those signs. That what is found is exactly what the scanner finds is a property test and a fuzz target.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from qmsdoc.markdown.limits import MOST_ADDRESSES, MOST_CELLS, MOST_MARKS
from qmsdoc.markdown.scanner import found_link, is_plain, unplaced_links
from qmsdoc.model.document import Link, LinkKind

_EMPTY_LINE = "\n\n"
# What a line of words, or a heading, is written with, in UTF-8: no sign that keeps a text from being plain.
_IN_WORDS = bytes(
    (*b" !\"#'(),-.:;?", *range(0x30, 0x3A), *range(0x41, 0x5B), *range(0x61, 0x7B), 0xC3, *range(0x80, 0xC0))
)


class _Piece(NamedTuple):
    """What a piece adds to a text: lines, with the empty one below it, signs, and links by their line in the piece.

    `marks` are those of emphasis, `addresses` beginnings of bare ones, `bars` ends of cells; `links` are None where
    only the whole can tell.
    """

    lines: int
    marks: int = 0
    addresses: int = 0
    bars: int = 0
    links: tuple[tuple[LinkKind, str, int, int], ...] | None = ()


_BELOW_EMPTY_LINE, _WORDS = _Piece(1), _Piece(2)


class KnownPieces(dict[bytes, _Piece]):
    """What was found in the pieces of a file's versions; a new one is looked at when it is first asked for."""

    def __missing__(self, piece: bytes) -> _Piece:
        """Look at a piece, which is UTF-8."""
        begins = piece[:1].isalpha() or piece[:1] == b"#"  # so that it is in no list or quote
        found = self[piece] = _WORDS if begins and not piece.translate(None, _IN_WORDS) else _piece(piece.decode())
        return found


def links_of_pieces(text: str, body: int, pieces: Sequence[bytes], known: KnownPieces) -> tuple[Link, ...] | None:
    """Return what `certain_links` does of text[body:]; None where only that can tell.

    `pieces` are the text between its empty lines.
    """
    head = text[:body].split(_EMPTY_LINE)
    if head[-1].endswith("\n") and text.startswith("\n", body):
        first = _BELOW_EMPTY_LINE
    else:
        end = text.find(_EMPTY_LINE, body)
        first = _piece(text[body:end] if end >= 0 else text[body:])
    return _in_sum((first, *map(known.__getitem__, pieces[len(head) :])), text.count("\n", 0, body))


def _piece(text: str) -> _Piece:
    lines, addresses = text.count("\n") + 2, text.count("://")
    if is_plain(text):
        return _Piece(lines, 0, addresses) if addresses or lines > _WORDS.lines else _WORDS
    return _Piece(lines, sum(map(text.count, "*_~")), addresses, text.count("|"), unplaced_links(text))


def _in_sum(pieces: Iterable[_Piece], above: int) -> tuple[Link, ...] | None:
    line, marks, addresses, bars = above, 0, 0, 0
    found: list[Link] = []
    for piece in pieces:
        if piece is _WORDS:  # most are
            line += 2
            continue
        lines, more_marks, more_addresses, more_bars, links = piece
        if links is None:
            return None
        marks, addresses, bars = marks + more_marks, addresses + more_addresses, bars + more_bars
        for kind, to, at, column in links:
            found.append(found_link(kind, to, line + at, column))
        line += lines
    crowded = marks > MOST_MARKS or addresses > MOST_ADDRESSES or bars * (line - above) > MOST_CELLS
    return None if crowded else tuple(found)
