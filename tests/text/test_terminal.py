"""Text of unknown origin, made safe to print."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qmsdoc.text.terminal import cell_width, one_line, terminal_safe


def test_what_acts_or_hides_is_spelled_out() -> None:
    assert terminal_safe("a\x1b[2J\u202eb\tc\n") == "a<U+001B>[2J<U+202E>b\tc\n"
    assert one_line("a\x1b[2J\u202eb\tc\n\ud800\uffff") == "a<U+001B>[2J<U+202E>b<U+0009>c<U+000A><U+D800><U+FFFF>"


@given(st.text())
def test_what_is_safe_stays_as_it_is(text: str) -> None:
    assert terminal_safe(terminal_safe(text)) == terminal_safe(text)
    assert one_line(text) == one_line(terminal_safe(text))


def test_columns_count_wide_and_combining_characters() -> None:
    assert (cell_width("abc"), cell_width("漢字"), cell_width("e\u0301")) == (3, 4, 1)
