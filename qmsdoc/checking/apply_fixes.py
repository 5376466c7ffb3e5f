"""`check --fix`: mends what is safe to mend in the drafts in scope, or says what would be mended."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Sequence

from qmsdoc.capture.request import CaptureRequest, SnapshotSource, requested_snapshot
from qmsdoc.checking.scope import lies_in
from qmsdoc.errors import UsageError
from qmsdoc.fix import Mended, mended
from qmsdoc.git import Repository, WorkingTree
from qmsdoc.git.atomic_write import replace_file
from qmsdoc.model.document import Document
from qmsdoc.model.rule_ids import CHANGED_WITHOUT_REVISION
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.parse.front_matter import front_matter
from qmsdoc.rules import check
from qmsdoc.rules.passed_day import has_passed, signed_by_some

_ROUNDS = 3
_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")


def apply_fixes(
    repository: Repository,
    request: CaptureRequest,
    snapshot: Snapshot,
    within: Sequence[str],
    report: Callable[[Mended], None],
) -> tuple[Snapshot, int]:
    """Mend the drafts within these files and folders (all where none are given), telling each to `report`.

    Returns the manual as it is then, and how many files were written. What has been mended may show
    what else needs it: an id put right is known again. Raises `UsageError` for a file that cannot be
    written or has changed meanwhile.
    """
    _require_files(repository)
    written = 0
    for _ in range(_ROUNDS):
        found = changes(snapshot, within)
        for document, change in found:
            _write(repository, document, change)
            report(change)
        written += len(found)
        if not found:
            break
        snapshot = requested_snapshot(repository, request, SnapshotSource.FILES)
    return snapshot, written


def fixes_as_diff(repository: Repository, snapshot: Snapshot, within: Sequence[str]) -> str:
    """Return what `apply_fixes` would do first, as a unified diff that `git apply` takes; empty for nothing."""
    _require_files(repository)
    tree = repository.working_tree()
    return "".join(line for document, change in changes(snapshot, within) for line in _diff(tree, document, change))


def _require_files(repository: Repository) -> None:
    if repository.bare:
        raise UsageError("This repository has no working tree to mend.", remedy="Clone it, and work in the clone.")


def changes(snapshot: Snapshot, within: Sequence[str]) -> list[tuple[Document, Mended]]:
    """Return the drafts within these files and folders that have a fault of their own to mend, each mended.

    A document that only the policy's mapping makes one has keys of another system, which nobody here may rewrite.
    """
    outgrown = frozenset(found.path for found in check(snapshot) if found.rule == CHANGED_WITHOUT_REVISION)
    drafts = [document for document in snapshot.documents if not within or lies_in(document.path, within)]
    if snapshot.policy.mapping is not None:
        drafts = [document for document in drafts if front_matter(document.data).front == document.front]
    mends = ((document, _mended(snapshot, document, outgrown)) for document in drafts)
    return [(document, change) for document, change in mends if change is not None]


def _mended(snapshot: Snapshot, document: Document, outgrown: frozenset[str | None]) -> Mended | None:
    record = snapshot.record(document.name)
    own = record is not None and record.draft is not None and record.draft.path == document.path
    grown = own and document.path in outgrown
    effective = document.front.effective
    passed = own and record is not None and has_passed(record, snapshot.as_of) and not signed_by_some(record)
    passed |= grown and effective is not None and effective < snapshot.as_of
    return mended(document, record, outgrown=grown, passed=passed)


def _write(repository: Repository, document: Document, change: Mended) -> None:
    tree = repository.working_tree()
    if tree.read(document.path) != document.data:
        raise UsageError(f"{document.path} has changed meanwhile.", remedy="Run the command again.")
    replace_file(repository.root / document.path, tree.on_disk(document.path, change.data))


def _diff(tree: WorkingTree, document: Document, change: Mended) -> Iterator[str]:
    """Give the lines of a unified diff that `git apply` takes."""
    both = (tree.on_disk(document.path, data) for data in (document.data, change.data))
    old, new = (_LINE.findall(data.decode("utf-8", "replace")) for data in both)
    for line in difflib.unified_diff(old, new, f"a/{change.path}", f"b/{change.path}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
