"""Fields are set, added and taken out by place: every other byte stays, and the text reads as it should."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from qmsdoc.editing.yaml_lines import has_field, scalar, set_field
from qmsdoc.errors import UsageError

PEOPLE = """\
# who
people:
  jane.doe:
    name: Jane Doe     # since ever
    principals: [jane.doe@meridian.example]
    roles:
      quality-manager: {from: 2023-01-01}   # the first

  tom.becker:
    name: Tom Becker
    roles:
      process-owner:
        from: 2023-01-01

# the end
"""


@pytest.mark.parametrize(
    ("path", "value", "gone", "come"),
    [
        (("people", "jane.doe", "name"), "Jane Roe", "Jane Doe     #", "Jane Roe     #"),
        (
            ("people", "jane.doe", "roles", "quality-manager", "until"),
            "2026-01-31",
            "{from: 2023-01-01}   # the first",
            "{from: 2023-01-01, until: 2026-01-31}   # the first",
        ),
        (
            ("people", "tom.becker", "roles", "process-owner", "until"),
            "2026-01-31",
            "        from: 2023-01-01\n",
            "        from: 2023-01-01\n        until: 2026-01-31\n",
        ),
        (
            ("people", "jane.doe", "roles", "auditor"),
            "{from: 2026-01-01}",
            "# the first\n",
            "# the first\n      auditor: {from: 2026-01-01}\n",
        ),
        (("people", "jane.doe", "principals"), None, "    principals: [jane.doe@meridian.example]\n", ""),
        (("people", "tom.becker", "roles"), None, "    roles:\n      process-owner:\n        from: 2023-01-01\n", ""),
    ],
)
def test_one_place_changes(path: tuple[str, ...], value: str | None, gone: str, come: str) -> None:
    assert set_field(PEOPLE, path, value) == PEOPLE.replace(gone, come)
    windows = PEOPLE.replace("\n", "\r\n")
    assert set_field(windows, path, value) == windows.replace(gone.replace("\n", "\r\n"), come.replace("\n", "\r\n"))


def test_a_person_is_added_below_the_others() -> None:
    new = set_field(PEOPLE, ("people", "ben.hughes"), "\n  name: Ben Hughes\n  principals: [ben@meridian.example]")
    assert yaml.safe_load(new)["people"]["ben.hughes"] == {"name": "Ben Hughes", "principals": ["ben@meridian.example"]}
    assert new.endswith("    principals: [ben@meridian.example]\n\n# the end\n")


def test_what_cannot_be_done_by_place_is_refused() -> None:
    for text, path in (
        ("change: |\n  long\n", ("change",)),
        ("a: {b: 1}\n", ("a", "b")),
        ("- a\n", ("a",)),
        ("a: [\n", ("a",)),
    ):
        with pytest.raises(UsageError):
            set_field(text, path, None if path == ("a", "b") else "x")


def test_a_file_without_a_last_line_end_gets_one() -> None:
    assert set_field("a: 1", ("b",), "2") == "a: 1\nb: 2\n"


def test_has_field() -> None:
    assert has_field(PEOPLE, ("people", "jane.doe", "name"))
    assert not has_field(PEOPLE, ("people", "jane.doe", "name", "x"))
    assert not has_field(PEOPLE, ("nobody",))


@given(
    st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\x85\u2028\u2029\ufeff"), min_size=1)
)
def test_a_scalar_reads_as_the_text_it_was_made_of(text: str) -> None:
    read = yaml.load(f"a: {scalar(text)}\n", Loader=yaml.BaseLoader)  # noqa: S506 - texts only
    assert read["a"] == text
    assert set_field("a: old # note\nb: 1\n", ("a",), scalar(text)).endswith(" # note\nb: 1\n")
