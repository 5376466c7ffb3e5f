"""A type's own JSON Schema: fields that only documents of that type have, held against a file of the manual.

The file comes from whoever may propose a change, so only a small part of JSON Schema is taken: no
references, no combinations, no pattern that could take long, and nothing is ever fetched.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from qmsdoc.model.document import Document
from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import FIELD_UNKNOWN, POLICY_INVALID
from qmsdoc.parse.front_matter import SCHEMA, flat, mapping, problem_of
from qmsdoc.parse.schema import held, schema
from qmsdoc.parse.yaml import Mapping, Node, Scalar, Sequence

RULE = POLICY_INVALID
_LARGEST = 100_000
_DEPTH = 8
_TEXT = 1_000
_PATTERN = 200
_TYPES = ("string", "integer", "array", "object")
_WORDS = ("$schema", "$id", "$comment", "title", "description", "default", "examples", "format")
_JUDGED = ("type", "required", "properties", "items", "enum", "const", "pattern", "minimum", "maximum")
_SIZES = ("minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties")
_KNOWN = frozenset((*_WORDS, *_JUDGED, *_SIZES, "additionalProperties"))
_SLOW = re.compile(r"\)[*+{]|\\[1-9]|\(\?(?!:)")
_ENDLESS = re.compile(r"(?<!\\)[*+]|,\}")
_MEND = "Correct the file; qmsdoc's own schema for documents shows the form."


@dataclass(frozen=True, slots=True)
class OwnSchema:
    """A schema that can be used: its file, its properties, and the words for messages with qmsdoc's own."""

    path: str
    known: frozenset[str]
    words: Any
    validator: Any


def own_schema(path: str, data: bytes | None) -> tuple[OwnSchema | None, tuple[Finding, ...]]:
    """Read the schema at `path` of a manual; None with a problem where it cannot be used. Never raises."""
    if data is None:
        missing = f"The schema '{path}' that qmsdoc.yml names is not there."
        return None, (Finding(RULE, missing, "Add the file, or correct its path in qmsdoc.yml.", path=path),)
    rules, reason = _read(data)
    reason = reason or next(iter([*_unfit(rules, "", 0)]), "")
    if reason:
        return None, (Finding(RULE, reason, _MEND, 1, 1, path),)
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - slow to import, and few manuals need it
    from jsonschema.exceptions import SchemaError  # noqa: PLC0415

    try:
        Draft202012Validator.check_schema(rules)
    except SchemaError as error:
        return None, (Finding(RULE, f"The schema is not valid: {error.message[:200]}.", _MEND, 1, 1, path),)
    own = rules.get("properties", {})
    judged = {key: value for key, value in rules.items() if key != "additionalProperties"}
    words = {"properties": {**schema(SCHEMA)["properties"], **own}}
    return OwnSchema(path, frozenset(own), words, Draft202012Validator(judged)), ()


def hold(document: Document, own: OwnSchema) -> Document:
    """Judge a document by its type's own schema as well: its fields are known, and must be as it says."""
    node = mapping(document.text)
    if node is None:
        return document
    places = {(line, column) for key, line, column in document.front.places if key in own.known}
    kept = [
        found
        for found in document.problems
        if not (found.rule == FIELD_UNKNOWN and (found.line, found.column) in places)
    ]
    short = _short(node)
    assert isinstance(short, Mapping)
    added = [problem_of(fault, node) for fault in held(short, own.words, own.validator)]
    told = {(found.rule, found.line, found.message) for found in kept}
    kept += [found for found in added if (found.rule, found.line, found.message) not in told]
    extra = {key.text: flat(value) for key, value in node.entries if key.text in own.known}
    base = schema(SCHEMA)["properties"]
    extra = dict(document.front.extra) | {key: value for key, value in extra.items() if key not in base}
    return replace(document, problems=tuple(kept), front=replace(document.front, extra=tuple(extra.items())))


def _read(data: bytes) -> tuple[Any, str]:
    if len(data) > _LARGEST:
        return {}, f"The schema has {len(data)} bytes; the most that is read is {_LARGEST}."
    try:
        rules = json.loads(data)
    except (ValueError, RecursionError):
        return {}, "The schema cannot be read as JSON."
    return (rules, "") if isinstance(rules, dict) else ({}, "The schema is not a JSON object.")


def _unfit(rules: Any, place: str, depth: int) -> Iterator[str]:
    """Give what is not allowed in a schema, and everything beneath it."""
    where = f" at '{place}'" if place else ""
    if not isinstance(rules, dict):
        if not isinstance(rules, bool):
            yield f"The schema is not a JSON object{where}."
        return
    if depth > _DEPTH:
        yield f"The schema is nested more than {_DEPTH} deep{where}."
        return
    for key in rules:
        if key not in _KNOWN:
            yield f"The schema uses '{key[:60]}'{where}, which is not supported here."
    if "type" in rules and rules["type"] not in _TYPES:
        yield f"The type of a field{where} is none of {', '.join(_TYPES)}."
    pattern = rules.get("pattern")
    if pattern is not None and not _quick(pattern):
        yield f"The pattern{where} is not valid, or could take too long."
    below = rules.get("properties")
    for key, part in below.items() if isinstance(below, dict) else ():
        yield from _unfit(part, f"{place}.{key}".lstrip("."), depth + 1)
    for key in ("items", "additionalProperties"):
        if key in rules:
            yield from _unfit(rules[key], place, depth + 1)


def _quick(pattern: Any) -> bool:
    """Tell whether a pattern is sure to end soon: no repeated groups, and at most two parts without an upper limit."""
    if not isinstance(pattern, str) or len(pattern) > _PATTERN or _SLOW.search(pattern):
        return False
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return False
    return len(_ENDLESS.findall(pattern)) <= 2


def _short(node: Node) -> Node:
    """Cut every text to what patterns are tried on."""
    if isinstance(node, Scalar):
        return Scalar(node.text[:_TEXT], node.line, node.column)
    if isinstance(node, Sequence):
        return Sequence(tuple(_short(item) for item in node.items), node.line, node.column)
    return Mapping(tuple((key, _short(value)) for key, value in node.entries), node.line, node.column)
