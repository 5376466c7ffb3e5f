"""The order in which people count: QP-2 before QP-10."""

from __future__ import annotations

import re
from functools import lru_cache

_DIGITS = re.compile(r"([0-9]+)")


@lru_cache(maxsize=65_536)
def as_counted(name: str) -> tuple[tuple[str | int, ...], str]:
    """Return what identifiers are sorted by: letters whatever their case, numbers by their value."""
    parts = _DIGITS.split(name.lower())
    return tuple(int(part) if index % 2 else part for index, part in enumerate(parts)), name
