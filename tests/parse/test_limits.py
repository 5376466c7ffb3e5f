"""What one proposed change can make a check spend: bounded, told with its place, and measured as work, not seconds."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmsdoc.model.globs import Glob, host_glob, policy_glob
from qmsdoc.model.policy_time import LeadTime
from qmsdoc.parse.code_owners import MOST_TRIES, Applying, code_owners
from qmsdoc.parse.front_matter import front_matter
from qmsdoc.parse.people_file import people
from qmsdoc.parse.policy_files import policy
from qmsdoc.parse.signers import allowed_signers
from qmsdoc.text.suggestions import MOST_LOOKS, lexicon
from tests.memory import PEOPLE, POLICY, MemoryManual, document
from tests.rules.build import found
from tests.trust.keys import make_key
from tests.work import grows_linearly, lines_run

KEY = make_key("helen.ward").line

PATHS = st.text(alphabet="ab/.", max_size=14)
PATTERNS = st.lists(st.sampled_from(["**/", "**", "*", "?", "a", "b", "/", "a/", ".md"]), max_size=7).map("".join)


def by_expression(pattern: str) -> re.Pattern[str]:
    pieces = re.split(r"(\*\*/|\*\*|\*|\?)", pattern)
    signs = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(signs.get(piece) or re.escape(piece) for piece in pieces), re.DOTALL)


@given(pattern=PATTERNS, path=PATHS)
def test_a_pattern_means_what_its_expression_means(pattern: str, path: str) -> None:
    assert policy_glob(pattern).matches(path) == (by_expression(pattern).fullmatch(path) is not None)


def hostile(size: int) -> tuple[Glob, str]:
    return policy_glob("documents/" + "**/" * 8 + "*a" * 8 + "b.md"), "documents/" + "a/" * size + "a" * size + ".md"


def test_the_work_of_a_pattern_grows_with_the_path() -> None:
    def call(size: int) -> object:
        glob, path = hostile(size)
        return lambda: glob.matches(path)

    assert grows_linearly(call, 200)  # type: ignore[arg-type]
    glob, path = hostile(200)
    assert not glob.matches(path)
    assert glob.matches(path.removesuffix(".md") + "b.md")


@given(pattern=st.text(alphabet="*?a/", max_size=40), path=st.text(alphabet="a/", max_size=60))
def test_no_pattern_costs_more_than_its_length_times_that_of_the_path(pattern: str, path: str) -> None:
    for glob in (policy_glob(pattern), host_glob(pattern)):
        assert lines_run(lambda glob=glob: glob.matches(path)) <= 20 * (len(pattern) + 3) * (len(path) + 3)  # type: ignore[misc]


def told(qmsdoc: str, of_people: str = PEOPLE) -> list[tuple[str, str | None, int | None, str]]:
    problems = policy({"qmsdoc.yml": qmsdoc.encode(), "people.yml": of_people.encode()})[1]
    return [(each.rule, each.path, each.line, each.message) for each in problems]


def types(count: int) -> str:
    head, _, _ = POLICY.partition("types:\n")
    rows = "".join(f"  type{n}: {{prefix: T{n}, approvals: {{quality-manager: 1}}}}\n" for n in range(count))
    return f"{head}types:\n{rows}"


def test_five_hundred_types_are_read_and_more_are_told() -> None:
    assert told(types(500)) == []
    (excess,) = told(types(501))
    line = types(501).splitlines().index("  type500: {prefix: T500, approvals: {quality-manager: 1}}") + 1
    assert excess == (
        *("limit-exceeded", "qmsdoc.yml", line),
        "There are 501 entries under 'types'; the most that is read is 500.",
    )


@pytest.mark.parametrize("key", ["documents", "uncontrolled"])
def test_a_pattern_of_too_many_stars_is_told(key: str) -> None:
    base = "\n".join(line for line in POLICY.splitlines() if not line.startswith(f"{key}:"))
    assert told(f"{base}\n{key}: [documents/{'*a' * 16}]\n") == []
    (excess,) = told(f"{base}\n{key}: [documents/{'*a' * 17}]\n")
    assert excess[0] == "limit-exceeded"
    assert excess[3] == "The pattern has 17 stars and question marks; the most is 16."


def test_patterns_of_a_host_are_tried_so_often_and_no_more() -> None:
    lines = "".join(f"/a{n}*b @x\n" for n in range(1_000)).encode()
    finder = Applying(code_owners("CODEOWNERS", lines))
    for number in range(MOST_TRIES // 1_000):
        assert finder.line(f"documents/{number}.md") is None
    assert [finder.exhausted, finder.line("documents/x.md"), finder.exhausted] == [False, None, True]
    assert lines_run(lambda: finder.line("documents/y.md")) < 50


def test_codeowners_beyond_the_limits_is_told_with_its_line() -> None:
    lines = f"/documents/ jane.doe@meridian.example\\n{'*a' * 17} jane.doe@meridian.example"
    starry = f'codeowners: "{lines}"\ndraft: {{id: QP-001}}'
    (finding,) = found(starry, "limit-exceeded")
    assert (finding.path, finding.line) == ("CODEOWNERS", 2)
    assert not found(starry.replace("*a" * 17, "*a" * 16), "limit-exceeded")


def test_a_policy_beyond_its_limits_leaves_the_approved_one_in_force() -> None:
    manual = MemoryManual()
    manual.write("documents/procedures/QP-001.md", document())
    manual.found()
    manual.commit("2026-01-10")
    manual.approve(on="2026-01-12")
    manual.write("qmsdoc.yml", types(501).replace("revision: 1", "revision: 2"))
    manual.commit("2026-01-13")
    snapshot = manual.snapshot()
    assert "limit-exceeded" in {problem.rule for problem in snapshot.problems}
    record = snapshot.record("QP-001")
    assert record is not None
    assert record.effective is not None
    assert snapshot.authority is not None


def fields(count: int) -> list[tuple[str, int | None]]:
    rows = "".join(f"titel{n}: x\n" for n in range(count - 5))
    text = f"---\nid: QP-001\ntitle: T\ntype: procedure\nowner: quality-manager\nrevision: 1\n{rows}---\n"
    return [(each.rule, each.line) for each in front_matter(text.encode()).problems]


def test_front_matter_of_very_many_fields_is_told_once() -> None:
    assert fields(5) == []
    assert len(fields(200)) == 100  # unknown fields, of which a hundred are told
    assert fields(201) == [("limit-exceeded", 2)]
    values = front_matter(f"---\nid: QP-001\nclauses: [{', '.join('a' * 5_000)}]\n---\n".encode())
    assert [each.rule for each in values.problems] == ["limit-exceeded"]
    assert values.front.id == "QP-001"  # what leads to it still does


def test_what_front_matter_costs_grows_with_its_length() -> None:
    assert grows_linearly(lambda count: lambda: fields(count + 5), 1_000)


def test_a_policy_of_thousands_of_faults_tells_some() -> None:
    ids = "".join(f"  p{n}:\n    name: P\n    rolles: x\n" for n in range(3_000))
    assert 0 < len(told(POLICY, f"people:\n{ids}")) <= 400
    unknown = ", ".join(f"procedurf{n}" for n in range(3_000))
    row = f"  more: {{prefix: X, approvals: {{quality-manager: 1}}, relies_on: [{unknown}]}}\n"
    assert 0 < len(told(POLICY.rstrip() + "\n" + row)) <= 400


def many_people(count: int) -> str:
    return "".join(f"  p{n}: {{name: P, principals: [p{n}@x.example]}}\n" for n in range(count))


def strange_delegates(count: int) -> str:
    rows = "".join(
        f"  - {{role: a, by: p{n}x, to: p1, from: 2026-01-01, until: 2026-01-02, reason: x}}\n" for n in range(count)
    )
    return f"people:\n{many_people(count)}delegations:\n{rows}"


def test_thousands_of_wrong_names_beside_thousands_of_people_cost_no_more_than_both() -> None:
    assert grows_linearly(lambda count: lambda: people(strange_delegates(count).encode()), 150)
    faults = people(strange_delegates(600).encode()).problems
    assert [len(faults), "Did you mean" in faults[0].message, "Did you mean" in faults[-1].message] == [
        600,
        True,
        False,
    ]


def test_thousands_of_unknown_addresses_beside_thousands_of_people_cost_no_more_than_both() -> None:
    def call(count: int) -> Callable[[], object]:
        known = people(f"people:\n{many_people(count)}".encode()).people
        rows = "".join(f"q{n}@x.example {KEY}\n" for n in range(count)).encode()
        return lambda: allowed_signers(rows, known)

    assert grows_linearly(call, 150)


def test_the_work_for_hints_has_an_end() -> None:
    ids = lexicon(f"QP-{number:04}" for number in range(1_000))
    assert [ids.nearest(f"QP-0{number:03}0") is not None for number in range(MOST_LOOKS)].count(True) > MOST_LOOKS // 2
    assert lines_run(lambda: [ids.nearest(f"QP-1{number:03}0") for number in range(100)]) <= 1_000
    assert ids.nearest("QP-00001") is None
    assert lexicon(("a" * 100_000, *map(str, range(100)))).nearest("a" * 60 + "b") is None


@pytest.mark.parametrize("day", ["9999-12-31", "9000-01-01", "8999-12-31"])
def test_a_day_so_late_that_nothing_can_be_reckoned_from_it_is_none(day: str) -> None:
    drafts = f"draft: {{id: QP-001, effective: {day}, expires: {day}}}"
    types = "types: {procedure: {prefix: QP, approvals: {quality-manager: 1}, valid_for: 100 years}}"
    assert bool(found(f"{types}\n{drafts}", "date-invalid")) == (day >= "9000")


def test_days_between_are_counted_without_counting_each() -> None:
    lead, signed = LeadTime(3, working=True), date(2026, 1, 1)
    for apart in range(-2, 40):
        force = signed + timedelta(days=apart)
        each = [signed + timedelta(days=count) for count in range(1, apart)]
        assert lead.days_between(signed, force) == sum(day.weekday() < 5 for day in each)
        assert LeadTime(3).days_between(signed, force) == len(each)
    assert lines_run(lambda: lead.days_between(signed, date(8999, 12, 31))) < 50
