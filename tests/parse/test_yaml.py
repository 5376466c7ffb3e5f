"""YAML without surprises: every value is the text it is, with its place."""

from __future__ import annotations

import pytest

from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import FRONT_MATTER_INVALID
from qmsdoc.parse.yaml import DEPTH, Mapping, Scalar, Sequence, read


def refused(text: str, *, inert_tags: bool = False) -> Finding:
    node, problem = read(text, rule=FRONT_MATTER_INVALID, inert_tags=inert_tags)
    assert node is None
    assert problem is not None
    return problem


def test_places_and_kinds() -> None:
    node, problem = read("# remark\na: [b, 'c']\n", rule=FRONT_MATTER_INVALID, line=5)
    assert problem is None
    items = (Scalar("b", 6, 5), Scalar("c", 6, 8))
    assert node == Mapping(((Scalar("a", 6, 1), Sequence(items, 6, 4)),), 6, 1)
    assert node.get("a") == Sequence(items, 6, 4)
    assert node.get("b") is None


@pytest.mark.parametrize(
    "text", ["NO", "on", "1:30", "010", "1.10", "0x1F", "2022-30-09", "1_000", ".inf", "=", "true"]
)
def test_scalars_stay_text(text: str) -> None:
    assert read(text, rule=FRONT_MATTER_INVALID)[0] == Scalar(text, 1, 1)


@pytest.mark.parametrize(("text", "value"), [("null", ""), ("~", ""), ("Null", ""), ("'null'", "null"), ('"~"', "~")])
def test_nothing_is_the_empty_text(text: str, value: str) -> None:
    assert read(text, rule=FRONT_MATTER_INVALID)[0] == Scalar(value, 1, 1)


def test_an_empty_document() -> None:
    assert read("# only a remark\n", rule=FRONT_MATTER_INVALID) == (None, None)


def test_depth_at_its_boundary() -> None:
    assert read("[" * DEPTH + "]" * DEPTH, rule=FRONT_MATTER_INVALID)[1] is None
    assert "deep" in refused("[" * (DEPTH + 1) + "]" * (DEPTH + 1)).message


def test_width_is_bounded() -> None:
    assert "too many" in refused("[" + "b," * 200_001 + "]").message


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("a: b\n---\nc: d\n", 2, 1, "second YAML document"),
        ("%YAML 1.1\n---\na: b", 1, 1, "percent"),
        ("a: !!str b", 1, 4, "'tag:yaml.org,2002:str'"),
        ("a: !b c", 1, 4, "'!b'"),
        ("a: &x b\nc: *x", 1, 4, "'&x'"),
        ("a: *x", 1, 4, "'*x'"),
        ("a: {b: c, b: d}", 1, 11, "twice"),
        ("a:\n  <<: b", 2, 3, "merge"),
        ("{[a]: b}", 1, 2, "name of a field"),
        ("a:\n \tb", 2, 1, "tab"),
        ("a: b\nc: \u0085", 2, 4, "invisible"),
        ("a: @b", 1, 4, "cannot begin"),
        ("a: b\n c: d", 2, 3, "second colon"),
        ("a: {b", 1, 4, "not closed"),
        ("a: - b", 1, 4, "cannot be read"),
        ("a\nb: c: d", 2, 2, "second colon"),
    ],
)
def test_refused(text: str, line: int, column: int, words: str) -> None:
    problem = refused(text)
    assert words in problem.message
    assert (problem.line, problem.column) == (line, column)


def test_inert_tags_construct_nothing() -> None:
    node, problem = read("a: !!python/object/apply:os.system ['false']", rule=FRONT_MATTER_INVALID, inert_tags=True)
    assert problem is None
    assert isinstance(node, Mapping)
    assert node.get("a") == Sequence((Scalar("false", 1, 37),), 1, 4)
    assert "'&x'" in refused("a: &x b", inert_tags=True).message
