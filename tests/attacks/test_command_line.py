"""Attacks seen from the installed command line: exit codes, names of rules, and a site that stays byte for byte."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from qmsdoc.model.approval import Act
from qmsdoc.rules import rule_named
from tests.approved import AMIR, CONTROL, JANE, fresh, keep, record
from tests.disk import DiskManual
from tests.memory import POLICY, MemoryManual, document

DAY = ("--as-of", "2026-02-02")
Attack = Callable[[DiskManual, MemoryManual], None]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> DiskManual:
    """The manual with a ledger, published."""
    manual = fresh()
    record(manual, "2026-01-14")
    disk = DiskManual.of(manual, tmp_path_factory.mktemp("built"))
    answer = disk.run("build", *DAY)
    assert answer.code == 0, answer.err
    return disk


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _deleted(disk: DiskManual, manual: MemoryManual) -> None:
    disk.remove(JANE)


def _moved(disk: DiskManual, manual: MemoryManual) -> None:
    disk.point(JANE, manual.store.heads[AMIR])


def _broken(disk: DiskManual, manual: MemoryManual) -> None:
    keep(manual, b"{}\n")
    disk.store(manual)


def _rolled_back(disk: DiskManual, manual: MemoryManual) -> None:
    disk.remove("refs/heads/qmsdoc-ledger")


def _replaced(disk: DiskManual, manual: MemoryManual) -> None:
    disk.point(f"refs/replace/{manual.store.heads[JANE]}", manual.store.heads[AMIR])


def _shallow(disk: DiskManual, manual: MemoryManual) -> None:
    (disk.folder / "shallow").write_text(manual.store.heads["refs/heads/main"] + "\n")


def _altered(disk: DiskManual, manual: MemoryManual) -> None:
    blob = manual.store.put("blob", manual.files[CONTROL][1])
    disk.object(blob).write_bytes(disk.object(manual.store.heads[JANE]).read_bytes())


def _cut_refs(disk: DiskManual, manual: MemoryManual) -> None:
    disk.git("pack-refs", "--all")
    path = disk.folder / "packed-refs"
    path.write_bytes(path.read_bytes()[:-30])


@pytest.mark.parametrize(
    ("code", "rule", "attack"),
    [
        (3, "tag-deleted", _deleted),
        (3, "tag-moved", _moved),
        (3, "ledger-broken", _broken),
        (3, "ledger-rollback", _rolled_back),
        (4, "repository-tampered", _replaced),
        (4, "repository-incomplete", _shallow),
        (4, "repository-tampered", _altered),
        (4, "repository-tampered", _cut_refs),
    ],
)
def test_a_manual_in_doubt_is_not_published(
    built: DiskManual, tmp_path: Path, code: int, rule: str, attack: Attack
) -> None:
    disk, manual = built.copy(tmp_path), fresh()
    record(manual, "2026-01-14")
    before = contents(disk.root / "site")
    attack(disk, manual)
    answer = disk.run("build", *DAY)
    assert (answer.code, rule in answer.err) == (code, True), answer.err
    assert contents(disk.root / "site") == before
    report = disk.run("check", "--format", "json", "--published", "site", *DAY)
    assert (report.code, rule in {row["rule"] for row in json.loads(report.out)["findings"]}) == (code, True)
    assert "Traceback" not in answer.err + report.err


def test_a_wrong_trust_root_stops_every_command(built: DiskManual) -> None:
    wrong = {"QMSDOC_TRUST_ROOT": "sha256:" + "0" * 64}
    for command in (("check",), ("verify",), ("build",), ("record",)):
        answer = built.run(*command, **wrong)
        assert (answer.code, "policy-unapproved" in answer.out + answer.err) == (3, True), command


def test_the_honest_manual_beside_them(built: DiskManual, tmp_path: Path) -> None:
    disk = built.copy(tmp_path)
    before = contents(disk.root / "site")
    assert disk.run("check", "--published", "site", *DAY).code == 0
    assert disk.run("verify", *DAY).code == 0
    assert disk.run("build", *DAY).code == 0
    assert contents(disk.root / "site") == before
    assert disk.run("verify-site", "site").code in {0, 1}


@pytest.mark.parametrize("verdict", ["forged", "foreign"])
def test_verify_disproves(tmp_path: Path, verdict: str) -> None:
    manual = fresh()
    if verdict == "forged":
        manual.sign("QP-002", "jane.doe", on="2026-01-20", key=manual.keys["amir.khan"])
    else:
        manual.sign("QP-002", "jane.doe", on="2026-01-20", manual="another-manual")
    disk = DiskManual.of(manual, tmp_path)
    rows = json.loads(disk.run("verify", "QP-002", "--json", *DAY).out)["approvals"]
    assert [row["rule"] for row in rows] == ["signer-mismatch" if verdict == "forged" else "approval-foreign"]
    assert disk.run("verify", "QP-002", *DAY).code == 3
    assert disk.run("verify", "QP-001", *DAY).code == 0
    assert disk.run("check", *DAY).code == 1


def test_a_draft_that_repeats_the_sites_own_words_stops_no_publication(tmp_path: Path) -> None:
    page = rule_named("changed-without-revision").page
    manual = fresh()
    manual.sign(
        "QF-001", "jane.doe", on="2026-01-16", act=Act.WITHDRAWN, reason="Nobody has used this form for many years."
    )
    words = f"{page.summary}\n\n{page.why}\n\nNobody has used this form for many years.\n"
    manual.write("documents/procedures/new.md", document("QP-003", body=words))
    manual.commit("2026-01-17")
    answer = DiskManual.of(manual, tmp_path).run("build", *DAY)
    assert answer.code == 0, answer.err


def test_an_unapproved_policy_publishes_nothing(tmp_path: Path) -> None:
    manual = MemoryManual(policy=POLICY)
    manual.commit()
    disk = DiskManual.of(manual, tmp_path)
    assert disk.run("build").code == 5
    assert not (disk.root / "site").exists()
    assert disk.run("check").code == 0


@pytest.mark.parametrize(
    "name", ["-x", "--output=/tmp/x", "..", "refs/heads/main@{0}", "HEAD:qmsdoc.yml", "$(touch x)", ":/Change"]
)
def test_names_from_the_command_line_are_names(built: DiskManual, name: str) -> None:
    for arguments in (("check", "--ref", name), ("show", "--", name), ("verify", "--", name)):
        answer = built.run(*arguments)
        assert answer.code in {0, 1, 2}, answer.err
        assert "Traceback" not in answer.err
        assert "not made for" not in answer.err
