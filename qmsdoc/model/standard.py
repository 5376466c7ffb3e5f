"""An edition of a standard: its clause numbers, with short titles in our own words."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LETTERS = re.compile(r"[ (].*")


@dataclass(frozen=True, slots=True)
class Standard:
    """One edition: `name` as documents cite it (`iso9001-2015`), `title` as people do (`ISO 9001:2015`).

    `clauses` are (number, short title) in the standard's order.
    """

    name: str
    title: str
    clauses: tuple[tuple[str, str], ...]


def split_clause(cited: str) -> tuple[str, str]:
    """Take `iso9001-2015:7.5.2 a` apart into the standard and the number, without letters of paragraphs."""
    standard, _, clause = cited.partition(":")
    return standard, _LETTERS.sub("", clause.strip())


def above(clause: str) -> tuple[str, ...]:
    """Give a clause and those it is part of, the innermost first: `7.5.2`, `7.5`, `7`."""
    parts = clause.split(".")
    return tuple(".".join(parts[:count]) for count in range(len(parts), 0, -1))
