"""The runs of words that two leaves share, or that only one of them has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from qmsdoc.redline.align import align, gaps
from qmsdoc.redline.blocks import Piece
from qmsdoc.redline.changes import Run, State

# A number, a date or a word with hyphens is one word: `1.5`, `2026-02-01`, `QP-001`, `manager's`.
_TOKEN = re.compile(r"\w+(?:[-.,:/'\u2019]\w+)*|\n|[^\S\n]+|[^\w\s]")


def split(text: str) -> list[str]:
    """Cut a text into words, white space and single signs; joined, they give it again."""
    return _TOKEN.findall(text)


def runs(old: Sequence[Piece], new: Sequence[Piece]) -> tuple[Run, ...]:
    """Compare two leaves line by line, then word by word; in each change the old words come before the new."""
    found: list[Run] = []
    before, after = _lines(old), _lines(new)
    same = align(*([tuple(piece.identity for piece in line) for line in lines] for lines in (before, after)))
    for olds, news, both in gaps(same, len(before), len(after)):
        found += _words([piece for i in olds for piece in before[i]], [piece for j in news for piece in after[j]])
        if both:
            found.append(Run(State.EQUAL, after[both[1]]))
    return tuple(_joined(list(_calmed(_joined(found)))))


def _lines(pieces: Sequence[Piece]) -> list[tuple[Piece, ...]]:
    """Return the lines and, each by itself, the line ends between them."""
    lines: list[tuple[Piece, ...]] = []
    for ends, group in groupby(pieces, key=lambda piece: piece.text == "\n"):
        members = tuple(group)
        lines += [(piece,) for piece in members] if ends else [members]
    return lines


def _words(old: Sequence[Piece], new: Sequence[Piece]) -> Iterator[Run]:
    same = align([piece.identity for piece in old], [piece.identity for piece in new])
    for olds, news, both in gaps(same, len(old), len(new)):
        yield from _replaced([old[i] for i in olds], [new[j] for j in news])
        if both:
            yield Run(State.EQUAL, (new[both[1]],))


def _replaced(old: Sequence[Piece], new: Sequence[Piece]) -> list[Run]:
    pair = Run(State.DELETE, tuple(old)), Run(State.INSERT, tuple(new))
    return [run for run in pair if run.pieces]


def _joined(found: Sequence[Run]) -> list[Run]:
    joined: list[Run] = []
    for equal, group in groupby(found, key=lambda run: run.state is State.EQUAL):
        members = list(group)
        if equal:
            joined.append(Run(State.EQUAL, tuple(piece for run in members for piece in run.pieces)))
        else:
            old, new = (
                [piece for run in members if run.state is state for piece in run.pieces]
                for state in (State.DELETE, State.INSERT)
            )
            joined += _replaced(old, new)
    return joined


def _calmed(found: Sequence[Run]) -> Iterator[Run]:
    """Put islands of equal text too small to help a reader, such as one space, into the change around them."""
    for index, run in enumerate(found):
        inside = run.state is State.EQUAL and 0 < index < len(found) - 1
        if inside and _is_island(run, _size(found[index - 1]), _size(found[index + 1])):
            yield Run(State.DELETE, run.pieces)
            yield Run(State.INSERT, run.pieces)
        else:
            yield run


def _is_island(run: Run, before: int, after: int) -> bool:
    words = [piece.text for piece in run.pieces if piece.text[:1].isalnum()]
    if any(piece.atom or "\n" in piece.text for piece in run.pieces) or len(words) > 1:
        return False
    around = min(before, after)
    return around > 0 if not words else 2 * len(words[0]) <= around


def _size(run: Run) -> int:
    return sum(len(piece.text) for piece in run.pieces if piece.text[:1].isalnum())
