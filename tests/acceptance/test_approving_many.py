"""Several approvals in one sitting: each shown, all sent, and what was never sent is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.disk import DiskManual

pytestmark = pytest.mark.acceptance


@pytest.fixture
def origin(manual: DiskManual, tmp_path: Path) -> Path:
    """A bare repository that the manual was cloned from, so to say."""
    place = tmp_path / "origin.git"
    manual.git("clone", "--quiet", "--bare", str(manual.root), str(place))
    manual.git("remote", "add", "origin", str(place))
    return place


def tags(manual: DiskManual, place: Path) -> set[str]:
    return set(manual.git("--git-dir", str(place), "tag", "--list", "approved/*").split())


def test_all_that_waits_is_signed_and_sent(manual: DiskManual, origin: Path) -> None:
    before = tags(manual, origin)
    answer = manual.run("approve", "--all", "--yes", "--push", **manual.act("jane.doe"))
    assert answer.code == 0, answer.err
    assert "Receipt" in answer.out
    assert "All 2 sent to the others." in answer.out
    assert tags(manual, origin) - before == {"approved/QP-001/2/jane.doe", "approved/QP-002/1/jane.doe"}
    answer = manual.run("approve", "--all", "--yes", **manual.act("jane.doe"))
    assert "Nothing waits for Jane Doe." in answer.out


def test_one_that_is_refused_does_not_keep_the_others(manual: DiskManual) -> None:
    answer = manual.run("approve", "QF-001", "QP-002", "--yes", **manual.act("jane.doe"))
    assert answer.code == 1
    assert "Nothing of QF-001 waits for a signature" in " ".join(answer.err.split())
    assert "Signed: approved/QP-002/1/jane.doe" in answer.out
    assert "git push origin refs/tags/approved/QP-002/1/jane.doe" in answer.out
    assert manual.run("approve", **manual.act("jane.doe")).code == 2


def test_what_was_never_sent_is_told(manual: DiskManual, origin: Path) -> None:
    manual.sign("QP-002", "jane.doe")
    answer = manual.run("inbox", "--fetch", **manual.act("jane.doe"))
    assert answer.code == 0, answer.err
    assert "'origin' does not have it" in answer.err
    assert "approval-unpushed" in manual.run("check", "--format", "concise", **manual.act("jane.doe")).out
    assert "approval-unpushed" not in manual.run("check", "--format", "concise", **manual.act("amir.khan")).out
    manual.git("push", "--quiet", "origin", "refs/tags/approved/QP-002/1/jane.doe")
    assert "does not have it" not in manual.run("inbox", "--fetch", **manual.act("jane.doe")).err


def test_a_push_that_is_refused_keeps_what_was_signed(manual: DiskManual, tmp_path: Path) -> None:
    manual.git("remote", "add", "origin", str(tmp_path / "nowhere.git"))
    answer = manual.run("approve", "QP-002", "--yes", "--push", **manual.act("jane.doe"))
    assert answer.code == 5
    assert "What is signed is kept here" in " ".join(answer.err.split())
    assert "approved/QP-002/1/jane.doe" in manual.git("tag", "--list")
    assert manual.run("inbox", "--fetch").code == 5
