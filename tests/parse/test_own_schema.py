import json
from typing import Any

import pytest

from qmsdoc.capture.document_reader import DocumentReader
from qmsdoc.model.document import Document
from qmsdoc.model.rule_ids import FIELD_INVALID, FIELD_MISSING, OWNER_MISSING
from qmsdoc.parse.front_matter import front_matter
from qmsdoc.parse.own_schema import own_schema
from tests.memory import MemoryTree

OWN: dict[str, Any] = {
    "required": ["expires", "machine"],
    "properties": {
        "machine": {"type": "string", "pattern": "^M-[0-9]+$", "description": "a machine such as M-12"},
        "shifts": {"type": "integer", "minimum": 1},
        "places": {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}},
        "limits": {"type": "object", "additionalProperties": {"type": "integer"}},
        "note": True,
    },
    "additionalProperties": False,
}
HEAD = "---\nid: QP-001\ntitle: T\ntype: procedure\nowner: jane.doe\nrevision: 1\n"


def judged(fields: str, rules: dict[str, Any] = OWN) -> Document:
    schema, problems = own_schema("own.json", json.dumps(rules).encode())
    assert schema is not None
    assert not problems
    tree = MemoryTree({"a.md": ("100644", f"{HEAD}{fields}---\n".encode())})
    document = DocumentReader({"procedure": schema}).document(tree, "a.md")
    assert document is not None
    return document


def said(fields: str) -> list[tuple[str, int | None]]:
    return [(problem.rule, problem.line) for problem in judged(fields).problems]


GOOD = "expires: 2026-01-01\nmachine: M-12\n"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (GOOD, []),
        (GOOD + "shifts: 3\nplaces: [a, b]\nlimits: {x: 1}\nnote: Any.\n", []),
        ("machine: M-12\n", [("field-missing", 2)]),
        ("expires: 2026-01-01\nmachine: X\n", [("field-invalid", 8)]),
        (GOOD + "shifts: 0\n", [("field-invalid", 9)]),
        (GOOD + "shifts: many\n", [("field-invalid", 9)]),
        (GOOD + "places: [c]\n", [("field-invalid", 9)]),
        (GOOD + "stranger: 1\n", [("field-unknown", 9)]),
        ("owner: x\n" + GOOD, [("front-matter-invalid", 7)]),
    ],
)
def test_a_type_has_fields_of_its_own(fields: str, told: list[tuple[str, int | None]]) -> None:
    assert said(fields) == told


def test_fields_of_its_own_are_known_by_their_text_and_explained_in_its_words() -> None:
    document = judged(GOOD + "places: [a, b]\n")
    assert dict(document.front.extra) == {"machine": "M-12", "places": "a, b"}
    (problem,) = judged("expires: 2026-01-01\nmachine: X\n").problems
    assert problem.remedy == "Write a machine such as M-12."
    (problem,) = judged("", {"required": ["shifts"]}).problems
    assert problem.remedy == "Add 'shifts: …'."


def test_a_fault_that_is_known_already_is_told_once() -> None:
    rules = {"required": ["title"], "properties": {"revision": {"type": "integer", "minimum": 1}}}
    document = judged("", rules)
    assert not document.problems
    schema, _ = own_schema("own.json", json.dumps(rules).encode())
    assert schema is not None
    bare = front_matter(b"---\nid: QP-001\ntype: procedure\nrevision: 0\n---\n", {"procedure": schema})
    assert [p.rule for p in bare.problems] == [OWNER_MISSING, FIELD_MISSING, FIELD_INVALID]


def nested(depth: int) -> dict[str, Any]:
    rules: dict[str, Any] = {"type": "string"}
    for _ in range(depth):
        rules = {"properties": {"a": rules}}
    return rules


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ({"$ref": "https://elsewhere.example/x.json"}, "uses '$ref'"),
        ({"properties": {"a": {"anyOf": []}}}, "uses 'anyOf' at 'a'"),
        ({"properties": {"a": {"items": {"not": {}}}}}, "uses 'not' at 'a'"),
        ({"properties": {"a": {"type": "number"}}}, "is none of"),
        ({"properties": {"a": {"type": ["string"]}}}, "is none of"),
        ({"properties": {"a": {"pattern": "(?=a)"}}}, "could take too long"),
        ({"properties": {"a": {"pattern": "["}}}, "could take too long"),
        ({"properties": {"a": {"pattern": "(a)\\1"}}}, "could take too long"),
        ({"properties": {"a": {"pattern": "(?:a{1000}){1000}"}}}, "could take too long"),
        ({"properties": {"a": {"pattern": 1}}}, "could take too long"),
        ({"properties": {"a": 1}}, "not a JSON object at 'a'"),
        ({"required": "a"}, "The schema is not valid"),
        ({"properties": []}, "The schema is not valid"),
        ({"properties": {"a": {"minItems": 1, "dependentRequired": {}}}}, "uses 'dependentRequired' at 'a'"),
        (nested(9), "nested more than 8 deep"),
        ([], "not a JSON object"),
    ],
)
def test_only_a_small_part_of_json_schema_is_taken(rules: Any, told: str) -> None:
    schema, (problem, *_) = own_schema("own.json", json.dumps(rules).encode())
    assert schema is None
    assert told in problem.message
    assert (problem.rule, problem.path) == ("policy-invalid", "own.json")


@pytest.mark.parametrize("data", [None, b"{", b"\xff", b"[" * 50_000, b" " * 100_001])
def test_what_is_no_schema(data: bytes | None) -> None:
    schema, problems = own_schema("own.json", data)
    assert schema is None
    assert len(problems) == 1


def test_as_deep_and_as_open_as_is_allowed() -> None:
    assert own_schema("own.json", json.dumps(nested(8)).encode())[0]
    assert own_schema("own.json", json.dumps({"properties": {"a": {"pattern": "^a*[b-d]+(?:x|y)?$"}}}).encode())[0]


@pytest.mark.parametrize("pattern", ["(a+)+$", "^(a|a)*$", "a*b*c*", "(.*,){25}x"])
def test_a_hostile_pattern_is_matched_in_linear_time(pattern: str) -> None:
    rules = {"properties": {"note": {"type": "string", "pattern": pattern}}}
    fields = f"note: {'a' * 60_000}!\n"
    # An engine that goes back would not end within this test's life.
    assert {problem.rule for problem in judged(fields, rules).problems} <= {"field-invalid"}


def test_front_matter_that_cannot_be_read_is_left_alone() -> None:
    schema, _ = own_schema("own.json", b"{}")
    assert schema is not None
    for text in (b"no front matter", b"---\nid: [\n---\n", b"---\n- a\n---\n", b"---\nid: QP-001\n"):
        assert front_matter(text, {"procedure": schema}) == front_matter(text)
