"""Text of unknown origin, made safe to print."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qmsdoc.text.terminal import cell_width, json_safe, one_line, runner_safe, terminal_safe


def test_what_acts_or_hides_is_spelled_out() -> None:
    assert terminal_safe("a\x1b[2J\u202eb\tc\n") == "a<U+001B>[2J<U+202E>b\tc\n"
    assert one_line("a\x1b[2J\u202eb\tc\n\ud800\uffff") == "a<U+001B>[2J<U+202E>b<U+0009>c<U+000A><U+D800><U+FFFF>"


@given(st.text())
def test_what_is_safe_stays_as_it_is(text: str) -> None:
    assert terminal_safe(terminal_safe(text)) == terminal_safe(text)
    assert one_line(text) == one_line(terminal_safe(text))


def test_columns_count_wide_and_combining_characters() -> None:
    assert (cell_width("abc"), cell_width("漢字"), cell_width("e\u0301")) == (3, 4, 1)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("::error::x", "<U+003A>:error::x"),
        ("a\n  ::add-mask::x\n", "a\n  <U+003A>:add-mask::x\n"),
        ("\t::x", "\t<U+003A>:x"),
        ("a ::b", "a ::b"),
        ("a##[error]b", "a#<U+0023>[error]b"),
        ("##vso[task.setvariable x]", "#<U+0023>vso[task.setvariable x]"),
        ("##teamcity[a]", "#<U+0023>teamcity[a]"),
        ("## Heading\n### [a](b)", "## Heading\n### [a](b)"),
        (":: ::", "<U+003A>: ::"),
        (":::", "<U+003A>::"),
    ],
)
def test_no_line_begins_a_command_of_a_runner(text: str, safe: str) -> None:
    assert runner_safe(text) == safe
    assert runner_safe(safe) == safe


@given(st.text(alphabet="a:#[ \n\t\u2003"))
def test_whatever_stands_in_a_line_it_begins_no_command(text: str) -> None:
    lines = runner_safe(text).split("\n")
    assert not [line for line in lines if line.lstrip().startswith("::") or "##[" in line]


@given(st.text())
@example("\x7f")
def test_json_says_the_same_with_nothing_unseen(text: str) -> None:
    written = json.dumps([text], ensure_ascii=False)
    assert json.loads(json_safe(written)) == [text]
    assert json_safe(written) == terminal_safe(json_safe(written))
