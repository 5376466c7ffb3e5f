"""Front matter whose lines are all plain, and agree with the schema of documents one by one: typed at once.

Most lines of a revision are those of the revision before, so what a line says is remembered. Whatever could break a
rule is left to `parse.document_fields`: what is returned here is what that returns, with no finding.
"""

from __future__ import annotations

from collections.abc import Container
from functools import cache, lru_cache
from typing import Any

from qmsdoc.model.document import FrontMatter
from qmsdoc.model.finding import Finding
from qmsdoc.parse.document_fields import READERS, flat
from qmsdoc.parse.schema import DOCUMENT_SCHEMA, Schema, agrees, compiled, schema
from qmsdoc.parse.simple_yaml import read_simple

_LONGEST = 4_000  # characters, in which there are fewer values than are looked at
_MOST_FIELDS = 100


def simple_fields(inner: str, line: int, own: Container[str]) -> FrontMatter | None:
    """Type the front matter `inner`, whose first line is `line` of its file; None where there may be a finding.

    `own` are the types that have a schema of their own: their documents are left to it.
    """
    rows = inner.split("\n")
    if rows.pop() or len(inner) > _LONGEST or len(rows) > _MOST_FIELDS:
        return None
    pairs = [pair for pair in map(_field, rows) if pair is not None]
    found = dict(pairs)
    if len(found) < len(rows) or not _rules()[0] <= found.keys() or found["type"] in own:
        return None
    places = _places(tuple(found), line)
    extra = tuple((name, found.pop(name)) for name, _ in pairs if name not in READERS)
    return FrontMatter(**found, extra=extra, places=places)


@lru_cache(maxsize=16_384)
def _field(row: str) -> tuple[str, Any] | None:
    """Return the name of a line and its value, typed; None where the line is not plain, or may break a rule."""
    node = read_simple(f"{row}\n", 1)
    if node is None or not agrees(node, _rules()[1]):
        return None
    ((key, value),) = node.entries
    if key.text not in READERS:
        return (key.text, flat(value)) if key.text not in schema(DOCUMENT_SCHEMA)["properties"] else None
    problems: list[Finding] = []
    typed = READERS[key.text](key.text, value, problems)
    return None if problems else (key.text, typed)


@lru_cache(maxsize=1_024)
def _places(names: tuple[str, ...], line: int) -> tuple[tuple[str, int, int], ...]:
    return tuple((name, at, 1) for at, name in enumerate(names, line))


@cache
def _rules() -> tuple[frozenset[str], Schema]:
    """Return what the schema of documents asks of the fields together, that some are there, and what of each."""
    rules = schema(DOCUMENT_SCHEMA)
    return frozenset(rules["required"]), compiled({**rules, "required": []})
