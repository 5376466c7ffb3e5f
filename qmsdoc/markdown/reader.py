"""Gives the tree of a text; markdown-it is imported where the first one is asked for, as most checks ask for none."""

from __future__ import annotations

from functools import lru_cache

from qmsdoc.markdown.tree import Tree


def read(text: str) -> Tree:
    """Return the tree of a Markdown text without front matter; every text has one. Lines end with LF, CRLF or CR."""
    return _read(text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text)


@lru_cache(maxsize=128)  # rules, page, redline, search and leak check ask for the same tree, one soon after the other
def _read(text: str) -> Tree:
    from qmsdoc.markdown.tree_builder import build  # noqa: PLC0415 - as long as reading a small manual

    return build(text)
