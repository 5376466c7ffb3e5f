"""Reads and writes the binary fields of SSH (RFC 4251, section 5), in their one canonical form.

Invariants
1. Every byte is accounted for: a field that claims more than is there, or bytes left over, are refused.
2. A multiple-precision integer has one spelling: positive, no needless leading zero byte.
3. Only `ParseError` (rule `signature-noncanonical`) is raised, whatever the bytes.
"""

from __future__ import annotations

from dataclasses import dataclass

from qmsdoc.model.rule_ids import SIGNATURE_NONCANONICAL
from qmsdoc.trust.failure import ParseError, invalid

_MAX_INTEGER = 2049  # bytes: 16,384 bits and the sign byte, the most that OpenSSH takes


@dataclass(slots=True)
class Reader:
    """Takes fields off the front of `data`; `what` names it in messages."""

    data: bytes
    what: str
    at: int = 0

    def take(self, count: int) -> bytes:
        """Take exactly `count` bytes."""
        if len(self.data) - self.at < count:
            raise noncanonical(f"{self.what} ends too early.")
        self.at += count
        return self.data[self.at - count : self.at]

    def uint32(self) -> int:
        """Take an unsigned 32-bit number, most significant byte first."""
        return int.from_bytes(self.take(4))

    def string(self) -> bytes:
        """Take a string: its length, then so many bytes."""
        begin = self.at + 4
        end = begin + int.from_bytes(self.data[self.at : begin])
        if end > len(self.data):
            raise noncanonical(f"{self.what} ends too early.")
        self.at = end
        return self.data[begin:end]

    def mpint(self) -> int:
        """Take a positive integer in two's complement without a needless leading byte."""
        raw = self.string()
        if not raw or len(raw) > _MAX_INTEGER or raw[0] >= 0x80 or (raw[0] == 0 and (len(raw) == 1 or raw[1] < 0x80)):
            raise noncanonical(f"{self.what} holds a number that is not in its shortest positive form.")
        return int.from_bytes(raw)

    def end(self) -> None:
        """Make sure that nothing is left."""
        if self.at != len(self.data):
            raise noncanonical(f"{self.what} has bytes left over.")


def noncanonical(reason: str) -> ParseError:
    """Give the refusal of bytes that are not in the one accepted form."""
    return ParseError(invalid(SIGNATURE_NONCANONICAL, reason))


def string(data: bytes) -> bytes:
    """Write a string: its length, then its bytes."""
    return len(data).to_bytes(4) + data


def mpint(number: int) -> bytes:
    """Write a number that is not negative in its shortest form."""
    return string(number.to_bytes(number.bit_length() // 8 + 1) if number else b"")
