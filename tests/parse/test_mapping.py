"""The mapping: which source gives a field, where the value stands, and that nothing is guessed."""

from __future__ import annotations

import pytest

from qmsdoc.model.mapping import DerivedFrom, FieldMapping, FieldSource, FrontMatterMapping
from qmsdoc.model.policy import Policy
from qmsdoc.parse.headers import read_header
from qmsdoc.parse.mapping import MappedFields, is_mapped_document, map_fields
from qmsdoc.parse.policy_files import policy
from tests.memory import PEOPLE, POLICY


def _mapped(text: str, *sources: FieldSource, field: str = "id") -> MappedFields:
    mapping = FrontMatterMapping((FieldMapping(field, sources),), base="docs/")
    return map_fields(mapping, read_header(text.encode()), "docs/ops/access.md")


@pytest.mark.parametrize(
    ("sources", "value"),
    [
        ((FieldSource(key="qm_id"), FieldSource(key="sop_id")), "SOP-7"),
        ((FieldSource(key="meta.number"),), "N-1"),
        ((FieldSource(key="none"), FieldSource(derived=DerivedFrom.NAME)), "access"),
        ((FieldSource(derived=DerivedFrom.PATH),), "ops-access"),
        ((FieldSource(folders=(("docs", "all"), ("docs/ops", "ops"))),), "ops"),
        ((FieldSource(folders=(("docs/op", "no"),)), FieldSource(constant="X")), "X"),
        ((FieldSource(key="list"),), "only"),
        ((FieldSource(key="many"), FieldSource(constant="X")), "X"),
    ],
)
def test_the_first_source_that_gives_anything_counts(sources: tuple[FieldSource, ...], value: str) -> None:
    text = "---\nsop_id: SOP-7\nqm_id:\nmeta: {number: N-1}\nlist: [only]\nmany: [a, b]\n---\n"
    assert _mapped(text, *sources).text("id") == value


@pytest.mark.parametrize(
    ("written", "pattern", "value"),
    [("r2", "r{}", "2"), ("R15", "r{}", "15"), ("1.0", "{}.0", "1"), ("2.1", "{}.0", None), ("r", "r{}", None)],
)
def test_a_pattern_takes_the_value_out_of_what_is_written(written: str, pattern: str, value: str | None) -> None:
    found = _mapped(f"---\nrev: {written}\n---\n", FieldSource(key="rev", pattern=pattern), field="revision")
    assert found.text("revision") == value


@pytest.mark.parametrize(("written", "value"), [("SOP-7", "procedure"), ("wi", "work"), ("wi-2", None)])
def test_values_are_translated_and_unknown_ones_are_none(written: str, value: str | None) -> None:
    source = FieldSource(key="kind", values=(("SOP-*", "procedure"), ("WI", "work")))
    assert _mapped(f"---\nkind: {written}\n---\n", source, field="type").text("type") == value


def test_a_review_date_is_the_last_review_and_its_interval() -> None:
    source = FieldSource(key="last_reviewed_on", plus="review_in")
    text = "---\nlast_reviewed_on: 2026-08-31\nreview_in: 6 months\n---\n"
    found = _mapped(text, source, field="review_by")
    assert found.text("review_by") == "2027-02-28"
    assert found.source("review_by") == "'last_reviewed_on' and 6 months after it"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\nlast: 2022-30-09\nevery: 6 months\n---\n", 2),
        ("---\nlast: 03/04/2026\nevery: 6 months\n---\n", 2),
        ("---\nlast: 2026-01-01\nevery: often\n---\n", 3),
    ],
)
def test_a_date_or_interval_that_is_none_is_a_fault_at_its_line(text: str, line: int) -> None:
    found = _mapped(text, FieldSource(key="last", plus="every"), field="review_by")
    assert found.text("review_by") is None
    assert [(fault.rule, fault.line) for fault in found.problems] == [("date-invalid", line)]


def test_the_title_is_the_first_heading_outside_of_code() -> None:
    text = "---\nx: y\n---\n\n```\n# no\n```\n\n# The **title** of [it](x.md)\n"
    found = _mapped(text, FieldSource(derived=DerivedFrom.HEADING), field="title")
    node = found.root.get("title")
    assert found.text("title") == "The title of it"
    assert node is not None
    assert node.line == 9


def test_a_heading_that_a_program_fills_in_is_no_title() -> None:
    found = _mapped("# <%= current_page.data.title %>\n", FieldSource(derived=DerivedFrom.HEADING), field="title")
    assert found.text("title") is None


def test_fields_that_the_mapping_does_not_name_are_the_headers_own() -> None:
    found = _mapped("---\nchange: New.\nfoo: bar\n---\n", FieldSource(key="foo"))
    assert (found.text("change"), found.text("id")) == ("New.", "bar")


@pytest.mark.parametrize(("said", "wanted"), [("true", True), ("True", True), ("false", False), ("", False)])
def test_where_says_which_files_are_documents(said: str, wanted: bool) -> None:
    mapping = FrontMatterMapping(where=(("controlled", "true"),))
    assert is_mapped_document(mapping, read_header(f"---\ncontrolled: {said}\n---\n".encode())) is wanted


def _policy(mapping: str) -> tuple[Policy | None, list[tuple[str, int | None]]]:
    found, problems = policy({"qmsdoc.yml": f"{POLICY}{mapping}".encode(), "people.yml": PEOPLE.encode()})
    return found, [(problem.message, problem.line) for problem in problems]


def test_the_policy_says_the_mapping() -> None:
    found, problems = _policy(
        "mapping:\n  where: {controlled: true}\n  dates: [month in words]\n  fields:\n    id: [sop_id, {from: name}]\n"
        '    revision: {key: rev, pattern: "r{}"}\n    review_by: [{key: last, plus: 6 months}]\n'
    )
    assert problems == []
    assert found is not None
    assert found.mapping == FrontMatterMapping(
        fields=(
            FieldMapping("id", (FieldSource(key="sop_id"), FieldSource(derived=DerivedFrom.NAME))),
            FieldMapping("revision", (FieldSource(key="rev", pattern="r{}"),)),
            FieldMapping("review_by", (FieldSource(key="last", plus="6 months"),)),
        ),
        where=(("controlled", "true"),),
        dates=("month in words",),
        base="documents/",
    )


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{key: a, value: b}", "A source of 'id' says key and value."),
        ("{pattern: 'r{}'}", "A source of 'id' says nothing."),
        ("{key: a, pattern: r2}", "The pattern of 'id' has no one place '{}'."),
        ("{key: a, plus: 6 months}", "To 'id' no time can be added here."),
    ],
)
def test_a_source_that_says_too_much_or_too_little_makes_the_policy_invalid(source: str, message: str) -> None:
    found, problems = _policy(f"mapping:\n  fields:\n    id:\n      - {source}\n")
    assert found is None
    assert [text for text, _ in problems] == [message]
