"""JSON Schema (2020-12) over nodes of YAML: which field is missing, unknown or wrong, and where.

`jsonschema-rs` says whether there is anything to say, `jsonschema` says what; the schema's
`description` of a property gives the message its plain words. Between a key of a file and its
message stand three types: the node, jsonschema's `ValidationError`, and the `Finding`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from typing import Any, NamedTuple

import jsonschema_rs

from qmsdoc import resources
from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import FIELD_INVALID, FIELD_MISSING, FIELD_UNKNOWN, RuleId
from qmsdoc.parse.yaml import Mapping, Node, Scalar, Sequence
from qmsdoc.text.suggestions import Lexicon, lexicon

DOCUMENT_SCHEMA = "document.schema.json"
_WHOLE = re.compile(r"0|[1-9][0-9]{0,17}")
_STRANGERS = 100  # unknown fields of one mapping that are told
_SHOWN = 60
_COMPILED = 1_000_000  # bytes that one pattern may take, compiled
# Matching is linear in the text: no look-around, no reference back to a group.
_LINEAR = jsonschema_rs.RegexOptions(size_limit=_COMPILED, dfa_size_limit=_COMPILED)


class FieldRules(NamedTuple):
    """The rules that a missing, an unknown and a wrong field break."""

    missing: RuleId
    unknown: RuleId
    invalid: RuleId

    @classmethod
    def all(cls, rule: RuleId) -> FieldRules:
        """One rule for all of them."""
        return cls(rule, rule, rule)


OF_DOCUMENTS = FieldRules(FIELD_MISSING, FIELD_UNKNOWN, FIELD_INVALID)


@dataclass(frozen=True, slots=True)
class Schema:
    """A schema compiled. `rules` decide; `words`, a schema too, describes the properties for messages."""

    rules: Any
    words: Any
    agrees: Callable[[Any], bool]


class SchemaInvalidError(Exception):
    """A schema that cannot be used, with the reason as its message."""


def compiled(rules: Any) -> Schema:
    """Compile a schema; raises `SchemaInvalidError` for one that is none, or whose patterns may take long."""
    try:
        validator = jsonschema_rs.Draft202012Validator(rules, pattern_options=_LINEAR, offline=True)
    except (ValueError, jsonschema_rs.ReferencingError) as error:
        raise SchemaInvalidError(str(getattr(error, "message", error))) from error
    return Schema(rules, rules, validator.is_valid)


@lru_cache(maxsize=256)
def linear(pattern: str) -> Callable[[Any], bool] | None:
    """Compile a regular expression to a test that takes time linear in the text; None for one that cannot be."""
    try:
        return compiled({"pattern": pattern}).agrees
    except SchemaInvalidError:
        return None


@cache
def schema(name: str) -> Any:
    """Read one of the schemas that ship with qmsdoc, such as `document.schema.json`."""
    return json.loads(resources.schema(name).read_bytes())


@cache
def shipped_schema(name: str) -> Schema:
    """Compile one of the schemas that ship with qmsdoc."""
    return compiled(schema(name))


def agrees(root: Mapping, held: Schema) -> bool:
    """Return whether a mapping agrees with a schema."""
    return held.agrees(_instance(root, held.words))


def disagreements(
    root: Mapping, held: Schema, rules: FieldRules, most: int | None = None
) -> tuple[tuple[tuple[str, ...], Finding], ...]:
    """Validate a mapping against a schema: findings by place, each with the path of its property. Never raises.

    A path is made of keys, and of indices as text. Of more than `most` disagreements the others are not looked for:
    for a file that counts as a whole or not at all.
    """
    if agrees(root, held):
        return ()
    found: set[tuple[tuple[str, ...], Finding]] = set()
    for error in islice(validator_class()(held.rules).iter_errors(_instance(root, held.words)), most):
        path = tuple(error.absolute_path)
        node = _descend(root, path)
        if error.validator == "required":
            found.update(_missing(node, path, error.schema, held.words, rules.missing))
        elif "propertyNames" in error.absolute_schema_path:
            found.add(_misnamed(node, path, error.instance, rules.invalid))
        elif error.validator == "additionalProperties":
            found.update(_unknown(node, path, error.schema, rules.unknown))
        else:
            found.add(_invalid(node, path, held.words, rules.invalid))
    return tuple(sorted(found, key=lambda pair: (pair[1].line, pair[1].column, pair[0], pair[1].message)))


@cache
def validator_class() -> Any:
    """Return jsonschema's validator, its patterns matched in linear time; slow to import, and seldom needed."""
    from jsonschema import Draft202012Validator, ValidationError, validators  # noqa: PLC0415

    def pattern(_: Any, wanted: str, instance: Any, __: Any) -> Iterator[Any]:
        matches = linear(wanted)
        if isinstance(instance, str) and matches is not None and not matches(instance):
            yield ValidationError(f"{instance!r} does not match {wanted!r}")

    extend: Any = validators.extend
    return extend(Draft202012Validator, {"pattern": pattern})


