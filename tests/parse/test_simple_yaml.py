"""The plainest YAML read at once: what is read is what the YAML reader reads, places included."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmsdoc.model.rule_ids import FRONT_MATTER_INVALID
from qmsdoc.parse.simple_yaml import read_simple
from qmsdoc.parse.yaml import Mapping, read

SIGNS = "aZ09éß \t.,;:()/'\"+&-_\u2013\u2014\u2019#[]{}?!%@`|>*=~<\\\x85\xa0\u2028"
VALUE = st.text(SIGNS, max_size=8) | st.sampled_from(
    ["null", "Null", "~", "1:30", "NO", "a: b", "a #b", "[a, b]", "''"]
)
LINE = st.tuples(
    st.sampled_from(["id", "null", "x-a", "Title", "é", " a", "- a", "'a'", "a b", "NULL"]),
    st.sampled_from([": ", ":", ":  ", " : ", ":\t"]),
    VALUE | st.lists(VALUE, max_size=3).map(lambda items: "[" + ", ".join(items) + "]"),
    st.sampled_from(["\n", "\r\n", " \n", "\n\n", ""]),
)


@given(st.lists(LINE, max_size=4), st.integers(1, 3))
def test_whatever_is_read_at_once_is_what_yaml_says(lines: list[tuple[str, str, str, str]], first: int) -> None:
    text = "".join("".join(line) for line in lines)
    found = read_simple(text, first)
    assert found is None or (found, None) == read(text, rule=FRONT_MATTER_INVALID, line=first)


PLAIN = """\
id: QP-001
title: Control of documented information, \u201cwhat\u201d not
type: procedure
"""


@pytest.mark.parametrize(
    "text",
    [
        "id: QP-001\nrevision: 3\nchange: One, two; three (four) isn't five.\neffective: 2026-02-01\n",
        "clauses: [iso9001-2015:7.5.2, iso9001-2015:7.5.3]\r\nparent: null\r\n",
        "title: Prüfung der Geräte \u2013 Teil 2\n",
        "supersedes: [QP-000]\nx-own: 1:30\n",
    ],
)
def test_plain_front_matter_is_read_at_once(text: str) -> None:
    found = read_simple(text, 2)
    assert isinstance(found, Mapping)
    assert (found, None) == read(text, rule=FRONT_MATTER_INVALID, line=2)


@pytest.mark.parametrize(
    "text",
    ["", "id: a\nid: b\n", "null: a\n", "id:\n", "id: a", "id: 'a'\n", "id: a: b\n", "id: a #b\n", "id: a \n",
     "a: [a,b]\n", "id: -a\n", "id: a\n b\n", "a: [b, ]\n", "a: []\n", "# a\n", "id: a\n---\n", "id: a\x0b\n", PLAIN],
)  # fmt: skip
def test_what_could_mean_anything_else_is_left_to_yaml(text: str) -> None:
    assert read_simple(text, 2) is None
