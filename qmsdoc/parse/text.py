"""Bytes become text: UTF-8 without a mark at its start, and no character that hides or breaks a line."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import RuleId

DOCUMENT_LIMIT = 1_000_000
POLICY_LIMIT = 2_000_000

_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_FEW = 8  # places are counted one by one before all lines are
_LONE_CR = re.compile(r"\r(?!\n)")
_SAVE = "Save the file as UTF-8 without a byte order mark."


class Lines:
    """Where the lines of a text begin: turns an offset (characters from 0) into line and column (from 1)."""

    __slots__ = ("_asked", "_starts", "_text")

    def __init__(self, text: str) -> None:
        self._text, self._asked = text, 0
        self._starts: list[int] = []

    def place(self, offset: int) -> tuple[int, int]:
        """Give line and column of an offset."""
        self._asked += 1
        if self._asked <= _FEW:
            return self._text.count("\n", 0, offset) + 1, offset - self._text.rfind("\n", 0, offset)
        if not self._starts:
            self._starts = list(accumulate((len(row) + 1 for row in self._text.split("\n")[:-1]), initial=0))
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def decode(data: bytes, *, rule: RuleId, limit: int = DOCUMENT_LIMIT) -> tuple[str, Finding | None]:
    """Decode a file, or say in a problem of `rule` why not; the text is empty only where nothing can be read.

    Line ends may be LF or CRLF, also mixed. A byte order mark, NUL and a lone CR are refused, with
    the text given all the same. `limit` is in bytes. Never raises.
    """
    if len(data) > limit:
        message = f"The file is {len(data) / 1e6:.1f} MB; the most that is read is {limit / 1e6:.0f} MB."
        return "", Finding(rule, message, "Split the document, or keep the data in an attachment.", 1, 1)
    for mark, name in _MARKS:
        if data.startswith(mark):
            return "", Finding(rule, f"The file is saved as {name}.", _SAVE, 1, 1)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        good = data[: error.start].decode("utf-8")
        return "", _undecodable(data, good, rule)
    return text, _oddity(text, rule)


def _undecodable(data: bytes, good: str, rule: RuleId) -> Finding:
    line, column = Lines(good).place(len(good))
    if data.count(b"\0") > len(data) // 4:
        return Finding(rule, "The file is saved as UTF-16, or is not a text.", _SAVE, line, column)
    message = "The file is not saved as UTF-8: a character here cannot be read."
    return Finding(rule, message, _SAVE, line, column)


def _oddity(text: str, rule: RuleId) -> Finding | None:
    if text.startswith("\ufeff"):
        return Finding(rule, "The file begins with an invisible byte order mark.", _SAVE, 1, 1)
    at = text.find("\0")
    if at >= 0:
        line, column = Lines(text).place(at)
        nulls = text.count("\0") > len(text) // 4
        message = "The file is saved as UTF-16, or is not a text." if nulls else "The file holds a NUL character."
        return Finding(rule, message, _SAVE if nulls else "Delete the invisible character here.", line, column)
    found = _LONE_CR.search(text) if "\r" in text else None
    if found:
        line, column = Lines(text).place(found.start())
        help_ = "Save the file with the line ends of Unix (LF) or Windows (CRLF)."
        return Finding(rule, "A line ends with a lone carriage return.", help_, line, column)
    return None
