import ast
from importlib.resources import files
from pathlib import Path

import pytest

from qmsdoc.errors import UsageError
from qmsdoc.model.finding import Severity
from qmsdoc.model.rule import RuleData, RuleGroup, RuleId
from qmsdoc.model.rule_ids import by_name, data_of
from qmsdoc.rules import RULES, explain, rule_named
from qmsdoc.rules.definition import Rule, RulePage
from qmsdoc.rules.explain import listing
from tests.rules.build import found

PUBLISHED = tuple(Path(__file__).with_name("public_names.txt").read_text().split())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.data.id)
def test_every_rule_is_documented(rule: Rule) -> None:
    page = rule.page
    assert all((page.summary.endswith("."), page.why, page.mend, page.fails, page.passes))
    assert page.summary in explain(rule.data.id).replace("\n", " ")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.data.id)
def test_the_failing_example_fails(rule: Rule) -> None:
    assert found(rule.page.fails, rule.data.id)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.data.id)
def test_the_passing_example_passes(rule: Rule) -> None:
    assert not found(rule.page.passes, rule.data.id)


def test_names_and_codes_are_unique_and_codes_stay_in_order() -> None:
    assert len({rule.data.id for rule in RULES}) == len({rule.data.code for rule in RULES}) == len(RULES)
    letters = "".join(dict.fromkeys(rule.data.code[4] for rule in RULES))
    assert "DPRAELXG".startswith(letters)


def test_every_name_that_was_published_still_answers() -> None:
    assert all(rule_named(name) for name in PUBLISHED)


def test_a_name_that_a_rule_bore_before_answers_for_it() -> None:
    renamed = RuleData(RuleId("new-name"), "QMS-D99", Severity.ERROR, (), replaces=("old-name", "older-name"))
    answers = by_name({renamed.id: renamed})
    assert answers == {"new-name": renamed, "old-name": renamed, "older-name": renamed}


def test_no_rule_is_named_by_a_bare_string_outside_the_registry() -> None:
    folder = Path(str(files("qmsdoc")))
    bare = [
        f"{path.relative_to(folder)}:{node.lineno}"
        for path in sorted(folder.rglob("*.py"))
        if path != folder / "model/rule_ids.py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and data_of(node.value)
    ]
    assert bare == []


def test_a_rule_is_found_by_name_and_by_code() -> None:
    assert rule_named("owner-missing") is rule_named("QMS-P01") is rule_named("Owner-Missing")
    assert rule_named("owner-missing").data.group is RuleGroup.PEOPLE


def test_an_unknown_rule_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UsageError, match="no rule 'owner-mising'") as caught:
        explain("owner-mising")
    assert "Did you mean 'owner-missing'?" in caught.value.remedy


def test_a_rule_cites_the_manuals_own_standard_where_it_can() -> None:
    clauses = (("iso9001-2015", "7.5.2"), ("iso13485-2016", "4.2.4"))
    rule = RuleData(RuleId("x"), "QMS-D01", Severity.ERROR, clauses)
    assert rule.clause(("iso13485-2016",)) == "iso13485-2016:4.2.4"
    assert rule.clause(("iso27001-2022",)) == "iso9001-2015:7.5.2"


def test_the_listing_names_every_rule_under_its_group() -> None:
    lines = listing().splitlines()
    assert lines[0] == RuleGroup.IDENTITY
    assert [line.split()[0] for line in lines if line.startswith("  ")] == [rule.data.id for rule in RULES]


def test_a_page_without_sections_is_only_its_summary() -> None:
    assert RulePage.of("One sentence.") == RulePage("One sentence.", "", "", "", "", "")
