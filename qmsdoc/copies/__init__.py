"""Numbered controlled copies: the register of who holds which edition on paper, and which must come back."""

from qmsdoc.copies.recall import Held, State, judge
from qmsdoc.copies.register import NAME, IssuedCopy, issued_line, next_number, read_copies, returned_line

__all__ = [
    "NAME",
    "Held",
    "IssuedCopy",
    "State",
    "issued_line",
    "judge",
    "next_number",
    "read_copies",
    "returned_line",
]
