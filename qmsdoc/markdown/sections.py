"""Reads texts that have most of their paragraphs in common, as editions of a document have: each paragraph once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from qmsdoc.markdown.reader import read
from qmsdoc.markdown.tree import Kind, Node, Tree

# Each begins with the end of the line before: the one character is found ten times as fast as the beginning of a line.
_HEADING = re.compile(r"\n(#{1,6}[ \t].*)")
_PARAGRAPH = re.compile(r"\n\n(?=[^\W\d_]|\|)")
# Definitions of addresses, footnotes, includes, definitions of terms: what is looked for in other sections.
_FAR = re.compile(r"\]:|\[\^|\^\[|8<-|\n[ \t]*[:~][ \t]")
_WORD = "a"
_TEXTS, _SECTIONS = 64, 4096  # that a process remembers


@lru_cache(_TEXTS)
def read_sections(text: str) -> Tree:
    """Return the very tree that `read` gives of a text, with the nodes of sections that were read before."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    headings = [] if _FAR.search(plain) else [(found.start(1), found[1]) for found in _HEADING.finditer(plain)]
    if not headings:
        return read(text)
    return _in_parts(plain, [*headings, (len(plain), "")], 0, _section) or read(text)


@lru_cache(_SECTIONS)
def _section(text: str, following: str, above: int) -> Tree | None:
    """Return the nodes of a section below so many lines, None where its end is none: where what follows, a line that
    looks like a heading, belongs to something that began before, such as a block of code.

    It is read by its paragraphs where each of them ends so, behind which one line is like another.
    """
    paragraphs = [found.end() for found in _PARAGRAPH.finditer(text)]
    tree = _in_parts(text, [*((end, _WORD) for end in paragraphs), (len(text), following)], above, _part)
    return _part(text, following, above) if tree is None and paragraphs else tree


@lru_cache(_SECTIONS)
def _part(text: str, following: str, above: int) -> Tree | None:
    tree = _read(text, following)
    if tree is None or not above:
        return tree
    lines = (line and line + above for line in (tree.deep, tree.crowded, tree.wide))
    return Tree(tuple(_moved(tree.blocks, above)), *lines)


@lru_cache(_SECTIONS)
def _read(text: str, following: str) -> Tree | None:
    tree = read(text + following)
    if not following:
        return tree
    last = tree.blocks[-1] if tree.blocks else None
    kind = Kind.PARAGRAPH if following == _WORD else Kind.HEADING
    ends = last is not None and last.kind is kind and last.line == text.count("\n") + 1
    return Tree(tree.blocks[:-1], tree.deep, tree.crowded, tree.wide) if ends else None


def _moved(nodes: Iterable[Node], by: int) -> Iterable[Node]:
    """Yield nodes with the lines on which they stand so many lines further down."""
    for node in nodes:
        number = node.number and node.number + by if node.kind is Kind.CODE_BLOCK else node.number
        yield node._replace(
            line=node.line + by,
            end=node.end and node.end + by,
            number=number,
            children=tuple(_moved(node.children, by)),
        )


def _in_parts(
    text: str, ends: Iterable[tuple[int, str]], above: int, read_part: Callable[[str, str, int], Tree | None]
) -> Tree | None:
    """Return the nodes of a text below so many lines, each part by itself; None where the end of one is none.

    `ends` are the offsets at which the parts end, each with the line that follows there.
    """
    trees: list[Tree] = []
    start, line = 0, above
    for end, following in ends:
        tree = read_part(text[start:end], following, line)
        if tree is None:
            return None
        trees.append(tree)
        line += text.count("\n", start, end)
        start = end
    blocks = tuple(node for tree in trees for node in tree.blocks)
    return Tree(blocks, *(_first(lines) for lines in zip(*((t.deep, t.crowded, t.wide) for t in trees), strict=True)))


def _first(lines: Iterable[int | None]) -> int | None:
    return min((line for line in lines if line is not None), default=None)
