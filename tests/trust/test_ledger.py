"""The ledger: what holds is read back the same, and one changed byte breaks it."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmsdoc.model.rule_ids import RuleId
from qmsdoc.trust.failure import VerificationFailure
from qmsdoc.trust.ledger import FIRST, Ledger, ahead_of, compare, extend, latest, read_ledger, rolled_back

AT = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
TAGS = [(f"refs/tags/approved/QP-00{n}/1/jane.doe", str(n) * 40, f"tag {n}".encode()) for n in (1, 2, 3)]
DIGESTS = {ref: hashlib.sha256(data).hexdigest() for ref, _, data in TAGS}


def written(ledger: Ledger) -> bytes:
    return b"".join(entry.line for entry in ledger.entries)


def test_a_line_is_compact_json_with_its_keys_in_order() -> None:
    line = extend(Ledger(), TAGS[:1], AT).entries[0].line
    digest = hashlib.sha256(b"tag 1").hexdigest()
    assert (
        line
        == (
            f'{{"seq":1,"prev":"{FIRST}","ref":"{TAGS[0][0]}","tag":"{"1" * 40}",'
            f'"tag_sha256":"{digest}","recorded":"2026-01-05T09:30:00Z"}}\n'
        ).encode()
    )


def test_what_is_written_is_read_back_and_only_what_is_new_is_appended() -> None:
    first = extend(Ledger(), TAGS[:2], AT)
    second = extend(first, reversed(TAGS), AT - timedelta(days=3))
    assert read_ledger(written(second)) == second
    assert second.entries[:2] == first.entries
    assert [entry.recorded for entry in second.entries] == [AT, AT, AT + timedelta(seconds=1)]
    assert second.entries[2].prev == hashlib.sha256(first.entries[1].line).hexdigest() == first.sha256
    assert extend(second, TAGS, AT) == second


def test_an_empty_ledger_holds() -> None:
    assert read_ledger(b"") == Ledger()
    assert Ledger().sha256 == FIRST


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"seq":2', b'"seq":3'),
        (b'"seq":2', b'"seq":true'),
        (b'"seq":2', b'"seq": 2'),
        (b"2026-01-05T09:30:00Z", b"2026-13-05T09:30:00Z"),
        (b"2026-01-05T09:30:00Z", b"2026-01-05 09:30:00"),
        (b"QP-002", b"QP-001"),
        (b"222", b"xyz"),
        (b'"ref"', b'"fer"'),
        (b'{"seq":2', b'[{"seq":2'),
        (b"}\n", b"}"),
        (b"}\n", b"}\r\n"),
        (b"\n", b"\n\n"),
    ],
)
def test_any_change_breaks_it(old: bytes, new: bytes) -> None:
    good = written(extend(Ledger(), TAGS, AT))
    assert old in good
    found = read_ledger(good.replace(old, new))
    assert isinstance(found, VerificationFailure)
    assert found.rule == "ledger-broken"


ROW: dict[str, object] = {"seq": 1, "prev": FIRST, "ref": TAGS[0][0], "tag": "1" * 40, "tag_sha256": "2" * 64}
ROW["recorded"] = "2026-01-05T09:30:00Z"


def lone(**changes: object) -> bytes:
    """The one line of a ledger, written as it should be whatever it says."""
    return json.dumps(ROW | changes, separators=(",", ":")).encode() + b"\n"


@pytest.mark.parametrize(
    "changes",
    [
        *({key: value} for key in ROW for value in (None, 1.0, True, ["1"], {"a": "1"}, 2)),
        *({key: 1} for key in ROW if key != "seq"),
        *({key: "xyz"} for key in ROW if key != "ref"),
        {"tag": "A" * 40},
        {"tag_sha256": "2" * 63 + "-"},
        {"prev": "0" * 63},
        {"recorded": "0001-01-01T00:00:00+14:00"},
        {"recorded": "2026-01-05T09:30:00+00:00"},
        {"recorded": "2026-02-30T09:30:00Z"},
        {"more": "x"},
    ],
    ids=repr,
)
def test_a_line_holds_texts_of_one_form_and_its_number(changes: dict[str, object]) -> None:
    assert isinstance(read_ledger(lone()), Ledger)
    found = read_ledger(lone(**changes))
    assert isinstance(found, VerificationFailure)
    assert found.rule == "ledger-broken"


def test_a_line_cut_out_or_going_back_in_time_breaks_it() -> None:
    entries = extend(Ledger(), TAGS, AT).entries
    assert isinstance(read_ledger(entries[0].line + entries[2].line), VerificationFailure)
    back = extend(Ledger(), TAGS[:1], AT)
    later = extend(back, TAGS[1:2], AT).entries[1].line.replace(b"2026-01-05", b"2026-01-04")
    assert isinstance(read_ledger(written(back) + later), VerificationFailure)


@given(st.binary(max_size=300))
def test_no_bytes_raise(data: bytes) -> None:
    assert isinstance(read_ledger(data), VerificationFailure | Ledger)


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_one_flipped_byte_is_always_found(place: int, change: int) -> None:
    good = bytearray(written(extend(Ledger(), TAGS, AT)))
    place %= good.rindex(b'"tag_sha256"')  # what the last line says of itself only the next line proves
    good[place] ^= change
    found = read_ledger(bytes(good))
    last = extend(Ledger(), TAGS, AT).entries[-1]
    same = isinstance(found, Ledger) and found.entries[:-1] == extend(Ledger(), TAGS, AT).entries[:-1]
    assert isinstance(found, VerificationFailure) or (same and found.entries[-1] != last)


def test_moved_and_deleted_tags_are_named() -> None:
    ledger = extend(Ledger(), TAGS, AT)
    refs = {TAGS[0][0]: TAGS[0][1], TAGS[1][0]: "9" * 40}
    found = [(p.rule, p.ref) for p in compare(ledger, refs, DIGESTS)]
    assert found == [
        ("tag-moved", TAGS[1][0]),
        ("tag-deleted", TAGS[2][0]),
    ]
    assert not [*compare(ledger, {ref: oid for ref, oid, _ in TAGS}, DIGESTS)]


def test_a_tag_with_the_id_that_was_recorded_and_another_content_has_moved() -> None:
    ledger, refs = extend(Ledger(), TAGS, AT), {ref: oid for ref, oid, _ in TAGS}
    assert [p.rule for p in compare(ledger, refs, DIGESTS | {TAGS[0][0]: "0" * 64})] == ["tag-moved"]


def test_of_a_tag_that_is_not_read_the_id_alone_is_compared() -> None:
    ledger, refs = extend(Ledger(), TAGS, AT), {ref: oid for ref, oid, _ in TAGS}
    first, _, third = refs
    assert not [*compare(ledger, refs, {third: DIGESTS[third]}, {third})]
    assert [p.ref for p in compare(ledger, refs | {first: "9" * 40}, {}, {third})] == [first, third]


def test_a_line_may_be_five_minutes_ahead_of_the_clock() -> None:
    ledger = extend(Ledger(), TAGS, AT)
    early = AT.replace(microsecond=0) - timedelta(minutes=5)
    assert (ahead_of(ledger, None), ahead_of(ledger, early), ahead_of(Ledger(), early)) == (None, None, None)
    found = ahead_of(ledger, early - timedelta(seconds=1))
    assert found is not None
    assert found.rule == "ledger-broken"


def test_only_what_was_taken_over_bears_the_first_instant() -> None:
    assert Ledger().opened is None
    first = extend(Ledger(), TAGS[:2], AT)
    for at, then in ((AT, AT + timedelta(seconds=1)), (AT + timedelta(hours=1), AT + timedelta(hours=1))):
        second = extend(first, TAGS, at)
        assert (second.opened, second.entries[2].recorded) == (AT, then)


def test_the_longest_copy_counts_where_it_continues_the_others() -> None:
    short, whole = extend(Ledger(), TAGS[:1], AT), extend(extend(Ledger(), TAGS[:1], AT), TAGS, AT)
    assert whole.extends(short)
    assert not short.extends(whole)
    assert latest([short, whole]) == latest([whole, short]) == whole
    other = extend(Ledger(), TAGS[1:2], AT)
    found = latest([whole, other])
    assert isinstance(found, VerificationFailure)
    assert found.rule == "ledger-broken"
    broken = VerificationFailure(RuleId("ledger-broken"), "Line 1.")
    assert latest([whole, broken]) == broken


def test_a_published_ledger_must_be_part_of_this_one() -> None:
    ledger = extend(Ledger(), TAGS, AT)
    digests = ledger.digests
    assert digests == tuple(hashlib.sha256(entry.line).hexdigest() for entry in ledger.entries)
    assert Ledger().digests == ()
    assert all(rolled_back(digests, seq, digests[seq - 1]) is None for seq in (1, 2, 3))
    assert rolled_back(digests, 0, FIRST) is None
    for known, seq, sha256 in ((digests, 4, FIRST), (digests, 2, digests[2]), ((), 1, digests[0])):
        found = rolled_back(known, seq, sha256)
        assert found is not None
        assert found.rule == "ledger-rollback"
