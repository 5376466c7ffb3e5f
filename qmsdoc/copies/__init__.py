"""Numbered controlled copies: the register of who holds which edition on paper, and which must come back."""

from qmsdoc.copies.copy_register import NAME, End, IssuedCopy, ended_line, issued_line, next_number, read_copies
from qmsdoc.copies.recall import CopyState, Held, judge

__all__ = [
    "NAME",
    "CopyState",
    "End",
    "Held",
    "IssuedCopy",
    "ended_line",
    "issued_line",
    "judge",
    "next_number",
    "read_copies",
]
