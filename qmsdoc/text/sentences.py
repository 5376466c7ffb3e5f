"""Parts of English sentences: a number with its word, words as a list."""

from __future__ import annotations

from collections.abc import Iterable


def counted(number: int, word: str, plural: str = "") -> str:
    """Return a number with its word: `1 document`, `2 documents`, `3 entries`."""
    return f"{number} {word if number == 1 else plural or f'{word}s'}"


def any_of(words: Iterable[str]) -> str:
    """Return words as alternatives: `a`, `a or b`, `a, b or c`; empty for none."""
    return _joined(words, "or")


def all_of(words: Iterable[str]) -> str:
    """Return words as a list: `a`, `a and b`, `a, b and c`; empty for none."""
    return _joined(words, "and")


def _joined(words: Iterable[str], conjunction: str) -> str:
    *first, last = list(words) or [""]
    return f"{', '.join(first)} {conjunction} {last}" if first else last
