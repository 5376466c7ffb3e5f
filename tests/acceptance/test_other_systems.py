"""What other systems lack or do otherwise, simulated: no locks of POSIX, one name for every case."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from qmsdoc.editing import edit_plan
from qmsdoc.editing.edit_plan import EditPlan, FileEdit, apply_plan
from tests.acceptance.installed import environment
from tests.disk import DiskManual

pytestmark = pytest.mark.acceptance

_WINDOWS = """\
import os, sys
sys.modules |= dict.fromkeys(("fcntl", "pwd", "grp", "resource", "termios"))
for name in ("O_NOFOLLOW", "O_DIRECTORY", "fork", "sched_getaffinity"):
    delattr(os, name)
from qmsdoc.cli import main
for line in (["check"], ["pr", "--base", "main"], ["copies"], ["inbox"], ["build"], ["build"], ["verify-site", "site"]):
    try:
        main(line)
    except SystemExit as end:
        assert end.code in (None, 0), (line, end.code)
"""


def test_a_manual_is_checked_and_published_without_what_only_posix_has(shared: DiskManual, tmp_path: Path) -> None:
    manual = shared.copy(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", _WINDOWS],
        cwd=manual.root,
        env=environment(manual.home),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert (manual.root / "site" / "qp-001" / "index.html").is_file()


def test_a_name_may_change_its_case_where_both_are_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.md").write_bytes(b"text")
    read = edit_plan._read
    monkeypatch.setattr(edit_plan, "_read", lambda path: read(path.with_name(path.name.lower())))
    apply_plan(tmp_path, EditPlan((FileEdit("a.md", b"text", None), FileEdit("A.md", None, b"text"))))
    assert [path.name for path in tmp_path.iterdir()] == ["A.md"]
