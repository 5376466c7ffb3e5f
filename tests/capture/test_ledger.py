"""A manual with a ledger: approvals count from when they were recorded, and lost or moved tags are named."""

from __future__ import annotations

from datetime import date

from qmsdoc.model.approval import Verdict
from qmsdoc.trust.ledger import Ledger, extend
from tests.memory import DAY, POLICY, MemoryManual, document, moment
from tests.trust.keys import make_key

PATH = "documents/procedures/control.md"
JANE = "refs/tags/approved/QP-001/1/jane.doe"


def manual() -> MemoryManual:
    made = MemoryManual().found()
    made.write(PATH, document())
    made.commit("2026-01-10")
    made.approve(on="2026-01-12")
    return made


def record(made: MemoryManual, on: str, ledger: Ledger | None = None) -> Ledger:
    heads = made.store.heads
    tags = [
        (ref, oid, made.store.read(oid).data) for ref, oid in heads.items() if ref.startswith("refs/tags/approved/")
    ]
    ledger = extend(ledger or Ledger(), tags, moment(on))
    put(made, b"".join(entry.line for entry in ledger.entries))
    return ledger


def put(made: MemoryManual, data: bytes) -> None:
    tree = made.store.put_tree({"ledger.jsonl": ("100644", data)})
    head = (
        f"tree {tree}\nauthor CI <ci@meridian.example> 0 +0000\ncommitter CI <ci@meridian.example> 0 +0000\n\nRecord\n"
    )
    made.store.heads["refs/remotes/origin/qmsdoc-ledger"] = made.store.put("commit", head.encode())


def test_an_approval_counts_from_when_it_was_recorded() -> None:
    made = manual()
    ledger = record(made, "2026-01-14")
    snapshot = made.snapshot()
    assert (snapshot.recorded, snapshot.ledger_seq, snapshot.ledger_sha256) == (True, 3, ledger.sha256)
    assert {act.recorded_at for act in snapshot.acts} == {moment("2026-01-14")}
    before = made.snapshot(date(2026, 1, 13), today=DAY)
    assert {act.verdict for act in before.acts} == {Verdict.LATER}


def test_an_unrecorded_approval_is_judged_as_if_recorded_on_the_day_asked_for() -> None:
    made = manual()
    ledger = record(made, "2026-01-14")
    old = made.keys["jane.doe"]
    made.keys["jane.doe"] = make_key("jane.doe-2")
    made.write("qmsdoc.yml", POLICY.replace("revision: 1", "revision: 2\nchange: Jane has a new key."))
    made.write("allowed_signers", made.signers())
    made.commit("2026-01-15")
    made.sign("POLICY", "helen.ward", on="2026-01-16")
    record(made, "2026-01-16", ledger)
    made.write(PATH, document(revision=2))
    made.commit("2026-01-17")
    backdated = made.sign("QP-001", "jane.doe", on="2026-01-17", key=old, policy=1)
    assert made.verdict(backdated) == "signer-unknown"
    assert made.verdict(JANE) == "valid"


def test_a_date_after_the_recording_is_wrong_beyond_a_day() -> None:
    made = manual()
    record(made, "2026-01-11T12:00")
    assert made.verdict(JANE) == "valid"
    record(made, "2026-01-11T11:59")
    assert made.verdict(JANE) == "approval-date-invalid"


def test_lost_and_moved_tags_and_a_broken_ledger_are_problems() -> None:
    made = manual()
    record(made, "2026-01-14")
    made.sign("QP-001", "jane.doe", on="2026-01-13")
    del made.store.heads["refs/tags/approved/QP-001/1/amir.khan"]
    assert [problem.rule for problem in made.snapshot().problems] == ["tag-deleted", "tag-moved"]
    put(made, b"{}\n")
    assert [problem.rule for problem in made.snapshot().problems] == ["ledger-broken"]
