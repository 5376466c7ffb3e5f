"""Withdrawal in an emergency by the installed command line, recorded, published, and mended by a new revision."""

from __future__ import annotations

import pytest

from tests.disk import DiskManual
from tests.memory import POLICY

pytestmark = pytest.mark.acceptance

EMERGENCY = POLICY.replace("trunk: main", "trunk: main\nemergency_withdrawal: quality-manager").replace(
    "revision: 1", "revision: 2\nchange: The quality manager may withdraw alone."
)


def test_one_person_withdraws_and_a_new_revision_brings_it_back(manual: DiskManual) -> None:
    answer = manual.run("withdraw", "QP-001", "--emergency", "--reason", "Unsafe.", "--yes", **manual.act("jane.doe"))
    assert (answer.code, "names no role" in answer.err) == (1, True)
    manual.write("qmsdoc.yml", EMERGENCY)
    manual.commit(on="2026-02-03T09:00:00+00:00")
    manual.sign("POLICY", "helen.ward", on="2026-02-04T09:00:00+00:00")
    answer = manual.run("withdraw", "QP-001", "--emergency", "--reason", "Unsafe.", "--yes", **manual.act("amir.khan"))
    assert (answer.code, "approval-unauthorised" in answer.err) == (1, True)
    answer = manual.run("withdraw", "QP-001", "--emergency", "--reason", "Unsafe.", "--yes", **manual.act("jane.doe"))
    assert answer.code == 0, answer.err
    assert "brings it back" in answer.out
    assert manual.json("show", "QP-001", "--json")["status"] == "withdrawn"
    assert manual.run("record").code == 0
    waiting = manual.run("inbox", "--all").out
    assert "QP-001" in waiting
    manual.sign("QP-001", "amir.khan")
    manual.sign("QP-001", "jane.doe")
    assert manual.run("record").code == 0
    found = manual.json("show", "QP-001", "--json")
    assert found["status"] == "effective"
