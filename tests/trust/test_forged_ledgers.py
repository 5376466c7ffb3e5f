"""A ledger cut, reordered, rewritten, imitated or turned back; stolen keys that backdate; and honest ledgers."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from qmsdoc.trust.ledger import Ledger
from tests.approved import JANE, LEDGER, TRAINING, fresh, keep, outcome, record
from tests.memory import PEOPLE, POLICY, MemoryManual, document, moment
from tests.trust.keys import make_key

Change = Callable[[list[bytes]], list[bytes]]


def rechained(lines: list[bytes]) -> list[bytes]:
    """Number and chain lines anew, as one who writes the whole ledger would."""
    prev, made = "0" * 64, []
    for number, line in enumerate(lines, 1):
        row = json.loads(line) | {"seq": number, "prev": prev}
        made.append(json.dumps(row, separators=(",", ":")).encode() + b"\n")
        prev = hashlib.sha256(made[-1]).hexdigest()
    return made


def edit(number: int, old: bytes, new: bytes) -> Change:
    def change(lines: list[bytes]) -> list[bytes]:
        assert re.search(old, lines[number])
        return [*lines[:number], re.sub(old, new, lines[number], count=1), *lines[number + 1 :]]

    return change


BROKEN: list[Change] = [
    lambda lines: [lines[0], *lines[2:]],
    lambda lines: lines[1:],
    lambda lines: [lines[1], lines[0], *lines[2:]],
    lambda lines: [*lines, lines[-1]],
    lambda lines: [*lines, b"\n"],
    lambda lines: [*lines, b"{}\n"],
    lambda lines: [*lines[:-1], lines[-1].removesuffix(b"\n")],
    lambda lines: [*lines[:-1], lines[-1][:40]],
    lambda lines: [b"\xef\xbb\xbf" + lines[0], *lines[1:]],
    lambda lines: [line.replace(b"\n", b"\r\n") for line in lines],
    lambda lines: rechained([*lines, lines[0]]),
    edit(0, b"2026-01-14", b"2026-01-07"),
    edit(0, b'"seq":1', b'"seq":1.0'),
    edit(0, b'"seq":1', b'"seq":01'),
    edit(0, b'"seq":1,', b'"seq":1,"note":"x",'),
    edit(0, b'"seq":1,', b'"seq":1,"seq":1,'),
    edit(0, b'Z"', b'+00:00"'),
    edit(0, b'"tag":"([0-9a-f]+)"', b'"tag":"\\1"  '),
    edit(1, b'"prev":"[0-9a-f]{64}"', b'"prev":"' + b"0" * 64 + b'"'),
    lambda lines: rechained(edit(2, b"2026-01-14", b"2026-01-07")(lines)),
]


@pytest.mark.parametrize("change", BROKEN)
def test_a_ledger_whose_chain_does_not_hold(change: Change) -> None:
    manual = fresh()
    lines = record(manual, "2026-01-14").data.splitlines(keepends=True)
    assert outcome(manual).code == 0
    keep(manual, b"".join(change(lines)))
    found = outcome(manual)
    assert (found.code, found.rules) == (3, {"ledger-broken"})


def test_a_ledger_written_anew_around_another_tag_is_a_moved_tag() -> None:
    manual = fresh()
    lines = record(manual, "2026-01-14").data.splitlines(keepends=True)
    other = manual.store.heads[JANE].encode()
    number = next(n for n, line in enumerate(lines) if JANE.encode() in line)
    keep(manual, b"".join(rechained(edit(number, other, b"9" * 40)(lines))))
    found = outcome(manual)
    assert (found.code, "tag-moved" in found.rules) == (3, True)


def _no_file(manual: MemoryManual) -> None:
    keep(manual, b"", path="other.jsonl")


def _link(manual: MemoryManual) -> None:
    keep(manual, b"/etc/hostname", mode="120000")


def _blob(manual: MemoryManual) -> None:
    manual.store.heads[LEDGER] = manual.store.put("blob", record(manual, "2026-01-14").data)


def _tag(manual: MemoryManual) -> None:
    manual.store.heads[LEDGER] = manual.store.heads[JANE]


def _trunk(manual: MemoryManual) -> None:
    manual.store.heads[LEDGER] = manual.store.heads["refs/heads/main"]


def _diverged(manual: MemoryManual) -> None:
    keep(manual, record(manual, "2026-01-15").data, ref="refs/remotes/origin/qmsdoc-ledger")
    record(manual, "2026-01-14")


@pytest.mark.parametrize("attack", [_no_file, _link, _blob, _tag, _trunk, _diverged])
def test_a_branch_that_is_no_ledger(attack: Callable[[MemoryManual], None]) -> None:
    manual = fresh()
    attack(manual)
    found = outcome(manual)
    assert (found.code, found.rules) == (3, {"ledger-broken"})


def test_a_ledger_cut_by_a_commit_on_top_of_it() -> None:
    manual = fresh()
    ledger = record(manual, "2026-01-14")
    keep(manual, Ledger(ledger.entries[:2]).data, parent=manual.store.heads[LEDGER])
    found = outcome(manual)
    assert (found.code, found.rules) == (3, {"ledger-broken"})


def _rotated(manual: MemoryManual, on: str) -> None:
    """Jane's key is stolen; policy 2 gives her a new one."""
    manual.keys["jane.doe"] = make_key("jane.doe-2")
    manual.write("qmsdoc.yml", POLICY.replace("revision: 1", "revision: 2\nchange: Jane has a new key."))
    manual.write("allowed_signers", manual.signers())
    manual.commit(on)
    manual.sign("POLICY", "helen.ward", on=on + "T13:00")


