"""Signs that nobody sees: what a name, a title or any other value of one line must not hold.

Invariants. `first_hidden` finds, in a text of any script,

1. every control, format, surrogate and private sign, and every sign that turns the direction of reading (Unicode,
   general categories Cc, Cf, Cs, Co, Zl, Zp); of the format signs the joiners U+200C and U+200D pass where IDNA lets
   them stand (CONTEXTJ: RFC 5892, A.1 and A.2), as in Persian and Hindi; the marks written around digits are visible;
2. every other sign that is drawn as nothing (Unicode, Default_Ignorable_Code_Point; the blank of Braille), but one
   variation selector behind a sign that can be seen;
3. nothing else, whichever release of Unicode Python brings: signs that it does not know yet pass.
"""

from __future__ import annotations

import re
import unicodedata

_VISIBLE_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
_JOINERS = "\u200c\u200d"
_FORBIDDEN = frozenset(("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
_SUSPECT = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ud800-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U0010ffff]"
)
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_DRAWN_AS_NOTHING = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)


def first_hidden(text: str, allowed: str = "") -> int | None:
    """Return the offset of the first sign that cannot be seen, None where there is none; those of `allowed` pass."""
    if text.isascii() and text.isprintable():
        return None
    for found in _SUSPECT.finditer(text):
        at, sign = found.start(), found[0]
        if sign not in allowed and _is_hidden(text, at, sign):
            return at
    return None


def named_sign(sign: str) -> str:
    """Return what a sign that nobody sees is called: `U+202E RIGHT-TO-LEFT OVERRIDE`."""
    return f"U+{ord(sign):04X} {unicodedata.name(sign, '')}".rstrip()


def _is_hidden(text: str, at: int, sign: str) -> bool:
    if sign in _JOINERS:
        return not _joins(text, at)
    if _SELECTORS.match(sign):
        before = text[at - 1 : at]
        return not before or before.isspace() or bool(_SUSPECT.match(before))
    if _DRAWN_AS_NOTHING.match(sign):
        return True
    return unicodedata.category(sign) in _FORBIDDEN and sign not in _VISIBLE_FORMATS


def _joins(text: str, at: int) -> bool:
    """Return whether a joiner stands where it changes how the signs beside it are drawn (RFC 5892, A.1 and A.2)."""
    import idna  # noqa: PLC0415 - few texts need it

    start = max(text.rfind(" ", 0, at) + 1, at - _NEAR)
    end = text.find(" ", at)
    word = text[start : min(end if end >= 0 else len(text), at + _NEAR)]
    return idna.valid_contextj(word, at - start)


_NEAR = 32  # signs that are looked at on each side: more marks stand on no letter
