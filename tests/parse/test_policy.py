"""The policy's files: what they mean, and each way in which they can be wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from qmsdoc.model.finding import Finding
from qmsdoc.model.policy import Delegation, Policy, RevokedKey, Tenure
from qmsdoc.model.policy_time import Interval, LeadTime
from qmsdoc.model.requirement import Requirement
from qmsdoc.parse.policy_files import policy

SETTINGS = """manual: meridian-quality-manual   # the name every approval carries
revision: 4
change: Site managers may approve work instructions.
organisation: Meridian Instruments Ltd
trunk: main
documents: documents
uncontrolled: [documents/index.md]
standards: [iso9001-2015]
types:
  policy:      {prefix: POLICY, approvals: {managing-director: 1}}
  manual:      {prefix: QM, folder: manual,     approvals: {quality-manager: 1, managing-director: 1}, review_every: 12 months}
  procedure:   {prefix: QP, folder: procedures/, approvals: {process-owner: 1, quality-manager: 1}, independent: [quality-manager], review_every: 24 months}
"""  # noqa: E501 - as a manual has it
PEOPLE = """people:
  jane.doe:
    name: Jane Doe
    principals: [jane.doe@meridian.example]
    roles:
      quality-manager: {from: 2023-01-01}
  john.roe:
    name: John Roe
    principals: [john.roe@meridian.example]
"""


def read(settings: str = SETTINGS, people: str = PEOPLE, **files: bytes) -> Policy:
    found, problems = policy({"qmsdoc.yml": settings.encode(), "people.yml": people.encode(), **files})
    assert problems == ()
    assert found is not None
    return found


def fault(settings: str = SETTINGS, people: str = PEOPLE) -> Finding:
    found, problems = policy({"qmsdoc.yml": settings.encode(), "people.yml": people.encode()})
    assert found is None
    (problem,) = problems
    assert problem.rule == "policy-invalid"
    assert problem.line
    assert problem.column
    assert problem.remedy
    return problem


def test_the_policy_of_the_design() -> None:
    found = read()
    assert (found.manual, found.revision, found.trunk) == ("meridian-quality-manual", 4, "main")
    assert (found.organisation, found.standards) == ("Meridian Instruments Ltd", ("iso9001-2015",))
    assert (found.documents, found.uncontrolled) == (("documents",), ("documents/index.md",))
    assert (found.keys, found.delegations, found.revoked, found.meanings) == ((), (), (), ())
    assert found.review_notice == Interval(days=30)
    procedure = found.type_named("procedure")
    assert procedure is not None
    assert (procedure.prefix, procedure.folder) == ("QP", "procedures")
    assert procedure.approvals == (Requirement("process-owner", 1), Requirement("quality-manager", 1))
    assert procedure.independent == ("quality-manager",)
    assert procedure.review_every == Interval(months=24)
    jane = found.person("jane.doe")
    assert jane is not None
    assert (jane.name, jane.principals) == ("Jane Doe", ("jane.doe@meridian.example",))
    assert jane.tenures == (Tenure("quality-manager", date(2023, 1, 1)),)


def test_the_least_policy() -> None:
    found = read("manual: m\nrevision: 1\ntypes: {note: {prefix: N}}\n")
    assert (found.trunk, found.documents, found.types[0].approvals) == ("main", ("documents",), None)


def test_everything_optional() -> None:
    settings = (
        SETTINGS.replace("documents: documents", "documents: [a/**/*.md, b]").replace("[documents/index.md]", "x.md")
        + "review_notice: 6 weeks\nlead_time: 3 working days\nx-own: anything\n"
        + "meanings: {approved: {quality-manager: Released for use.}}\n"
        + "  # indented remark\n"
    )
    people = """people:
  jane.doe:
    name: Jane Doe
    x-phone: 12
    roles:
      buyer:
      quality-manager: [{from: 2020-01-01, until: 2021-01-01}, {from: 2023-01-01, until: }]
  john.roe: {name: John Roe}
delegations:
  - {role: quality-manager, by: jane.doe, to: john.roe, from: 2026-08-01, until: 2026-08-21, reason: Leave}
