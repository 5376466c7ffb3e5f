import pytest

from qmsdoc.model.standard import above, split_clause
from qmsdoc.parse.standards import shipped, shipped_names
from qmsdoc.rules import check
from tests.memory import POLICY, MemoryManual
from tests.rules.build import found

ALL = "4 5 6 7 8 9 10"


def covering(clauses: str, extra: str = "") -> str:
    listed = ", ".join(f'"iso9001-2015:{clause}"' for clause in clauses.split())
    return f"approved: {{id: QM-001, clauses: [{listed}]}}\n{extra}"


@pytest.mark.parametrize(
    ("cited", "count"),
    [
        ("iso9001-2015:7.5.3.2 c", 0),
        ("iso9001-2015:7.5.3.2", 0),
        ("iso9001-2015:7.5.3.3", 1),
        ("iso9001-2015:7.5.2(a)", 0),
        ("iso9001-2015:11", 1),
        ("iso13485-2016:7.5.9.2", 0),
        ("iso13485-2016:7.5.12", 1),
        ("iso-iec27001-2022:A.8.34", 0),
        ("iso-iec27001-2022:A.8.35", 1),
        ("house-rules:2.1", 0),
        ("house-rules:2.2", 1),
        ("iso9001-2016:4.1", 1),
    ],
)
def test_a_clause_is_looked_up_in_its_edition(cited: str, count: int) -> None:
    text = f'draft: {{id: QP-001, clauses: ["{cited}"]}}\nown_standards: {{house-rules: {{"2": Two, "2.1": Two one}}}}'
    assert len(found(text, "clause-unknown")) == count


def test_an_unknown_clause_is_placed_at_its_own_line_with_what_was_meant() -> None:
    text = """---
id: QP-001
title: T
type: procedure
owner: jane.doe
revision: 1
clauses:
  - iso9001-2015:7.5.2
  - iso9001-2015:8.5.7
---
"""
    (finding,) = found(text, "clause-unknown")
    assert (finding.line, finding.column) == (9, 5)
    assert finding.message == "ISO 9001:2015 has no clause 8.5.7."
    assert "Did you mean '8." in finding.remedy


def test_an_unknown_standard_is_named_wherever_it_stands() -> None:
    text = 'standards: [iso9001-2051]\nexclusions: {iso14001: {"8.1": No.}, iso9001-2015: {"8.33": No.}}\n'
    findings = found(text + 'draft: {id: QP-001, clauses: ["iso9001-2051:4"]}', "clause-unknown")
    assert [finding.path for finding in findings] == ["documents/qp-001.md", *["qmsdoc.yml"] * 3]
    assert sum("Did you mean 'iso9001-2015'?" in finding.remedy for finding in findings) == 2


def test_a_standard_in_the_policy_is_shown_where_it_is_written() -> None:
    manual = MemoryManual(policy=POLICY + "standards: [iso9001-2051]\n").found()
    (finding,) = (found for found in check(manual.snapshot()) if found.rule == "clause-unknown")
    assert (finding.path, finding.line, finding.column) == ("qmsdoc.yml", POLICY.count("\n") + 1, 13)


@pytest.mark.parametrize(
    ("clauses", "told"),
    [
        (ALL, []),
        ("4 5 6 7 8 9", ["any part of clause 10 of ISO 9001:2015 (Improvement)"]),
        ("4 5 6 7 8 9 10.1 10.2", ["clause 10.3 of ISO 9001:2015 (Continual improvement)"]),
        ("4 5 6 7 8 9 10.2.1 10.3", ["clause 10.1 of ", "clause 10.2.2 of "]),
        ("4 5 6 7 8 9.2 9.3 10", ["any part of clause 9.1 of "]),
        ("4 5 6 7 8.1 8.2 8.4 8.5 8.6 8.7 9 10", ["any part of clause 8.3 of "]),
    ],
)
def test_what_no_document_in_force_covers_is_told_from_the_top(clauses: str, told: list[str]) -> None:
    messages = [finding.message for finding in found(covering(clauses), "clause-uncovered")]
    assert len(messages) == len(told)
    assert all(said in message for said, message in zip(told, sorted(messages), strict=True))


