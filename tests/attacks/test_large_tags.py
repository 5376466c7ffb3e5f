"""A tag on something huge is told as what it is, and nothing of it is kept; the acts beside it count as ever."""

from __future__ import annotations

from pathlib import Path

import pytest

from qmsdoc.git import GitStore, OversizedObject
from tests.approved import JANE, fresh
from tests.disk import DiskManual
from tests.memory import MemoryManual

REF = "refs/tags/approved/QP-002/1/jane.doe"
HUGE = b"x" * 3_000_000


def told(manual: MemoryManual) -> dict[str, str | None]:
    return {act.ref: act.rule for act in manual.snapshot().acts}


def test_a_plain_tag_on_a_huge_file_is_plain() -> None:
    manual = fresh()
    manual.store.heads[REF] = manual.store.put("blob", HUGE)
    assert told(manual)[REF] == "tag-lightweight"
    assert told(manual)[JANE] is None


@pytest.mark.parametrize("size", [100_001, 99_000])
def test_a_huge_tag_is_malformed_and_a_large_one_is_read(size: int) -> None:
    manual = fresh()
    manual.sign("QP-002", "jane.doe", on="2026-01-20")
    data = manual.store.read(manual.store.heads[REF]).data
    padded = data[: data.index(b"-----BEGIN")] + b"x" * (size - len(data)) + data[data.index(b"-----BEGIN") :]
    manual.store.heads[REF] = manual.store.put("tag", padded)
    reasons = {act.ref: act.reason for act in manual.snapshot().acts}
    assert ("bytes; the most that is read" in (reasons[REF] or "")) == (size > 100_000)
    assert told(manual)[REF] is not None
    assert told(manual)[JANE] is None


def test_git_passes_over_what_is_too_large_and_reads_on(tmp_path: Path) -> None:
    manual = fresh()
    manual.store.heads[REF] = manual.store.put("blob", HUGE)
    disk = DiskManual.of(manual, tmp_path)
    heads = manual.store.heads
    with GitStore(disk.root, "sha1") as store:
        asked = [heads[JANE], heads[REF], "0" * 40, heads[JANE]]
        found = [each for _, each in store.read_bounded(asked, 100_000)]
    assert found[1:3] == [OversizedObject("blob", len(HUGE)), None]
    assert found[0] == found[3] == manual.store.read(heads[JANE])


def test_the_manual_is_published_beside_it(tmp_path: Path) -> None:
    manual = fresh()
    manual.store.heads[REF] = manual.store.put("blob", HUGE)
    disk = DiskManual.of(manual, tmp_path)
    assert "tag-lightweight" in disk.run("check", "--as-of", "2026-02-02").out
    assert disk.run("build", "--as-of", "2026-02-02").code == 0
