"""External documents, retention and spans of time in front matter; exclusions, retention and accounts of the policy."""

import re
from datetime import date

import pytest

from qmsdoc import resources
from qmsdoc.model.policy import Policy
from qmsdoc.model.policy_time import Interval
from qmsdoc.model.standard import Exclusion
from qmsdoc.parse.front_matter import ParsedFile, front_matter
from qmsdoc.parse.policy_files import policy

HEAD = "---\nid: EX-001\ntitle: T\ntype: external\nowner: jane.doe\nrevision: 1\n"
TYPES = "manual: m\nrevision: 1\ntypes:\n  policy: {prefix: POLICY}\n  form: {prefix: QF%s}\n"
PEOPLE = b"people:\n  jane.doe: {name: Jane Doe, accounts: ['@jane', org/doe]}\n"


def parsed(fields: str) -> ParsedFile:
    return front_matter(f"{HEAD}{fields}---\n".encode())


def read(more: str, kind: str = "") -> tuple[Policy | None, list[tuple[str, int | None]]]:
    found, problems = policy({"qmsdoc.yml": (TYPES % kind + more).encode(), "people.yml": PEOPLE})
    return found, [(problem.message, problem.line) for problem in problems]


def test_a_register_of_external_documents() -> None:
    (first, second) = parsed(
        "check_every: 12 months\nexternals:\n"
        "  - {name: A, edition: 2015, last_checked: 2026-01-07}\n"
        "  - {name: B, check_every: 30 days, withdrawn: 2026-02-01, kept_for: C}\n"
    ).front.externals
    assert (first.name, first.edition, first.last_checked) == ("A", "2015", date(2026, 1, 7))
    assert (first.check_every, first.line) == (Interval(months=12), 9)
    assert (second.check_every, second.withdrawn, second.kept_for) == (Interval(days=30), date(2026, 2, 1), "C")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("externals: [{name: A, last_checked: 2026-02-30}]\n", ("date-invalid", 7)),
        ("externals:\n  - {name: A, check_every: often}\n", ("field-invalid", 8)),
        ("externals:\n  - {edition: 1}\n", ("field-missing", 8)),
        ("externals:\n  - {name: A, editon: 1}\n", ("field-unknown", 8)),
        ("externals: ISO 9001\n", ("field-invalid", 7)),
        ("retention: 0 years\n", ("field-invalid", 7)),
        ("expires: 2026-31-01\n", ("date-invalid", 7)),
        ("check_every: []\n", ("field-invalid", 7)),
        ("deviates_from: [QP-001]\n", ("field-invalid", 7)),
    ],
)
def test_what_is_wrong_has_its_place(fields: str, told: tuple[str, int]) -> None:
    assert [(problem.rule, problem.line) for problem in parsed(fields).problems] == [told]


def test_exclusions_retention_and_what_types_rely_on() -> None:
    more = 'exclusions: {iso9001-2015: {"8.3": We design nothing.}}\nretention: {form: 5 years}\n'
    found, problems = read(more, ", relies_on: [policy]")
    assert not problems
    assert found is not None
    assert found.exclusions == (Exclusion("iso9001-2015", "8.3", "We design nothing.", 6, 29),)
    assert found.retention == (("form", Interval(months=60)),)
    assert [kind.relies_on for kind in found.types] == [None, ("policy",)]
    assert found.people[0].accounts == ("jane", "org/doe")


@pytest.mark.parametrize(
    ("more", "kind", "told"),
    [
        ("", ", relies_on: [frm]", ("'frm' is none of the document types. Did you mean 'form'?", 5)),
        ("retention: {frm: 5 years}\n", "", ("'frm' is none of the document types. Did you mean 'form'?", 6)),
        ("retention: {form: long}\n", "", ("This is not an interval: 'long'.", 6)),
    ],
)
def test_a_policy_names_types_that_are_there(more: str, kind: str, told: tuple[str, int]) -> None:
    found, problems = read(more, kind)
    assert found is None
    assert problems == [told]


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (Interval(months=24), "2 years"),
        (Interval(months=12), "1 year"),
        (Interval(months=18), "18 months"),
        (Interval(days=1), "1 day"),
        (Interval(days=90), "90 days"),
    ],
)
def test_an_interval_is_written_as_it_is_read(span: Interval, text: str) -> None:
    assert str(span) == text


def test_the_samples_register_says_in_its_tables_what_it_says_to_qmsdoc() -> None:
    path = resources.folder("sample_manual") / "documents/external/register-of-external-documents.md"
    document = front_matter(path.read_bytes())
    rows = re.findall(r"^\| (.+) \|$", document.text[document.body_offset :], re.MULTILINE)
    cells = [tuple(cell.strip() for cell in row.split("|")) for row in rows]
    table = {(row[0], row[1], row[3], row[5]) for row in cells if len(row) == 6 and re.fullmatch(r"[\d-]{10}", row[5])}
    assert len(table) >= 30
    assert table == {(e.name, e.edition, e.source, str(e.last_checked)) for e in document.front.externals}
