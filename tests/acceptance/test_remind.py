"""`qmsdoc remind`: one text a person, of what waits and what is due."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.disk import DiskManual

pytestmark = pytest.mark.acceptance


def test_each_person_is_told_what_waits_and_since_when(shared: DiskManual) -> None:
    out = shared.run("remind", "--as-of", "2026-03-02").out
    assert "What waits for Jane Doe in meridian-quality-manual, 2026-03-02" in out
    assert (
        "- QP-001 revision 2, Control of documented information: as quality-manager, waiting since 2026-02-02; "
        "qmsdoc approve QP-001"
    ) in " ".join(out.split())
    assert "meridian.example" not in out


def test_reviews_within_the_span_are_told_to_owners(shared: DiskManual) -> None:
    assert "review" not in shared.run("remind", "--as-of", "2027-10-01", "--within", "10d").out
    out = " ".join(shared.run("remind", "--as-of", "2027-12-20", "--within", "60d").out.split())
    assert "- QP-001 revision 1, Control of documented information: due by 2028-01-08; qmsdoc review QP-001" in out
    late = " ".join(shared.run("remind", "--as-of", "2028-01-10").out.split())
    assert "due since 2028-01-08, 2 days" in late


def test_files_and_json_for_commands_of_ones_own(shared: DiskManual, tmp_path: Path) -> None:
    out = shared.run("remind", "--as-of", "2026-03-02", "--output", str(tmp_path / "out"))
    assert out.code == 0
    assert "amir.khan.md" in {path.name for path in (tmp_path / "out").iterdir()}
    told = shared.json("remind", "--as-of", "2026-03-02", "--json")
    assert {person["person"] for person in told["people"]} >= {"amir.khan", "jane.doe"}
    assert all(person["text"].endswith("\n") for person in told["people"])
    assert shared.run("remind", "--within", "soon").code == 2
