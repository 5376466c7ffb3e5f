"""Tells at once that plain values agree with a JSON Schema (2020-12), as nearly all documents do.

Invariants
1. Whatever fits here is valid by `jsonschema`; what does not fit may be valid all the same, and is for it to judge.
2. A keyword, or a use of one, that is not known here lets nothing fit.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

Fits = Callable[[Any], bool]

_KINDS: dict[str, type] = {"string": str, "integer": int, "array": list, "object": dict}
_SILENT = frozenset(("$schema", "$id", "$defs", "$comment", "title", "description", "format"))
_DEFINED = "#/$defs/"


def fitting(rules: Any) -> Fits:
    """Make the test of a schema, for values of text, whole numbers, lists and objects alone."""
    return _Maker(rules).test(rules)


class _Maker:
    """Turns the parts of one schema into tests; a part that others refer to is made when it is first asked."""

    def __init__(self, root: Any) -> None:
        self._root = root
        self._defined: dict[str, Fits] = {}

    def test(self, rules: Any) -> Fits:
        """Make the test of a schema, or of a part of one."""
        if not isinstance(rules, dict):
            return _always if rules is True else _never
        tests = tuple(_KEYWORDS.get(word, _unknown)(rules, word, self) for word in rules if word not in _SILENT)
        return tests[0] if len(tests) == 1 else lambda value: all(test(value) for test in tests)

    def defined(self, name: str) -> Fits:
        """Give the test of the part of that name."""
        if name not in self._defined:
            self._defined[name] = self.test(self._root.get("$defs", {}).get(name))
        return self._defined[name]


def _always(_: Any) -> bool:
    return True


def _never(_: Any) -> bool:
    return False


def _unknown(_: Any, __: str, ___: _Maker) -> Fits:
    return _never


def _type(rules: Any, _: str, __: _Maker) -> Fits:
    kind = _KINDS.get(rules["type"]) if isinstance(rules["type"], str) else None
    return (lambda value: isinstance(value, kind)) if kind else _never


def _bound(rules: Any, word: str, _: _Maker) -> Fits:
    most, (kind, measured) = rules[word], _BOUNDS[word]
    if word.startswith("min"):
        return lambda value: not isinstance(value, kind) or measured(value) >= most
    return lambda value: not isinstance(value, kind) or measured(value) <= most


def _pattern(rules: Any, _: str, __: _Maker) -> Fits:
    search = re.compile(rules["pattern"]).search
    return lambda value: not isinstance(value, str) or search(value) is not None


def _one_of(rules: Any, word: str, _: _Maker) -> Fits:
    given = rules[word] if word == "enum" else [rules[word]]
    texts = frozenset(each for each in given if isinstance(each, str))
    return lambda value: isinstance(value, str) and value in texts


def _required(rules: Any, _: str, __: _Maker) -> Fits:
    names = tuple(rules["required"])
    return lambda value: not isinstance(value, dict) or all(name in value for name in names)


def _items(rules: Any, _: str, maker: _Maker) -> Fits:
    test = maker.test(rules["items"])
    return lambda value: not isinstance(value, list) or all(test(item) for item in value)


def _names(rules: Any, _: str, maker: _Maker) -> Fits:
    test = maker.test(rules["propertyNames"])
    return lambda value: not isinstance(value, dict) or all(test(name) for name in value)


def _properties(rules: Any, _: str, maker: _Maker) -> Fits:
    tests = {name: maker.test(part) for name, part in rules["properties"].items()}
    return lambda value: (
        not isinstance(value, dict) or all(tests[name](inner) for name, inner in value.items() if name in tests)
    )


def _patterned(rules: Any, _: str, maker: _Maker) -> Fits:
    tests = [(re.compile(pattern).search, maker.test(part)) for pattern, part in rules["patternProperties"].items()]
    return lambda value: (
        not isinstance(value, dict)
        or all(test(inner) for search, test in tests for name, inner in value.items() if search(name))
    )


def _additional(rules: Any, _: str, maker: _Maker) -> Fits:
    known, test = rules.get("properties", {}), maker.test(rules["additionalProperties"])
    searches = [re.compile(pattern).search for pattern in rules.get("patternProperties", {})]

    def fits(value: Any) -> bool:
        if not isinstance(value, dict):
            return True
        others = [name for name in value if name not in known]
        return all(any(search(name) for search in searches) or test(value[name]) for name in others)

    return fits


def _any_of(rules: Any, _: str, maker: _Maker) -> Fits:
    tests = [maker.test(part) for part in rules["anyOf"]]
    return lambda value: any(test(value) for test in tests)


def _reference(rules: Any, _: str, maker: _Maker) -> Fits:
    place = rules["$ref"]

    def fits(value: Any) -> bool:  # what it refers to may refer to itself: it is made when asked
        return maker.defined(place.removeprefix(_DEFINED))(value)

    return fits if place.startswith(_DEFINED) else _never


def _itself(value: int) -> int:
    return value


_BOUNDS: dict[str, tuple[type, Callable[[Any], int]]] = {
    "minLength": (str, len),
    "maxLength": (str, len),
    "minItems": (list, len),
    "maxItems": (list, len),
    "minProperties": (dict, len),
    "maxProperties": (dict, len),
    "minimum": (int, _itself),
    "maximum": (int, _itself),
}
_KEYWORDS: dict[str, Callable[[Any, str, _Maker], Fits]] = {
    **dict.fromkeys(_BOUNDS, _bound),
    "type": _type,
    "pattern": _pattern,
    "enum": _one_of,
    "const": _one_of,
    "required": _required,
    "items": _items,
    "propertyNames": _names,
    "properties": _properties,
    "patternProperties": _patterned,
    "additionalProperties": _additional,
    "anyOf": _any_of,
    "$ref": _reference,
}
