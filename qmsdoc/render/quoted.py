"""Words and files as Markdown that shows them as they are."""

from __future__ import annotations

import re

# What a backslash takes the meaning from: Python-Markdown's `ESCAPED_CHARS`, and the bar of tables.
_MEANS = re.compile(r"([\\`*_{}\[\]()>#+.!|-])")
_RUN = re.compile("`+")


def plain(words: str) -> str:
    """Write words of one line so that Markdown takes none of them for more."""
    return _MEANS.sub(r"\\\1", words).replace("&", "&amp;").replace("<", "&lt;")


def fenced(text: str, info: str = "text") -> str:
    """Write a text as a block of code; `info` names its language."""
    fence = "`" * max(3, max(map(len, _RUN.findall(text)), default=0) + 1)
    return f"{fence}{info}\n{text}\n{fence}"
