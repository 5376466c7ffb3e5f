"""Builds the tree of a text: markdown-it finds the structure, here it becomes frozen nodes with their places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from markdown_it.common.html_re import HTML_TAG_RE
from markdown_it.common.utils import unescapeAll
from markdown_it.token import Token

from qmsdoc.markdown.limits import BRACKETS, MOST_CELLS, crowded, too_many_brackets
from qmsdoc.markdown.positions import InlineText, Positions
from qmsdoc.markdown.rules import GithubMarkdown
from qmsdoc.markdown.tree import Kind, Node, Tree, plain

_DEEPEST = 50
_DEEPEST_INLINE = 60
_DEEPENS = frozenset((Kind.LIST, Kind.QUOTE, Kind.NOTE, Kind.DEFINITIONS, Kind.FOOTNOTE))
_OPENING = {
    "paragraph_open": Kind.PARAGRAPH,
    "heading_open": Kind.HEADING,
    "blockquote_open": Kind.QUOTE,
    "bullet_list_open": Kind.LIST,
    "ordered_list_open": Kind.LIST,
    "list_item_open": Kind.ITEM,
    "table_open": Kind.TABLE,
    "tr_open": Kind.ROW,
    "th_open": Kind.HEADER_CELL,
    "td_open": Kind.CELL,
    "alert_open": Kind.NOTE,
    "note_open": Kind.NOTE,
    "note_title_open": Kind.TITLE,
    "dl_open": Kind.DEFINITIONS,
    "dt_open": Kind.TERM,
    "dd_open": Kind.DEFINITION,
    "footnote_block_open": Kind.FOOTNOTES,
    "footnote_open": Kind.FOOTNOTE,
    "em_open": Kind.EMPHASIS,
    "strong_open": Kind.STRONG,
    "s_open": Kind.STRIKE,
    "link_open": Kind.LINK,
}
_LEAVES = {"text": Kind.TEXT, "code_inline": Kind.CODE, "softbreak": Kind.SOFT_BREAK, "hardbreak": Kind.BREAK}
_COMMENT = re.compile(r"<!-->|<!--->|<!--.*?-->", re.DOTALL)
_NO_ADDRESS = ("http://", "https://")  # gfm_autolink links them without a host
_BREAK = re.compile(r"<br[ \t]*/?>", re.IGNORECASE)


def build(text: str) -> Tree:
    """Return the tree of a Markdown text whose lines end with LF."""
    env: dict[str, Any] = {}
    tokens = _reader().parse(text, env)
    work = _Builder(text, env)
    blocks = work.build(tokens)
    deep = env.get("deep")
    lines = [line for line in (None if deep is None else deep + 1, work.deep) if line is not None]
    return Tree(blocks, min(lines, default=None), work.crowded, work.wide)


@cache
def _reader() -> GithubMarkdown:
    return GithubMarkdown()


class _Frame:
    """An element that is open: its opening token, where its children are gathered, and its line."""

    __slots__ = ("children", "depth", "kind", "line", "token")

    def __init__(self, kind: Kind | None, token: Token | None, line: int, depth: int = 0) -> None:
        self.kind, self.token, self.line, self.depth = kind, token, line, depth
        self.children: list[Node] = []


class _Builder:
    """Makes nodes of the tokens of one text."""

    def __init__(self, text: str, env: dict[str, Any]) -> None:
        self.deep: int | None = None
        self.crowded: int | None = None
        self.wide: int | None = None
        self._env = env
        self._positions = Positions(text, env.get("references", {}))

    def build(self, tokens: Sequence[Token]) -> tuple[Node, ...]:
        """Return the nodes of a text's block tokens."""
        top = _Frame(None, None, 0)
        frames = [top]
        for token in tokens:
            if token.nesting == 1:
                kind = _OPENING.get(token.type)
                line = token.map[0] + 1 if token.map else frames[-1].line
                depth = frames[-1].depth + (kind in _DEEPENS)
                if depth > _DEEPEST:
                    self.deep = min(line, self.deep or line)
                frames.append(_Frame(kind, token, line, depth))
            elif token.nesting == 0:
                frames[-1].children += self._leaf(token, frames)
            elif len(frames) > 1:  # of a footnote within a footnote markdown-it leaves an end without a beginning
                frame = frames.pop()
                frames[-1].children += self._block(frame)
        return tuple(top.children)

    def _block(self, frame: _Frame) -> Iterable[Node]:
        kind, token, children = frame.kind, frame.token, tuple(frame.children)
        if kind is None or token is None:
            return () if token is not None and token.type.startswith("alert_title") else children
        line, end = (token.map[0] + 1, max(token.map) + 1) if token.map else _span(children, frame.line)
        info, number, call, tight, text = token.info, None, 0, token.hidden, ""
        checked: bool | None = None
        if kind is Kind.HEADING:
            number = int(token.tag[1])
        elif kind is Kind.LIST:
            number = int(token.attrs.get("start", 1)) if token.type == "ordered_list_open" else None
            tight = any(child.tight for item in children for child in item.children) or not any(
                child.kind is Kind.PARAGRAPH for item in children for child in item.children
            )
        elif kind is Kind.ITEM:
            checked = token.meta.get("checked")
        elif kind is Kind.TABLE and sum(len(row.children) for row in children) > MOST_CELLS:
            self.wide = min(line, self.wide or line)
        elif kind in (Kind.CELL, Kind.HEADER_CELL):
            info = str(token.attrs.get("style", "")).removeprefix("text-align:")
        elif kind is Kind.NOTE:
            info, text = token.info.lower(), token.markup
        elif kind is Kind.FOOTNOTE:
            info, number = token.meta["label"], token.meta["id"] + 1
            call = self._env["footnotes"]["list"][token.meta["id"]]["count"]
        return (Node(kind, children, text, line, end, info=info, number=number, call=call, tight=tight,
                     checked=checked),)  # fmt: skip

    def _leaf(self, token: Token, frames: list[_Frame]) -> Iterable[Node]:
        if token.type == "inline":
            return self._inline(token, token.map[0] + 1 if token.map else frames[-1].line, frames)
        if token.map is None:
            return ()
        line, end = token.map[0] + 1, token.map[1] + 1
        node = Node(Kind.CODE_BLOCK, (), token.content, line, end, number=line)
        match token.type:
            case "fence":
                node = node._replace(info=unescapeAll(token.info).strip(), number=line + 1)
            case "hr":
                node = Node(Kind.RULE, line=line, end=end)
            case "include":
                column = self._positions.rows[line - 1].find(token.content) + 1
                node = Node(Kind.INCLUDE, (), "", line, end, column, token.content)
            case "literal":
                node = Node(Kind.PARAGRAPH, (Node(Kind.TEXT, (), token.content, line),), "", line, end)
            case "comment":
                return _comments(token.content, line, end)
        return (node,)

    def _inline(self, token: Token, line: int, frames: list[_Frame]) -> list[Node]:
        """Return the nodes of a paragraph, heading or cell whose text begins on a line."""
        cell = frames[-1].kind in (Kind.CELL, Kind.HEADER_CELL)
        where = self._positions.inline(token, line, cell=cell)
        line = where.first
        if token.children is None:
            found = [Node(Kind.TEXT, (), token.content, line)]
        else:
            found = self._marked(token, where, line)
        if cell:
            self._positions.end_cell(where)
        return found

    def _marked(self, token: Token, where: InlineText, line: int) -> list[Node]:
        """Return the nodes of a text that has more than plain words."""
        if too_many_brackets(token.content) and not BRACKETS.search(token.content):
            self.deep = min(line, self.deep or line)
        if crowded(token.content):
            self.crowded = min(line, self.crowded or line)
        top = _Frame(None, None, line)
        stack = [top]
        for child in token.children or ():
            if child.nesting == 1:
                stack.append(_Frame(_OPENING[child.type], child, line))
            elif child.nesting == -1:
                frame = stack.pop()
                stack[-1].children += self._element(frame, where, len(stack))
            else:
                stack[-1].children.append(self._piece(child, where, line))
                line += child.type in ("softbreak", "hardbreak") or child.content.count("\n")
        return top.children

    def _element(self, frame: _Frame, where: InlineText, depth: int) -> Sequence[Node]:
        kind, token, children = frame.kind, frame.token, tuple(frame.children)
        assert kind is not None and token is not None  # noqa: PT018 - of the top only, which never closes
        if depth > _DEEPEST_INLINE:
            return children
        if kind is not Kind.LINK:
            return (Node(kind, children, "", frame.line),)
        line, column = self._positions.destination(token, where)
        href, title = str(token.attrs["href"]), str(token.attrs.get("title", ""))
        if token.info == "auto" and href.lower() in _NO_ADDRESS:
            return children
        return (Node(kind, children, "", line, 0, column, href, title, token.info),)

    def _piece(self, token: Token, where: InlineText, line: int) -> Node:
        kind = _LEAVES.get(token.type)
        if kind is not None:
            return Node(kind, (), token.content, line)
        if token.type == "text_special":
            lone = len(token.content) > 1 and token.content[0] == "\\"  # a backslash before what needs none
            return Node(Kind.TEXT, (), token.content, line, info="" if lone else "escaped")
        if token.type == "footnote_ref":
            label, number, call = token.meta["label"], token.meta["id"] + 1, token.meta["subId"] + 1
            return Node(Kind.FOOTNOTE_CALL, line=line, info=label, number=number, call=call)
        if token.type == "image":
            place, column = self._positions.destination(token, where)
            inside = self._inline(token, line, [_Frame(None, None, line)])
            words = "".join(node.text if node.kind is Kind.IMAGE else plain((node,)) for node in inside)
            src, title = str(token.attrs["src"]), str(token.attrs.get("title", ""))
            return Node(Kind.IMAGE, (), words, place, 0, column, src, title)
        if token.content.startswith("<!--"):
            return Node(Kind.COMMENT, (), token.content, line)
        breaks = where.cell and _BREAK.fullmatch(token.content)
        return Node(Kind.BREAK, line=line) if breaks else Node(Kind.RAW, (), token.content, line)


