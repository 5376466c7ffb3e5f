"""`build` and `serve`: what was signed is published, drafts are only ever shown to whoever writes them."""

from __future__ import annotations

import json
import re
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest

from tests.acceptance.installed import QMSDOC, environment
from tests.acceptance.manual import QP_001, SECOND
from tests.disk import DiskManual

pytestmark = pytest.mark.acceptance


def published(site: Path) -> dict[str, str]:
    return {
        path.relative_to(site).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in site.rglob("*")
        if path.is_file()
    }


def test_build_publishes_what_was_signed(manual: DiskManual) -> None:
    answer = manual.run("build")
    assert answer.code == 0, answer.err
    site = manual.root / "site"
    page = (site / "qp-001/index.html").read_text()
    assert "five years" in page
    assert 'class="qms-stamp"' in page
    assert "ten years" not in "".join(path.read_text() for path in site.rglob("*.html") if "help" not in path.parts)
    assert not (site / "qp-002/index.html").exists()
    assert json.loads((site / "register.json").read_text())["manual"] == "meridian-quality-manual"


def test_build_twice_gives_the_same_bytes(manual: DiskManual, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for place in (one, other):
        answer = manual.run("build", "--output", str(place), "--as-of", "2026-03-02", "--editions", "effective")
        assert answer.code == 0, answer.err
    assert published(one) == published(other) != {}


def test_build_of_a_day_gone_by(manual: DiskManual, tmp_path: Path) -> None:
    answer = manual.run("build", "-d", str(tmp_path / "first"), "--as-of", "2026-01-07")
    assert "Published 1 document and 1 edition " in answer.out
    assert not (tmp_path / "first/qp-001").exists()
    manual.sign("QP-001", "amir.khan", on="2026-03-03T09:00:00+00:00")
    manual.sign("QP-001", "jane.doe", on="2026-03-04T09:00:00+00:00")
    assert manual.run("build", "-d", str(tmp_path / "old"), "--as-of", "2026-03-02").code == 0
    assert "five years" in (tmp_path / "old/qp-001/index.html").read_text()
    assert manual.run("build", "-d", str(tmp_path / "new")).code == 0
    assert "ten years" in (tmp_path / "new/qp-001/index.html").read_text()
    assert "five years" in (tmp_path / "new/qp-001/rev/1/index.html").read_text()


def test_build_leaves_the_site_as_it_was_where_the_manual_cannot_be_trusted(manual: DiskManual) -> None:
    assert manual.run("build").code == 0
    before = published(manual.root / "site")
    answer = manual.run("build", "--trust-root", "sha256:" + "0" * 64)
    assert answer.code == 3
    assert "policy-unapproved" in answer.err
    assert "Nothing was published" in answer.err
    assert published(manual.root / "site") == before


def test_build_keeps_the_last_proved_edition_and_says_so(manual: DiskManual) -> None:
    manual.git("tag", "approved/QP-001/2/jane.doe", "HEAD")
    answer = manual.run("build")
    assert answer.code == 0
    assert "tag-lightweight" in answer.err
    assert "five years" in (manual.root / "site/qp-001/index.html").read_text()


def test_build_publishes_nothing_before_the_policy_is_approved(manual: DiskManual) -> None:
    manual.git("tag", "--delete", "approved/POLICY/1/helen.ward")
    answer = manual.run("build")
    assert answer.code == 5
    assert "nobody has approved the policy" in answer.err
    assert not (manual.root / "site").exists()


def test_build_does_not_replace_a_folder_of_other_things(manual: DiskManual) -> None:
    answer = manual.run("build", "-d", "documents")
    assert answer.code == 5
    assert (manual.root / QP_001).read_text() == SECOND


@contextmanager
def serving(manual: DiskManual, *arguments: str) -> Iterator[str]:
    """Run `qmsdoc serve`; gives its address, and stops it as Ctrl+C does."""
    process = subprocess.Popen(
        [str(QMSDOC), "serve", "--no-open", *arguments],
        cwd=manual.root,
        env=environment(manual.home) | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
        assert found is not None
        yield found[0]
    finally:
        process.send_signal(2)
        rest, _ = process.communicate(timeout=300)
        assert process.returncode == 0, rest
        assert "Traceback" not in rest


def fetched(address: str) -> str:
    with urllib.request.urlopen(address, timeout=300) as answer:  # noqa: S310 - our own server
        text: str = answer.read().decode()
        return text


def test_serve_shows_drafts_as_drafts_and_follows_their_changes(manual: DiskManual) -> None:
    with serving(manual, "--port", "0") as address:
        home = fetched(address)
        assert "QP-002" in home
        assert "draft" in home.lower()
        manual.write(
            "documents/procedures/training.md",
            (manual.root / "documents/procedures/training.md")
            .read_text()
            .replace("title: Training", "title: Schooling")
            .replace("# Training", "# Schooling"),
        )
        assert "Schooling" in fetched(address)
    assert not (manual.root / "site").exists()


def test_a_preview_is_written_beside_nothing_else(manual: DiskManual) -> None:
    refused = manual.run("serve", "--output", "documents")
    assert refused.code == 5
    assert "not empty" in refused.err
    assert manual.run("serve", "--output", "preview").code == 0
    assert "draft" in (manual.root / "preview" / "qp-002" / "index.html").read_text().lower()


def test_serve_on_a_port_that_is_taken(manual: DiskManual) -> None:
    with serving(manual, "--port", "0") as address:
        answer = manual.run("serve", "--no-open", "--port", address.rsplit(":", 1)[1].strip("/"))
        assert answer.code == 2
        assert "--port" in answer.err
