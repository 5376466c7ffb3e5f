from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmsdoc.model.finding import Finding, Severity
from qmsdoc.model.rule_ids import OWNER_UNKNOWN
from qmsdoc.reports import REPORTS, Notes, text_report
from qmsdoc.reports.excerpt import excerpt
from qmsdoc.rules import check
from qmsdoc.text.terminal import cell_width
from tests.rules.build import scene
from tests.work import lines_run

PATH = "documents/qp-001.md"


def report(*findings: Finding, text: str = "", colour: bool = False) -> str:
    return text_report(scene(f'draft: {{id: QP-001, title: Training, text: "{text}"}}'), findings, colour=colour)


def finding(**fields: object) -> Finding:
    bare = Finding(OWNER_UNKNOWN, "Nobody knows 'me'.", "Name somebody.", clause="iso9001-2015:5.3")
    return replace(bare, **fields)  # type: ignore[arg-type]


def test_a_finding_in_full() -> None:
    assert report(finding(document="QP-001", path=PATH, line=5, column=8)) == (
        "QP-001  Training\n"
        "  documents/qp-001.md:5:8: error owner-unknown [iso9001-2015:5.3]\n"
        "    Nobody knows 'me'.\n"
        "    5 | owner: quality-manager\n"
        "      |        ^\n"
        "    Help: Name somebody.\n"
        "\n"
        "1 error in 1 document.\n"
    )


def test_nothing_found() -> None:
    assert REPORTS["text"](scene("{}"), ()) == "Nothing found: every rule is kept.\n"


def test_nothing_found_of_what_was_asked_for_says_no_more_than_that() -> None:
    text = REPORTS["text"](scene("{}"), (), Notes(hidden=2))
    assert "every rule is kept" not in text
    assert "2 findings of other rules are not shown" in text


def test_errors_come_first_and_the_finding_of_a_file_under_its_path() -> None:
    text = report(
        finding(document="QP-001", path=PATH),
        finding(path="people.yml", clause=None),
        finding(severity=Severity.WARNING, remedy=""),
        finding(severity=Severity.INFO, document="QP-404", ref="refs/tags/approved/QP-404/1/me"),
    )
    lines = text.splitlines()
    assert [line for line in lines if line and not line.startswith(" ")] == [
        "people.yml",
        "QP-001  Training",
        "The manual",
        "QP-404",
        "2 errors, 1 warning and 1 notice in 2 documents.",
    ]
    assert "  manual: warning owner-unknown [iso9001-2015:5.3]" in lines
    assert "  people.yml: error owner-unknown" in lines
    assert "  refs/tags/approved/QP-404/1/me: notice owner-unknown [iso9001-2015:5.3]" in lines
    assert text.count("Help:") == 3


def test_a_tag_is_named_below_the_place() -> None:
    assert "\n    refs/tags/x\n" in report(finding(document="QP-001", path=PATH, ref="refs/tags/x"))


def test_findings_of_the_manual_alone_are_summed_up_as_such() -> None:
    assert report(finding(), finding(rule="b")).endswith("\n2 errors in the manual.\n")


def test_colour_is_the_callers_choice() -> None:
    one = finding(document="QP-001", path=PATH, line=5)
    assert "\x1b" not in report(one)
    assert "\x1b[31merror\x1b[0m" in report(one, colour=True)


@pytest.mark.parametrize(("line", "shown"), [(5, True), (9, False), (99, False), (None, False)])
def test_the_excerpt_is_shown_where_there_is_a_line(line: int | None, shown: bool) -> None:
    assert (" | " in report(finding(path=PATH, line=line))) == shown


def test_without_a_column_there_is_no_caret() -> None:
    assert "^" not in report(finding(path=PATH, line=5))


def test_the_caret_stands_below_wide_letters_and_beside_combining_ones() -> None:
    text = report(finding(path=PATH, line=8, column=4), text="検e\\u0301x")
    assert "    8 | 検e\u0301x\n      |    ^\n" in text


def test_a_long_line_is_cut_around_the_place() -> None:
    text = report(finding(path=PATH, line=8, column=151), text="a" * 150 + "b" + "c" * 150)
    excerpt, caret = text.splitlines()[3:5]
    assert len(excerpt) < 110
    assert excerpt[caret.index("^")] == "b"
    assert excerpt.startswith("    8 | …aaa")
    assert excerpt.endswith("ccc…")


def test_a_column_beyond_the_line_gets_no_caret() -> None:
    assert "^" not in report(finding(path=PATH, line=8, column=50), text="short")
    assert "^" in report(finding(path=PATH, line=8, column=6), text="short")


def test_the_text_of_documents_cannot_act_on_the_terminal() -> None:
    bad = "\x1b]0;owned\x07 \u202eevil"
    text = report(finding(message=f"It says {bad}.", path=PATH, line=8, column=1), text="\\x1b[2J \\u202eevil")
    assert not {"\x1b", "\x07", "\u202e"} & set(text)
    assert "<U+001B>[2J <U+202E>evil" in text


def test_a_command_is_not_broken_over_two_lines() -> None:
    text = report(finding(remedy="word " * 16 + "`qmsdoc approve QP-001` and more of it."))
    assert "`qmsdoc approve QP-001`" in text
    assert "\N{NO-BREAK SPACE}" not in text


def test_a_report_of_every_finding_of_a_scene_names_each_rule() -> None:
    snapshot = scene('drafts: [{id: QP-001, owner: me, text: "[x](qms:QP-9)"}, {id: QP-002}]')
    findings = check(snapshot)
    text = text_report(snapshot, findings)
    assert all(found.rule in text for found in findings)


@settings(deadline=None)
@given(st.text(min_size=1, max_size=200), st.integers(1, 210), st.integers(60, 120))
def test_an_excerpt_fits_the_terminal_and_points_at_its_place(source: str, column: int, width: int) -> None:
    lines = list(excerpt(source.split("\n"), 1, column, width))
    assert all(cell_width(line) <= width for line in lines)
    if len(lines) == 2 and source.isascii() and source.isprintable():
        shown, caret = lines
        assert (shown + " ")[caret.index("^")] == (source + " ")[column - 1]


def test_a_very_long_line_is_cut_at_once() -> None:
    lines = ["ab" * 500_000]
    assert list(excerpt(lines, 1, 700_000, 80))[1].endswith("^")
    assert lines_run(lambda: list(excerpt(lines, 1, 700_000, 80))) < 5_000


def test_a_place_near_the_end_of_a_long_line_is_shown_with_what_stands_before_it() -> None:
    shown, caret = excerpt(["a" * 200 + "b"], 1, 201, 80)
    assert len(shown) >= 78
    assert shown.endswith("ab")
    assert shown[caret.index("^")] == "b"


def test_a_tab_is_shown_as_such_and_the_caret_stands_behind_it() -> None:
    assert list(excerpt(["a\tb"], 1, 3, 80)) == ["    1 | a<U+0009>b", "      |          ^"]


def test_wide_letters_are_cut_by_the_room_they_take() -> None:
    (shown, caret) = excerpt(["検" * 100], 1, 50, 80)
    assert cell_width(shown) <= 80
    assert cell_width(shown[: shown.index("検")]) == len("    1 | …")
    assert (cell_width(caret) - 1 - cell_width("    1 | …")) % 2 == 0


def test_a_report_fits_80_columns() -> None:
    snapshot = scene('drafts: [{id: QP-001, owner: me, text: "[x](qms:QP-9)"}, {id: QP-002}]')
    assert max(map(len, text_report(snapshot, check(snapshot)).splitlines())) <= 80
