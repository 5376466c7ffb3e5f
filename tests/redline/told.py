"""Words with which the tests' redlines tell of changes."""

from __future__ import annotations

from qmsdoc.redline.told import Told

TOLD = Told(
    added="[added: ",
    removed="[removed: ",
    end="]",
    moved_here="Moved here",
    moved_away="Moved away",
    picture_added=lambda name: f"Picture added: {name}",
    picture_removed=lambda name: f"Picture removed: {name}",
    rows=lambda count: f"{count} rows",
    items=lambda count: f"{count} items",
)
