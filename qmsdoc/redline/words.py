"""The runs of equal, inserted and deleted text between two versions of one block."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from qmsdoc.redline.align import align, gaps
from qmsdoc.redline.values import Run, RunKind

# A number, a date or a word with hyphens is one word: `1.5`, `2026-02-01`, `QP-001`, `manager's`.
_TOKEN = re.compile(r"\w+(?:[-.,:/'\u2019]\w+)*|\n|[^\S\n]+|[^\w\s]")
_BAR = re.compile(r"\\.|\|", re.DOTALL)

Runs = tuple[Run, ...]


def tokens(text: str) -> list[str]:
    """Cut a text into words, white space and single signs; joined, they give it again."""
    return _TOKEN.findall(text)


def runs(old: str, new: str) -> Runs:
    """Compare two texts word by word."""
    if old == new:
        return (Run(RunKind.EQUAL, old),) if old else ()
    before, after = tokens(old), tokens(new)
    stretches = gaps(align(before, after), len(before), len(after))
    changes: list[Run] = []
    for olds, news, same in stretches:
        changes += replaced("".join(before[i] for i in olds), "".join(after[j] for j in news))
        if same:
            changes.append(Run(RunKind.EQUAL, before[same[0]]))
    return tuple(_calmed(_joined(changes)))


def replaced(old: str, new: str) -> Runs:
    """Give one text put in the place of another, nothing shared."""
    pair = Run(RunKind.DELETE, old), Run(RunKind.INSERT, new)
    return tuple(run for run in pair if run.text)


def _joined(changes: Sequence[Run]) -> list[Run]:
    """Join neighbours of one kind, in each change the deleted text before the inserted."""
    joined: list[Run] = []
    for equal, group in groupby(changes, key=lambda run: run.kind is RunKind.EQUAL):
        members = list(group)
        if equal:
            joined.append(Run(RunKind.EQUAL, "".join(run.text for run in members)))
        else:
            sides = (
                "".join(run.text for run in members if run.kind is kind) for kind in (RunKind.DELETE, RunKind.INSERT)
            )
            joined += replaced(*sides)
    return joined


def _calmed(changes: list[Run]) -> list[Run]:
    """Give up the islands of equal text too small to help a reader, such as one space between changed words."""
    calm: list[Run] = []
    for index, run in enumerate(changes):
        if run.kind is RunKind.EQUAL and 0 < index < len(changes) - 1 and _is_island(changes, index):
            calm += [Run(RunKind.DELETE, run.text), Run(RunKind.INSERT, run.text)]
        else:
            calm.append(run)
    return _joined(calm)


def _is_island(changes: Sequence[Run], index: int) -> bool:
    words = re.findall(r"\w+", changes[index].text)
    around = min(_size(changes, range(index - 1, max(index - 3, -1), -1)), _size(changes, range(index + 1, index + 3)))
    if not words:
        return around > 0 and "\n\n" not in changes[index].text
    return len(words) == 1 and 2 * len(words[0]) <= around


def _size(changes: Sequence[Run], near: range) -> int:
    """The number of letters and digits of the change that lies on one side of an island, at least in one text."""
    size = 0
    for index in near:
        if index >= len(changes) or changes[index].kind is RunKind.EQUAL:
            break
        size = max(size, sum(map(str.isalnum, changes[index].text)))
    return size


def row_parts(old: str, new: str) -> tuple[Runs, ...]:
    """Compare two table rows cell by cell; gives edge, cell, edge, cell … edge."""
    before, after = _cells(old), _cells(new)
    parts = [runs(before[0], after[0])]
    for i, j in _columns(before[1::2], after[1::2]):
        old_cell, old_edge = before[2 * i + 1 : 2 * i + 3] if i is not None else ("", "")
        new_cell, new_edge = after[2 * j + 1 : 2 * j + 3] if j is not None else ("", "")
        parts += [runs(old_cell, new_cell), runs(old_edge, new_edge)]
    return tuple(parts)


def _columns(old: list[str], new: list[str]) -> Iterator[tuple[int | None, int | None]]:
    """Pair the cells of two rows: by place where they are as many, else by what they say."""
    if len(old) == len(new):
        yield from zip(range(len(old)), range(len(new)), strict=True)
        return
    for olds, news, same in gaps(align(old, new), len(old), len(new)):
        both = min(len(olds), len(news))
        yield from zip(olds[:both], news[:both], strict=True)
        yield from ((i, None) for i in olds[both:])
        yield from ((None, j) for j in news[both:])
        if same:
            yield same


def _cells(row: str) -> list[str]:
    """Cut a row into edge, cell, edge, cell … edge; a bar behind a backslash belongs to its cell."""
    if not row:
        return [""]
    bars = [found.start() for found in _BAR.finditer(row) if found[0] == "|"]
    spans = list(zip([0, *(bar + 1 for bar in bars)], [*bars, len(row)], strict=True))
    if bars and not row[: bars[0]].strip():
        spans = spans[1:]
    if bars and len(spans) > 1 and not row[bars[-1] + 1 :].strip():
        spans = spans[:-1]
    pieces, last = [], 0
    for start, end in spans:
        cell = row[start:end]
        first = start + len(cell) - len(cell.lstrip()) if cell.strip() else start
        cell = cell.strip()
        pieces += [row[last:first], cell]
        last = first + len(cell)
    return [*pieces, row[last:]]
