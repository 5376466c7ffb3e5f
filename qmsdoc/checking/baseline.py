"""The baseline: what a manual had when it was accepted, so that only what is new counts."""

from __future__ import annotations

from qmsdoc.capture.objects import Objects
from qmsdoc.errors import UsageError
from qmsdoc.git import FileTree, Repository
from qmsdoc.git.atomic_write import replace_file
from qmsdoc.model.finding import Finding, Waiver
from qmsdoc.model.rule_ids import RULE_DATA
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.reports.baseline import PATH, BaselineEntry, baselined, read_baseline, write_baseline

_NEVER_ACCEPTED = frozenset(data.id for data in RULE_DATA.values() if not data.waivable)


def write_new_baseline(repository: Repository, findings: tuple[Finding, ...]) -> int:
    """Write the baseline at the manual's top and return how many findings it accepts.

    Raises `UsageError` where there are no files to write to.
    """
    if repository.bare:
        raise UsageError("This repository has no working tree to write to.", remedy="Clone it, and work in the clone.")
    text, count = write_baseline(findings, _NEVER_ACCEPTED)
    replace_file(repository.root / PATH, text.encode("utf-8", "replace"))
    return count


def with_baseline(
    repository: Repository, snapshot: Snapshot, findings: tuple[Finding, ...]
) -> tuple[tuple[Finding, ...], tuple[BaselineEntry, ...]]:
    """Mark the findings that the baseline of the files judged holds, and give its entries that nothing answers to.

    Raises `UsageError` for a baseline that cannot be read.
    """
    data = _tree(repository, snapshot).read(PATH)
    return baselined(findings, read_baseline(data), _NEVER_ACCEPTED) if data is not None else (findings, ())


def idle_waivers(snapshot: Snapshot, findings: tuple[Finding, ...]) -> tuple[Waiver, ...]:
    """Give the waivers in force that accept none of the findings, which are all that the manual has."""
    used = {finding.waiver for finding in findings}
    in_force = snapshot.authority.waivers if snapshot.authority else ()
    return tuple(waiver for waiver in in_force if waiver not in used and waiver.expires >= snapshot.as_of)


def _tree(repository: Repository, snapshot: Snapshot) -> FileTree:
    if snapshot.working_tree:
        return repository.working_tree()
    return Objects(repository.store).tree_of(snapshot.commit)
