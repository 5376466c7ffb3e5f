"""What is larger than is read: told with its place, no part of a closure, and in no memory."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from qmsdoc.capture import objects
from qmsdoc.git import GitStore, OversizedObject
from qmsdoc.git import objects as git_objects
from qmsdoc.git.trees import LARGEST
from qmsdoc.git.working_tree import WorkingTree
from tests.approved import CONTROL, JANE, fresh
from tests.disk import DiskManual
from tests.memory import MemoryManual, document

MANUAL = "documents/procedures/manual.pdf"


def with_attachment(size: int) -> MemoryManual:
    manual = fresh()
    manual.write(MANUAL, b"x" * size)
    manual.write(CONTROL, document(revision=2, body="See [the manual](manual.pdf).\n"))
    manual.commit("2026-01-15")
    return manual


@pytest.mark.parametrize("size", [5_000, 5_001])
def test_an_attachment_that_is_too_large_is_told_and_no_part_of_what_is_signed(
    monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(objects, "LARGEST", 5_000)
    manual = with_attachment(size)
    snapshot = manual.snapshot(working_tree=None)
    (draft,) = (each for each in snapshot.documents if each.name == "QP-001")
    told = [(each.rule, each.line) for each in draft.problems]
    paths = [file.path for file in draft.closure.files]
    assert (told, MANUAL in paths) == (([("limit-exceeded", 12)], False) if size > 5_000 else ([], True))
    record = snapshot.record("QP-001")
    assert record is not None
    assert record.effective is not None
    assert record.effective.revision == 1


def test_a_document_that_is_too_large_is_told_by_its_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objects, "LARGEST", 5_000)
    manual = fresh()
    manual.write("documents/procedures/long.md", document("QP-009", body="x" * 5_000))
    manual.commit("2026-01-15")
    problems = manual.snapshot(working_tree=None).problems
    assert [(each.rule, each.path) for each in problems] == [("limit-exceeded", "documents/procedures/long.md")]


def test_a_file_on_disk_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    disk = DiskManual.of(fresh(), tmp_path)
    disk.write(MANUAL, "x")
    for size, read in ((1, True), (LARGEST + 1, False)):
        os.truncate(disk.root / MANUAL, size)  # takes no room on the disk
        tree = WorkingTree(disk.root)
        assert (tree.read(MANUAL) is not None, tree.mode(MANUAL)) == (read, "100644")


def test_git_is_not_heard_out_about_what_is_far_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manual = fresh()
    huge = manual.store.put("blob", bytes(300_000))
    monkeypatch.setattr(git_objects, "_PASSED_OVER", 200_000)
    heads = manual.store.heads
    with GitStore(DiskManual.of(manual, tmp_path).root, "sha1") as store:
        found = [each for _, each in store.read_bounded([heads[JANE], huge, huge, "0" * 40, heads[JANE]], 100_000)]
        assert found[1:4] == [OversizedObject("blob", 300_000)] * 2 + [None]
        assert found[0] == found[4] == manual.store.read(heads[JANE])
