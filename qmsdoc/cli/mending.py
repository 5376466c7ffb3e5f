"""`check --fix`: mending what is safe to mend, or showing what would be mended."""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Iterator, Sequence

import click

from qmsdoc.cli.judging import judged_files, lies_in
from qmsdoc.cli.options import Request
from qmsdoc.cli.writing import replace_file
from qmsdoc.errors import UsageError
from qmsdoc.fix import Mended, mended
from qmsdoc.git import Repository, WorkingTree
from qmsdoc.model.document import Document
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.redline.terminal import plain
from qmsdoc.rules import check

_ROUNDS = 3
_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")


def mend(
    repository: Repository, request: Request, snapshot: Snapshot, within: Sequence[str], *, look_only: bool
) -> Snapshot:
    """Mend the drafts within these files and folders (all where none are given), and give the manual as it is then.

    What has been mended may show what else needs it: an id put right is known again. With
    `look_only` prints the changes as a unified diff and writes nothing. Raises `UsageError` for a
    file that cannot be written or has changed meanwhile.
    """
    if repository.bare:
        raise UsageError("This repository has no working tree to mend.", remedy="Clone it, and work in the clone.")
    for number in range(_ROUNDS):
        found = _changes(snapshot, within)
        if not found and number == 0:
            click.echo("There is nothing to mend by itself.", err=True)
        if look_only:
            tree = repository.working_tree()
            text = "".join(line for document, change in found for line in _diff(tree, document, change))
            click.echo(_safe(text).encode("utf-8", "replace"), nl=False)
        if look_only or not found:
            break
        for document, change in found:
            _write(repository, document, change)
            click.echo(f"Mended {plain(change.path)}: {plain('; '.join(change.told))}.", err=True)
        snapshot = judged_files(repository, request)
    return snapshot


def _changes(snapshot: Snapshot, within: Sequence[str]) -> list[tuple[Document, Mended]]:
    outgrown = _outgrown(snapshot)
    drafts = [document for document in snapshot.documents if not within or lies_in(document.path, within)]
    changes = ((document, _mended(snapshot, document, outgrown)) for document in drafts)
    return [(document, change) for document, change in changes if change is not None]


def _outgrown(snapshot: Snapshot) -> frozenset[str | None]:
    """Give the paths of drafts that differ from the approved edition of their revision."""
    return frozenset(finding.path for finding in check(snapshot) if finding.rule == "changed-without-revision")


def _mended(snapshot: Snapshot, document: Document, outgrown: frozenset[str | None]) -> Mended | None:
    record = snapshot.record(document.name)
    own = record is not None and record.draft is not None and record.draft.path == document.path
    return mended(document, record, outgrown=own and document.path in outgrown)


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


def _safe(text: str) -> str:
    return plain(text) if sys.stdout.isatty() else text
