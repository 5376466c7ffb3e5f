"""A branch that takes the ledger's name for a folder: told at once, here and where the ledger is sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.approved import fresh
from tests.disk import DiskManual

BLOCKING = "refs/heads/qmsdoc-ledger/mine"


@pytest.fixture
def disk(tmp_path: Path) -> DiskManual:
    return DiskManual.of(fresh(), tmp_path)


def tip(disk: DiskManual) -> str:
    return disk.git("rev-parse", "refs/heads/main").strip()


def test_a_branch_below_the_ledgers_name_is_named_at_once(disk: DiskManual) -> None:
    disk.git("update-ref", BLOCKING, tip(disk))
    answer = disk.run("record")
    assert (answer.code, "[limit-exceeded]" in answer.err) == (5, True), answer.err
    assert "The branch qmsdoc-ledger/mine is in the way of qmsdoc-ledger" in answer.err
    assert disk.run("check", "--as-of", "2026-02-02").code == 0
    disk.git("update-ref", "-d", BLOCKING)
    assert disk.run("record").code == 0


def test_so_is_one_where_the_ledger_is_sent(disk: DiskManual, tmp_path: Path) -> None:
    other = tmp_path / "origin.git"
    disk.git("clone", "-q", "--bare", ".", str(other))
    disk.git("remote", "add", "origin", str(other))
    disk.git("--git-dir", str(other), "update-ref", BLOCKING, tip(disk))
    answer = disk.run("record", "--push")
    assert (answer.code, "[limit-exceeded]" in answer.err) == (5, True), answer.err
    disk.git("--git-dir", str(other), "update-ref", "-d", BLOCKING)
    assert disk.run("record", "--push").code == 0
    assert disk.git("--git-dir", str(other), "rev-parse", "refs/heads/qmsdoc-ledger").strip()


def test_another_branch_is_in_nobodys_way(disk: DiskManual) -> None:
    disk.git("update-ref", "refs/heads/qmsdoc-ledger-of-mine", tip(disk))
    assert disk.run("record").code == 0
