"""A text as blocks, from its tree (`qmsdoc.markdown`).

Comments are left out, for they are not published, and so are anchors, since a redline shows two
texts at once. Everything else that a node says is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from qmsdoc.markdown import Kind, Node
from qmsdoc.redline.blocks import Atom, Block, Mark, Piece, piece
from qmsdoc.redline.words import split

_GROUPS = {
    Kind.QUOTE: "blockquote",
    Kind.ITEM: "li",
    Kind.TABLE: "table",
    Kind.ROW: "tr",
    Kind.NOTE: "div",
    Kind.DEFINITIONS: "dl",
    Kind.DEFINITION: "dd",
    Kind.FOOTNOTES: "ol",
    Kind.FOOTNOTE: "li",
}
_LEAVES = {Kind.PARAGRAPH: "p", Kind.TITLE: "p", Kind.TERM: "dt", Kind.HEADER_CELL: "th", Kind.CELL: "td"}
_MARKS = {Kind.EMPHASIS: "em", Kind.STRONG: "strong", Kind.STRIKE: "s"}
_SPACE = re.compile(r"[ \t\n\r\f]+")
# What keeps identities apart (`blocks`), and addresses of the site (`ROOT`): no text holds it.
_CONTROL = re.compile("[\x00-\x03]")
_DIAGRAM = "mermaid"
_Known = dict[Node, Block | None]
_UNREAD = Block("")
FOOTNOTES = "footnotes"
TITLE = "title"


def read(nodes: Iterable[Node], titles: Mapping[str, str], known: _Known | None = None) -> tuple[Block, ...]:
    """Return the blocks of a text, given its nodes with their destinations as they are published.

    `titles` are those of notes that their text gives none, by the kind of note; `known` spares what was read before.
    """
    return tuple(_blocks(nodes, titles, {} if known is None else known))


def code(text: str, *, diagram: bool = False, language: str = "") -> Block:
    """Return a block of code that holds `text`, its last line end aside."""
    pieces = tuple(piece(token) for token in split(_safe(text.removesuffix("\n"))))
    return Block("pre", pieces, kind="diagram" if diagram else "", layout=_safe(language))


def heading(text: str, level: int) -> Block:
    """Return a heading of plain words."""
    return Block(f"h{level}", _trimmed(_pieces(text, ())))


def line(text: str) -> Block:
    """Return a paragraph of plain words."""
    return Block("p", _trimmed(_pieces(text, ())))


def _blocks(nodes: Iterable[Node], titles: Mapping[str, str], known: _Known | None = None) -> list[Block]:
    """Return the blocks among nodes; inline nodes that stand beside blocks become a paragraph."""
    found: list[Block] = []
    loose: list[Node] = []
    for node in nodes:
        made = known.get(node, _UNREAD) if known is not None else _UNREAD
        if made is _UNREAD:
            made = _block(node, titles)
            if known is not None:
                known[node] = made
        if made is None:
            loose.append(node)
            continue
        found += _paragraph(loose)
        loose = []
        if made.tag != "p" or made.pieces:
            found.append(made)
    return [*found, *_paragraph(loose)]


def _paragraph(nodes: Sequence[Node]) -> list[Block]:
    pieces = _trimmed(_phrases(nodes, ()))
    return [Block("p", pieces)] if pieces else []


def _block(node: Node, titles: Mapping[str, str]) -> Block | None:
    kind = node.kind
    if tag := _LEAVES.get(kind):
        layout = "tight" if node.tight else node.info if tag in {"td", "th"} else ""
        return Block(tag, _trimmed(_phrases(node.children, ())), kind=TITLE * (kind is Kind.TITLE), layout=layout)
    if kind is Kind.HEADING:
        return Block(f"h{node.number}", _trimmed(_phrases(node.children, ())))
    if kind is Kind.CODE_BLOCK:
        language = node.info.partition(" ")[0]
        return code(node.text, diagram=language == _DIAGRAM, language=language)
    if kind is Kind.LIST:
        return _list(node, titles)
    if tag := _GROUPS.get(kind):
        return _group(tag, node, titles)
    return Block("hr") if kind is Kind.RULE else None


def _group(tag: str, node: Node, titles: Mapping[str, str]) -> Block:
    children = _blocks(node.children, titles)
    if node.kind is Kind.NOTE:
        name = node.info.partition(" ")[0]
        title = titles.get(name, name.capitalize())
        if title and not any(child.kind is Kind.TITLE for child in node.children):
            children.insert(0, Block("p", _trimmed(_pieces(title, ())), kind=TITLE))
        return Block(tag, children=tuple(children), kind=_safe(node.info))
    if node.kind is Kind.FOOTNOTES:
        notes = zip(children, node.children, strict=True)
        return Block(tag, children=tuple(replace(child, number=note.number) for child, note in notes), kind=FOOTNOTES)
    if node.checked is not None:
        children = _boxed(children, ticked=node.checked)
    return Block(tag, children=tuple(children))


def _boxed(children: list[Block], *, ticked: bool) -> list[Block]:
    """Put the box of a task before the words of its item."""
    box = [piece("", (), Atom("box", "x" if ticked else "")), piece(" ")]
    if children and children[0].tag == "p":
        return [replace(children[0], pieces=(*box, *children[0].pieces)), *children[1:]]
    return [Block("p", tuple(box[:1]), layout="tight"), *children]


def _list(node: Node, titles: Mapping[str, str]) -> Block:
    items = _blocks(node.children, titles)
    if node.number is None:
        return Block("ul", children=tuple(items))
    numbered = (replace(item, number=number) for number, item in enumerate(items, node.number))
    return Block("ol", children=tuple(numbered), start=node.number)


def _phrases(nodes: Iterable[Node], marks: tuple[Mark, ...]) -> list[Piece]:
    """Return the pieces of inline nodes, each with the marks around it."""
    found: list[Piece] = []
    for node in nodes:
        kind = node.kind
        if tag := _MARKS.get(kind):
            found += _phrases(node.children, (*marks, Mark(tag)))
        elif kind is Kind.LINK:
            found += _phrases(node.children, (*marks, Mark("a", _safe(node.destination), _safe(node.title))))
        elif kind is Kind.IMAGE:
            words = " ".join(_safe(node.text).split())
            found.append(piece("", marks, Atom("img", words, _safe(node.destination), _safe(node.title))))
        elif kind is Kind.BREAK:
            found.append(piece("\n", marks, Atom("br")))
        elif kind is Kind.SOFT_BREAK:
            found.append(piece(" ", marks))
        elif kind is Kind.FOOTNOTE_CALL:
            found += _pieces(str(node.number), (*marks, Mark("sup")))
        elif kind is Kind.CODE:
            found += [piece(token, (*marks, Mark("code"))) for token in split(_safe(node.text))]
        elif kind is not Kind.COMMENT:
            found += _pieces(node.text or node.destination, marks)
    return found


def _safe(text: str) -> str:
    return _CONTROL.sub("\ufffd", text)


def _pieces(text: str, marks: tuple[Mark, ...]) -> list[Piece]:
    return [piece(token, marks) for token in split(_SPACE.sub(" ", _safe(text)))]


def _trimmed(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Leave out white space at both ends, and all but one space of a stretch outside of code."""
    found: list[Piece] = []
    for each in pieces:
        if each.text == " " and (not found or found[-1].text in {" ", "\n"}):
            continue
        found.append(each)
    while found and found[-1].text == " ":
        found.pop()
    return tuple(found)
