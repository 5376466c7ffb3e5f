"""The known word that somebody most likely meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_LIKENESS = 0.6


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Give the word of `known` most like `word`, whatever its case, or None where none is like it."""
    by_lower = {name.lower(): name for name in sorted(known)}
    matches = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=_LIKENESS)
    return by_lower[matches[0]] if matches else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Give `Did you mean 'QP-001'? ` (with the space, ready to precede a remedy), or nothing."""
    match = nearest(word, known)
    return f"Did you mean '{match}'? " if match is not None else ""
