"""The scope of a check: the files and folders asked for, or what has come in since a commit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from qmsdoc.capture.request import CaptureRequest, SnapshotSource, requested_snapshot
from qmsdoc.checking.exit_codes import concerns_all
from qmsdoc.errors import UsageError
from qmsdoc.git import Repository
from qmsdoc.model.document import Document
from qmsdoc.model.finding import Finding
from qmsdoc.model.policy import POLICY_ID
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.reports.fingerprint import fingerprints
from qmsdoc.rules import check
from qmsdoc.text.suggestions import did_you_mean


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


def new_since(
    repository: Repository, request: CaptureRequest, snapshot: Snapshot, findings: tuple[Finding, ...], revision: str
) -> tuple[Finding, ...]:
    """Give what has come in since the branch left `revision`.

    That is every finding of a document whose file or closure has changed, and elsewhere each that
    was not there before: the files of then are judged too, as of the same day, and what they have
    as well is taken away. Raises `UsageError` for an unknown revision.
    """
    if not snapshot.commit and revision == "HEAD":
        return findings  # the first commit is yet to be made: all is new
    before = manual_at_base(repository, request, snapshot, revision)
    if before is None:
        return findings
    names, paths = _changed(before, snapshot)
    old = set(fingerprints(check(before)))
    return tuple(
        finding
        for finding, print_ in zip(findings, fingerprints(findings), strict=True)
        if concerns_all(finding) or finding.document in names or finding.path in paths or print_ not in old
    )


def manual_at_base(
    repository: Repository, request: CaptureRequest, snapshot: Snapshot, revision: str
) -> Snapshot | None:
    """Judge the manual where the branch left `revision`, as of the same day; None where it held no manual yet.

    Raises `UsageError` for an unknown revision, or one without any history in common.
    """
    here = snapshot.commit or repository.resolve("HEAD")
    base = repository.merge_base(repository.resolve(revision), here)
    if base is None:
        raise UsageError(
            f"'{revision}' and these files have no history in common.", remedy="Give the branch this work began on."
        )
    try:
        return requested_snapshot(repository, replace(request, ref=base), SnapshotSource.FILES)
    except UsageError:
        return None  # it held no manual yet


def _changed(before: Snapshot, after: Snapshot) -> tuple[set[str], set[str]]:
    """Give the names of the documents that differ in file or closure, and the paths of their files."""
    old = {document.path: document.closure.content_digest for document in _files(before)}
    changed = [document for document in _files(after) if old.get(document.path) != document.closure.content_digest]
    names = {POLICY_ID if document.front.id == POLICY_ID else document.name for document in changed}
    return names, {file.path for document in changed for file in document.closure.files}


def _files(snapshot: Snapshot) -> tuple[Document, ...]:
    policy = snapshot.record(POLICY_ID)
    return (*snapshot.documents, *([policy.draft] if policy and policy.draft else ()))
