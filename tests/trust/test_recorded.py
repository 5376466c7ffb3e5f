"""A manual with a ledger: approvals count from when they were recorded, and lost or moved tags are named."""

from __future__ import annotations

from datetime import date

from qmsdoc.capture.ledger_branch import commit_with
from qmsdoc.capture.objects import Objects
from qmsdoc.model.approval import Verdict
from qmsdoc.model.refs import FETCHED_LEDGER, LEDGER
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


def put(made: MemoryManual, data: bytes, *, branch: str = FETCHED_LEDGER, parent: str = "") -> str:
    tree = made.store.put_tree({"ledger.jsonl": ("100644", data)})
    who = "CI <ci@meridian.example> 0 +0000"
    head = [f"tree {tree}", *([f"parent {parent}"] if parent else []), f"author {who}", f"committer {who}"]
    made.store.heads[branch] = made.store.put("commit", "\n".join([*head, "", "Record", ""]).encode())
    return made.store.heads[branch]


def test_an_approval_counts_from_when_it_was_recorded() -> None:
    made = MemoryManual().found()
    opened = record(made, "2026-01-07")
    made.write(PATH, document())
    made.commit("2026-01-10")
    made.approve(on="2026-01-12")
    ledger = record(made, "2026-01-14", opened)
    snapshot = made.snapshot()
    assert (snapshot.recorded, snapshot.ledger_seq, snapshot.ledger_sha256) == (True, 3, ledger.sha256)
    assert snapshot.ledger_digests == ledger.digests
    assert [act.recorded_at for act in snapshot.acts] == [moment(f"2026-01-{day}") for day in ("07", "14", "14")]
    before = made.snapshot(date(2026, 1, 13), today=DAY)
    assert [act.verdict for act in before.acts] == [Verdict.VALID, Verdict.NOT_YET_VALID, Verdict.NOT_YET_VALID]


def test_what_was_there_before_the_ledger_began_keeps_its_signers_dates() -> None:
    made = manual()
    made.keys["jane.doe"] = make_key("jane.doe-2")
    made.write("qmsdoc.yml", POLICY.replace("revision: 1", "revision: 2\nchange: Jane has a new key."))
    made.write("allowed_signers", made.signers())
    made.commit("2026-01-15")
    made.sign("POLICY", "helen.ward", on="2026-01-16")
    record(made, "2026-01-20")
    assert {act.verdict for act in made.snapshot().acts} == {Verdict.VALID}
    then = made.snapshot(date(2026, 1, 13), today=DAY).record("QP-001")
    assert then is not None
    assert then.effective is not None


def test_a_fetched_ledger_counts_where_it_continues_the_one_here() -> None:
    made = manual()
    short = Ledger(record(made, "2026-01-14").entries[:2])
    put(made, short.data, branch=LEDGER)
    assert (made.snapshot().ledger_seq, made.snapshot().problems) == (3, ())
    other = extend(Ledger(), [("refs/tags/approved/QP-009/1/jane.doe", "1" * 40, b"")], moment("2026-01-14"))
    put(made, other.data, branch=LEDGER)
    assert [problem.rule for problem in made.snapshot().problems] == ["ledger-broken"]


def test_a_commit_that_takes_lines_away_breaks_it() -> None:
    made = manual()
    ledger = record(made, "2026-01-14")
    former = made.store.heads[FETCHED_LEDGER]
    put(made, Ledger(ledger.entries[:2]).data, parent=former)
    assert [problem.rule for problem in made.snapshot().problems] == ["ledger-broken"]
    put(made, ledger.data, parent=former)
    assert made.snapshot().problems == ()
    made.store.heads[FETCHED_LEDGER] = made.store.heads["refs/heads/main"]
    assert [problem.rule for problem in made.snapshot().problems] == ["ledger-broken"]


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


def test_the_ledger_of_a_day_gone_by_is_found_by_its_lines() -> None:
    made = manual()
    ledger = record(made, "2026-01-14")
    first = put(made, Ledger(ledger.entries[:2]).data)
    second = put(made, ledger.data, parent=first)
    trunk, objects = made.store.heads["refs/heads/main"], Objects(made.store)
    order = (second, first, trunk)
    assert commit_with(objects, order, ledger) == second
    assert commit_with(objects, order, Ledger(ledger.entries[:2])) == first
    assert commit_with(objects, order, Ledger(ledger.entries[:1])) is None
