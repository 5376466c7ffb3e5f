"""A text as blocks: leaves hold words, groups hold blocks. What two blocks must share to be the same is decided here.

Invariants
1. `identity` of two blocks is equal exactly if a reader finds the same words, marks, addresses, pictures,
   nesting, first numbers of lists and white space of code in them. Blank lines, wrapping, the
   alignment of columns and the space between items do not count.
2. `exact` is equal if besides they are written alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from itertools import islice

GROUPS = frozenset(str.split("ul ol li dl dd table thead tbody tr blockquote div"))
HEADINGS = {f"h{level}": level for level in range(1, 7)}
# Keeps the parts of an identity apart; the reader lets none of these into a text.
_PART, _PIECE, _BLOCK, _LAYOUT = "\x00", "\x01", "\x02", "\x03"


@dataclass(frozen=True, slots=True)
class Mark:
    """An element around words: `strong`, `em`, `s`, `code`, `sup`, or a link (`a`) with its address and title."""

    tag: str
    address: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Atom:
    """An element without text: a picture (`img`), a line break (`br`), or a box of a list of tasks (`box`).

    `words` are those of a picture, or `x` in a box that is ticked.
    """

    tag: str
    words: str = ""
    address: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, white space or a sign, or an atom; `marks` are the elements around it, outermost first."""

    text: str
    marks: tuple[Mark, ...] = ()
    atom: Atom | None = None
    identity: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Compute the identity once: it is compared again and again."""
        parts = [self.text]
        if self.marks or self.atom:
            atom = self.atom
            parts += [atom.tag, atom.words, atom.address, atom.title] if atom else [""]
            parts += (part for mark in self.marks for part in (mark.tag, mark.address, mark.title))
        object.__setattr__(self, "identity", _PART.join(parts))


# Texts say the same words again and again.
piece = lru_cache(maxsize=1 << 16)(Piece)


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A block by its HTML element: a leaf (`p`, `h1` … `h6`, `pre`, `dt`, `th`, `td`, `hr`) or one of `GROUPS`.

    `kind` is what a note (`div`) warns of, or `diagram` for code that is drawn; `start` the first number of an
    `ol`, `number` that of an item of one. `layout` is what a reader would not call a change: the
    alignment of a cell, `tight` of an item.
    """

    tag: str
    pieces: tuple[Piece, ...] = ()
    children: tuple[Block, ...] = ()
    kind: str = ""
    start: int = 1
    number: int | None = None
    layout: str = ""
    identity: str = field(init=False)
    exact: str = field(init=False)

    def __post_init__(self) -> None:
        """Compute both identities; a group's are digests, so that nesting does not repeat its text."""
        about = [self.tag, self.kind, str(self.start)]
        if self.tag in GROUPS:
            identity = _digest([*about, *(child.identity for child in self.children)])
            alike = not self.layout and all(child.exact is child.identity for child in self.children)
            exact = identity if alike else _digest([*about, self.layout, *(child.exact for child in self.children)])
        else:
            identity = _PIECE.join([*about, *(each.identity for each in self.pieces)])
            exact = f"{identity}{_LAYOUT}{self.layout}" if self.layout else identity
        object.__setattr__(self, "identity", identity)
        object.__setattr__(self, "exact", exact)

    @property
    def group(self) -> bool:
        """Return whether it holds blocks."""
        return self.tag in GROUPS


def _digest(parts: Sequence[str]) -> str:
    return sha256(_BLOCK.join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def leaves(blocks: Sequence[Block]) -> Iterator[Block]:
    """Return every leaf in reading order."""
    for block in blocks:
        if block.group:
            yield from leaves(block.children)
        else:
            yield block


def text_of(blocks: Sequence[Block]) -> str:
    """Return the text as it reads: that of each leaf that has one on lines of its own."""
    texts = ("".join(each.text for each in leaf.pieces) for leaf in leaves(blocks))
    return "\n".join(text for text in texts if text)


def words_of(block: Block, most: int) -> Iterator[str]:
    """Return the first words and pictures of a block, `most` at the most."""
    said = (each.text if each.atom is None else each.atom.address for leaf in leaves((block,)) for each in leaf.pieces)
    return islice((word for word in said if word[:1].isalnum()), most)
