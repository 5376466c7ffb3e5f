"""The words in which a redline tells of changes; whoever shows one gives them in the language of its page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChangeLabels:
    """What stands before added and removed words for those who see no strokes, and the names of what is shown.

    `end` stands after them. `moved_here` and `moved_away` stand above a block that changed its place;
    `picture_added` and `picture_removed` take a picture's name; `rows`, `items` and `renumbered` (items
    that are the same but for their numbers) how many are left out; `table` names a table, `ticked`
    and `unticked` the box of a task.
    """

    added: str
    removed: str
    end: str
    moved_here: str
    moved_away: str
    table: str
    ticked: str
    unticked: str
    picture_added: Callable[[str], str]
    picture_removed: Callable[[str], str]
    rows: Callable[[int], str]
    items: Callable[[int], str]
    renumbered: Callable[[int], str]
