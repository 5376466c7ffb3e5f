"""`qmsdoc adopt` on repositories that no one here wrote: an honest report, and a proposal that touches no document."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from calendar import monthrange
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.acceptance.installed import ROOT, Answer, git, run

pytestmark = [pytest.mark.acceptance, pytest.mark.long]

_DAY = "2026-08-19"


def _corpora() -> Path:
    place = Path(os.environ.get("QMSDOC_CORPORA") or ROOT.parent / "shared" / "corpora")
    if not place.is_dir():
        pytest.skip("The folder of corpora is not there: name it in QMSDOC_CORPORA.")
    return place


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """gds-way with all of its history."""
    bundle = _corpora() / "gds-way-markdown.bundle"
    folder = tmp_path_factory.mktemp("clone") / "gds-way"
    subprocess.run(["git", "clone", "--quiet", str(bundle), str(folder)], check=True, capture_output=True)
    return folder


def _adopt(home: Path, folder: Path, *options: str) -> Answer:
    return run(home, "adopt", str(folder), "--as-of", _DAY, *options)


def _report(home: Path, folder: Path) -> Any:
    answer = _adopt(home, folder, "--json")
    assert answer.code == 0, answer.err
    return json.loads(answer.out)


def _counted(folder: Path) -> int:
    """Count what is overdue as a script of ten lines would."""
    overdue = 0
    for path in folder.rglob("*.md.erb"):
        front = yaml.load(path.read_text().split("---\n")[1], yaml.BaseLoader)  # noqa: S506 - makes texts only
        if not front.get("last_reviewed_on"):
            continue
        last = date.fromisoformat(front["last_reviewed_on"])
        count, unit = front["review_in"].split()
        if unit.startswith("day"):
            due = last + timedelta(days=int(count))
        else:
            months = last.month - 1 + int(count) * (12 if unit.startswith("year") else 1)
            year, month = last.year + months // 12, months % 12 + 1
            due = date(year, month, min(last.day, monthrange(year, month)[1]))
        overdue += due < date.fromisoformat(_DAY)
    return overdue


def test_the_first_report_of_a_long_history_counts_what_is_overdue(clone: Path, tmp_path: Path) -> None:
    report = _report(tmp_path, clone)
    assert report["commits"] == 2288
    assert report["overdue"] == _counted(clone) > 0


def test_every_version_in_the_history_is_read_and_each_fault_has_a_place(clone: Path, tmp_path: Path) -> None:
    history = _report(tmp_path, clone)["history"]
    assert history["versions"] > 2000
    assert "2022-30-09" in " ".join(fault["message"] for fault in history["faults"])
    assert all(fault["path"] and fault["line"] and fault["commit"] for fault in history["faults"])


def test_the_proposal_is_written_on_a_branch_and_documents_keep_their_bytes(clone: Path, tmp_path: Path) -> None:
    folder = tmp_path / "gds-way"
    shutil.copytree(clone, folder)
    proposal = _report(tmp_path, folder)["proposal"]
    answer = _adopt(tmp_path, folder, "--write")
    assert answer.code == 0, answer.err
    assert git(folder, "symbolic-ref", "--short", "HEAD", home=tmp_path) == "adopt-qmsdoc\n"
    assert git(folder, "status", "--porcelain", home=tmp_path) == "?? people.yml\n?? qmsdoc.yml\n"
    assert {name: (folder / name).read_text() for name in proposal} == proposal
    again = _adopt(tmp_path, folder, "--write")
    assert again.code == 0
    assert "nothing was changed" in again.out
    assert {name: (folder / name).read_text() for name in proposal} == proposal


@pytest.mark.parametrize("name", ["sample-qms-iso13485", "comply-example"])
def test_others_are_understood_by_their_own_keys(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    shutil.copytree(_corpora() / name, folder)
    git(folder, "init", "--quiet", "--initial-branch=main", home=tmp_path)
    report = _report(tmp_path, folder)
    needs = [document["needs"] for document in report["documents"]]
    assert len(needs) > 30
    assert all(need["id"]["certainty"] == need["title"]["certainty"] == "written" for need in needs)
    assert all(need["approver"]["certainty"] != "derived" for need in needs)
