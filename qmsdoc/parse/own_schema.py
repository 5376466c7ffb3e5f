"""A type's own JSON Schema: fields that only documents of that type have, held against a file of the manual.

The file comes from whoever may propose a change, so only a small part of JSON Schema is taken: no
references, no combinations, no pattern that cannot be matched in linear time, and nothing is ever fetched.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import POLICY_INVALID
from qmsdoc.parse.schema import DOCUMENT_SCHEMA, Schema, SchemaInvalidError, compiled, linear, schema

RULE = POLICY_INVALID
_LARGEST = 100_000
_DEPTH = 8
_TYPES = ("string", "integer", "array", "object")
_WORDS = ("$schema", "$id", "$comment", "title", "description", "default", "examples", "format")
_JUDGED = ("type", "required", "properties", "items", "enum", "const", "pattern", "minimum", "maximum")
_SIZES = ("minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties")
_KNOWN = frozenset((*_WORDS, *_JUDGED, *_SIZES, "additionalProperties"))
_MEND = "Correct the file; qmsdoc's own schema for documents shows the form."


class OwnSchema(NamedTuple):
    """A schema that can be used: `base` is qmsdoc's own with its fields let in, `fields` what it asks of them."""

    base: Schema
    fields: Schema


def own_schema(path: str, data: bytes | None) -> tuple[OwnSchema | None, tuple[Finding, ...]]:
    """Read the schema at `path` of a manual; None with a problem where it cannot be used. Never raises."""
    if data is None:
        missing = f"The schema '{path}' that qmsdoc.yml names is not there."
        return None, (Finding(RULE, missing, "Add the file, or correct its path in qmsdoc.yml.", path=path),)
    rules, reason = _read(data)
    reason = reason or next(iter([*_unfit(rules, "", 0)]), "")
    if reason:
        return None, (Finding(RULE, reason, _MEND, 1, 1, path),)
    ours = schema(DOCUMENT_SCHEMA)
    try:
        fields = {key: value for key, value in rules.items() if key not in ("additionalProperties", "$schema")}
        judged = compiled(fields)
    except SchemaInvalidError as error:
        return None, (Finding(RULE, f"The schema is not valid: {str(error)[:200]}.", _MEND, 1, 1, path),)
    let_in = {**dict.fromkeys(fields.get("properties", {}), True), **ours["properties"]}
    words = {"properties": {**ours["properties"], **fields.get("properties", {})}}
    return OwnSchema(compiled({**ours, "properties": let_in}), replace(judged, words=words)), ()


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
    if pattern is not None and (not isinstance(pattern, str) or linear(pattern) is None):
        yield f"The pattern{where} is not valid, or could take too long."
    below = rules.get("properties")
    for key, part in below.items() if isinstance(below, dict) else ():
        yield from _unfit(part, f"{place}.{key}".lstrip("."), depth + 1)
    for key in ("items", "additionalProperties"):
        if key in rules:
            yield from _unfit(rules[key], place, depth + 1)
