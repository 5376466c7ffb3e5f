"""The mapping: how front matter that was written for another system gives the fields of this one.

A policy says it under `mapping:`. What a field becomes is a function of the file's path and bytes and of the policy in
force, of nothing else: what only git or a person knows is no source of a field.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class DerivedFrom(StrEnum):
    """What a value is taken from where no key holds it."""

    NAME = "name"  # of the file, without folder and ending
    PATH = "path"  # below the folder that all documents share, its parts joined by hyphens
    HEADING = "heading"  # the first of the text


class FieldSource(NamedTuple):
    """One way to a value; exactly one of `key`, `derived`, `folders` and `constant` is given.

    `key` is a name of front matter, those of nested fields joined by points. `pattern` holds `{}` where the value
    stands in what is written (`r{}`), a star at either end for anything (`*-v{}`). `values` are pairs of what is
    written (`SOP-*`: what begins so) and what it means. `plus` is an interval to be added to a date, or the key that
    holds one; `folders` are pairs of a folder or file and the value of all files in it.
    """

    key: str | None = None
    derived: DerivedFrom | None = None
    folders: tuple[tuple[str, str], ...] = ()
    constant: str | None = None
    pattern: str | None = None
    values: tuple[tuple[str, str], ...] = ()
    plus: str | None = None


class FieldMapping(NamedTuple):
    """A field of qmsdoc's front matter with its sources, of which the first that gives anything counts."""

    field: str
    sources: tuple[FieldSource, ...]


@dataclass(frozen=True, slots=True)
class FrontMatterMapping:
    """All of a policy's mapping: fields, the date formats in use, and what a file must say to be a document at all.

    `where` are pairs of a key and its value. `dates` are names of `parse.written_dates.DATE_FORMATS` besides ISO 8601.
    `base` is the folder in which all documents lie, ended by a slash; nothing for the top.
    """

    fields: tuple[FieldMapping, ...] = ()
    where: tuple[tuple[str, str], ...] = ()
    dates: tuple[str, ...] = ()
    base: str = ""

    def sources(self, field: str) -> tuple[FieldSource, ...]:
        """Return the sources of a field; none where the mapping does not speak of it."""
        return next((found.sources for found in self.fields if found.field == field), ())
