"""Text of unknown origin made safe to print, and how many columns it takes.

Nothing in a document, a tag or a message of git can move the cursor, change colours or turn the
reading direction (Unicode TR 36, 3): what is not visible is written as its code point, `<U+001B>`.
"""

from __future__ import annotations

import unicodedata

_INVISIBLE = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))


def terminal_safe(text: str) -> str:
    """Return a text of several lines with everything invisible spelled out; line feeds and tabs stay."""
    return _spelled_out(text, "\n\t")


def one_line(text: str) -> str:
    """Return a text with everything invisible spelled out, line feeds and tabs too."""
    return _spelled_out(text, "")


def cell_width(text: str) -> int:
    """Count the columns a text takes in a terminal (Unicode Standard Annex 11: wide characters take two)."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else not unicodedata.combining(char) for char in text)


def _spelled_out(text: str, kept: str) -> str:
    if text.isprintable():
        return text
    return "".join(
        f"<U+{ord(char):04X}>" if unicodedata.category(char) in _INVISIBLE and char not in kept else char
        for char in text
    )
