"""Numbered controlled copies: the register of who holds which edition on paper, and which must come back."""

from qmsdoc.copies.recall import Held, State, judge
from qmsdoc.copies.register import NAME, End, IssuedCopy, ended_line, issued_line, next_number, read_copies

__all__ = [
    "NAME",
    "End",
    "Held",
    "IssuedCopy",
    "State",
    "ended_line",
    "issued_line",
    "judge",
    "next_number",
    "read_copies",
]
