"""`mkdocs build` with the plugin gives the very site that `qmsdoc build` publishes."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from qmsdoc.capture import capture
from qmsdoc.demo.make import make
from qmsdoc.git import open_repository
from qmsdoc.resources import folder
from qmsdoc.rules import check
from qmsdoc.site import publish

pytestmark = pytest.mark.acceptance


def today() -> date:
    return max(datetime.now().astimezone().date(), datetime.now(UTC).date())


def mkdocs(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mkdocs", *arguments]
    env = {key: value for key, value in os.environ.items() if key != "QMSDOC_TRUST_ROOT"}
    return subprocess.run(command, cwd=place, env=env, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("demo")
    make(folder("sample_manual"), base / "manual", base / "keys", today())
    return base / "manual"


def test_mkdocs_builds_the_controlled_site(demo: Path, tmp_path: Path) -> None:
    raw = demo / "documents/index.md"
    before = raw.read_bytes()
    raw.write_text("# Nobody approved these words\n")
    done = mkdocs(demo, "build", "-d", str(tmp_path / "site"))
    raw.write_bytes(before)
    assert done.returncode == 0, done.stderr
    repository = open_repository(demo)
    with repository.store:
        snapshot = capture(repository.store, as_of=today(), today=today())
    publish(snapshot, check(snapshot), tmp_path / "other")
    assert (tmp_path / "site/manifest.json").read_bytes() == (tmp_path / "other/manifest.json").read_bytes()


def test_mkdocs_leaves_a_folder_that_is_no_site_alone(demo: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    done = mkdocs(demo, "build", "-d", str(tmp_path))
    assert done.returncode != 0
    assert "did not publish" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_mkdocs_serve_is_refused(demo: Path) -> None:
    done = mkdocs(demo, "serve")
    assert done.returncode != 0
    assert "qmsdoc serve" in done.stderr


def test_mkdocs_is_stopped_where_the_manual_names_hooks(demo: Path, tmp_path: Path) -> None:
    looks = demo / "mkdocs.yml"
    before = looks.read_text()
    (demo / "evil.py").write_text("def on_post_build(config):\n    pass\n")
    looks.write_text(before + "hooks: [evil.py]\n")
    done = mkdocs(demo, "build", "-d", str(tmp_path / "site"))
    looks.write_text(before)
    (demo / "evil.py").unlink()
    assert done.returncode != 0
    assert "hooks" in done.stderr
    assert not (tmp_path / "site").exists()
