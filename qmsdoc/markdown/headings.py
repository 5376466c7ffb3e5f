"""Headings of a text, and their anchors as git hosts make them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from qmsdoc.markdown.tree import Kind, Node, Tree, plain, walk
from qmsdoc.model.document import Heading

_WORD = r"[A-Za-z0-9\u00c0-\u024f\u2013\u2014\u2019,;()/.'-]++"
_PLAIN_TITLE = re.compile(rf"(?:\r?\n)*+# ({_WORD}(?: {_WORD})*+)\r?(?:\n|\Z)")


class Anchors:
    """Makes the anchors of one page, in the order of its headings: a repeated one is counted (`-1`, `-2` …)."""

    __slots__ = ("_taken",)

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def of(self, node: Node) -> str:
        """Return the anchor of the next heading."""
        base = found = slug(plain(node.children))
        while found in self._taken:
            self._taken[base] += 1
            found = f"{base}-{self._taken[base]}"
        self._taken[found] = 0
        return found


def headings(tree: Tree, above: int = 0) -> tuple[Heading, ...]:
    """Return the headings of a text in order; `above` is how many lines stand above it in its file."""
    return tuple(anchored(walk(tree.blocks), Anchors(), above))


def plain_title(text: str, body: int) -> str | None:
    """Return the words of the first heading of text[body:] where plain words of level 1 open it; None if unsure."""
    found = _PLAIN_TITLE.match(text, body)
    return found[1] if found else None


def anchored(nodes: Iterable[Node], anchors: Anchors, above: int = 0) -> Iterator[Heading]:
    """Yield those of the nodes that are headings."""
    for node in nodes:
        if node.kind is Kind.HEADING:
            words = " ".join(plain(node.children).split())
            yield Heading(node.number or 1, words, anchors.of(node), above + node.line)


@lru_cache(maxsize=4096)  # manuals give their documents the same headings
def slug(words: str) -> str:
    """Return the anchor that a heading's words make, as GitHub does: small letters, signs left out, `-` for spaces.

    One that would be empty or begin with two underscores, which pages keep for themselves, begins with `section`.
    """
    found = "".join("-" if sign == " " else sign for sign in words.strip().lower() if _stays(sign))
    return found if found and not found.startswith("__") else f"section-{found.strip('_')}".rstrip("-")


def _stays(sign: str) -> bool:
    """Tell whether a sign stands in anchors: letters, their marks, digits, what connects words, hyphen and space."""
    if sign.isascii():
        return sign.isalnum() or sign in "-_ "
    kind = unicodedata.category(sign)
    return kind[0] in "LM" or kind in ("Nd", "Pc")
