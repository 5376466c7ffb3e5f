"""The pages of docs/rules are those of the rules, and every rule has a page and tests."""

import re
from pathlib import Path

import pytest

from qmsdoc.rules import RULES
from qmsdoc.rules.definition import Rule
from qmsdoc.rules.pages import pages

HERE = Path(__file__).parent
FOLDER = HERE.parents[1] / "docs" / "rules"


def test_the_pages_are_not_stale() -> None:
    on_disk = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.md")}
    assert on_disk == pages(), "Run: python docs/write_rules.py"


def test_every_rule_has_a_page() -> None:
    assert {f"{rule.data.id}.md" for rule in RULES} == pages().keys() - {"index.md"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.data.id)
def test_every_rule_is_tested_beside_its_two_examples(rule: Rule) -> None:
    name = rule.data.id
    said = re.compile(rf"[\"']{name}[\"']|\b{name.upper().replace('-', '_')}\b")
    tests = (path for path in sorted(HERE.parent.rglob("test_*.py")) if path.name not in ("test_pages.py",))
    assert any(said.search(path.read_text("utf-8")) for path in tests)


def test_a_page_cites_clauses_with_their_titles() -> None:
    page = pages()["clause-uncovered.md"]
    words = " ".join(page.split())
    assert "ISO 9001:2015, 4.4 (The system and its processes)" in words
    assert "ISO/IEC 27001:2022, 4.4 (The system itself)" in words
    assert max(map(len, page.splitlines())) <= 120


def test_the_index_lists_every_rule_once() -> None:
    rows = re.findall(r"^\| \[([a-z-]+)\]", pages()["index.md"], re.MULTILINE)
    assert rows == [rule.data.id for rule in RULES]
