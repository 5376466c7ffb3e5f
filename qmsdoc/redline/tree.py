"""A rendered text as blocks: HTML that the sanitiser let through, as leaves (phrases) and branches (blocks in blocks).

Only HTML in which every tag is closed is read here; ids, in-page links and a text's own `ins` and
`del` are left out, since a redline shows two texts at once and marks changes itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser

from qmsdoc.redline.words import tokens

# Stands before every address inside the site, counted from its root; whoever shows a redline replaces it.
ROOT = "\x00"
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


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, a space or a sign, or an element without text (`atom`, whole); `marks` are the tags open around it."""

    text: str
    marks: tuple[str, ...] = ()
    atom: str = ""

    @property
    def identity(self) -> str:
        """What makes two pieces the same to a reader; colours of code do not count."""
        if not self.marks and not self.atom:
            return self.text
        return "\x00".join([self.text, self.atom, *(mark for mark in self.marks if not mark.startswith("<span"))])


@dataclass(frozen=True, slots=True)
class Leaf:
    """A block that holds phrases; without a tag where phrases stand beside blocks.

    `identity` is what makes two blocks the same to a reader.
    """

    tag: str
    attributes: str
    pieces: tuple[Piece, ...]
    identity: str


@dataclass(frozen=True, slots=True)
class Branch:
    """A block that holds blocks; `identity` as in `Leaf`."""

    tag: str
    attributes: str
    children: tuple[Node, ...]
    identity: str


Node = Leaf | Branch


def leaf(tag: str, attributes: str, pieces: tuple[Piece, ...]) -> Leaf:
    """Make a leaf."""
    return Leaf(tag, attributes, pieces, "\x01".join([tag, *(piece.identity for piece in pieces)]))


def branch(tag: str, attributes: str, children: tuple[Node, ...]) -> Branch:
    """Make a branch."""
    return Branch(tag, attributes, children, "\x02".join([tag, *(child.identity for child in children), "\x03"]))


def read(html: str) -> tuple[Node, ...]:
    """Read sanitised HTML; addresses of the site are taken to be relative to its root."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.result()


def leaves(nodes: Sequence[Node]) -> Iterator[Leaf]:
    """Give every leaf in reading order."""
    for node in nodes:
        if isinstance(node, Leaf):
            yield node
        else:
            yield from leaves(node.children)


def text_of(nodes: Sequence[Node]) -> str:
    """Give the text as it reads: the text of each leaf that has one on lines of its own."""
    texts = ("".join(piece.text for piece in each.pieces) for each in leaves(nodes))
    return "\n".join(text for text in texts if text)


def words_of(node: Node) -> Counter[str]:
    """Count the words and pictures of a block."""
    pieces = (piece.text or piece.atom for each in leaves((node,)) for piece in each.pieces)
    return Counter(text for text in pieces if text[:1].isalnum() or text.startswith("<img"))


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


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._root = _Open("div", "")
        self._open = [self._root]
        self._marks: list[tuple[str, str]] = []
        self._skipped = 0

    def result(self) -> tuple[Node, ...]:
        while len(self._open) > 1:
            self._end_block()
        return tuple(self._root.children())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _ATOMS or tag == "hr":
            self._atom(tag, given)
        elif tag in _BLOCKS:
            if len(self._open) > _DEEPEST:
                self._skipped += 1
            else:
                self._open.append(_Open(tag, _attributes(given, ("class", "align", "start"))))
        elif tag not in _IGNORED and not (tag == "code" and self._in_code()):
            self._marks.append((tag, _mark(tag, given)))

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS and tag != "hr":
            if self._skipped:
                self._skipped -= 1
            elif len(self._open) > 1:
                self._end_block()
        else:
            last = next((place for place in range(len(self._marks) - 1, -1, -1) if self._marks[place][0] == tag), None)
            if last is not None:
                del self._marks[last]

    def handle_data(self, data: str) -> None:
        data = _CONTROL.sub("\ufffd", data)
        if not self._in_code():
            data = _SPACE.sub(" ", data)
        marks = self._marked()
        self._open[-1].items += (Piece(token, marks) for token in tokens(data))

    def _in_code(self) -> bool:
        return any(each.tag == "pre" for each in self._open)

    def _marked(self) -> tuple[str, ...]:
        return tuple(mark for _, mark in self._marks if mark)

    def _atom(self, tag: str, given: dict[str, str]) -> None:
        if tag == "hr":
            self._open[-1].items.append(leaf("hr", "", ()))
        elif tag == "br":
            self._open[-1].items.append(Piece("\n", self._marked(), "<br>"))
        else:
            given = given | ({"src": _address(given["src"])} if given.get("src") else {})
            names = ("src", "alt", "title", "type", "disabled", "checked", "aria-label")
            self._open[-1].items.append(Piece("", self._marked(), f"<{tag}{_attributes(given, names)}>"))

    def _end_block(self) -> None:
        done = self._open.pop()
        self._open[-1].items.append(done.node())


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
