"""Which day a request is about, where nobody asked for one: that of the policy's time zone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from qmsdoc.capture.request import CaptureRequest, SnapshotSource, open_manual, requested_snapshot
from tests.disk import DiskManual
from tests.memory import POLICY, MemoryManual, moment

TODAY = date(2026, 1, 12)


@pytest.mark.parametrize(
    ("zone", "now", "given", "day"),
    [
        ("UTC", "2026-01-12T23:00", False, "2026-01-12"),
        ("UTC", "2026-01-11T23:00", False, "2026-01-11"),
        ("Pacific/Auckland", "2026-01-12T10:59", False, "2026-01-12"),
        ("Pacific/Auckland", "2026-01-12T11:00", False, "2026-01-13"),
        ("Pacific/Auckland", "2026-01-12T11:00", True, "2026-01-12"),
        ("America/New_York", "2026-01-12T04:59", False, "2026-01-11"),
        ("America/New_York", "2026-01-12T05:00", False, "2026-01-12"),
    ],
)
def test_the_day_of_a_request(tmp_path: Path, zone: str, now: str, day: str, *, given: bool) -> None:
    disk = DiskManual.of(MemoryManual(policy=f"{POLICY}timezone: {zone}\n").found(), tmp_path)
    request = CaptureRequest(disk.root, as_of=TODAY, today=TODAY, now=moment(now), day_given=given)
    with open_manual(request) as repository:
        assert requested_snapshot(repository, request, SnapshotSource.FILES).as_of == date.fromisoformat(day)
