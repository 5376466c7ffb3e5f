"""Words with which the tests' redlines tell of changes."""

from __future__ import annotations

from qmsdoc.redline.labels import ChangeLabels

LABELS = ChangeLabels(
    added="[added: ",
    removed="[removed: ",
    end="]",
    moved_here="Moved here",
    moved_away="Moved away",
    table="Table",
    ticked="Ticked",
    unticked="Not ticked",
    picture_added=lambda name: f"Picture added: {name}",
    picture_removed=lambda name: f"Picture removed: {name}",
    rows=lambda count: f"{count} rows",
    items=lambda count: f"{count} items",
    renumbered=lambda count: f"{count} renumbered",
)
