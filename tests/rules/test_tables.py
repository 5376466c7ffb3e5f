"""Facts that a text repeats in a table agree with the data."""

import pytest

from tests.rules.build import found

_TYPES = """\
types:
  procedure: {prefix: QP, approvals: {owner-role: 1, quality-manager: 1}, review_every: 24 months}
  instruction: {prefix: WI, approvals: {quality-manager: 1}, valid_for: 14 days}
people: {jane.doe: {quality-manager: {}, owner-role: {}, deputy-quality-manager: {}}}
"""


@pytest.mark.parametrize(
    ("row", "count"),
    [
        ("| QP | owner role and quality manager | 24 months |", 0),
        ("| QP | *owner role* and `quality-manager` | 2 years |", 0),
        ("| QP | procedure |", 0),
        ("| QP | quality manager | 24 months |", 1),
        ("| QP | deputy quality manager and owner role | |", 1),
        ("| QP | quality manager | 12 months |", 2),
    ],
)
def test_a_row_names_roles_and_intervals_of_its_type(row: str, count: int) -> None:
    text = f'{_TYPES}draft: {{id: QP-001, text: "{row}\\n| WI | quality manager | 14 days |"}}'
    assert len(found(text, "policy-table-differs")) == count


def test_one_prefix_makes_no_table_of_types() -> None:
    text = f'{_TYPES}draft: {{id: QP-001, text: "| QP | quality manager |\\n\\n| WI | nobody |"}}'
    assert not found(text, "policy-table-differs")


_HEAD = "| Document | Edition | Last checked |\\n|---|---|---|\\n"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("| A | 1 | 2026-01-02 |\\n| [B](b.md) | 2 | |", ()),
        ("| A | 1 | 2026-01-03 |\\n| B | 2 | |", ("Of A the `externals` say 2026-01-02",)),
        ("| A | 3 | 2026-01-03 |\\n| B | 2 | |", ("Of A the `externals` say 1 and 2026-01-02",)),
        ("| A | 1 | 2026-01-02 |", ("B stands among",)),
        ("| A | 1 | 2026-01-02 |\\n| B | 2 | |\\n| C | 3 | |", ("The table lists 'C'",)),
        ("| C | 3 | |", ()),
    ],
)
def test_a_register_says_the_same_twice(rows: str, said: tuple[str, ...]) -> None:
    entries = "[{name: A, edition: 1, last_checked: 2026-01-02}, {name: B, edition: 2}]"
    text = f'draft: {{id: QP-001, externals: {entries}, text: "{_HEAD}{rows}"}}'
    findings = found(text, "external-table-differs")
    assert len(findings) == len(said)
    assert all(words in finding.message for finding, words in zip(findings, said, strict=True))


@pytest.mark.parametrize(
    ("row", "count"),
    [
        ("| [F](qms:WI-001) | 10 years |", 0),
        ("| [F](qms:WI-001) | 119 months |", 1),
        ("| [F](qms:WI-001) | after 5 years |", 0),
        ("| [F](qms:WI-001) [G](qms:WI-002) | 1 year |", 0),
        ("See [F](qms:WI-001): 1 year", 0),
    ],
)
def test_a_table_keeps_records_as_long_as_their_form(row: str, count: int) -> None:
    forms = "{id: WI-001, retention: 10 years}, {id: WI-002, retention: 10 years}"
    text = f'draft: [{{id: QP-001, text: "{row}"}}, {forms}]'
    assert len(found(text, "retention-table-differs")) == count


def test_a_table_in_a_block_of_code_is_none() -> None:
    text = 'draft: {id: QP-001, externals: [{name: A, edition: 1}], text: "```\\n| A | 2 |\\n```"}'
    assert not found(text, "external-table-differs")
