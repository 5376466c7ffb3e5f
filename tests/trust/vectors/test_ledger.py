"""The ledger: what was recorded cannot be moved, lost, changed or backdated."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest

from qmsdoc.model.refs import FETCHED_LEDGER, LEDGER
from qmsdoc.trust.ledger import PATH, Ledger, extend
from tests.memory import MemoryManual, document, moment
from tests.trust.keys import make_key
from tests.trust.vectors.scenes import AMIR, JANE, Vector, check, data, jane, next_revision, revised, scene

POLICY_1 = "refs/tags/approved/POLICY/1/helen.ward"


def put(manual: MemoryManual, whole: bytes, *, branch: str = LEDGER) -> None:
    """Put a ledger's bytes on its branch, without a former commit."""
    tree = manual.store.put_tree({PATH: ("100644", whole)})
    who = "CI <ci@meridian.example> 1768219200 +0000"
    text = f"tree {tree}\nauthor {who}\ncommitter {who}\n\nRecord\n"
    manual.store.heads[branch] = manual.store.put("commit", text.encode())


def record(manual: MemoryManual, on: str, ledger: Ledger | None = None) -> Ledger:
    """Record every act."""
    refs = [ref for ref in manual.store.heads if ref.startswith(("refs/tags/approved/", "refs/tags/withdrawn/"))]
    rows = [(ref, manual.store.heads[ref], data(manual, ref)) for ref in refs]
    made = extend(ledger or Ledger(), rows, moment(on))
    put(manual, made.data)
    return made


def opened() -> tuple[MemoryManual, Ledger]:
    """The scene with a ledger that began with policy 1, and Jane's and Amir's signatures recorded two days later."""
    manual = scene()
    jane(manual)
    first = extend(Ledger(), [(POLICY_1, manual.store.heads[POLICY_1], data(manual, POLICY_1))], moment("2026-01-07"))
    return manual, record(manual, "2026-01-14", first)


def recorded(on: str) -> Callable[[MemoryManual], str]:
    """Jane signs on 12 January; it is recorded when said."""

    def act(manual: MemoryManual) -> str:
        first = extend(
            Ledger(), [(POLICY_1, manual.store.heads[POLICY_1], data(manual, POLICY_1))], moment("2026-01-07")
        )
        ref = jane(manual)
        record(manual, on, first)
        return ref

    return act


def backdated(manual: MemoryManual) -> str:
    """Jane's key is replaced; whoever has the old one signs as if it were before, and nobody recorded it then."""
    before = manual.store.heads["refs/heads/main"]
    ledger = record(manual, "2026-01-13")
    old = manual.keys["jane.doe"]
    manual.keys["jane.doe"] = make_key("jane.doe-new")
    revised(manual)
    manual.sign("POLICY", "helen.ward", on="2026-01-16")
    record(manual, "2026-01-17", ledger)
    return jane(manual, key=old, policy=1, commit=before)


def backdated_unrecorded(manual: MemoryManual) -> str:
    """The same where there is no ledger: the date is the signer's own word."""
    ref = backdated(manual)
    del manual.store.heads[LEDGER]
    return ref


def left_in_time(manual: MemoryManual) -> str:
    """Jane signed and was recorded under policy 1; policy 2 takes her key away."""
    jane(manual)
    ledger = record(manual, "2026-01-13")
    manual.keys["jane.doe"] = make_key("jane.doe-new")
    revised(manual)
    manual.sign("POLICY", "helen.ward", on="2026-01-16")
    record(manual, "2026-01-17", ledger)
    return JANE


def rewritten_history(manual: MemoryManual) -> str:
    """Jane's signature was recorded; then another history takes the place of what she signed."""
    ref = recorded("2026-01-14")(manual)
    policy = data(manual, POLICY_1)[7:47].decode()
    manual.commit("2026-01-20", parents=[policy], message="Start again")
    return ref


VECTORS = (
    Vector("no ledger", "valid", jane),
    Vector("recorded two days later", "valid", recorded("2026-01-14")),
    Vector("recorded in the same second", "valid", recorded("2026-01-12T12:00")),
    Vector("recorded a day before it was signed", "valid", recorded("2026-01-11T12:00")),
    Vector("recorded more than a day before it was signed", "approval-date-invalid", recorded("2026-01-11T11:59:59")),
    Vector(
        "recorded after the day asked for",
        "later",
        recorded("2026-01-25"),
        as_of=moment("2026-01-20").date(),
        asked={"today": moment("2026-02-02").date()},
    ),
    Vector(
        "not recorded yet", "valid", lambda manual: (record(manual, "2026-01-13"), jane(manual, on="2026-01-14"))[1]
    ),
    Vector("backdated with a former key", "signer-unknown", backdated),
    Vector("backdated with a former key, without a ledger", "valid", backdated_unrecorded),
    Vector("recorded, and then history was rewritten", "history-rewritten", rewritten_history),
    Vector("recorded before the key was replaced", "valid", left_in_time),
)


