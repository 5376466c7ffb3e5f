"""What is shipped: the wheel carries its data, the lock covers every dependency, nothing names a machine."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.acceptance.installed import ROOT

pytestmark = pytest.mark.acceptance

_FOLDERS = ("schemas", "site_template", "sample_manual")


def _declared() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return [*project["dependencies"], *project["optional-dependencies"]["dev"]]


def _named(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", requirement)[0].lower().replace("_", "-")


def test_every_version_is_bounded() -> None:
    assert [each for each in _declared() if not re.search(r">=[0-9.]+,<[0-9.]+$", each)] == []


def test_the_lock_covers_what_is_declared() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    locked = {_named(line) for line in lines if not line.startswith("#")}
    assert all("==" in line for line in lines if not line.startswith("#"))
    assert {_named(each) for each in _declared()} <= locked


def test_no_registry_is_named() -> None:
    for name in ("Makefile", ".ci/run", "pyproject.toml", "constraints.txt", "README.md", "CONTRIBUTING.md"):
        assert not re.search(r"index-url|pypi\.org|pythonhosted", (ROOT / name).read_text()), name


def test_the_wheel_carries_its_data(tmp_path: Path) -> None:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("The project's own git repository is needed to make a scratch copy.")
    if importlib.util.find_spec("pip") is None:
        pytest.skip("This environment has no pip to build a wheel with.")
    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, check=True).stdout
    source = tmp_path / "source"
    for name in listed.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, source / name)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    if "No matching distribution" in done.stderr or "Could not find a version" in done.stderr:
        pytest.skip("No package registry can be reached to get the build backend.")
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        inside = set(wheel.namelist())
    shipped = {name for name in listed.decode().split("\0") if name.startswith(_FOLDERS) and (ROOT / name).is_file()}
    assert shipped
    assert {f"qmsdoc/_resources/{name}" for name in shipped} <= inside
    assert any(name.endswith("LICENSE") for name in inside)
