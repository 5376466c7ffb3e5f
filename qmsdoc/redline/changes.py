"""What a redline is made of: blocks of two texts that belong together, and runs of words within them.

Invariant: the blocks and runs that are not `INSERT` give the old text, those that are not `DELETE`
the new one, each in its order and with its nesting; nothing is lost either way.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from qmsdoc.redline.blocks import Block, Piece


class State(StrEnum):
    """Whether something stands alike in both texts, in one of them, or in both with a difference inside."""

    EQUAL = "equal"
    INSERT = "insert"
    DELETE = "delete"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stand in both texts (`EQUAL`), only in the new one (`INSERT`) or only in the old one (`DELETE`)."""

    state: State
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """Its words as they read."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """An old block and the new one that it became; one is None where it has no partner, both in an empty cell.

    A leaf has `runs`, a group `children`. `moved`: the very same block stands elsewhere in the
    other text; it is shown as taken out there and put in here. `state` is what became of the block, whatever its
    number; `changed` whether a reader finds any difference, a number among them.
    """

    old: Block | None
    new: Block | None
    runs: tuple[Run, ...] = ()
    children: tuple[Change, ...] = ()
    moved: bool = False
    state: State = field(init=False)
    changed: bool = field(init=False)

    def __post_init__(self) -> None:
        """Compare the blocks once: it is asked again and again."""
        if self.old is None or self.new is None:
            state = State.EQUAL if self.old is self.new else State.DELETE if self.new is None else State.INSERT
        else:
            state = State.EQUAL if self.old.identity == self.new.identity else State.CHANGED
        object.__setattr__(self, "state", state)
        object.__setattr__(self, "changed", state is not State.EQUAL or self.renumbered)

    @property
    def block(self) -> Block:
        """The new block, or the old one that was taken out."""
        block = self.new or self.old
        assert block is not None
        return block

    @property
    def renumbered(self) -> bool:
        """Return whether it is an item of a numbered list that had another number."""
        return self.old is not None and self.new is not None and self.old.number != self.new.number
