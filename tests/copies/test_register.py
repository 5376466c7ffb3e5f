"""The register of copies: what is written is read again, and nothing else is."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmsdoc.copies import End, IssuedCopy, ended_line, issued_line, next_number, read_copies
from qmsdoc.errors import UsageError

ONE = IssuedCopy(1, "QP-001", 3, "sha256:" + "a" * 64, "Bench 4", date(2026, 2, 1), "Jane Doe")
LINE = (
    f'{{"number":1,"document":"QP-001","revision":3,"content":"sha256:{"a" * 64}","holder":"Bench 4",'
    '"issued":"2026-02-01","by":"Jane Doe"}\n'
).encode()


def test_a_copy_is_one_line() -> None:
    assert issued_line(ONE) == LINE
    assert read_copies(LINE) == (ONE,)
    assert read_copies(b"") == ()


@pytest.mark.parametrize("end", End)
def test_a_copy_that_is_no_longer_out_keeps_its_number(end: End) -> None:
    (copy,) = read_copies(LINE + ended_line(1, end, date(2026, 3, 1)))
    assert (copy.end, copy.ended) == (end, date(2026, 3, 1))
    assert next_number((copy,)) == 2


@given(st.lists(st.tuples(st.text(max_size=9), st.integers(1, 99), st.booleans()), max_size=6))
def test_whatever_is_written_is_read_again(rows: list[tuple[str, int, bool]]) -> None:
    copies = [
        IssuedCopy(number, f"QP-{number}", revision, "sha256:0", holder, date(2026, 1, number))
        for number, (holder, revision, _) in enumerate(rows, 1)
    ]
    data = b"".join(map(issued_line, copies))
    back = [number for number, (_, _, returned) in enumerate(rows, 1) if returned]
    data += b"".join(ended_line(number, End.RETURNED, date(2026, 2, 1)) for number in back)
    found = read_copies(data)
    assert [(copy.number, copy.holder, copy.revision) for copy in found] == [
        (copy.number, copy.holder, copy.revision) for copy in copies
    ]
    assert [copy.number for copy in found if copy.end] == back


@pytest.mark.parametrize(
    "line",
    [
        b"x\n",
        b"[]\n",
        b"{}\n",
        b'"number"\n',
        b'{"number":1,"returned":"2026-02-01"}\n',
        LINE.replace(b'"number":1', b'"number":2'),
        LINE.replace(b'"number":1', b'"number":true'),
        LINE.replace(b'"revision":3', b'"revision":"3"'),
        LINE.replace(b'"revision":3', b'"revision":0'),
        LINE.replace(b"2026-02-01", b"2026-02-30"),
        LINE.replace(b'"Bench 4"', b"4"),
        LINE.replace(b'"by"', b'"whoever"'),
        LINE + LINE,
        LINE + b'{"number":2,"returned":"2026-02-01"}\n',
        LINE + 2 * b'{"number":1,"returned":"2026-02-01"}\n',
        LINE + b'{"number":1,"returned":1}\n',
        LINE + b'{"number":1,"eaten":"2026-02-01"}\n',
        LINE + b'{"returned":"2026-02-01","number":1}\n',
        LINE + b'{"number":true,"lost":"2026-02-01"}\n',
        LINE + b'{"number":1,"lost":"2026-02-01"}\n{"number":1,"returned":"2026-02-01"}\n',
        b"[" * 100_000,
        b"\xff\n",
    ],
)
def test_a_line_that_nobody_wrote_is_refused(line: bytes) -> None:
    with pytest.raises(UsageError, match=r"Line \d of copies.jsonl"):
        read_copies(line)
