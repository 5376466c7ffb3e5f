"""The scope of a check: the files and folders asked for, or what has come in since a commit."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import replace
from pathlib import Path

from qmsdoc.capture.concerned import Purpose
from qmsdoc.capture.manual import Manual
from qmsdoc.capture.objects import Objects
from qmsdoc.capture.request import CaptureRequest, SnapshotSource, requested_snapshot
from qmsdoc.checking.exit_codes import concerns_all
from qmsdoc.errors import UsageError
from qmsdoc.git import FileTree, Repository
from qmsdoc.model.document import Document
from qmsdoc.model.finding import Finding
from qmsdoc.model.policy import POLICY_ID
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.reports.fingerprint import fingerprints
from qmsdoc.rules import check
from qmsdoc.text.suggestions import did_you_mean

_Asked = frozenset[str] | None


def manual_paths(repository: Repository, start: Path, asked: Sequence[str], snapshot: Snapshot) -> tuple[str, ...]:
    """Return the paths, relative to the manual's top, of what was asked for: files, folders, or ids of documents.

    A file is before an id. Raises `UsageError` for a path outside the manual, and for what is neither.
    """
    return tuple(path for each in asked for path in _paths_of(repository, start, each, snapshot))


def asked_documents(repository: Repository, start: Path, asked: Sequence[str]) -> frozenset[str] | None:
    """Return the paths and ids of what was asked for; None where nothing was, or a folder: all has to be read."""
    places = [((start / each).resolve(), each) for each in asked]
    if any(place.is_dir() for place, _ in places):
        return None
    return frozenset(_inside(repository, place) or each if place.exists() else each for place, each in places) or None


def _inside(repository: Repository, place: Path) -> str | None:
    root = repository.root.resolve()
    return place.relative_to(root).as_posix() if place.is_relative_to(root) else None


def _paths_of(repository: Repository, start: Path, asked: str, snapshot: Snapshot) -> tuple[str, ...]:
    whole = (start / asked).resolve()
    inside = _inside(repository, whole)
    if inside is not None and (whole.exists() or any(document.path == inside for document in snapshot.documents)):
        return (inside,)
    record = snapshot.record(asked)
    if record is not None:
        return (
            tuple(file.path for file in record.shown.closure.files)
            if record.name == POLICY_ID
            else (record.shown.path,)
        )
    if inside is None:
        raise UsageError(f"{asked} lies outside this manual.", remedy="Give files, folders or ids of the manual.")
    hint = did_you_mean(asked, [record.name for record in snapshot.records])
    raise UsageError(f"There is no file, folder or document {asked}.", remedy=f"{hint}Check its spelling.")


def within_scope(findings: tuple[Finding, ...], snapshot: Snapshot, within: Sequence[str]) -> tuple[Finding, ...]:
    """Give what concerns these files and folders, and what concerns the whole manual in any case."""
    if not within or "." in within:
        return findings
    concerned = [document for document in snapshot.documents if lies_in(document.path, within)]
    names = {document.name for document in concerned}
    files = {file.path for document in concerned for file in document.closure.files}
    return tuple(
        finding
        for finding in findings
        if concerns_all(finding)
        or finding.document in names
        or (finding.path is not None and (finding.path in files or lies_in(finding.path, within)))
    )


def lies_in(path: str, within: Sequence[str]) -> bool:
    """Tell whether a path is one of these files or below one of these folders."""
    return any(place in (".", path) or path.startswith(place + "/") for place in within)


def judged_since(
    repository: Repository, request: CaptureRequest, revision: str, *, whole: bool = False
) -> tuple[Snapshot | None, Snapshot]:
    """Judge the manual where this work left `revision` and as it is now, for `new_since`; see `manual_at_base`.

    Where nothing but texts of documents has changed, both are judged as far as that bears on anything, else `whole`.
    """
    manual, files = Manual(repository.store, few=not whole), repository.working_tree()

    def judged(asked: _Asked) -> tuple[Snapshot | None, Snapshot]:
        after = requested_snapshot(
            repository, request, SnapshotSource.FILES, asked, Purpose.COMPARING, manual=manual, files=files
        )
        return manual_at_base(repository, request, after, revision, asked, manual=manual), after

    changed = None if whole else _changed_documents(repository, request, revision, manual.objects, files)
    return judged_alike(judged, changed)


def judged_alike(
    judged: Callable[[_Asked], tuple[Snapshot | None, Snapshot]], changed: _Asked
) -> tuple[Snapshot | None, Snapshot]:
    """Return a manual before and after documents were `changed`, of which as much is known before as after.

    `judged` gives both, as far as that bears on the documents asked about, by path or name; None for all.
    """
    asked = changed
    while changed is not None and asked is not None:
        before, after = judged(asked)
        then, now = before.proved if before else None, after.proved
        if before is None or then is None or now is None or not _differ_in_text_alone(before, after, changed):
            break
        if then == now:
            return before, after
        # What bears on the one and not on the other is asked about too.
        asked = changed | then | now if asked == changed else None
    return judged(None)


def _differ_in_text_alone(before: Snapshot, after: Snapshot, changed: Set[str]) -> bool:
    """Tell whether changed documents kept their names, and are part of no other document."""
    names = [{each.path: each.name for each in of.documents if each.path in changed} for of in (before, after)]
    others = (each for of in (before, after) for each in of.documents if each.path not in changed)
    return names[0] == names[1] and not any(file.path in changed for each in others for file in each.closure.files)


def _changed_documents(
    repository: Repository, request: CaptureRequest, revision: str, objects: Objects, files: FileTree
) -> frozenset[str] | None:
    """Return the paths of the texts that differ from where this work left `revision`; None where anything else does."""
    try:
        here = repository.resolve(request.ref or "HEAD")
        base = repository.merge_base(repository.resolve(revision), here)
    except UsageError:
        return None
    if base is None or repository.bare:
        return None
    then = objects.tree_of(base)
    now = objects.tree_of(here) if request.ref else files
    changed = {path for path in {*then.paths(), *now.paths()} if objects.blob_id(now, path) != then.blob(path)}
    texts = {path for path in changed if path.endswith(".md") and then.blob(path) and now.read(path) is not None}
    return frozenset(texts) if texts == changed else None


def new_since(before: Snapshot | None, snapshot: Snapshot, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Give what has come in since `before` (None: everything).

    That is every finding of a document whose file or closure has changed, and elsewhere each that
    was not there before: what the files of then, judged as of the same day, have as well is taken away.
    """
    if before is None:
        return findings
    names, paths = _changed(before, snapshot)
    old = set(fingerprints(check(before)))
    known = {document.name for document in _files(snapshot)}
    files = {file.path for document in _files(snapshot) for file in document.closure.files}
    return tuple(
        finding
        for finding, print_ in zip(findings, fingerprints(findings), strict=True)
        if concerns_all(finding)
        or finding.document in names
        or finding.path in paths
        or (print_ not in old and (snapshot.proved is None or finding.document in known or finding.path in files))
    )


