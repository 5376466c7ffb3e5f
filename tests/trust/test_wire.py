"""Fields of SSH: the examples of RFC 4251, section 5, and everything that only resembles them."""

from __future__ import annotations

import pytest

from qmsdoc.model.rule_ids import RuleId
from qmsdoc.trust.failure import ParseError, VerificationFailure
from qmsdoc.trust.wire import Reader, mpint, string


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (0, "00000000"),
        (0x9A378F9B2E332A7, "0000000809a378f9b2e332a7"),
        (0x80, "000000020080"),
        (0x7F, "000000017f"),
        (0x100, "000000020100"),
    ],
)
def test_integers_as_the_standard_writes_them(number: int, written: str) -> None:
    assert mpint(number).hex() == written


def test_a_string_is_its_length_and_its_bytes() -> None:
    assert string(b"testing").hex() == "0000000774657374696e67"
    assert Reader(string(b"testing"), "It").string() == b"testing"
    assert Reader(string(b""), "It").string() == b""


@pytest.mark.parametrize("raw", [b"\x01", b"\x7f", b"\0\x80", b"\0\xff", b"\x01\0", b"\x7f" + bytes(2048)])
def test_an_integer_in_its_form(raw: bytes) -> None:
    assert Reader(string(raw), "It").mpint() == int.from_bytes(raw)


@pytest.mark.parametrize(
    "raw", [b"", b"\0", b"\0\x01", b"\0\x7f", b"\0\0\x80", b"\x80", b"\x80\0", b"\xff", b"\x7f" + bytes(2049)]
)
def test_an_integer_in_no_form(raw: bytes) -> None:
    with pytest.raises(ParseError) as caught:
        Reader(string(raw), "It").mpint()
    assert caught.value.fault == VerificationFailure(
        RuleId("signature-noncanonical"), "It holds a number that is not in its shortest positive form."
    )


@pytest.mark.parametrize("data", [b"", b"\0\0\0", b"\0\0\0\1", b"\0\0\0\2x", b"\xff\xff\xff\xff"])
def test_a_field_cannot_claim_more_than_is_there(data: bytes) -> None:
    with pytest.raises(ParseError) as caught:
        Reader(data, "It").string()
    assert caught.value.fault.reason == "It ends too early."


@pytest.mark.parametrize(("data", "count"), [(b"", 1), (b"x", 2), (b"xyz", 4)])
def test_no_more_can_be_taken_than_is_there(data: bytes, count: int) -> None:
    with pytest.raises(ParseError) as caught:
        Reader(data, "It").take(count)
    assert caught.value.fault.reason == "It ends too early."


def test_nothing_may_be_left() -> None:
    reader = Reader(string(b"x") + b"y", "It")
    reader.string()
    with pytest.raises(ParseError) as caught:
        reader.end()
    assert caught.value.fault.reason == "It has bytes left over."
    assert reader.take(1) == b"y"
    reader.end()
