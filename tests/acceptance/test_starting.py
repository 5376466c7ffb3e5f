"""The sample manual as a start of one's own: its README followed, nothing but approvals is missing."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.acceptance.installed import ROOT, environment, git, run

pytestmark = pytest.mark.acceptance


def test_a_copy_without_history_is_a_manual(tmp_path: Path) -> None:
    manual = tmp_path / "manual"
    shutil.copytree(ROOT / "sample_manual", manual, ignore=shutil.ignore_patterns("history", "profiles"))
    policy = (manual / "qmsdoc.yml").read_text()
    policy = re.sub(r"^revision: .*\nchange: .*\n", "revision: 1\n", policy, flags=re.MULTILINE)
    (manual / "qmsdoc.yml").write_text(policy)
    for command in re.findall(r"^ +\$ (.*)$", (manual / "README.md").read_text(), re.MULTILINE):
        subprocess.run(["sh", "-c", command], cwd=manual, env=environment(tmp_path), check=True)
    for gone in ("WI-009", "QP-000", "DV-001"):
        next(path for path in manual.rglob("*.md") if f"\nid: {gone}\n" in path.read_text()).unlink()
    git(manual, "init", "--quiet", "--initial-branch=main", home=tmp_path)
    git(manual, "add", "--all", home=tmp_path)
    git(
        manual, "-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "--quiet", "-m", "Begin", home=tmp_path
    )
    said = json.loads(run(tmp_path, "check", "--format", "json", folder=manual).out)
    errors = [finding for finding in said["findings"] if finding["severity"] == "error"]
    assert not errors
