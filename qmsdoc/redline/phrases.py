"""The words of two rendered blocks compared, and written as HTML with `ins` and `del`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape, unescape
from itertools import groupby

from qmsdoc.redline.align import align, gaps
from qmsdoc.redline.tree import Piece
from qmsdoc.redline.values import RunKind

# Read out where a screen reader does not tell `ins` and `del`, and shown where there are no styles.
_TOLD = {RunKind.INSERT: ("ins", "[added: ", "]"), RunKind.DELETE: ("del", "[removed: ", "]")}
_PICTURE = {RunKind.INSERT: "Picture added", RunKind.DELETE: "Picture removed"}
_NAME = re.compile(r"(?:.*/)?\0?(?:[0-9a-f]{16}-)?([^/]+)")
_ATTRIBUTE = re.compile(r' (src|alt)="([^"]*)"')
_TAG = re.compile(r"<([a-z]+)")


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


def write(stretches: Sequence[Stretch]) -> str:
    """Write a compared block's phrases."""
    return "".join(marked(each.kind, each.pieces) for each in stretches)


def marked(kind: RunKind, pieces: Sequence[Piece]) -> str:
    """Write pieces of one kind: as they are, or told as added or removed."""
    if kind is RunKind.EQUAL:
        return _plain(pieces)
    if not pieces:
        return ""
    tag, before, after = _TOLD[kind]
    inner = "".join(_told(kind, pieces))
    return f'<{tag}><span class="qms-hidden">{before}</span>{inner}<span class="qms-hidden">{after}</span></{tag}>'


def written(kind: RunKind, text: str) -> str:
    """Write plain text, told as added or removed."""
    return marked(kind, (Piece(text),))


def _told(kind: RunKind, pieces: Sequence[Piece]) -> Iterator[str]:
    """Write the pieces, and name each picture before it is shown."""
    for picture, group in groupby(pieces, key=_is_picture):
        if not picture:
            yield _plain(tuple(group))
            continue
        for piece in group:
            yield f'<span class="qms-told">{escape(_named(kind, piece))}</span>{_plain((piece,))}'


def _is_picture(piece: Piece) -> bool:
    return piece.atom.startswith("<img")


def _named(kind: RunKind, piece: Piece) -> str:
    given = {name: unescape(value) for name, value in _ATTRIBUTE.findall(piece.atom)}
    file = _NAME.fullmatch(given.get("src", ""))
    words = [word for word in (given.get("alt", ""), f"({file[1]})" if file else "") if word]
    return f"{_PICTURE[kind]}: {' '.join(words)} "


def _plain(pieces: Sequence[Piece]) -> str:
    """Write pieces, each inside its marks; neighbours share those they have in common."""
    parts: list[str] = []
    marks: tuple[str, ...] = ()
    for wanted, group in groupby([*pieces, Piece("")], key=_marks):
        shared = next((n for n, (a, b) in enumerate(zip(marks, wanted, strict=False)) if a != b), None)
        kept = min(len(marks), len(wanted)) if shared is None else shared
        parts += (f"</{found[1]}>" for mark in reversed(marks[kept:]) if (found := _TAG.match(mark)))
        parts += wanted[kept:]
        parts += (piece.atom or escape(piece.text, quote=False) for piece in group)
        marks = wanted
    return "".join(parts)


def _marks(piece: Piece) -> tuple[str, ...]:
    return piece.marks
