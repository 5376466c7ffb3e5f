"""A rendered text as blocks: leaves hold phrases, branches hold blocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

# Stands before every address inside the site, counted from its root; whoever shows a redline replaces it.
ROOT = "\x00"
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, a space or a sign, or an element without text (`atom`, whole); `marks` are the tags open around it.

    `identity` is what makes two pieces the same to a reader; colours of code do not count.
    """

    text: str
    marks: tuple[str, ...] = ()
    atom: str = ""
    identity: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Give it its identity."""
        told = [mark for mark in self.marks if not mark.startswith("<span")]
        identity = "\x00".join([self.text, self.atom, *told]) if self.marks or self.atom else self.text
        object.__setattr__(self, "identity", identity)


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """A block that holds phrases; without a tag where phrases stand beside blocks.

    `identity` is what makes two blocks the same to a reader; the values themselves are told apart by place,
    so that what was written of one can be remembered.
    """

    tag: str
    attributes: str
    pieces: tuple[Piece, ...]
    identity: str


@dataclass(frozen=True, slots=True, eq=False)
class Branch:
    """A block that holds blocks; `identity` as in `Leaf`."""

    tag: str
    attributes: str
    children: tuple[Node, ...]
    identity: str


Node = Leaf | Branch


def leaf(tag: str, attributes: str, pieces: tuple[Piece, ...]) -> Leaf:
    """Make a leaf."""
    return Leaf(tag, attributes, pieces, "\x01".join([tag, *[piece.identity for piece in pieces]]))


def branch(tag: str, attributes: str, children: tuple[Node, ...]) -> Branch:
    """Make a branch."""
    return Branch(tag, attributes, children, "\x02".join([tag, *(child.identity for child in children), "\x03"]))


def is_heading(node: Node | None) -> bool:
    """Tell whether a block is a heading."""
    return node is not None and node.tag in _HEADINGS


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
