"""The security page names, for each promise, code and tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

PAGE = (ROOT / "docs/security.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \|$", PAGE.partition("### How each promise is kept")[2], re.MULTILINE)
TABLE = [row for row in ROWS if "`tests/" in row[2]]


def test_each_promise_names_where_it_is_kept_and_a_test_that_shows_it() -> None:
    assert len(TABLE) >= 25
    for promise, how, shown in TABLE:
        modules, tests = re.findall(r"`(\w+/\w+)`", how), re.findall(r"`(tests/[\w/]+\.py)`", shown)
        assert modules, promise
        assert all((ROOT / f"qmsdoc/{name}.py").is_file() for name in modules), promise
        assert tests, promise
        assert all("def test_" in (ROOT / name).read_text(encoding="utf-8") for name in tests), promise
        assert shown == ", ".join(f"`{name}`" for name in tests), promise


def test_what_can_be_got_around_is_named_plainly() -> None:
    around = PAGE.partition("## What somebody with push rights can still do")[2].partition("\n## ")[0]
    assert len(re.findall(r"^\| [^|]+ \| [^|]+ \| [^|]+ \|$", around, re.MULTILINE)) >= 10
