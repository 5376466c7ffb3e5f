"""Fields of front matter judged by their schema, and typed into `FrontMatter`."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Table
from dataclasses import replace
from functools import lru_cache
from sys import intern
from typing import Any

from qmsdoc.model.document import FrontMatter
from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import FIELD_INVALID, FIELD_MISSING, OWNER_MISSING
from qmsdoc.parse.field_readers import day, externals, interval
from qmsdoc.parse.hidden_signs import hidden_signs
from qmsdoc.parse.own_schema import OwnSchema
from qmsdoc.parse.schema import DOCUMENT_SCHEMA, OF_DOCUMENTS, disagreements, schema, shipped_schema, whole_number
from qmsdoc.parse.yaml import Mapping, Node, Scalar, Sequence

_one = lru_cache(maxsize=4096)(tuple[tuple[str, int, int], ...])  # the places of one revision are those of the others


def judged_fields(node: Mapping, schemas: Table[str, OwnSchema]) -> tuple[FrontMatter, tuple[Finding, ...]]:
    """Return fields typed, and all that is wrong with them by the schema of documents and that of their type."""
    kind = node.get("type")
    own = schemas.get(kind.text) if isinstance(kind, Scalar) else None
    found = disagreements(node, own.base if own else shipped_schema(DOCUMENT_SCHEMA), OF_DOCUMENTS)
    wrong = {path[0] for path, finding in found if finding.rule == FIELD_INVALID}
    problems = list(map(_with_owner_rule, found))
    for key, value in node.entries:
        unseen = list(hidden_signs(Mapping(((key, value),), key.line, key.column), FIELD_INVALID))
        wrong |= {key.text} if unseen else set()
        problems += unseen
    front = _typed(node, wrong, problems)
    if own:
        told = {(finding.rule, finding.line, finding.message) for finding in problems}
        added = map(_with_owner_rule, disagreements(node, own.fields, OF_DOCUMENTS))
        problems += [finding for finding in added if (finding.rule, finding.line, finding.message) not in told]
    problems.sort(key=lambda found: (found.line or 0, found.column or 0))
    return front, tuple(problems)


def _with_owner_rule(told: tuple[tuple[str, ...], Finding]) -> Finding:
    """Return a fault of a field; a missing owner breaks a rule of its own: one cause, one finding."""
    path, found = told
    if path != ("owner",) or found.rule != FIELD_MISSING:
        return found
    remedy = "Add `owner:` with a role or a person of people.yml."
    return replace(found, rule=OWNER_MISSING, message="The document names no owner.", remedy=remedy, line=1)


def _typed(node: Mapping, wrong: set[str], problems: list[Finding]) -> FrontMatter:
    """Type what agrees with the schema; dates and spans of time that are none are added to the problems."""
    good = {key.text: value for key, value in node.entries if key.text not in wrong}
    every = interval("check_every", good.get("check_every"), problems)
    known = schema(DOCUMENT_SCHEMA)["properties"]
    found: dict[str, Any] = {key: READERS[key](key, value, problems) for key, value in good.items() if key in READERS}
    return FrontMatter(
        **found,
        externals=externals(good.get("externals"), every, problems),
        extra=tuple((key, flat(value)) for key, value in good.items() if key not in known),
        places=_one(tuple((key.text, key.line, key.column) for key, _ in node.entries)),
    )


def _text(_: str, node: Node, __: list[Finding]) -> str | None:
    return intern(node.text) if isinstance(node, Scalar) else None


def _number(_: str, node: Node, __: list[Finding]) -> int | None:
    return whole_number(node.text) if isinstance(node, Scalar) else None


def _texts(_: str, node: Node, __: list[Finding]) -> tuple[str, ...]:
    items = node.items if isinstance(node, Sequence) else ()
    return tuple(intern(item.text) for item in items if isinstance(item, Scalar))


READERS: Table[str, Callable[[str, Node, list[Finding]], object]] = {
    **dict.fromkeys(("id", "title", "type", "owner", "change", "parent", "lang", "deviates_from"), _text),
    **dict.fromkeys(("revision", "translates"), _number),
    **dict.fromkeys(("effective", "review_by", "expires"), day),
    **dict.fromkeys(("clauses", "supersedes"), _texts),
    "retention": interval,
}
"""How each field is typed that needs no other: from its name and value, with what is wrong added to the findings."""


def flat(node: Node) -> str:
    """Write a field of the document's own as one text: items of a list are separated by commas."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return ", ".join(flat(item) for item in node.items)
    return ", ".join(f"{key.text}: {flat(value)}" for key, value in node.entries)
