"""The tree of a document's text as it is published: includes put in, links and pictures led to where they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from qmsdoc.flowchart import ClickTarget
from qmsdoc.markdown import Kind, Node, read, walk
from qmsdoc.markdown.included import included_text
from qmsdoc.markdown.links import is_diagram
from qmsdoc.markdown.sections import read_sections
from qmsdoc.model.document import ClosureFile, Document
from qmsdoc.render.destinations import Destinations, Place

Draw = Callable[[Node, Destinations], Node]
_REWRITTEN = frozenset((Kind.LINK, Kind.IMAGE, Kind.INCLUDE, Kind.FOOTNOTE, Kind.FOOTNOTE_CALL, Kind.CODE_BLOCK))
_INCLUDE_DEPTH = 8
_INCLUDE_SIZE = 4_000_000


def published_tree(document: Document, place: Place) -> tuple[tuple[Node, ...], tuple[ClosureFile, ...]]:
    """Return the nodes of a document's text, and the files of its closure that they show or offer, by path."""
    destinations = Destinations.of(document, place)
    nodes = tuple(Publisher(destinations).nodes(read_sections(document.markdown).blocks))
    return nodes, tuple(destinations.used[path] for path in sorted(destinations.used))


class Publisher:
    """Rewrites nodes one by one; what may not be led to or shown becomes its words, an include what it includes.

    `draw` is given each diagram with what leads its links, and returns what stands in its place; without it diagrams
    stay blocks of code. Labels of footnotes in included files get the number of the include before them.
    """

    def __init__(self, destinations: Destinations, draw: Draw | None = None) -> None:
        self._to = destinations
        self._draw = draw
        self._including = self._includes = 0
        self._size = _INCLUDE_SIZE
        self._in_link = False

    def nodes(self, nodes: Iterable[Node]) -> Iterator[Node]:
        """Yield what stands in the place of nodes."""
        for node in nodes:
            if _is_plain(node):
                yield node
                continue
            match node.kind:
                case Kind.LINK:
                    yield from self._link(node)
                case Kind.IMAGE:
                    yield from self._image(node)
                case Kind.INCLUDE:
                    yield from self._include(node)
                case Kind.CODE_BLOCK if self._draw is not None and is_diagram(node):
                    yield self._draw(node, self._to)
                case Kind.FOOTNOTE | Kind.FOOTNOTE_CALL if self._including:
                    info = f"{self._includes}-{node.info}"
                    yield node._replace(info=info, children=tuple(self.nodes(node.children)))
                case Kind.PARAGRAPH:
                    yield node._replace(children=tuple(self.nodes(node.children)))
                    yield from self._picture_links(node)
                case _:
                    yield node._replace(children=tuple(self.nodes(node.children))) if node.children else node

    def _link(self, node: Node) -> Iterator[Node]:
        outside, self._in_link = self._in_link, True
        children = tuple(self.nodes(node.children))
        self._in_link = outside
        yield from _led(children, self._to.link(node.destination), node.title)

    def _image(self, node: Node) -> Iterator[Node]:
        file = self._to.picture(node.destination)
        if file is not None:
            yield node._replace(destination=self._to.address(file))
            return
        target = (
            self._to.link(node.destination) if "://" in node.destination and not self._in_link else ClickTarget(None)
        )
        words = node.text or (node.destination if target.href else "")
        yield from _led((Node(Kind.TEXT, text=words),), target)

    def _picture_links(self, paragraph: Node) -> Iterator[Node]:
        """Yield a paragraph for each picture with links in it, which browsers do not follow."""
        pictures = [self._to.picture(node.destination) for node in paragraph.children if node.kind is Kind.IMAGE]
        for file in dict.fromkeys(filter(None, pictures)):
            listed = [tuple(_led((Node(Kind.TEXT, text=words),), to)) for words, to in self._to.picture_links(file)]
            parts = [part for each in listed for part in (Node(Kind.TEXT, text=", "), *each)]
            if parts:
                said = Node(Kind.TEXT, text=f"{self._to.place.strings.picture_links} ")
                yield Node(Kind.PARAGRAPH, (said, *parts[1:]))

    def _include(self, node: Node) -> Iterator[Node]:
        file = self._to.included(node.destination)
        text = included_text(file.data).markdown if file is not None and self._including < _INCLUDE_DEPTH else ""
        self._size -= len(text)
        if file is None or self._including >= _INCLUDE_DEPTH or self._size < 0:
            yield Node(Kind.PARAGRAPH, (Node(Kind.EMPHASIS, (Node(Kind.TEXT, text=self._to.place.strings.missing),)),))
            return
        outside = self._to
        self._to, self._including, self._includes = outside.within(file), self._including + 1, self._includes + 1
        yield from tuple(self.nodes(read(text).blocks))
        self._to, self._including = outside, self._including - 1


@lru_cache(maxsize=1 << 12)  # editions of a document have most of their nodes in common
def _is_plain(node: Node) -> bool:
    """Tell whether nothing in a node is led anywhere, shown, or put in: it is published as it is."""
    return not any(inner.kind in _REWRITTEN for inner in walk((node,)))


def _led(words: tuple[Node, ...], target: ClickTarget, title: str = "") -> Iterator[Node]:
    """Yield words as a link, or with what is said instead."""
    if target.href:
        yield Node(Kind.LINK, words, destination=target.href, title=title)
        return
    yield from words
    if target.note:
        yield Node(Kind.TEXT, text=f" {target.note}")