@pytest.mark.parametrize(("with_ledger", "rule"), [(True, "signer-unknown"), (False, None)])
def test_a_stolen_key_cannot_backdate_where_there_is_a_ledger(with_ledger: bool, rule: str | None) -> None:
    manual = fresh()
    ledger = record(manual, "2026-01-13") if with_ledger else None
    old = manual.store.heads["refs/heads/main"]
    _rotated(manual, "2026-01-15")
    if ledger is not None:
        ledger = record(manual, "2026-01-16", ledger)
    manual.sign("QP-002", "amir.khan", on="2026-01-14", policy=1, commit=old)
    manual.sign("QP-002", "jane.doe", on="2026-01-14", policy=1, commit=old, key=make_key("jane.doe"))
    found = outcome(manual)
    assert (found.effective("QP-002"), rule is None or rule in found.rules) == (None if rule else 1, True)
    if ledger is not None:
        record(manual, "2026-01-20", ledger)
        found = outcome(manual)
        assert (found.effective("QP-002"), found.rules) == (None, {"signer-unknown"})


def test_a_key_past_its_end_cannot_backdate_where_there_is_a_ledger() -> None:
    manual = MemoryManual()
    lines = manual.signers().splitlines()
    lines = [
        line.replace(".example ", '.example valid-before="20260118" ') if "jane" in line else line for line in lines
    ]
    manual.write("allowed_signers", "\n".join(lines) + "\n")
    manual.found()
    manual.write(TRAINING, document("QP-002"))
    manual.commit("2026-01-10")
    ledger = record(manual, "2026-01-11")
    manual.sign("QP-002", "amir.khan", on="2026-01-12")
    manual.sign("QP-002", "jane.doe", on="2026-01-12")
    record(manual, "2026-01-17", ledger)
    honest = outcome(manual)
    assert (honest.code, honest.effective("QP-002")) == (0, 1)
    record(manual, "2026-01-19", ledger)
    late = outcome(manual)
    assert (late.code, late.rules, late.effective("QP-002")) == (1, {"key-expired"}, None)


def test_a_date_after_the_day_of_recording() -> None:
    manual = fresh()
    ledger = record(manual, "2026-01-13")
    manual.sign("QP-002", "amir.khan", on="2026-01-14")
    manual.sign("QP-002", "jane.doe", on="2026-01-20")
    record(manual, "2026-01-19T12:00", ledger)
    assert outcome(manual).effective("QP-002") == 1
    record(manual, "2026-01-19T11:00", ledger)
    found = outcome(manual)
    assert (found.code, found.rules) == (1, {"approval-date-invalid"})


def test_a_leaver_cannot_sign_once_recorded_after_leaving() -> None:
    manual = MemoryManual(
        people=PEOPLE.replace(
            "quality-manager: {from: 2023-01-01}", "quality-manager: {from: 2023-01-01, until: 2026-01-15}"
        )
    )
    manual.found()
    manual.write(TRAINING, document("QP-002"))
    manual.commit("2026-01-10")
    ledger = record(manual, "2026-01-11")
    manual.sign("QP-002", "amir.khan", on="2026-01-12")
    manual.sign("QP-002", "jane.doe", on="2026-01-12")
    record(manual, "2026-01-15", ledger)
    assert outcome(manual).effective("QP-002") == 1
    record(manual, "2026-01-16T00:00", ledger)
    found = outcome(manual)
    assert ("approval-unauthorised" in found.rules, found.effective("QP-002")) == (True, None)


def test_an_honest_ledger_changes_no_verdict_of_the_past() -> None:
    manual = fresh()
    _rotated(manual, "2026-01-15")
    record(manual, "2026-01-20")
    found = outcome(manual)
    assert (found.code, found.effective("QP-001")) == (0, 1)
    assert outcome(manual, date(2026, 1, 13)).effective("QP-001") == 1


def test_a_recorder_whose_clock_is_behind_backdates_nothing() -> None:
    manual = fresh()
    ledger = record(manual, "2026-01-14")
    manual.sign("QP-002", "amir.khan", on="2026-01-15")
    later = record(manual, "2026-01-01", ledger)
    assert later.entries[-1].recorded == moment("2026-01-14") + timedelta(seconds=1)
    assert replace(later, entries=later.entries[: len(ledger.entries)]) == ledger
