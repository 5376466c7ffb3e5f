"""A manual whose repository names its objects by SHA-256: made by git, signed by real keys, read by the commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.manual import make
from tests.disk import DiskManual

pytestmark = pytest.mark.acceptance
QP_001_1 = "refs/tags/approved/QP-001/1/jane.doe"


@pytest.fixture(scope="module")
def manual(tmp_path_factory: pytest.TempPathFactory) -> DiskManual:
    return make(tmp_path_factory.mktemp("sha256"), object_format="sha256")


def test_approvals_count(manual: DiskManual) -> None:
    assert manual.git("rev-parse", "--show-object-format").strip() == "sha256"
    told = manual.json("verify", "--json")
    assert [row["verdict"] for row in told["approvals"]] == ["valid"] * 4
    assert {len(row[key]) for row in told["approvals"] for key in ("object", "commit")} == {64}
    shown = manual.json("show", "QP-001", "--json")
    assert (shown["effective_revision"], shown["status"]) == (1, "effective")
    manual.sign("QP-001", "jane.doe")
    manual.git("-c", "gpg.ssh.allowedSignersFile=allowed_signers", "verify-tag", "approved/QP-001/2/jane.doe")
    assert manual.run("check").code == 0


def test_a_tag_that_was_changed_does_not(manual: DiskManual, tmp_path: Path) -> None:
    copy = manual.copy(tmp_path)
    forged = copy.root / "forged"
    tag = copy.git("cat-file", "tag", QP_001_1) + "\n"
    forged.write_text(tag.replace("revision 1:", "revision 9:"), "utf-8")
    oid = copy.git("hash-object", "-w", "-t", "tag", "--literally", "forged").strip()
    forged.unlink()
    copy.git("update-ref", QP_001_1, oid)
    told = copy.json("verify", "QP-001", "--json", code=3)
    rules = {row["tag"]: row["rule"] for row in told["approvals"]}
    assert rules["approved/QP-001/1/jane.doe"] == "signature-invalid"
    assert rules["approved/QP-001/1/amir.khan"] is None
