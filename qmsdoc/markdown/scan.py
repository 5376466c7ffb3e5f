"""What a document's text holds for those that do not show it: where it leads, its headings, what is unsafe in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, overload

from qmsdoc.markdown.headings import Anchors, anchored
from qmsdoc.markdown.included import included_text
from qmsdoc.markdown.links import links
from qmsdoc.markdown.pieces import KnownPieces, links_of_pieces
from qmsdoc.markdown.reader import read
from qmsdoc.markdown.scanner import certain_headings, certain_links
from qmsdoc.markdown.tree import Kind, Node, walk
from qmsdoc.markdown.unsafe import problems
from qmsdoc.model.content import Content
from qmsdoc.model.document import ClosureFile, Heading, Link
from qmsdoc.model.finding import Finding

Includes = Mapping[tuple[str, str], ClosureFile]
"""The file that stands in the place of an include, by the path in which it stands and its destination."""

_INCLUDE_DEPTH = 8
_NOTHING: Includes = {}


class Headings(Sequence[Heading]):
    """The headings of text[body:] and of what it includes: those of its page, in order.

    They are found when they are first asked for: of most editions nobody ever does. One of an included file has the
    line of its include. `certain` says that the scanner is certain of the links of the text.
    """

    __slots__ = ("_body", "_certain", "_found", "_includes", "_path", "_source")

    def __init__(self, source: str | Content, body: int, *, certain: bool) -> None:
        self._source, self._body, self._certain = source, body, certain
        self._path, self._includes = "", _NOTHING
        self._found: tuple[Heading, ...] | None = None

    def with_includes(self, path: str, includes: Includes) -> Headings:
        """Return those of the same text at `path` with what it includes."""
        if not includes:
            return self
        found = Headings(self._source, self._body, certain=False)
        found._path, found._includes = path, includes
        return found

    @property
    def _all(self) -> tuple[Heading, ...]:
        if self._found is None:
            text = self._source if isinstance(self._source, str) else self._source.text
            above, own = text.count("\n", 0, self._body), text[self._body :]
            self._found = certain_headings(own, above) if self._certain else None
            if self._found is None:
                self._found = tuple(anchored(self._nodes(read(own).blocks, self._path, 0), Anchors(), above))
        return self._found

    def _nodes(self, nodes: Iterable[Node], path: str, depth: int) -> Iterator[Node]:
        """Yield every node of a page in order."""
        for node in walk(nodes):
            file = self._includes.get((path, node.destination)) if node.kind is Kind.INCLUDE else None
            if file is None or depth >= _INCLUDE_DEPTH:
                yield node
                continue
            inner = self._nodes(read(included_text(file.data).markdown).blocks, file.path, depth + 1)
            yield from (each._replace(line=node.line) for each in inner if each.kind is Kind.HEADING)

    @overload
    def __getitem__(self, at: int) -> Heading: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Heading]: ...
    def __getitem__(self, at: int | slice) -> Heading | Sequence[Heading]:
        """Return one of them, or some."""
        return self._all[at]

    def __len__(self) -> int:
        """Count them."""
        return len(self._all)

    def __eq__(self, other: object) -> bool:
        """Compare them with others, however they were found."""
        return isinstance(other, Headings | tuple) and self._all == tuple(other)

    def __hash__(self) -> int:
        """Agree with the tuple of them."""
        return hash(self._all)

    def __repr__(self) -> str:
        """Show the tuple of them."""
        return repr(self._all)


class Scan(NamedTuple):
    """What a text holds, each in the order of place."""

    links: tuple[Link, ...]
    headings: Headings
    problems: tuple[Finding, ...]


def scan(text: str, body: int, content: Content | None = None, known: KnownPieces | None = None) -> Scan:
    """Read text[body:], of the file `content` if it is given; lines and columns are those of the whole. Never raises.

    `known` is what was found in pieces of versions of the file, and takes up those of this one. The tree is asked only
    where the linear scanner is not certain of every link, and that nothing is unsafe.
    """
    body = max(0, min(body, len(text)))
    found = None
    if content is not None and known is not None:
        found = links_of_pieces(text, body, content.pieces, known)
    above = text.count("\n", 0, body)
    if found is None:
        found = certain_links(text[body:], above)
    if found is not None:
        return Scan(found, Headings(content or text, body, certain=True), ())
    own = text[body:]
    tree = read(own)
    found = links(tree, above)
    return Scan(found, Headings(content or text, body, certain=False), problems(own, tree, found, above))
