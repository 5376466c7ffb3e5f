"""What jsonschema-rs says at once is what jsonschema says in the end."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmsdoc.model.rule_ids import POLICY_INVALID
from qmsdoc.parse.schema import FieldRules, compiled, disagreements, linear, schema, validator_class
from qmsdoc.parse.yaml import Mapping, read

OURS = ("document.schema.json", "policy.schema.json", "people.schema.json", "standard.schema.json")
TEXTS = ["", "a", "QP-001", "2026-02-01", "12 months", "iso9001-2015:7.5.2", "de", "no such thing!", "x" * 301, "a@b.c"]


def words(name: str) -> list[str]:
    """Every name of a property that a schema speaks of."""
    found: set[str] = set()

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            found.update(part.get("properties", {}) if isinstance(part.get("properties"), dict) else ())
            for inner in part.values():
                walk(inner)

    walk(schema(name))
    return sorted({*found, "x-own", "jane.doe", "quality-manager", "Bad Name", ""})


def values(name: str) -> st.SearchStrategy[Any]:
    leaves = st.sampled_from(TEXTS) | st.integers(-1, 3) | st.just(10**6)
    keys = st.sampled_from(words(name))
    return st.recursive(
        leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=5), max_leaves=20
    )


@cache
def both(name: str) -> list[tuple[Any, Any]]:
    """A schema and each of its properties alone, which reach deeper than whole values, as either library holds them."""
    rules = schema(name)
    parts = [rules, *({**inner, "$defs": rules.get("$defs", {})} for inner in rules["properties"].values())]
    return [(compiled(part), validator_class()(part)) for part in parts]


@pytest.mark.parametrize("name", OURS)
@given(data=st.data())
def test_the_fast_answer_agrees_with_jsonschema(name: str, data: st.DataObject) -> None:
    value = data.draw(values(name))
    for fast, sure in both(name):
        assert fast.agrees(value) == sure.is_valid(value)


GOOD = {"id": "QP-001", "title": "A", "type": "procedure", "owner": "b", "revision": 1, "clauses": ["iso9001-2015:7.5"]}


@pytest.mark.parametrize(
    ("change", "fits"),
    [
        ({}, True),
        ({"x-own": ["anything"]}, True),
        ({"revision": 999999}, True),
        ({"revision": 1000000}, False),
        ({"revision": 0}, False),
        ({"revision": "1"}, False),
        ({"title": "x" * 300}, True),
        ({"title": "x" * 301}, False),
        ({"title": ""}, False),
        ({"own": "a"}, False),
        ({"clauses": ["7.5"]}, False),
        ({"clauses": "iso9001-2015:7.5"}, False),
        ({"externals": [{"name": "ISO 9001", "x-a": 1}]}, True),
        ({"externals": [{"edition": "2015"}]}, False),
    ],
)
def test_front_matter_fits_or_not(change: dict[str, Any], fits: bool) -> None:
    rules, value = schema("document.schema.json"), {**GOOD, **change}
    assert compiled(rules).agrees(value) is fits
    assert validator_class()(rules).is_valid(value) is fits


@pytest.mark.parametrize("pattern", ["(?=a)", "(a)\\1", "[", "(?:a{1000}){1000}"])
def test_a_pattern_that_cannot_be_matched_in_linear_time_is_none(pattern: str) -> None:
    assert linear(pattern) is None


def test_a_property_is_named_once_with_its_place() -> None:
    node, _ = read("a: x\nb: 1\n", rule=POLICY_INVALID)
    assert isinstance(node, Mapping)
    rules = compiled({"properties": {"a": {"type": "array", "description": "a list"}}, "additionalProperties": False})
    found = disagreements(node, rules, FieldRules.all(POLICY_INVALID))
    assert [(path, finding.line, finding.column) for path, finding in found] == [(("a",), 1, 4), (("b",), 2, 1)]
    assert found[0][1].remedy == "Write a list: 'a: [x]'."
