"""`copies.jsonl` at the top of a manual: one compact JSON object a line, only ever added to.

A line issues a copy (`number, document, revision, content, holder, issued, by`) or ends one (`number`, and the day as
`returned`, `destroyed` or `lost`); numbers count from 1 through the whole manual and are never used twice. Bytes in,
values out; a line of any other form is refused.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from qmsdoc.errors import UsageError

NAME = "copies.jsonl"
_ISSUED = ("number", "document", "revision", "content", "holder", "issued", "by")


class End(StrEnum):
    """What became of a copy."""

    RETURNED = "returned"
    DESTROYED = "destroyed"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class IssuedCopy:
    """One copy on paper: `content` the digest of the edition (`sha256:…`), `by` who issued it (empty if unknown).

    `end` is what became of it, and `ended` the day; both None while it is out.
    """

    number: int
    document: str
    revision: int
    content: str
    holder: str
    issued: date
    by: str = ""
    end: End | None = None
    ended: date | None = None


def read_copies(data: bytes) -> tuple[IssuedCopy, ...]:
    """Read the register, by number; raises `UsageError` for a line that qmsdoc did not write."""
    copies: dict[int, IssuedCopy] = {}
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line:
            continue
        try:
            _take(copies, json.loads(line))
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise UsageError(
                f"Line {number} of {NAME} is not one that qmsdoc wrote.",
                remedy=f"Restore it from git (git log -p {NAME}); the register of copies is only ever added to.",
            ) from error
    return tuple(copies.values())


def _take(copies: dict[int, IssuedCopy], row: Any) -> None:
    if len(row) == 2:
        _end(copies, row)
        return
    texts = (row["document"], row["content"], row["holder"], row["by"])
    numbers = (row["number"], row["revision"])
    if tuple(row) != _ISSUED or not all(isinstance(text, str) for text in texts):
        raise ValueError
    if any(type(each) is not int or each < 1 for each in numbers) or row["number"] != len(copies) + 1:
        raise ValueError
    copies[row["number"]] = IssuedCopy(**{**row, "issued": date.fromisoformat(row["issued"])})


def _end(copies: dict[int, IssuedCopy], row: Any) -> None:
    first, what = row
    number = row["number"]
    if first != "number" or type(number) is not int or copies[number].end is not None:
        raise ValueError
    copies[number] = replace(copies[number], end=End(what), ended=date.fromisoformat(row[what]))


def next_number(copies: Sequence[IssuedCopy]) -> int:
    """Give the number of the next copy."""
    return len(copies) + 1


def issued_line(copy: IssuedCopy) -> bytes:
    """Write the line that issues a copy, with its newline."""
    return _line({key: getattr(copy, key) for key in _ISSUED})


def ended_line(number: int, end: End, on: date) -> bytes:
    """Write the line that ends a copy, with its newline."""
    return _line({"number": number, end.value: on})


def _line(row: dict[str, object]) -> bytes:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=str).encode() + b"\n"
