"""The rule of what takes the place of documents that are no longer in use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from graphlib import CycleError, TopologicalSorter

from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import SUPERSESSION_BROKEN
from qmsdoc.model.snapshot import Record, Status
from qmsdoc.rules.definition import judges
from qmsdoc.rules.index import OVER, Index


@judges(SUPERSESSION_BROKEN)
def supersession_broken(index: Index) -> Iterator[Finding]:
    """Whoever follows a replaced document to its successor arrives at one that is there and in use.

    The successor named when a document was withdrawn must be a document of the manual, must not be
    withdrawn without a successor of its own, and no document may in the end succeed itself. A
    document named under `supersedes` may be one from before this manual.

    Why: whoever holds an obsolete document must find the one that holds now (7.5.3.2 d).

    Mend: correct `supersedes`, or let the document that took over name the others there.

    Fails:
        drafts:
          - {id: QP-001, supersedes: [QP-002]}
          - {id: QP-002, supersedes: [QP-001]}

    Passes:
        drafts:
          - {id: QP-001, supersedes: [QP-002]}
          - {id: QP-002}
    """
    follows = _successors(index)
    ends = _ends(index, follows)
    for old in follows:
        record = index.record(old)
        if record is None or not (record.draft or record.editions):
            continue
        end = ends.get(old)
        if end is None:
            yield _on_supersedes(
                record,
                f"Whoever looks for the successor of {record.name} goes round in a circle.",
                "Remove the `supersedes` that closes the circle.",
            )
        elif isinstance(end, str):
            yield _on_supersedes(
                record,
                f"The successor of {record.name}, '{end}', is no document of this manual.",
                f"Write `supersedes: [{record.name}]` in the document that takes its place.",
            )
        elif end.status is Status.WITHDRAWN and record.status in OVER:
            yield _on_supersedes(
                record,
                f"{end.name}, which took the place of {record.name}, is withdrawn itself.",
                f"Write `supersedes: [{end.name}]` in the document that takes its place.",
            )


def _successors(index: Index) -> dict[str, tuple[str, ...]]:
    """Give each replaced document's successors; the old name is in lower case.

    What documents of the tree say under `supersedes` overrules what was said at a withdrawal.
    """
    follows: dict[str, tuple[str, ...]] = {}
    for document in index.readable:
        for old in document.front.supersedes if document.front.name else ():
            follows[old.lower()] = (*follows.get(old.lower(), ()), document.name)
    for record in index.known:
        named = [act.statement.successor for act in record.withdrawal if act.statement]
        follows.setdefault(record.name.lower(), tuple(name for name in named if name is not None))
    return {old: names for old, names in follows.items() if names}


def _ends(index: Index, follows: Mapping[str, tuple[str, ...]]) -> dict[str, Record | str]:
    """Follow every chain of successors to its end: a record, in use where there is one, or a name that is none.

    Names, in lower case, that lead into a circle have no end.
    """
    sorter = TopologicalSorter({old: [name.lower() for name in names] for old, names in follows.items()})
    # It still gives every name outside the circles.
    with suppress(CycleError):
        sorter.prepare()
    ends: dict[str, Record | str] = {}
    while sorter.is_active():
        ready = sorter.get_ready()
        for name in ready:
            reached = [(ends.get(later.lower()) or index.record(later) or later) for later in follows.get(name, ())]
            if reached:
                ends[name] = min(reached, key=_badness)
        sorter.done(*ready)
    return ends


def _badness(end: Record | str) -> int:
    if isinstance(end, str):
        return 2
    return 1 if end.status is Status.WITHDRAWN else 0


def _on_supersedes(record: Record, message: str, remedy: str) -> Finding:
    path = record.draft.path if record.draft else record.editions[-1].document.path
    line = record.draft.front.line("supersedes") if record.draft else None
    column = record.draft.front.column("supersedes") if record.draft else None
    return Finding(SUPERSESSION_BROKEN, message, remedy, document=record.name, path=path, line=line, column=column)
