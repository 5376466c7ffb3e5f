"""Reading a rendered text: HTML that the sanitiser let through becomes blocks.

Only HTML in which every tag is closed and every bare `<` of the text is escaped is read here; ids,
in-page links and a text's own `ins` and `del` are left out, since a redline shows two texts at once
and marks changes itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape, unescape

from qmsdoc.redline.tree import ROOT, Branch, Leaf, Node, Piece, branch, leaf
from qmsdoc.redline.words import tokens

_BLOCKS = frozenset(str.split("p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table thead tbody tr th td pre blockquote div hr"))
_BRANCHES = frozenset(str.split("ul ol li dl dd table thead tbody tr blockquote div"))
_ATOMS = frozenset({"img", "br", "input"})
_IGNORED = frozenset({"ins", "del"})
_SPACE = re.compile(r"[ \t\n\r\f]+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_PAGE = re.compile(r"(^|/)index\.md(?=$|#)")
# What keeps identities apart: no text holds it.
_CONTROL = re.compile("[\x00-\x03]")
_DEEPEST = 50
# A tag as the sanitiser writes it, or text up to the next one (HTML Standard, 13.1.2).
_PART = re.compile(r'<(?P<end>/?)(?P<tag>[a-z][a-z0-9]*)(?P<attributes>(?: [a-z-]+(?:="[^"]*")?)*) ?/?>|[^<]+|<')
# Texts say the same words again and again.
_piece = lru_cache(maxsize=1 << 16)(Piece)
_ATTRIBUTE = re.compile(r' ([a-z-]+)(?:="([^"]*)")?')


def read(html: str) -> tuple[Node, ...]:
    """Read sanitised HTML; addresses of the site are taken to be relative to its root."""
    reader = _Reader()
    for part in _PART.finditer(html):
        tag = part["tag"]
        if tag is None:
            reader.text(part[0])
        elif part["end"]:
            reader.close(tag)
        else:
            reader.open(tag, part["attributes"])
    return reader.result()


class _Open:
    __slots__ = ("attributes", "items", "tag")

    def __init__(self, tag: str, attributes: str) -> None:
        self.tag, self.attributes = tag, attributes
        self.items: list[Node | Piece] = []

    def node(self) -> Node:
        if self.tag not in _BRANCHES and not any(isinstance(item, (Leaf, Branch)) for item in self.items):
            pieces = [item for item in self.items if isinstance(item, Piece)]
            return leaf(self.tag, self.attributes, _trimmed(pieces, keep=self.tag == "pre"))
        return branch(self.tag, self.attributes, tuple(self.children()))

    def children(self) -> Iterator[Node]:
        """Give the blocks, and phrases between them as leaves without a tag."""
        loose: list[Piece] = []
        for item in [*self.items, None]:
            if isinstance(item, Piece):
                loose.append(item)
                continue
            if pieces := _trimmed(loose, keep=False):
                yield leaf("", "", pieces)
            loose = []
            if item is not None:
                yield item


def _trimmed(pieces: Sequence[Piece], *, keep: bool) -> tuple[Piece, ...]:
    """Leave out white space at both ends, and all but one space of a stretch; code keeps all but its last line end."""
    found: list[Piece] = []
    for piece in pieces:
        if not keep and piece.text == " " and (not found or found[-1].text == " "):
            continue
        found.append(piece)
    ends = {"\n"} if keep else {" "}
    while found and found[-1].text in ends:
        found.pop()
    return tuple(found)


class _Reader:
    def __init__(self) -> None:
        self._root = _Open("div", "")
        self._open = [self._root]
        self._marks: list[tuple[str, str]] = []
        self._marked: tuple[str, ...] = ()
        self._skipped = self._code = 0

    def result(self) -> tuple[Node, ...]:
        while len(self._open) > 1:
            self._end_block()
        return tuple(self._root.children())

    def open(self, tag: str, written: str) -> None:
        """Take in a tag that opens, with its attributes as they are written."""
        if tag in _ATOMS or tag == "hr":
            self._atom(tag, _given(written))
        elif tag in _BLOCKS:
            if len(self._open) > _DEEPEST:
                self._skipped += 1
            else:
                self._open.append(_Open(tag, _attributes(_given(written), ("class", "align", "start"))))
                self._code += tag == "pre"
        elif tag not in _IGNORED and not (tag == "code" and self._code):
            self._marks.append((tag, _mark(tag, _given(written))))
            self._remark()

    def close(self, tag: str) -> None:
        """Take in a tag that closes."""
        if tag in _BLOCKS and tag != "hr":
            if self._skipped:
                self._skipped -= 1
            elif len(self._open) > 1:
                self._end_block()
        else:
            last = next((place for place in range(len(self._marks) - 1, -1, -1) if self._marks[place][0] == tag), None)
            if last is not None:
                del self._marks[last]
                self._remark()

    def text(self, data: str) -> None:
        """Take in text, its character references still as they are written."""
        data = _CONTROL.sub("\ufffd", unescape(data) if "&" in data else data)
        if not self._code:
            data = _SPACE.sub(" ", data)
            if data == " " and self._between():
                return
        marks = self._marked
        self._open[-1].items += [_piece(token, marks) for token in tokens(data)]

    def _between(self) -> bool:
        """Tell whether white space would stand between blocks, where it says nothing."""
        items = self._open[-1].items
        return not items or not isinstance(items[-1], Piece)

    def _remark(self) -> None:
        self._marked = tuple(mark for _, mark in self._marks if mark)

    def _atom(self, tag: str, given: dict[str, str]) -> None:
        if tag == "hr":
            self._open[-1].items.append(leaf("hr", "", ()))
        elif tag == "br":
            self._open[-1].items.append(Piece("\n", self._marked, "<br>"))
        else:
            given = given | ({"src": _address(given["src"])} if given.get("src") else {})
            names = ("src", "alt", "title", "type", "disabled", "checked", "aria-label")
            self._open[-1].items.append(Piece("", self._marked, f"<{tag}{_attributes(given, names)}>"))

    def _end_block(self) -> None:
        done = self._open.pop()
        self._code -= done.tag == "pre"
        self._open[-1].items.append(done.node())


def _given(written: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(written)} if written else {}


def _mark(tag: str, given: dict[str, str]) -> str:
    """Give the opening tag of a phrase; nothing for a link within the page, which a redline does not have."""
    if tag == "a":
        if given.get("href", "#").startswith("#"):
            return ""
        given = given | {"href": _address(given["href"])}
    return f"<{tag}{_attributes(given, ('href', 'title', 'class'))}>"


def _address(address: str) -> str:
    """Mark an address of the site with `ROOT`; Markdown's page addresses become those of the built site."""
    if _SCHEME.match(address):
        return address
    return ROOT + _PAGE.sub(r"\1index.html", address)


def _attributes(given: dict[str, str], names: Sequence[str]) -> str:
    written = (f' {name}="{escape(given[name])}"' for name in names if name in given)
    return "".join(written)
