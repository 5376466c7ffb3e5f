"""How much of a kind one paragraph or table may hold: beyond, nobody reviews it, and reading it would take too long."""

from __future__ import annotations

import re
from functools import lru_cache

_DEEPEST_BRACKET = 99
BRACKETS = re.compile(r"\[(?:!?\[){99}")
"""A hundred opening brackets in a row."""
MOST_MARKS, MOST_ADDRESSES, MOST_CELLS = 2_000, 200, 20_000
"""Of one paragraph, heading or cell: marks of emphasis, and addresses; of one table."""
_BRACKET = re.compile(r"[\[\]]")


@lru_cache(maxsize=4)  # asked at every bracket of a paragraph
def too_many_brackets(text: str) -> bool:
    """Tell whether brackets stand in brackets deeper than is followed; markdown-it looks at each again and again."""
    if text.count("[") <= _DEEPEST_BRACKET:
        return False
    depth = 0
    for sign in _BRACKET.findall(text):
        depth = depth + 1 if sign == "[" else max(depth - 1, 0)
        if depth > _DEEPEST_BRACKET:
            return True
    return False


@lru_cache(maxsize=4)  # asked at every mark of a paragraph
def crowded(text: str) -> bool:
    """Tell whether a paragraph has more marks of emphasis, or bare addresses, than are paired or looked for in it."""
    return sum(map(text.count, "*_~")) > MOST_MARKS or text.count("://") > MOST_ADDRESSES