def test_what_is_left_out_needs_no_cover_and_drafts_cover_nothing() -> None:
    clauses = "4 5 6 7 8.1 8.2 8.4 8.5 8.6 8.7 9 10"
    assert not found(covering(clauses, 'exclusions: {iso9001-2015: {"8.3": We design nothing.}}'), "clause-uncovered")
    draft = 'drafts: [{id: QP-009, clauses: ["iso9001-2015:8.3"]}]'
    assert found(covering(clauses, draft), "clause-uncovered")
    assert not found('draft: {id: QP-001, clauses: ["iso9001-2015:4"]}', "clause-uncovered")
    assert not found(covering(ALL, "standards: [unheard-of]"), "clause-uncovered")


@pytest.mark.parametrize(("reason", "count"), [("TBD", 1), ("' '", 1), ("''", 1), ("We design nothing.", 0)])
def test_an_exclusion_needs_a_reason(reason: str, count: int) -> None:
    text = f'exclusions: {{iso9001-2015: {{"8.3": {reason}}}}}'
    assert len(found(text, "clause-exclusion-unjustified")) == count


@pytest.mark.parametrize(("named", "count"), [("8.3.4", 1), ("8.3", 1), ("8", 0), ("8.4", 0)])
def test_what_a_document_covers_is_not_left_out(named: str, count: int) -> None:
    text = covering(named, 'exclusions: {iso9001-2015: {"8.3": We design nothing.}}')
    findings = found(text, "clause-exclusion-unjustified")
    assert len(findings) == count
    assert all("QM-001 says that it covers it" in finding.message for finding in findings)


def test_clauses_are_taken_apart() -> None:
    assert split_clause("iso9001-2015:7.5.2 a") == ("iso9001-2015", "7.5.2")
    assert above("A.5.1") == ("A.5.1", "A.5", "A")


@pytest.mark.parametrize("name", shipped_names())
def test_every_shipped_standard_is_whole(name: str) -> None:
    standard = shipped(name)
    assert standard is not None
    assert standard.name == name
    numbers = [number for number, _ in standard.clauses]
    assert len(set(numbers)) == len(numbers)
    assert all(title for _, title in standard.clauses)
    for number in numbers:
        parents = [up for up in above(number)[1:] if up != "A"]
        assert all(numbers.index(up) < numbers.index(number) for up in parents)


def test_only_the_names_of_standards_are_looked_for() -> None:
    assert shipped("../policy.schema") is None
    assert shipped("iso9001-1994") is None


def test_a_later_edition_is_covered_by_what_names_the_former() -> None:
    text = covering(ALL) + "standards: [iso9001-2015, iso9001-2026]"
    assert not found(text, "clause-uncovered")
    without = covering("4 5 6.1.1 6.1.2 6.2 6.3 7 8 9 10.2 10.3") + "standards: [iso9001-2026]"
    gaps = [finding.message for finding in found(without, "clause-uncovered")]
    assert ["clause 6.1.3 " in message for message in gaps] == [True], "10.1 is covered by what covered 10.3"


def test_an_exclusion_is_carried_over() -> None:
    text = covering("4 5 6 7 8.1 8.2 8.4 8.5 8.6 8.7 9 10") + "standards: [iso9001-2026]\n"
    assert found(text, "clause-uncovered")
    assert not found(text + 'exclusions: {iso9001-2015: {"8.3": We design nothing.}}', "clause-uncovered")


def test_a_changed_clause_is_looked_at_by_a_review_too() -> None:
    text = "standards: [iso9001-2015, iso9001-2026]\nin_force_since: 2026-01-20\n" + covering("6 9.2.1")
    (finding,) = found(text, "clause-changed")
    assert "6.1.3: Opportunities" in finding.message
    assert "9.2.2" not in finding.message
    assert (finding.line, finding.clause) == (7, "iso9001-2015:6.3")
    review = "reviewed: [{id: QM-001, day: 2026-01-21, until: 2027-01-21}]"
    assert not found(f"{text}{review}", "clause-changed")


def test_rules_cite_the_edition_that_the_policy_lists() -> None:
    draft = "draft: {id: QP-001, owner: nobody}\n"
    (finding,) = found(draft + "standards: [iso9001-2026]", "owner-unknown")
    assert finding.clause == "iso9001-2026:5.3"
