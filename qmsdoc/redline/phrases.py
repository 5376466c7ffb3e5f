"""The words of two rendered blocks compared, and written as HTML with `ins` and `del`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape, unescape
from itertools import groupby
from operator import attrgetter

from qmsdoc.redline.align import align, gaps
from qmsdoc.redline.told import Told
from qmsdoc.redline.tree import Piece
from qmsdoc.redline.values import RunKind

_NAME = re.compile(r"(?:.*/)?\0?(?:[0-9a-f]{16}-)?([^/]+)")
_ATTRIBUTE = re.compile(r' (src|alt)="([^"]*)"')
_TAG = re.compile(r"<([a-z]+)")
_END = Piece("")
_MARKS = attrgetter("marks")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Pieces that stand in both texts, only in the new one, or only in the old one."""

    kind: RunKind
    pieces: tuple[Piece, ...]


def compare(old: Sequence[Piece], new: Sequence[Piece]) -> tuple[Stretch, ...]:
    """Compare two blocks word by word; in each change the old words come before the new."""
    found: list[Stretch] = []
    same = align([piece.identity for piece in old], [piece.identity for piece in new])
    for olds, news, both in gaps(same, len(old), len(new)):
        if olds or news:
            found += replaced([old[i] for i in olds], [new[j] for j in news])
        if both:
            found.append(Stretch(RunKind.EQUAL, (new[both[1]],)))
    return tuple(_joined(list(_calmed(_joined(found)))))


def replaced(old: Sequence[Piece], new: Sequence[Piece]) -> list[Stretch]:
    """Put one in the place of the other, nothing shared."""
    pair = Stretch(RunKind.DELETE, tuple(old)), Stretch(RunKind.INSERT, tuple(new))
    return [stretch for stretch in pair if stretch.pieces]


def _joined(stretches: Sequence[Stretch]) -> list[Stretch]:
    joined: list[Stretch] = []
    for equal, group in groupby(stretches, key=lambda each: each.kind is RunKind.EQUAL):
        members = list(group)
        if equal:
            joined.append(Stretch(RunKind.EQUAL, tuple(piece for each in members for piece in each.pieces)))
        else:
            old, new = (
                [piece for each in members if each.kind is kind for piece in each.pieces]
                for kind in (RunKind.DELETE, RunKind.INSERT)
            )
            joined += replaced(old, new)
    return joined


def _calmed(stretches: Sequence[Stretch]) -> Iterator[Stretch]:
    """Give up islands of equal text too small to help a reader, such as one space between changed words."""
    for index, each in enumerate(stretches):
        inside = each.kind is RunKind.EQUAL and 0 < index < len(stretches) - 1
        if inside and _is_island(each, _size(stretches[index - 1]), _size(stretches[index + 1])):
            yield Stretch(RunKind.DELETE, each.pieces)
            yield Stretch(RunKind.INSERT, each.pieces)
        else:
            yield each


def _is_island(stretch: Stretch, before: int, after: int) -> bool:
    words = [piece.text for piece in stretch.pieces if piece.text[:1].isalnum()]
    if any(piece.atom or "\n" in piece.text for piece in stretch.pieces) or len(words) > 1:
        return False
    around = min(before, after)
    return around > 0 if not words else 2 * len(words[0]) <= around


def _size(stretch: Stretch) -> int:
    return sum(len(piece.text) for piece in stretch.pieces if piece.text[:1].isalnum())


def write(stretches: Sequence[Stretch], told: Told) -> str:
    """Write a compared block's phrases."""
    return "".join(marked(each.kind, each.pieces, told) for each in stretches)


def marked(kind: RunKind, pieces: Sequence[Piece], told: Told, *, moved: bool = False) -> str:
    """Write pieces of one kind: as they are, or told as added or removed, or as `moved`."""
    if kind is RunKind.EQUAL:
        return _plain(pieces)
    if not pieces:
        return ""
    tag, before = ("ins", told.added) if kind is RunKind.INSERT else ("del", told.removed)
    if moved:
        before = told.moved_here if kind is RunKind.INSERT else told.moved_away
        return f'<{tag}><span class="qms-told">{escape(before)} </span>{_plain(pieces)}</{tag}>'
    inner = "".join(_told(kind, pieces, told))
    return f"<{tag}>{_hidden(before)}{inner}{_hidden(told.end)}</{tag}>"


def _hidden(words: str) -> str:
    """Write what is read out where a screen reader does not tell `ins` and `del`, and seen where no styles are."""
    return f'<span class="qms-hidden">{escape(words)}</span>'


def _told(kind: RunKind, pieces: Sequence[Piece], told: Told) -> Iterator[str]:
    """Write the pieces, and name each picture before it is shown."""
    for picture, group in groupby(pieces, key=_is_picture):
        if not picture:
            yield _plain(tuple(group))
            continue
        name = told.picture_added if kind is RunKind.INSERT else told.picture_removed
        for piece in group:
            yield f'<span class="qms-told">{escape(name(_named(piece)))} </span>{_plain((piece,))}'


def _is_picture(piece: Piece) -> bool:
    return piece.atom.startswith("<img")


def _named(piece: Piece) -> str:
    given = {name: unescape(value) for name, value in _ATTRIBUTE.findall(piece.atom)}
    file = _NAME.fullmatch(given.get("src", ""))
    return " ".join(word for word in (given.get("alt", ""), f"({file[1]})" if file else "") if word)


def _plain(pieces: Sequence[Piece]) -> str:
    """Write pieces, each inside its marks; neighbours share those they have in common."""
    parts: list[str] = []
    marks: tuple[str, ...] = ()
    for wanted, group in groupby((*pieces, _END), key=_MARKS):
        shared = next((n for n, (a, b) in enumerate(zip(marks, wanted, strict=False)) if a != b), None)
        kept = min(len(marks), len(wanted)) if shared is None else shared
        parts += (f"</{found[1]}>" for mark in reversed(marks[kept:]) if (found := _TAG.match(mark)))
        parts += wanted[kept:]
        members = list(group)
        if any(piece.atom for piece in members):
            parts += (piece.atom or escape(piece.text, quote=False) for piece in members)
        else:
            parts.append(escape("".join([piece.text for piece in members]), quote=False))
        marks = wanted
    return "".join(parts)