def _span(children: Sequence[Node], line: int) -> tuple[int, int]:
    if not children:
        return line, line + 1
    return children[0].line or line, max(child.end for child in children) or line + 1


def _comments(content: str, line: int, end: int) -> list[Node]:
    """Return the comments of a block, and as a paragraph what stands behind them on their last line."""
    nodes, at = [], 0
    words = ""
    for found in _COMMENT.finditer(content):
        words += content[at : found.start()]
        nodes.append(Node(Kind.COMMENT, (), found[0], line, end))
        at = found.end()
    if at == 0:
        return [Node(Kind.COMMENT, (), content, line, end, info="open")]
    words = (words + content[at:]).strip()
    if words:
        nodes.append(Node(Kind.PARAGRAPH, tuple(_unread(words, line)), "", line, end))
    return nodes


def _unread(words: str, line: int) -> Iterable[Node]:
    """Yield words that a host takes for HTML: its tags, and the text between them as it is."""
    at = 0
    for found in HTML_TAG_RE.finditer(words):
        if found.start() > at:
            yield Node(Kind.TEXT, (), words[at : found.start()], line)
        yield Node(Kind.RAW, (), found[0], line)
        at = found.end()
    if at < len(words):
        yield Node(Kind.TEXT, (), words[at:], line)