@pytest.mark.parametrize("vector", VECTORS, ids=str)
def test_ledger(vector: Vector) -> None:
    check(vector)


def lines(ledger: Ledger) -> list[bytes]:
    return [entry.line for entry in ledger.entries]


def rewritten(ledger: Ledger, number: int, **fields: Any) -> bytes:
    """Change one line, and put the chain right behind it: only whoever holds the published digest can tell."""
    rows = [json.loads(line) for line in lines(ledger)]
    rows[number] |= fields
    return b"".join(json.dumps(row, separators=(",", ":")).encode() + b"\n" for row in rows)


def cut(ledger: Ledger, number: int) -> bytes:
    rows = lines(ledger)
    return b"".join(rows[:number] + rows[number + 1 :])


BROKEN: dict[str, Callable[[Ledger], bytes]] = {
    "a line taken out": lambda ledger: cut(ledger, 1),
    "the first line taken out": lambda ledger: cut(ledger, 0),
    "two lines changed about": lambda ledger: b"".join(reversed(lines(ledger))),
    "a line twice": lambda ledger: b"".join([*lines(ledger), lines(ledger)[-1]]),
    "another tag in a line": lambda ledger: rewritten(ledger, 1, tag="1" * 40),
    "another instant in a line": lambda ledger: rewritten(ledger, 1, recorded="2026-01-01T00:00:00Z"),
    "another ref in the last line, back in time": lambda ledger: rewritten(ledger, 2, recorded="2020-01-01T00:00:00Z"),
    "another number": lambda ledger: rewritten(ledger, 2, seq=7),
    "a number as text": lambda ledger: rewritten(ledger, 0, seq="1"),
    "one more key": lambda ledger: rewritten(ledger, 2, note="x"),
    "an instant without its zone": lambda ledger: rewritten(ledger, 2, recorded="2026-01-14T12:00:00"),
    "a blank": lambda ledger: ledger.data.replace(b'":', b'": ', 1),
    "no line end": lambda ledger: ledger.data[:-1],
    "an empty line": lambda ledger: ledger.data + b"\n",
    "carriage returns": lambda ledger: ledger.data.replace(b"\n", b"\r\n"),
    "no JSON": lambda ledger: b"hello\n",
    "a list": lambda ledger: b"[]\n",
    "nested too deeply": lambda ledger: b"[" * 100_000 + b"\n",
}


def rules(manual: MemoryManual) -> list[str]:
    return [problem.rule for problem in manual.snapshot().problems]


@pytest.mark.parametrize("name", BROKEN)
def test_a_ledger_with_one_thing_wrong_is_broken(name: str) -> None:
    manual, ledger = opened()
    assert rules(manual) == []
    put(manual, BROKEN[name](ledger))
    assert rules(manual) == ["ledger-broken"]


def test_recorded_tags_cannot_move_or_go() -> None:
    manual, ledger = opened()
    honest = dict(manual.store.heads)
    jane(manual, on="2026-01-13")
    assert rules(manual) == ["tag-moved"]
    del manual.store.heads[AMIR]
    assert rules(manual) == ["tag-deleted", "tag-moved"]
    manual.store.heads = dict(honest)
    assert rules(manual) == []
    put(manual, ledger.data, branch=FETCHED_LEDGER)
    assert rules(manual) == []


def test_two_copies_must_be_one() -> None:
    manual, ledger = opened()
    put(manual, ledger.data, branch=FETCHED_LEDGER)
    next_revision(manual)
    manual.sign("QP-001", "amir.khan", on="2026-01-19")
    record(manual, "2026-01-20", Ledger(ledger.entries[:2]))
    assert rules(manual) == ["ledger-broken"]
    record(manual, "2026-01-20", ledger)
    assert rules(manual) == []


def test_a_ledger_proves_that_a_lost_tag_was_there() -> None:
    manual, ledger = opened()
    entry = next(entry for entry in ledger.entries if entry.ref == JANE)
    assert entry.tag == manual.store.heads[JANE]
    assert entry.tag_sha256 == hashlib.sha256(data(manual, JANE)).hexdigest()
    assert document("QP-001") in manual.files["documents/procedures/control.md"][1].decode()
