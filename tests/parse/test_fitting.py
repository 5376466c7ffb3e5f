"""What fits a schema at once is valid by `jsonschema`, and what fits is all that our own schemas let pass."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from qmsdoc.parse.fitting import fitting
from qmsdoc.parse.schema import schema

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


@pytest.mark.parametrize("name", OURS)
@given(data=st.data())
def test_fitting_agrees_with_jsonschema(name: str, data: st.DataObject) -> None:
    rules = schema(name)
    value = data.draw(values(name))
    assert fitting(rules)(value) == Draft202012Validator(rules).is_valid(value)
    # One property held against its own part reaches deeper than whole values, most of which lack something.
    for key, inner in rules["properties"].items():
        part = {**inner, "$defs": rules.get("$defs", {})}
        assert fitting(part)(value) == Draft202012Validator(part).is_valid(value), key


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
    assert fitting(rules)(value) is fits
    assert Draft202012Validator(rules).is_valid(value) is fits


@pytest.mark.parametrize(
    "rules",
    [{"not": {"type": "string"}}, {"type": ["integer", "string"]}, {"type": "number"}, {"$ref": "#/properties/a"},
     {"enum": [1]}, {"const": 1}, {"oneOf": [{}]}, False],
)  # fmt: skip
def test_what_is_not_known_lets_nothing_fit(rules: Any) -> None:
    assert not fitting(rules)(1)


@pytest.mark.parametrize("rules", [True, {}, {"description": "anything"}, {"minLength": 5, "maxItems": 0}])
def test_what_asks_for_nothing_lets_a_number_fit(rules: Any) -> None:
    assert fitting(rules)(1)
