"""What a redline is made of: runs of text, gathered into the blocks of a document."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RunKind(StrEnum):
    """Whether a piece of text stands in both texts, only in the new one, or only in the old one."""

    EQUAL = "equal"
    INSERT = "insert"
    DELETE = "delete"


class BlockKind(StrEnum):
    """What a block of Markdown (or a line of another text) is."""

    FENCE = "fence"
    FIELD = "field"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    TABLE_RULE = "table-rule"
    CODE = "code"
    LINE = "line"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text and the texts in which it stands; never empty."""

    kind: RunKind
    text: str


def side(runs: tuple[Run, ...], without: RunKind) -> str:
    """Give the text of `runs`, leaving out those of the kind `without`."""
    return "".join(run.text for run in runs if run.kind is not without)


@dataclass(frozen=True, slots=True)
class BlockChange:
    """One block, or an old and a new block that belong together.

    `parts` holds the runs: one part, or for a table row an edge (bar and white space), a cell, an
    edge, a cell … and a last edge. A block's text includes the blank lines that follow it. `level`
    is a heading's level or an item's indentation; `key` the name of a front matter field.
    """

    kind: BlockKind
    parts: tuple[tuple[Run, ...], ...]
    level: int = 0
    key: str = ""

    @property
    def runs(self) -> tuple[Run, ...]:
        """Every run in order."""
        return tuple(run for part in self.parts for run in part)

    @property
    def cells(self) -> tuple[tuple[Run, ...], ...]:
        """The cells of a table row without bars and edges, old and new columns alike; else nothing."""
        return self.parts[1::2] if self.kind is BlockKind.ROW else ()

    @property
    def old(self) -> str:
        """The block's old text; empty where the block is new."""
        return side(self.runs, RunKind.INSERT)

    @property
    def new(self) -> str:
        """The block's new text; empty where the block was taken out."""
        return side(self.runs, RunKind.DELETE)

    @property
    def changed(self) -> bool:
        """Tell whether a single byte differs."""
        return any(run.kind is not RunKind.EQUAL for run in self.runs)

    @property
    def only_spacing(self) -> bool:
        """Tell whether something differs, but only white space (a paragraph wrapped anew)."""
        return self.changed and all(run.kind is RunKind.EQUAL or run.text.isspace() for run in self.runs)


@dataclass(frozen=True, slots=True)
class Redline:
    """The difference between two texts: leaving out what was inserted gives exactly the old text,
    leaving out what was deleted exactly the new one.
    """

    blocks: tuple[BlockChange, ...]

    @property
    def old(self) -> str:
        """The old text."""
        return "".join(block.old for block in self.blocks)

    @property
    def new(self) -> str:
        """The new text."""
        return "".join(block.new for block in self.blocks)

    @property
    def changed(self) -> bool:
        """Tell whether a single byte differs."""
        return any(block.changed for block in self.blocks)
