"""An edition of a standard: its clause numbers, with short titles in our own words."""

from __future__ import annotations

import re
from typing import NamedTuple

_LETTERS = re.compile(r"[ (].*")


class Standard(NamedTuple):
    """One edition: `name` as documents cite it (`iso9001-2015`), `title` as people do (`ISO 9001:2015`).

    `clauses` are (number, short title) in the standard's order. `succeeds` names the edition before;
    `moved` are clauses that stood elsewhere in it, each with where; `changed` are clauses that ask for
    something new, each with what to look at.
    """

    name: str
    title: str
    clauses: tuple[tuple[str, str], ...]
    succeeds: str | None = None
    moved: tuple[tuple[str, tuple[str, ...]], ...] = ()
    changed: tuple[tuple[str, str], ...] = ()

    def successors(self, clause: str) -> tuple[str, ...]:
        """Return the clauses of this edition that say what `clause` said in the edition before, in order."""
        moved = dict(self.moved)
        return tuple(number for number, _ in self.clauses if clause in moved.get(number, (number,)))


def split_clause(cited: str) -> tuple[str, str]:
    """Take `iso9001-2015:7.5.2 a` apart into the standard and the number, without letters of paragraphs."""
    standard, _, clause = cited.partition(":")
    return standard, _LETTERS.sub("", clause.strip())


def above(clause: str) -> tuple[str, ...]:
    """Give a clause and those it is part of, the innermost first: `7.5.2`, `7.5`, `7`."""
    parts = clause.split(".")
    return tuple(".".join(parts[:count]) for count in range(len(parts), 0, -1))


class Exclusion(NamedTuple):
    """A clause of a standard (`iso9001-2015`, `8.3`) that the policy says does not apply, and why."""

    standard: str
    clause: str
    reason: str
    line: int | None = None
    column: int | None = None
