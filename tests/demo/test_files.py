"""Dates are moved by whole weeks; what only looks like a date stays."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmsdoc.demo.sample_files import move, read_files, read_plain, weeks_to
from qmsdoc.errors import UsageError

_DAYS = st.dates(date(2000, 1, 1), date(2200, 1, 1))


@given(_DAYS, _DAYS)
def test_the_story_ends_in_the_week_before_today(today: date, ends: date) -> None:
    moved = ends + timedelta(weeks=weeks_to(today, ends))
    assert today - timedelta(days=7) <= moved <= today - timedelta(days=1)
    assert moved.weekday() == ends.weekday()


@given(_DAYS, st.integers(-500, 500))
def test_every_date_is_moved(day: date, weeks: int) -> None:
    text = f"from {day}, (until: {day})".encode()
    to = day + timedelta(weeks=weeks)
    assert move({"a.md": text}, weeks) == {"a.md": f"from {to}, (until: {to})".encode()}


@pytest.mark.parametrize(
    "text", [b"2026-02-30", b"2026-13-01", b"12026-01-01", b"2026-01-011", b"NC-2026-014", b"a-2026-01-01"]
)
def test_what_is_no_date_stays(text: bytes) -> None:
    assert move({"a.md": text}, 5) == {"a.md": text}


def test_a_review_date_keeps_its_months_over_a_leap_year() -> None:
    text = b"---\nid: A-1\neffective: 2026-01-05\nreview_by: 2028-01-05\n---\n2028-01-05\n"
    moved = move({"a.md": text}, 52)["a.md"]
    assert moved == b"---\nid: A-1\neffective: 2027-01-04\nreview_by: 2029-01-04\n---\n2029-01-03\n"
    assert move({"a.md": text}, 0)["a.md"] == text


@given(_DAYS, st.integers(0, 1500), st.integers(-200, 200))
def test_a_review_date_is_moved_about_as_far(effective: date, days: int, weeks: int) -> None:
    review = effective + timedelta(days=days)
    text = f"---\neffective: {effective}\nreview_by: {review}\n---\n".encode()
    line = move({"a.md": text}, weeks)["a.md"].decode().splitlines()[2]
    assert abs(date.fromisoformat(line.removeprefix("review_by: ")) - review - timedelta(weeks=weeks)).days <= 4


def test_pictures_stay_as_they_are() -> None:
    data = b"\x89PNG\0 2026-01-01"
    assert move({"a.png": data}, 5) == {"a.png": data}


def test_files_are_read_by_path(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c.md").write_bytes(b"c")
    (tmp_path / ".a").write_bytes(b"a")
    assert read_files(tmp_path) == {".a": b"a", "b/c.md": b"c"}


def test_values_stay_text() -> None:
    assert read_plain(b"on: 2026-01-01\nlist: [NO, 010]\nin: {a: b}\n", "x") == {
        "on": "2026-01-01",
        "list": ["NO", "010"],
        "in": {"a": "b"},
    }


@pytest.mark.parametrize("data", [b"- a\n", b"a: [", b"a: 1\na: 2\n"])
def test_what_cannot_be_read_is_said(data: bytes) -> None:
    with pytest.raises(UsageError, match=r"story\.yml"):
        read_plain(data, "story.yml")
