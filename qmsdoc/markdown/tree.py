"""The tree of a Markdown text: frozen nodes with the lines they come from.

A text

    # Records

    - kept *ten years*

is read as

    Tree(blocks=(
        Node(HEADING, line=1, end=2, number=1, children=(Node(TEXT, text="Records"),)),
        Node(LIST, line=3, end=4, tight=True, children=(
            Node(ITEM, line=3, end=4, children=(
                Node(PARAGRAPH, line=3, end=4, tight=True, children=(
                    Node(TEXT, text="kept "), Node(EMPHASIS, children=(Node(TEXT, text="ten years"),)))),)),)),
    ))

Nodes are named tuples: they are made four times as fast as frozen dataclasses, and a manual has hundreds of
thousands of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a node is. Blocks hold blocks or inline nodes, inline nodes hold inline nodes."""

    # Blocks.
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    QUOTE = "quote"
    LIST = "list"
    ITEM = "item"
    CODE_BLOCK = "code-block"
    RULE = "rule"
    TABLE = "table"
    ROW = "row"
    HEADER_CELL = "header-cell"
    CELL = "cell"
    NOTE = "note"
    TITLE = "title"
    DEFINITIONS = "definitions"
    TERM = "term"
    DEFINITION = "definition"
    FOOTNOTES = "footnotes"
    FOOTNOTE = "footnote"
    INCLUDE = "include"
    # Inline.
    TEXT = "text"
    CODE = "code"
    EMPHASIS = "emphasis"
    STRONG = "strong"
    STRIKE = "strike"
    LINK = "link"
    IMAGE = "image"
    BREAK = "break"
    SOFT_BREAK = "soft-break"
    FOOTNOTE_CALL = "footnote-call"
    # Either.
    COMMENT = "comment"
    RAW = "raw"


class Node(NamedTuple):
    """One node. Fields that a kind does not use keep their default.

    line, end    The first line it comes from, counted from 1, and the line behind its last; inline nodes have the
                 line they begin on (`end` 0). Footnotes stand at the end of the tree with the lines of their text.
    column       Where the destination of a LINK, IMAGE or INCLUDE stands in its line, counted from 1; 0 elsewhere.
                 A link by reference has line and column of its definition.
    text         TEXT, CODE, CODE_BLOCK (with its last line end), COMMENT and RAW (as written); IMAGE: its
                 alternative text; NOTE: `>`, `!!!`, `???` or `???+`, the sign it begins with.
    destination  LINK, IMAGE, INCLUDE: decoded, that is without backslashes and entities, not percent-encoded.
    title        LINK, IMAGE: the title, nothing where there is none.
    info         CODE_BLOCK: the words behind the fence. NOTE: its kinds in small letters (`warning`). ITEM of an
                 ordered list: its number as written. CELL, HEADER_CELL: `left`, `center`, `right` or nothing.
                 LINK: `auto` where the address itself is the text. TEXT: `escaped` where it was written with a
                 backslash or as an entity. FOOTNOTE, FOOTNOTE_CALL: its label. COMMENT: `open` where it never ends.
    number       HEADING: its level. LIST: the first number, None for bullets. FOOTNOTE, FOOTNOTE_CALL: its number,
                 from 1. CODE_BLOCK: the line its text begins on.
    call         FOOTNOTE_CALL: the how-manieth call of its footnote, from 1. FOOTNOTE: how many calls it has.
    tight        LIST, PARAGRAPH: without empty lines between, shown without the distance of paragraphs.
    checked      ITEM: the state of its box, None without one.
    children     The nodes in it, in order. A NOTE whose text gives it a title has that as its first child, TITLE.
    """

    kind: Kind
    children: tuple[Node, ...] = ()
    text: str = ""
    line: int = 0
    end: int = 0
    column: int = 0
    destination: str = ""
    title: str = ""
    info: str = ""
    number: int | None = None
    call: int = 0
    tight: bool = False
    checked: bool | None = None


class Tree(NamedTuple):
    """A whole text: its blocks in order, footnotes last.

    `deep` is the first line on which it nests deeper than is followed; from there on text stands unread in
    paragraphs, so that nothing is lost. `crowded` is the first line of a paragraph with more marks of emphasis or
    addresses than are read: there they are words. `wide` is the first line of a table with more cells than count.
    """

    blocks: tuple[Node, ...]
    deep: int | None = None
    crowded: int | None = None
    wide: int | None = None


def walk(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield every node below and including `nodes`, each before its children, in the order of the text."""
    waiting = list(nodes)[::-1]
    while waiting:
        node = waiting.pop()
        yield node
        if node.children:
            waiting.extend(node.children[::-1])


def plain(nodes: Iterable[Node]) -> str:
    """Return the words of inline nodes without their marks; pictures and comments have none, breaks are spaces."""
    return "".join(_PLAIN.get(node.kind, node.text) for node in walk(nodes))


_PLAIN = {Kind.SOFT_BREAK: " ", Kind.BREAK: " ", Kind.IMAGE: "", Kind.COMMENT: "", Kind.FOOTNOTE_CALL: ""}
