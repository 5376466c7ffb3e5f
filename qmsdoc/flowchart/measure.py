"""How wide words are in a plain sans-serif, and where long labels break."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

FONT = 15
LINE = 20
SMALL = 13
SMALL_LINE = 17
WIDEST = 176.0
_SMALL_WIDEST = 124.0
# Hundredths of the font's size, of a face as wide as Arial; the rest are as wide as capitals.
_WIDTHS = {
    19: "'",
    22: "ijl",
    26: "|",
    28: " !,./:;I[\\]ft",
    33: "()-`r{}",
    35: '"',
    39: "*",
    47: "^",
    50: "Jcksvxyzş",
    56: "#$0123456789?L_abdeghnopquäöüßéèàáíóúñ\N{EN DASH}",
    58: "+<=>~",
    61: "FTZ",
    67: "&ABEKPSVXYÄÉ",
    72: "CDHNRUwÜ",
    78: "GOQÖ",
    83: "Mm",
    89: "%",
    94: "W",
    102: "@—",
}
_WIDTH = {sign: width for width, signs in _WIDTHS.items() for sign in signs}
_OTHER = 72
_IDEOGRAPH = 100
# Readers have wider faces too.
_SPARE = 1.08


@dataclass(frozen=True, slots=True)
class Label:
    """A label as it is drawn: its lines, and how wide each is (pixels)."""

    lines: tuple[str, ...] = ()
    widths: tuple[float, ...] = ()
    line_height: int = LINE

    @property
    def width(self) -> float:
        """The width of its longest line."""
        return max(self.widths, default=0.0)

    @property
    def height(self) -> int:
        """The height of all its lines."""
        return self.line_height * len(self.lines)


def width(text: str, size: int) -> float:
    """Give how wide a text is at a font size, both in pixels."""
    signs = (_WIDTH.get(sign, _OTHER if ord(sign) < 0x2E80 else _IDEOGRAPH) for sign in text)
    return sum(signs) * size * _SPARE / 100


def label(source: Sequence[str], *, widest: float = WIDEST) -> Label:
    """Break the label of a node."""
    return _broken(source, FONT, LINE, widest)


def small(source: Sequence[str], *, widest: float = _SMALL_WIDEST) -> Label:
    """Break the label of an edge, or the title of a subgraph."""
    return _broken(source, SMALL, SMALL_LINE, widest)


def _broken(source: Sequence[str], size: int, height: int, widest: float) -> Label:
    lines = tuple(line for each in source for line in _wrapped(each, size, widest))
    return Label(lines, tuple(width(line, size) for line in lines), height)


def _wrapped(text: str, size: int, widest: float) -> list[str]:
    """Break a text into lines of about the same width."""
    if width(text, size) <= widest:
        return [text]
    words = [piece for word in text.split(" ") for piece in _pieces(word, size, widest)]
    lines = _filled(words, size, widest)
    low, high = widest / 3, widest
    for _ in range(6):
        middle = (low + high) / 2
        if len(_filled(words, size, middle)) > len(lines):
            low = middle
        else:
            high = middle
    return _filled(words, size, high)


def _filled(words: Sequence[str], size: int, widest: float) -> list[str]:
    lines: list[str] = []
    for word in words:
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width(joined, size) <= widest:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines


def _pieces(word: str, size: int, widest: float) -> list[str]:
    """Cut a word that is wider than a line."""
    if width(word, size) <= widest:
        return [word]
    count = max(1, int(widest / (size * 0.78 * _SPARE)))
    return [word[at : at + count] for at in range(0, len(word), count)]
