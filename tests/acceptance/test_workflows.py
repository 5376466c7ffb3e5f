"""The jobs that `init` writes, the action and the component: pinned, read-only where they read, and run as written."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.acceptance.installed import ROOT, environment, git, run
from tests.disk import DiskManual

pytestmark = pytest.mark.acceptance
SKELETON = ROOT / "qmsdoc" / "editing" / "skeleton"
WORKFLOWS = sorted((SKELETON / "github" / "workflows").glob("*.yml"))


def job_steps(path: Path) -> list[dict[str, Any]]:
    read = yaml.safe_load(path.read_text())
    jobs = read.get("jobs", {"": read.get("runs", {})})
    return [step for job in jobs.values() for step in job["steps"]]


@pytest.mark.parametrize("path", [*WORKFLOWS, ROOT / "action.yml"], ids=lambda path: path.name)
def test_what_others_made_is_pinned_and_nothing_untrusted_is_pasted_into_a_shell(path: Path) -> None:
    for step in job_steps(path):
        if "uses" in step:
            assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", step["uses"])
        assert "${{" not in step.get("run", "")


def test_only_publishing_may_write_and_a_tag_only_starts_it() -> None:
    rights = {path.name: yaml.safe_load(path.read_text()) for path in WORKFLOWS}
    assert rights["check.yml"]["permissions"] == {"contents": "read"}
    assert rights["approved.yml"]["permissions"] == {"actions": "write"}
    assert rights["publish.yml"]["permissions"] == {"contents": "read"}
    assert rights["publish.yml"]["jobs"]["publish"]["permissions"]["contents"] == "write"
    assert [step["run"].split()[:3] for step in job_steps(WORKFLOWS[0])] == [["gh", "workflow", "run"]]
    starts = rights["publish.yml"][True]  # YAML 1.1 reads `on` as true
    assert set(starts) == {"push", "schedule", "workflow_dispatch"}


def origin_of(manual: DiskManual, place: Path) -> Path:
    manual.git("clone", "--quiet", "--bare", str(manual.root), str(place))
    return place


def clone(home: Path, origin: Path, name: str) -> Path:
    git(home, "clone", "--quiet", str(origin), name, home=home)
    for key, value in (("user.name", "CI"), ("user.email", "ci@localhost.invalid")):
        git(home / name, "config", key, value, home=home)
    return home / name


def shell(folder: Path, home: Path, script: str, **variables: str) -> str:
    whole = environment(home) | {"GITHUB_STEP_SUMMARY": str(home / "summary.md")} | variables
    done = subprocess.run(["bash", "-euc", script], cwd=folder, env=whole, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def scripts(path: Path) -> list[str]:
    return [step["run"] for step in job_steps(path) if "run" in step and "pip install" not in step["run"]]


def test_a_pull_request_runs_through_the_job_as_written(manual: DiskManual, tmp_path: Path) -> None:
    work = clone(tmp_path, origin_of(manual, tmp_path / "origin.git"), "work")
    for script in scripts(SKELETON / "github" / "workflows" / "check.yml"):
        shell(work, tmp_path, script, BASE="main")
    assert "No document of the manual changes." in (tmp_path / "summary.md").read_text()


def test_two_publishing_runs_at_once_lose_nothing(manual: DiskManual, tmp_path: Path) -> None:
    origin = origin_of(manual, tmp_path / "origin.git")
    places = [clone(tmp_path, origin, name) for name in ("one", "two")]
    publish = scripts(SKELETON / "github" / "workflows" / "publish.yml")
    racing = [
        subprocess.Popen(
            ["bash", "-euc", "\n".join(publish)],
            cwd=place,
            env=environment(tmp_path) | {"GITHUB_STEP_SUMMARY": str(tmp_path / f"{place.name}.md")},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for place in places
    ]
    for each in racing:
        said, _ = each.communicate(timeout=300)
        assert each.returncode == 0, said
    ledger = git(origin, "show", "qmsdoc-ledger:ledger.jsonl", home=tmp_path).splitlines()
    assert len(ledger) == 4
    assert len(set(ledger)) == 4
    for place in places:
        assert (place / "site" / "qp-001" / "index.html").is_file()
    assert "What waits for" in (tmp_path / "one.md").read_text()
    assert run(tmp_path, "verify-site", "site", folder=places[0]).code == 0
