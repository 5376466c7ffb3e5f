"""The hooks and the examples for pull requests do what they say."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.acceptance.installed import ROOT, environment, git, run
from tests.acceptance.manual import QP_002, TRAINING
from tests.disk import DiskManual

pytestmark = pytest.mark.acceptance

BROKEN = TRAINING.replace("[documents](QP-001)", "[gone](gone.md)")
HOST = {"GITHUB_BASE_REF": "main", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"}


def examples() -> list[Any]:
    text = (ROOT / "docs/guides/pull-requests.md").read_text()
    return [yaml.safe_load(block) for block in re.findall(r"^```yaml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)]


def example(key: str) -> Any:
    return next(each for each in examples() if key in each)


def scripts() -> list[str]:
    github, gitlab = example("jobs"), example("manual")
    steps = [step["run"] for step in github["jobs"]["check"]["steps"] if "qmsdoc check" in step.get("run", "")]
    return [*steps, gitlab["manual"]["before_script"][1], *gitlab["manual"]["script"]]


def published_hooks() -> list[dict[str, Any]]:
    hooks: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    return hooks


@pytest.fixture
def clone(shared: DiskManual, tmp_path: Path) -> Path:
    """A clone as a build server makes it: a detached commit, branches of origin, tags."""
    place = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", shared.root.as_uri(), str(place), home=shared.home)
    git(place, "checkout", "--quiet", "--detach", home=shared.home)
    git(place, "branch", "--quiet", "--delete", "main", home=shared.home)
    return place


@pytest.mark.parametrize("script", scripts())
def test_the_examples_run_and_fail_for_what_the_branch_breaks(shared: DiskManual, clone: Path, script: str) -> None:
    def code() -> int:
        return subprocess.run(
            ["/bin/sh", "-c", script],
            cwd=clone,
            env=environment(shared.home) | HOST,
            check=False,
            capture_output=True,
            timeout=300,
        ).returncode

    assert code() == 0
    (clone / QP_002).write_text(BROKEN)
    fails = "qmsdoc" in script and "|| true" not in script
    assert code() == int(fails)


@pytest.mark.parametrize("hook", published_hooks(), ids=lambda hook: hook["id"])
def test_the_hooks_run_and_fail_for_what_a_commit_breaks(shared: DiskManual, clone: Path, hook: dict[str, Any]) -> None:
    program, *arguments = shlex.split(hook["entry"])
    assert program == "qmsdoc"
    assert run(shared.home, *arguments, folder=clone).code == 0
    (clone / QP_002).write_text(BROKEN)
    answer = run(shared.home, *arguments, folder=clone, GIT_INDEX_FILE="elsewhere", GIT_DIR="/nowhere")
    assert answer.code == 1
    assert "link-broken" in answer.out


def test_the_hooks_shown_are_those_published() -> None:
    shown = [hook["id"] for hook in example("repos")["repos"][0]["hooks"]]
    assert sorted(shown) == sorted(hook["id"] for hook in published_hooks())
