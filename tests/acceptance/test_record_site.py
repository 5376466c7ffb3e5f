"""A published site against the manual and its ledger: rolled back, tampered with, held back; and the honest one."""

from __future__ import annotations

import hashlib
import http.server
import json
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.installed import run
from tests.disk import DiskManual
from tests.web import serving

pytestmark = pytest.mark.acceptance

LEDGER = "refs/heads/qmsdoc-ledger"


@pytest.fixture(scope="module")
def published(shared: DiskManual, tmp_path_factory: pytest.TempPathFactory) -> DiskManual:
    """A manual with a ledger of five lines in two runs, built into `site/`."""
    manual = shared.copy(tmp_path_factory.mktemp("published"))
    assert manual.run("record").code == 0
    manual.sign("QP-002", "amir.khan", role="process-owner")
    assert manual.run("record").code == 0
    assert manual.run("build").code == 0
    return manual


@pytest.fixture
def site(published: DiskManual, tmp_path: Path) -> DiskManual:
    """A copy to change."""
    return published.copy(tmp_path)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def rewrite(manual: DiskManual, **changes: Any) -> None:
    path = manual.root / "site/manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes, indent=2) + "\n")


def test_the_manifest_names_the_ledgers_last_line(published: DiskManual) -> None:
    line = published.git("cat-file", "blob", f"{LEDGER}:ledger.jsonl").splitlines()[-1] + "\n"
    manifest = json.loads((published.root / "site/manifest.json").read_text())
    assert manifest["ledger"] == {"seq": 5, "sha256": hashlib.sha256(line.encode()).hexdigest()}


def test_a_shorter_ledger_does_not_take_the_place_of_a_longer_one(site: DiskManual) -> None:
    before = contents(site.root / "site")
    site.git("update-ref", LEDGER, f"{LEDGER}^")
    answer = site.run("build")
    assert (answer.code, "ledger-rollback" in answer.err) == (3, True)
    assert contents(site.root / "site") == before
    assert site.run("build", "--output", "elsewhere").code == 0
    shutil.rmtree(site.root / "elsewhere")
    answer = site.run("build", "--output", "elsewhere", "--published", "site")
    assert (answer.code, (site.root / "elsewhere").exists()) == (3, False)
    found = site.json("check", "--format", "json", "--published", "site", code=3)["findings"]
    assert [row["code"] for row in found if row["rule"] == "ledger-rollback"] == ["QMS-A23"]
    site.git("update-ref", "-d", LEDGER)
    assert site.run("build").code == 3
    assert site.run("verify-site", "site").code == 3


def test_a_ledger_begun_anew_is_a_rollback(site: DiskManual) -> None:
    site.git("update-ref", "-d", LEDGER)
    site.sign("QP-002", "jane.doe")
    assert site.run("record").code == 0
    answer = site.run("build")
    assert (answer.code, "ledger-rollback" in answer.err) == (3, True)


def test_a_longer_ledger_is_published(site: DiskManual) -> None:
    site.sign("QP-002", "jane.doe")
    assert site.run("record").code == 0
    answer = site.run("build", "--published", "site")
    assert answer.code == 0, answer.err
    assert json.loads((site.root / "site/manifest.json").read_text())["ledger"]["seq"] == 6


def test_an_honest_site_is_proved_whatever_came_after(site: DiskManual) -> None:
    answer = site.run("verify-site", "site")
    assert (answer.code, "Proved" in answer.out) == (0, True), answer.err
    site.sign("QP-002", "jane.doe")
    assert site.run("record").code == 0
    site.commit(on="2026-02-03T09:00:00+00:00")
    answer = site.run("verify-site", "site")
    assert answer.code == 0, answer.err
    assert site.json("verify-site", "site", "--json")["proved"] is True


def test_a_site_without_earlier_editions_and_with_a_pinned_root_is_proved(site: DiskManual) -> None:
    root = site.json("verify", "--json")["root"]
    assert site.run("build", "--editions", "effective", "--trust-root", root).code == 0
    assert site.run("verify-site", "site").code == 0
    assert site.run("verify-site", "site", "--trust-root", root).code == 0


@pytest.mark.parametrize(
    ("attack", "named"),
    [
        ("changed", "qp-001/index.html (changed)"),
        ("missing", "register.json (missing)"),
        ("added", "evil.html (added)"),
        ("link", "evil.html (not a file)"),
    ],
)
def test_a_file_that_is_not_what_was_published_is_named(site: DiskManual, attack: str, named: str) -> None:
    folder = site.root / "site"
    pin = hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()
    assert site.run("verify-site", "site", "--manifest-sha256", pin).code == 0
    if attack == "changed":
        page = folder / "qp-001/index.html"
        page.write_text(page.read_text().replace("five years", "two years"))
    elif attack == "missing":
        (folder / "register.json").unlink()
    elif attack == "added":
        (folder / "evil.html").write_text("<p>Use this.</p>")
    else:
        (folder / "evil.html").symlink_to("/etc/hostname")
    for options in ((), ("--manifest-sha256", f"sha256:{pin}")):
        answer = site.run("verify-site", "site", *options)
        assert (answer.code, named in answer.err, "page-tampered" in answer.err) == (3, True, True)


def test_a_manifest_changed_with_its_page_is_found_out(site: DiskManual) -> None:
    folder = site.root / "site"
    pin = hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()
    page = folder / "qp-001/index.html"
    page.write_text(page.read_text().replace("five years", "two years"))
    files = json.loads((folder / "manifest.json").read_text())["files"]
    rewrite(site, files=files | {"qp-001/index.html": hashlib.sha256(page.read_bytes()).hexdigest()})
    answer = site.run("verify-site", "site")
    assert (answer.code, "qp-001/index.html (changed)" in answer.err) == (3, True)
    answer = site.run("verify-site", "site", "--manifest-sha256", pin)
    assert (answer.code, "manifest.json (changed)" in answer.err) == (3, True)