def whole_number(text: str) -> int | None:
    """Read a whole number of at most 18 digits without sign or leading zeros, or None."""
    return int(text) if _WHOLE.fullmatch(text) else None


def nearest(word: str, words: Lexicon) -> str:
    """Give ` Did you mean 'x'?` for the known word that `word` is nearest to, or nothing."""
    hint = words.did_you_mean(word).rstrip()
    return f" {hint}" if hint else ""


def shown(node: Node) -> str:
    """Name a value in a message, shortened."""
    if isinstance(node, Scalar):
        if not node.text:
            return "empty"
        text = node.text if len(node.text) <= _SHOWN else node.text[: _SHOWN - 1] + "…"
        return f"'{text}'"
    return "a list" if isinstance(node, Sequence) else "a list of fields"


def _instance(node: Node, rules: Any) -> Any:
    """Turn a node into what a JSON validator takes: text, or a whole number where the schema wants one."""
    if isinstance(node, Scalar):
        number = whole_number(node.text) if rules.get("type") == "integer" else None
        return node.text if number is None else number
    if isinstance(node, Sequence):
        return [_instance(item, rules.get("items", {})) for item in node.items]
    return {key.text: _instance(value, _rules_of(rules, key.text)) for key, value in node.entries}


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
        if isinstance(node, Sequence):
            node = node.items[int(step)]
        elif isinstance(node, Mapping):
            node = node.get(str(step)) or node
    return node


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


def _missing(
    node: Node, path: tuple[str | int, ...], level: Any, rules: Any, rule: RuleId
) -> Iterable[tuple[tuple[str, ...], Finding]]:
    """Yield a finding for each field that is missing, but for those that an unknown field was to be: one cause, one."""
    present = {key.text for key, _ in node.entries} if isinstance(node, Mapping) else set()
    known = lexicon(level.get("properties", {}))
    meant = {known.nearest(key.text) for key in islice(_strangers(node, level), _STRANGERS)}
    for key in level["required"]:
        if key not in present and key not in meant:  # `field-unknown` says which it was to be
            full = (*path, key)
            words = _description(rules, full)
            remedy = f"Add '{key}: …'" + (f": {words}." if words else ".")
            message = f"The field '{_called(full)}' is missing."
            yield _words(full), Finding(rule, message, remedy, node.line, node.column)


def _unknown(
    node: Node, path: tuple[str | int, ...], rules: Any, rule: RuleId
) -> Iterable[tuple[tuple[str, ...], Finding]]:
    known = lexicon(rules.get("properties", {}))
    for key in islice(_strangers(node, rules), _STRANGERS):
        full = (*path, key.text)
        message = f"The field '{_called(full)}' is not known.{nearest(key.text, known)}"
        remedy = f"Correct its name or delete it; a field of your own begins with 'x-', as in 'x-{key.text[:40]}'."
        yield _words(full), Finding(rule, message, remedy, key.line, key.column)


def _strangers(node: Node, level: Any) -> Iterator[Scalar]:
    """Yield the names of a mapping's fields that its level of a schema does not know and does not allow."""
    known, patterns = level.get("properties", {}), level.get("patternProperties", {})
    if level.get("additionalProperties") is not False or not isinstance(node, Mapping):
        return
    for key, _ in node.entries:
        if key.text not in known and not any(re.search(pattern, key.text) for pattern in patterns):
            yield key


def _misnamed(node: Node, path: tuple[str | int, ...], name: str, rule: RuleId) -> tuple[tuple[str, ...], Finding]:
    place = next((key for key, _ in node.entries if key.text == name), node) if isinstance(node, Mapping) else node
    message = f"The name '{name[:_SHOWN]}' under '{_called(path)}' cannot be used."
    remedy = "Use letters, digits, points and hyphens; a person's id is in lower case."
    return _words((*path, name)), Finding(rule, message, remedy, place.line, place.column)


def _invalid(node: Node, path: tuple[str | int, ...], rules: Any, rule: RuleId) -> tuple[tuple[str, ...], Finding]:
    wanted = _description(rules, path)
    called = _called(path)
    message = f"The field '{called}' is {shown(node)}." if called else "The file holds no fields."
    remedy = f"Write {wanted}." if wanted else "Write 'name: value' lines."
    wants_list = len(path) == 1 and _rules_of(rules, path[0]).get("type") == "array"
    if wants_list and isinstance(node, Scalar) and node.text:
        remedy = f"Write a list: '{called}: [{node.text[:_SHOWN]}]'."
    return _words(path), Finding(rule, message, remedy, node.line, node.column)
