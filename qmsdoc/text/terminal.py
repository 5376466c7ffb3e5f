"""Text of unknown origin made safe to print, and how many columns it takes.

Nothing in a document, a tag or a message of git can move the cursor, change colours or turn the
reading direction (Unicode TR 36, 3): what is not visible is written as its code point, `<U+001B>`.
No line that people read begins a command of the machine that runs a pipeline (`::error`, `##[group]`, `##vso[…]`):
such a machine looks at every line that a program prints.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

_COMMAND = re.compile(r"^([^\S\n]*):(?=:)|(?<=#)#(?=\w{0,20}\[)", re.MULTILINE)
_MARKED = re.compile(r"(?<=#)#(?=\w{0,20}\[)")
_INVISIBLE = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))

_NEAREST = {"→": "->", "…": "...", "·": "-", "≤": "<=", "≥": ">="} | {
    "\N{EN DASH}": "-",
    "\N{EM DASH}": "-",
    "\N{MINUS SIGN}": "-",
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
}
_FALLBACKS = "qmsdoc.nearest"


def register_fallbacks() -> str:
    """Register, and name, an error handler (codecs) that writes what an encoding lacks by its nearest signs."""
    codecs.register_error(_FALLBACKS, _nearest)
    return _FALLBACKS


def _nearest(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    bare = {char: "".join(filter(str.isascii, unicodedata.normalize("NFKD", char))) for char in lacking}
    return "".join(_NEAREST.get(char) or bare[char] or "?" for char in lacking), error.end


def terminal_safe(text: str) -> str:
    """Return a text of several lines with everything invisible spelled out; line feeds and tabs stay."""
    return _spelled_out(text, "\n\t")


def one_line(text: str) -> str:
    """Return a text with everything invisible spelled out, line feeds and tabs too."""
    return _spelled_out(text, "")


def runner_safe(text: str) -> str:
    """Return lines none of which a runner takes for a command: the sign that would make it one is spelled out."""
    if "::" not in text and "##" not in text:
        return text
    return _COMMAND.sub(lambda found: "<U+0023>" if found[0] == "#" else f"{found[1]}<U+003A>", text)


def json_safe(text: str) -> str:
    """Return JSON that says the same, with everything in it escaped that is invisible or a runner's (RFC 8259, 7)."""
    text = _MARKED.sub(r"\\u0023", text)
    if text.isascii() and "\x7f" not in text:
        return text
    return "".join(
        _escaped(char) if unicodedata.category(char) in _INVISIBLE and char != "\n" else char for char in text
    )


def _escaped(char: str) -> str:
    pairs = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{pairs[at : at + 4]}" for at in range(0, len(pairs), 4))


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
