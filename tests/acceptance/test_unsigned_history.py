"""Tags of another system on the published pages: listed as not signed, never as proof, and part of what is verified."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.approved import CONTROL, TEXTS
from tests.disk import DiskManual
from tests.memory import POLICY, MemoryManual

pytestmark = pytest.mark.acceptance

_TAGS = ("refs/tags/QP-001_r7", "refs/tags/baseline-2025")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> DiskManual:
    """A manual with an edition and two tags of another system, built into `site/`."""
    manual = MemoryManual(policy=POLICY + "accept_unsigned_before: 2026-01-09\n").found()
    manual.write(CONTROL, TEXTS[CONTROL].replace("![Flow](flow.svg)\n\nSee [training](QP-002) and ", "").replace(
        "[the form](../forms/request.md).", "it."))  # fmt: skip
    for tag in _TAGS:
        manual.store.heads[tag] = manual.commit("2026-01-08")
    manual.approve(on="2026-01-12")
    disk = DiskManual.of(manual, tmp_path_factory.mktemp("published"))
    assert disk.run("build").code == 0
    return disk


def _page(manual: DiskManual, name: str) -> str:
    return (manual.root / "site" / name / "index.html").read_text()


def test_history_register_and_proof_say_that_it_is_not_signed(published: DiskManual) -> None:
    for name in ("qp-001/history", "register"):
        assert _page(published, name).count("Not signed") >= 1
        assert "not signed for this manual" in _page(published, name)
    assert "QP-001_r7" in _page(published, "qp-001/history")
    assert "baseline-2025" in _page(published, "qp-001/history")
    assert "2 tags of another system" in _page(published, "verify")
    assert "Not signed" not in _page(published, "qp-001")
    register = json.loads((published.root / "site/register.json").read_text())
    assert [(each["id"], each["effective_revision"]) for each in register["documents"]] == [
        ("POLICY", 1),
        ("QP-001", 1),
    ]


def test_the_site_is_proved_whatever_becomes_of_such_tags(published: DiskManual, tmp_path: Path) -> None:
    manual = published.copy(tmp_path)
    manifest = json.loads((manual.root / "site/manifest.json").read_text())
    assert set(_TAGS) <= manifest["refs"].keys()
    manual.git("tag", "QP-001_r6", manifest["refs"][_TAGS[0]])
    manual.git("tag", "-d", "QP-001_r7")
    answer = manual.run("verify-site", "site")
    assert answer.code == 0, answer.err
