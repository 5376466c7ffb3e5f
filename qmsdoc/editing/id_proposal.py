"""Proposes where ids come from: a key, else the file's name, without the revision that it may carry."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qmsdoc.editing.found_keys import HeaderAt, key_sources, keys_meaning, text_at
from qmsdoc.model.document import ID_PATTERN
from qmsdoc.model.mapping import DerivedFrom, FieldMapping, FieldSource, FrontMatterMapping
from qmsdoc.parse.mapping import as_id, file_name, map_fields

_HALF = 0.5
_MOST_PATTERNS = 6
_IN_NAME = re.compile(
    r"(?P<id>.*[^-])(?P<mark>-(?:version|revision|issue|rev|v|r)-?)(?P<number>[0-9]{1,4})(?P<rest>(?:-[A-Za-z]+)*)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class EarlierCopy:
    """A file with an earlier revision of a document that lies here in a later one, at the path `of`."""

    path: str
    name: str
    of: str


@dataclass(frozen=True, slots=True)
class IdProposal:
    """The sources of ids, what they give by path, those of revisions in names, and which files are earlier copies."""

    sources: tuple[FieldSource, ...]
    names: Mapping[str, str]
    revisions: tuple[FieldSource, ...]
    earlier: tuple[EarlierCopy, ...]


def propose_ids(headers: Sequence[HeaderAt], base: str) -> IdProposal:
    """Return where the ids of these documents come from; `base` is the folder that all share."""
    keys = _good_keys(headers)
    unnamed = [at for at in headers if not any(text_at(at.header, source.key or "").strip() for source in keys)]
    marked = [found for at in unnamed if (found := _IN_NAME.fullmatch(as_id(file_name(at.path))))]
    marks = tuple(dict.fromkeys(found["mark"].lower() for found in marked))[:_MOST_PATTERNS]
    cut = tuple(FieldSource(derived=DerivedFrom.NAME, pattern=f"{{}}{mark}*") for mark in marks)
    sources = (*keys, *cut)
    revisions = tuple(
        FieldSource(derived=DerivedFrom.NAME, pattern=each)
        for each in dict.fromkeys(f"*{found['mark'].lower()}{{}}{found['rest']}" for found in marked)
    )[:_MOST_PATTERNS]
    names = [as_id(file_name(at.path)).lower() for at in headers]
    last = DerivedFrom.NAME if len(set(names)) == len(names) else DerivedFrom.PATH
    sources = (*sources, FieldSource(derived=last))
    given = _given(headers, sources, base)
    return IdProposal(sources, given, revisions, _earlier(headers, given, revisions, base))


def _good_keys(headers: Sequence[HeaderAt]) -> tuple[FieldSource, ...]:
    """Return the keys whose values can be ids and are, most of them, nobody else's."""
    good = []
    for source in key_sources(headers, "id"):
        values = [text_at(at.header, source.key or "").strip().lower() for at in headers]
        values = [value for value in values if value]
        fit = {value for value in values if ID_PATTERN.fullmatch(value)}
        if len(fit) > len(values) * _HALF:
            good.append(source)
    return tuple(good)


def _given(headers: Sequence[HeaderAt], sources: tuple[FieldSource, ...], base: str) -> dict[str, str]:
    alone = FrontMatterMapping((FieldMapping("id", sources),), base=base)
    return {at.path: map_fields(alone, at.header, at.path).text("id") or "" for at in headers}


def _earlier(
    headers: Sequence[HeaderAt], names: Mapping[str, str], revisions: tuple[FieldSource, ...], base: str
) -> tuple[EarlierCopy, ...]:
    """Find files that say of themselves that they are an earlier revision of what another file holds."""
    numbers = _given_revisions(headers, revisions, base)
    of: dict[str, list[str]] = {}
    for at in headers:
        of.setdefault(names[at.path].lower(), []).append(at.path)
    found = []
    for name, paths in of.items():
        newest = max(paths, key=lambda path: numbers.get(path, 0))
        if name and numbers.get(newest) and sum(numbers.get(path) == numbers[newest] for path in paths) == 1:
            found += [
                EarlierCopy(path, names[path], newest) for path in paths if 0 < numbers.get(path, 0) < numbers[newest]
            ]
    return tuple(sorted(found, key=lambda each: each.path))


def _given_revisions(headers: Sequence[HeaderAt], revisions: tuple[FieldSource, ...], base: str) -> dict[str, int]:
    by_name = FrontMatterMapping((FieldMapping("revision", revisions),), base=base)
    found = {}
    for at in headers:
        keys = keys_meaning(at.header, "revision")
        text = text_at(at.header, keys[0]) if keys else map_fields(by_name, at.header, at.path).text("revision")
        number = re.search(r"[0-9]{1,6}", text or "")
        if number:
            found[at.path] = int(number[0])
    return found
