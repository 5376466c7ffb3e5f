"""JSON Schema (2020-12) over nodes of YAML: which field is missing, unknown or wrong, and where.

The `description` of a property in the schema says in plain words what the property must be;
messages quote it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from qmsdoc import resources
from qmsdoc.parse.fitting import Fits, fitting
from qmsdoc.parse.yaml import Mapping, Node, Scalar, Sequence
from qmsdoc.text.suggestions import did_you_mean

_WHOLE = re.compile(r"0|[1-9][0-9]{0,17}")
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Fault:
    """One disagreement with a schema.

    `kind` is `missing`, `unknown` or `invalid`; `path` leads to the property (keys, and indices as
    text); `message` and `remedy` are for people; `line` and `column` count from 1.
    """

    kind: str
    path: tuple[str, ...]
    message: str
    remedy: str
    line: int
    column: int


@cache
def schema(name: str) -> dict[str, Any]:
    """Read one of the schemas that ship with qmsdoc, such as `document.schema.json`."""
    found: dict[str, Any] = json.loads(resources.schema(name).read_bytes())
    return found


@cache
def _validator(name: str) -> Any:
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - slow to import, and not every command needs it

    return Draft202012Validator(schema(name))


@cache
def _fits(name: str) -> Fits:
    return fitting(schema(name))


def faults(root: Mapping, name: str) -> tuple[Fault, ...]:
    """Hold a mapping against the schema `name`; the faults in order of place. Never raises."""
    # jsonschema takes a quarter of a millisecond for each file, and a tenth of a second to import.
    return () if _fits(name)(_plain(root, schema(name))) else held(root, schema(name), _validator(name))


def held(root: Mapping, rules: Any, validator: Any) -> tuple[Fault, ...]:
    """Hold a mapping against a validator; `rules` is its schema, of which messages take their words."""
    found: set[Fault] = set()
    for error in validator.iter_errors(_plain(root, rules)):
        path = tuple(error.absolute_path)
        node = _descend(root, path)
        if error.validator == "required":
            found.update(_missing(node, path, error.validator_value, rules))
        elif "propertyNames" in error.absolute_schema_path:
            found.add(_misnamed(node, path, error.instance))
        elif error.validator == "additionalProperties":
            found.update(_unknown(node, path, error.schema))
        else:
            found.add(_invalid(node, path, rules))
    return tuple(sorted(found, key=lambda fault: (fault.line, fault.column, fault.path, fault.kind)))


def whole_number(text: str) -> int | None:
    """Read a whole number of at most 18 digits without sign or leading zeros, or None."""
    return int(text) if _WHOLE.fullmatch(text) else None


def nearest(word: str, words: Iterable[str]) -> str:
    """Give ` Did you mean 'x'?` for the known word that `word` is nearest to, or nothing."""
    hint = did_you_mean(word[:100], words).rstrip()
    return f" {hint}" if hint else ""


def shown(node: Node) -> str:
    """Name a value in a message, shortened."""
    if isinstance(node, Scalar):
        if not node.text:
            return "empty"
        text = node.text if len(node.text) <= _SHOWN else node.text[: _SHOWN - 1] + "…"
        return f"'{text}'"
    return "a list" if isinstance(node, Sequence) else "a list of fields"


def _plain(node: Node, rules: Any) -> Any:
    """Turn a node into what a JSON validator takes: text, or a whole number where the schema wants one."""
    if isinstance(node, Scalar):
        number = whole_number(node.text) if rules.get("type") == "integer" else None
        return node.text if number is None else number
    if isinstance(node, Sequence):
        return [_plain(item, rules.get("items", {})) for item in node.items]
    return {key.text: _plain(value, _rules_of(rules, key.text)) for key, value in node.entries}


def _rules_of(rules: Any, key: str | int) -> Any:
    """The part of a schema that speaks of one property (or item)."""
    if isinstance(key, int):
        return rules.get("items", {})
    found = rules.get("properties", {}).get(key)
    if found is None:
        found = rules.get("additionalProperties")
    return found if isinstance(found, dict) else {}


def _descend(node: Node, path: tuple[str | int, ...]) -> Node:
    for step in path:
        below = node.items[int(step)] if isinstance(node, Sequence) else _value(node, step)
        node = below or node
    return node


def _value(node: Node, key: str | int) -> Node | None:
    return node.get(str(key)) if isinstance(node, Mapping) else None


def _words(path: tuple[str | int, ...]) -> tuple[str, ...]:
    return tuple(str(step) for step in path)


def _called(path: tuple[str | int, ...]) -> str:
    return ".".join(str(step) for step in path if not isinstance(step, int))


def _description(rules: Any, path: tuple[str | int, ...]) -> str:
    """The plain words of the innermost property on the way that has some."""
    words = ""
    for step in path:
        rules = _rules_of(rules, step)
        words = rules.get("description", words)
    return words


def _missing(node: Node, path: tuple[str | int, ...], required: list[str], rules: Any) -> Iterable[Fault]:
    present = {key.text for key, _ in node.entries} if isinstance(node, Mapping) else set()
    for key in required:
        if key not in present:
            full = (*path, key)
            words = _description(rules, full)
            remedy = f"Add '{key}: …'" + (f": {words}." if words else ".")
            yield Fault(
                "missing", _words(full), f"The field '{_called(full)}' is missing.", remedy, node.line, node.column
            )


def _unknown(node: Node, path: tuple[str | int, ...], rules: Any) -> Iterable[Fault]:
    known = rules.get("properties", {})
    patterns = rules.get("patternProperties", {})
    for key, _ in node.entries if isinstance(node, Mapping) else ():
        if key.text not in known and not any(re.search(pattern, key.text) for pattern in patterns):
            full = (*path, key.text)
            message = f"The field '{_called(full)}' is not known.{nearest(key.text, known)}"
            remedy = f"Correct its name or delete it; a field of your own begins with 'x-', as in 'x-{key.text[:40]}'."
            yield Fault("unknown", _words(full), message, remedy, key.line, key.column)


def _misnamed(node: Node, path: tuple[str | int, ...], name: str) -> Fault:
    place = next((key for key, _ in node.entries if key.text == name), node) if isinstance(node, Mapping) else node
    message = f"The name '{name[:_SHOWN]}' under '{_called(path)}' cannot be used."
    remedy = "Use letters, digits, points and hyphens; a person's id is in lower case."
    return Fault("invalid", _words((*path, name)), message, remedy, place.line, place.column)


def _invalid(node: Node, path: tuple[str | int, ...], rules: Any) -> Fault:
    wanted = _description(rules, path)
    called = _called(path)
    message = f"The field '{called}' is {shown(node)}." if called else "The file holds no fields."
    remedy = f"Write {wanted}." if wanted else "Write 'name: value' lines."
    return Fault("invalid", _words(path), message, remedy, node.line, node.column)