def manual_at_base(
    repository: Repository,
    request: CaptureRequest,
    snapshot: Snapshot,
    revision: str,
    asked: _Asked = None,
    *,
    manual: Manual | None = None,
) -> Snapshot | None:
    """Judge the manual where the branch left `revision`, as of the same day; None where it held no manual yet.

    `asked` are the documents that are asked about, None for all; `manual` the repository's, where it was read before.
    Raises `UsageError` for an unknown revision, or one without any history in common.
    """
    if not snapshot.commit and revision == "HEAD":
        return None  # the first commit is yet to be made: all is new
    base = repository.merge_base(repository.resolve(revision), snapshot.commit or repository.resolve("HEAD"))
    if base is None:
        raise UsageError(
            f"'{revision}' and these files have no history in common.", remedy="Give the branch this work began on."
        )
    try:
        of_then = replace(request, ref=base)
        return requested_snapshot(repository, of_then, SnapshotSource.FILES, asked, Purpose.COMPARING, manual=manual)
    except UsageError:
        return None  # it held no manual yet


def _changed(before: Snapshot, after: Snapshot) -> tuple[set[str], set[str]]:
    """Give the names of the documents that differ in file or closure, and the paths of their files."""
    old = {document.path: document.closure.content_digest for document in _files(before)}
    changed = [document for document in _files(after) if old.get(document.path) != document.closure.content_digest]
    names = {POLICY_ID if document.front.id == POLICY_ID else document.name for document in changed}
    return names, {file.path for document in changed for file in document.closure.files}


def _files(snapshot: Snapshot) -> tuple[Document, ...]:
    """Return the documents that were judged, the policy among them."""
    policy, proved = snapshot.record(POLICY_ID), snapshot.proved
    judged = (document for document in snapshot.documents if proved is None or document.name.lower() in proved)
    return (*judged, *([policy.draft] if policy and policy.draft else ()))