def test_a_site_made_with_other_versions_is_neither_proved_nor_disproved(site: DiskManual) -> None:
    folder = site.root / "site"
    made_by = json.loads((folder / "manifest.json").read_text())["made_by"]
    assert site.run("verify-site", "site").code == 0
    rewrite(site, made_by=made_by | {"jinja2": "0.1"})
    answer = site.run("verify-site", "site")
    assert (answer.code, "jinja2 0.1 (here " in answer.err, "Proved" in answer.out) == (2, True, False)
    page = folder / "qp-001/index.html"
    page.write_text(page.read_text() + "\n")
    files = json.loads((folder / "manifest.json").read_text())["files"]
    rewrite(site, files=files | {"qp-001/index.html": hashlib.sha256(page.read_bytes()).hexdigest()})
    answer = site.run("verify-site", "site")
    assert (answer.code, "jinja2 0.1 (here " in answer.err, "not what was published" in answer.err) == (2, True, False)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"expires": "2099-01-01"}, "manifest.json (changed)"),
        ({"commit": "1" * 40}, "not on the branch"),
        ({"as_of": "2099-01-01", "expires": "2099-01-31"}, "a day that has not begun"),
        ({"ledger": {"seq": 9, "sha256": "0" * 64}}, "ledger-rollback"),
        ({"ledger": "none"}, "not one that qmsdoc wrote"),
        ({"extra": 1}, "not one that qmsdoc wrote"),
        ({"files": {"a": "b"}}, "not one that qmsdoc wrote"),
    ],
)
def test_a_manifest_that_lies_is_found_out(site: DiskManual, changes: dict[str, Any], said: str) -> None:
    rewrite(site, **changes)
    answer = site.run("verify-site", "site")
    assert (answer.code, said in answer.err) == (3, True), answer.err


def test_a_signature_that_the_clone_lacks_leaves_it_open(site: DiskManual) -> None:
    rewrite(site, refs={"refs/tags/approved/QP-001/9/jane.doe": "1" * 40})
    answer = site.run("verify-site", "site")
    assert (answer.code, "approved/QP-001/9/jane.doe, which this clone does not have" in answer.err) == (2, True)


def test_an_old_copy_says_so(site: DiskManual) -> None:
    assert site.run("build", "--as-of", "2026-02-10", "--output", "then").code == 0
    answer = site.run("verify-site", "then")
    assert (answer.code, "expired on 2026-03-12" in answer.err, "Proved" in answer.out) == (1, True, True)
    assert "expired on" in site.run("check", "--published", "then").err
    assert "expired on" not in site.run("check", "--published", "site").err


def test_where_there_is_nothing_to_prove_it_by_it_says_so(site: DiskManual, tmp_path: Path) -> None:
    answer = run(site.home, "verify-site", str(site.root / "site"), folder=tmp_path)
    assert (answer.code, "--manifest-sha256" in answer.err) == (2, True)
    assert site.run("verify-site", "documents").code == 2
    assert site.run("check", "--published", "documents").code == 2
    assert site.run("verify-site", "site", "--manifest-sha256", "abc").code == 2


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's
        return

    def do_GET(self) -> None:
        if not self.path.startswith("/away"):
            super().do_GET()
            return
        self.send_response(302)
        self.send_header("Location", "file:///etc/hostname")
        self.end_headers()


@pytest.fixture
def address(site: DiskManual) -> Iterator[str]:
    with serving(partial(_Quiet, directory=str(site.root / "site"))) as address:
        yield address


def test_the_published_manual_is_read_from_its_address(site: DiskManual, address: str) -> None:
    for place in (address, f"{address}/", f"{address}/index.html", f"{address}/manifest.json"):
        assert site.run("check", "--published", place).code == site.run("check").code
    site.git("update-ref", LEDGER, f"{LEDGER}^")
    answer = site.run("build", "--output", "elsewhere", "--published", address)
    assert (answer.code, "ledger-rollback" in answer.err) == (3, True)
    for wrong in (
        f"{address}/away",
        f"{address}/register/none",
        "ftp://127.0.0.1/",
        "file:///etc",
        "http://127.0.0.1:1",
    ):
        answer = site.run("build", "--published", wrong)
        assert (answer.code, "Traceback" in answer.err) == (2, False), answer.err


def test_a_site_is_proved_at_its_address(site: DiskManual, address: str) -> None:
    answer = site.run("verify-site", address)
    assert (answer.code, "Proved" in answer.out) == (0, True), answer.err
    page = site.root / "site/qp-001/index.html"
    honest = page.read_bytes()
    page.write_bytes(honest.replace(b"ten", b"two"))
    answer = site.run("verify-site", address)
    assert (answer.code, "qp-001/index.html (changed)" in answer.err, "qp-001/ (changed)" in answer.err) == (
        *(3, True, True),
    )
    page.unlink()
    rows = site.json("verify-site", f"{address}/", "--json", code=3)["differences"]
    assert {"path": "qp-001/index.html", "fault": "missing"} in rows
    page.write_bytes(honest)
    pin = hashlib.sha256((site.root / "site/manifest.json").read_bytes()).hexdigest()
    assert site.run("verify-site", address, "--manifest-sha256", pin).code == 0
    assert site.run("verify-site", f"{address}/away").code == 2
