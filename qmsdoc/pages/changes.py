"""What changed between two editions, block by block: the redline as the history page shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from qmsdoc.model.policy import POLICY_ID
from qmsdoc.model.snapshot import Edition
from qmsdoc.pages.comments import without_comments
from qmsdoc.redline import BlockChange, BlockKind, Redline, Run, RunKind, changed_files, redline, redline_lines

# Every row of the history tells these itself.
_TOLD = frozenset({"revision", "change"})
_BAR = Run(RunKind.EQUAL, " | ")


@dataclass(frozen=True, slots=True)
class Change:
    """One changed block under its heading (empty before the first); its runs in order, nothing left out of them."""

    heading: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """All that differs: blocks of the text, and the names of files beside it, each with what happened to it."""

    blocks: tuple[Change, ...]
    files: tuple[tuple[str, str], ...]


def changes(old: Edition, new: Edition) -> Changes:
    """Compare an edition with the one before it."""
    before, after = old.document, new.document
    besides = {before.path, after.path}
    files = changed_files(before.closure, after.closure, besides=besides)
    named = [("added", files.added), ("removed", files.removed), ("changed", files.changed)]
    return Changes(
        blocks=tuple(_blocks(_compare(before.text, after.text, policy=new.name == POLICY_ID))),
        files=tuple((path, what) for what, paths in named for path in paths),
    )


def _compare(old: str, new: str, *, policy: bool) -> Redline:
    if policy:
        return redline_lines(old, new)
    return redline(without_comments(old, indented=True), without_comments(new, indented=True))


def _blocks(difference: Redline) -> Iterator[Change]:
    heading = ""
    for block in difference.blocks:
        if block.kind is BlockKind.HEADING and block.new:
            heading = block.new.strip().strip("#").strip()
        if block.changed and not block.only_spacing and block.key not in _TOLD:
            yield Change(heading if block.kind is not BlockKind.HEADING else "", _runs(block))


def _runs(block: BlockChange) -> tuple[Run, ...]:
    """Give the block's runs, the bars of a table row made even, and neighbours of one kind joined."""
    found = block.runs
    if block.kind is BlockKind.ROW:
        found = tuple(run for cell in block.cells for run in (*cell, _BAR))[:-1]
    joined = [Run(kind, "".join(run.text for run in runs)) for kind, runs in groupby(found, key=lambda run: run.kind)]
    joined[-1:] = [Run(run.kind, run.text.rstrip("\n")) for run in joined[-1:]]
    return tuple(run for run in joined if run.text)