revoked:
  - {key: "SHA256:1234567890123456789012345678901234567890123", since: 2026-03-01, reason: Stolen}
  - {key: 0123456789ABCDEF0123456789ABCDEF01234567, since: "2026-03-01T14:30:00Z", reason: Lost}
"""
    found = read(settings, people)
    assert (found.documents, found.uncontrolled) == (("a/**/*.md", "b"), ("x.md",))
    assert found.review_notice == Interval(days=42)
    assert found.lead_time == LeadTime(3, working=True)
    assert found.meaning("approved", "quality-manager") == "Released for use."
    assert found.people[0].tenures == (
        Tenure("buyer"),
        Tenure("quality-manager", date(2020, 1, 1), date(2021, 1, 1)),
        Tenure("quality-manager", date(2023, 1, 1)),
    )
    expected = Delegation("quality-manager", "jane.doe", "john.roe", date(2026, 8, 1), date(2026, 8, 21), "Leave")
    assert found.delegations == (expected,)
    assert found.revoked == (
        RevokedKey("SHA256:" + "1234567890" * 4 + "123", datetime(2026, 3, 1, tzinfo=UTC), "Stolen"),
        RevokedKey("0123456789ABCDEF" * 2 + "01234567", datetime(2026, 3, 1, 14, 30, tzinfo=UTC), "Lost"),
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("manual: meridian-quality-manual", "manual: a b", 1, "'manual' is 'a b'"),
        ("manual:", "manuel:", 1, "Did you mean 'manual'?"),
        ("revision: 4", "revision: 04", 2, "'revision' is '04'"),
        ("revision: 4", "revision: 0", 2, "'revision' is '0'"),
        ("trunk: main", "trunk: ../x", 5, "'trunk'"),
        ("documents: documents", "documents: ../elsewhere", 6, "'documents'"),
        ("documents: documents", "documents: /etc", 6, "'documents'"),
        ("documents: documents", "documents: {a: b}", 6, "'documents' is a list of fields"),
        ("standards: [iso9001-2015]", "standards: iso9001-2015", 8, "'standards'"),
        ("prefix: QM", "prefix: QP", 12, "belongs to both 'manual' and 'procedure'"),
        ("prefix: QM", "prefix: qp", 12, "belongs to both"),
        ("prefix: QM,", "", 11, "'types.manual.prefix' is missing"),
        ("process-owner: 1", "process-owner: 0", 12, "'types.procedure.approvals.process-owner' is '0'"),
        ("process-owner: 1", "process owner: 1", 12, "The name 'process owner' under 'types.procedure.approvals'"),
        ("[quality-manager]", "[buyer]", 12, "'buyer' is not among"),
        ("24 months", "24 moons", 12, "not an interval"),
        ("folder: manual", "foldr: manual", 11, "Did you mean 'folder'?"),
        ("trunk: main", "review_notice: soon", 5, "not an interval"),
        ("trunk: main", "lead_time: 3 weeks", 5, "not a lead time"),
        ("24 months}", "24 months, valid_for: ever}", 12, "not an interval"),
        ("trunk: main", "meanings: {aproved: {}}", 5, "Did you mean 'approved'?"),
        ("trunk: main", "trunk: [a", 5, "list"),
    ],
)
def test_faults_of_settings(old: str, new: str, line: int, words: str) -> None:
    problems = policy({"qmsdoc.yml": SETTINGS.replace(old, new, 1).encode(), "people.yml": PEOPLE.encode()})[1]
    assert (problems[0].path, problems[0].line) == ("qmsdoc.yml", line)
    assert words in " ".join(problem.message for problem in problems)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("jane.doe:", "Jane:", 2, "The name 'Jane' under 'people'"),
        ("jane.doe:", "jane..doe:", 2, "'people'"),
        ("jane.doe:", "jane.lock:", 2, "'people'"),
        ("quality-manager:", "owner:", 6, "Nobody can hold the role 'owner'"),
        ("    name: Jane Doe\n", "", 3, "'people.jane.doe.name' is missing"),
        ("[jane.doe@meridian.example]", "[john.roe@meridian.example]", 9, "belongs to both jane.doe and john.roe"),
        ("[jane.doe@meridian.example]", "[JOHN.ROE@meridian.example]", 9, "belongs to both"),
        ("[jane.doe@meridian.example]", '["*@meridian.example"]', 4, "*@meridian.example"),
        ("[jane.doe@meridian.example]", "jane.doe@meridian.example", 4, "principals"),
        ("2023-01-01", "2023-30-T1", 6, "not a date: '2023-30-T1'."),
        ("from: 2023-01-01", "from: 2023-01-02, until: 2023-01-01", 6, "ends before it begins"),
        ("from: 2023-01-01", "form: 2023-01-01", 6, "people.jane.doe.roles.quality-manager"),
        ("people:", "peeple:", 1, "Did you mean 'people'?"),
    ],
)
def test_faults_of_people(old: str, new: str, line: int, words: str) -> None:
    problems = policy({"qmsdoc.yml": SETTINGS.encode(), "people.yml": PEOPLE.replace(old, new, 1).encode()})[1]
    assert (problems[0].path, problems[0].line) == ("people.yml", line)
    assert words in " ".join(problem.message for problem in problems)


DELEGATION = "delegations: [{role: r, by: jane.doe, to: john.roe, from: 2026-08-01, until: 2026-08-21}]\n"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("to: john.roe", "to: john.rowe", "Did you mean 'john.roe'?"),
        ("2026-08-21", "2026-07-31", "ends before it begins"),
        ("2026-08-21", "2026-08-32", "not a date"),
        ("2026-08-21", "", "'until' is empty"),
        ("until: 2026-08-21", "x-until: 1", "until' is missing"),
    ],
)
def test_faults_of_delegations(old: str, new: str, words: str) -> None:
    assert read(people=PEOPLE + DELEGATION).delegations
    problem = fault(people=PEOPLE + DELEGATION.replace(old, new))
    assert words in problem.message
    assert problem.line == 10


def test_faults_of_revocations() -> None:
    revoked = PEOPLE + 'revoked: [{key: "SHA256:' + "a" * 43 + '", since: 2026-01-01, reason: r}]\n'
    assert read(people=revoked).revoked
    assert "not a date or time" in fault(people=revoked.replace("2026-01-01", "lately")).message
    assert "'revoked.since' is missing" in fault(people=revoked.replace(" since: 2026-01-01,", "")).message
    assert "'revoked.key'" in fault(people=revoked.replace("aaa", "", 1)).message


def test_missing_and_unreadable_files() -> None:
    (problem,) = policy({"qmsdoc.yml": SETTINGS.encode()})[1]
    assert (problem.path, problem.message) == ("people.yml", "The file people.yml is missing.")
    assert fault(people="").message == "The file holds no fields."
    assert fault(people="- a").message == "The file holds no fields."
    assert "byte order mark" in fault(settings="\ufeff" + SETTINGS).message
    assert fault(settings="").path == "qmsdoc.yml"


def test_how_readers_reach_people_and_report_faults() -> None:
    people = PEOPLE.replace("name: Jane Doe", 'name: Jane Doe\n    contact: "+43 1 234 56"')
    found = read(SETTINGS + "report_url: https://tracker.example/new?title={id}%20r{revision}\n", people)
    assert found.report_url == "https://tracker.example/new?title={id}%20r{revision}"
    assert [person.contact for person in found.people] == ["+43 1 234 56", ""]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "tracker.example", "https://", "'https://a b'", "//x.example"])
def test_faults_are_reported_to_addresses_that_a_browser_may_follow(url: str) -> None:
    assert "report_url" in fault(SETTINGS + f"report_url: {url}\n").message


def test_the_address_of_the_site_is_part_of_the_policy() -> None:
    assert (
        read(SETTINGS + "site_url: https://quality.meridian.example/\n").site_url == "https://quality.meridian.example/"
    )
    assert read(SETTINGS).site_url == ""
    for wrong in (
        "javascript:alert(1)",
        "ftp://x.example/",
        "quality.meridian.example",
        "'https://a b'",
        "'https://[::1'",
        "https://u@x",
    ):
        assert "site_url" in fault(SETTINGS + f"site_url: {wrong}\n").message


def test_a_contact_is_one_line() -> None:
    assert "contact" in fault(people=PEOPLE.replace("name: Jane Doe", 'name: Jane Doe\n    contact: "a\\nb"')).message
