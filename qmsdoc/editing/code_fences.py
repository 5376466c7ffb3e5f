"""Follows fenced code blocks line by line (CommonMark 0.31, 4.5), for texts of which no tree is made."""

from __future__ import annotations

import re

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


def fence_after(row: str, fence: str) -> str:
    """Return the signs of the fence that is open after a line, empty for none; `fence` is the one open before it."""
    found = _FENCE.match(row)
    if found is None:
        return fence
    if fence:
        return "" if found[1].startswith(fence) else fence
    return found[1]
