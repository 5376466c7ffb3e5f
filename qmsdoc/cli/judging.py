"""What `check` judges and what of it counts: the files or commit asked for, the baseline, the scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from qmsdoc.capture import capture
from qmsdoc.capture.objects import Objects
from qmsdoc.cli.options import Request
from qmsdoc.cli.outcome import concerns_all
from qmsdoc.errors import UsageError
from qmsdoc.git import Repository, Tree
from qmsdoc.model.document import Document
from qmsdoc.model.finding import Finding, Waiver
from qmsdoc.model.policy import POLICY_ID
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.reports.baseline import PATH, Entry, baselined, read_baseline
from qmsdoc.reports.fingerprint import fingerprints
from qmsdoc.rules import RULES, check
from qmsdoc.rules.waivers import FIRM

FIRM_RULES = frozenset(rule.name for rule in RULES if rule.group in FIRM)


def judged_files(repository: Repository, request: Request) -> Snapshot:
    """Capture the working tree on whatever day was asked for; a bare repository has only commits."""
    ref = repository.resolve(request.ref) if request.ref is not None else None
    tree = None if ref is not None or repository.bare else repository.working_tree()
    return capture(
        repository.store,
        as_of=request.as_of,
        ref=ref,
        working_tree=tree,
        trust_root=request.trust_root,
        today=request.today,
    )


def with_baseline(
    repository: Repository, snapshot: Snapshot, findings: tuple[Finding, ...]
) -> tuple[tuple[Finding, ...], tuple[Entry, ...]]:
    """Mark the findings that the baseline of the files judged holds, and give its entries that nothing answers to.

    Raises `UsageError` for a baseline that cannot be read.
    """
    data = _tree(repository, snapshot).read(PATH)
    return baselined(findings, read_baseline(data), FIRM_RULES) if data is not None else (findings, ())


def idle_waivers(snapshot: Snapshot, findings: tuple[Finding, ...]) -> tuple[Waiver, ...]:
    """Give the waivers in force that accept none of the findings, which are all that the manual has."""
    used = {finding.waiver for finding in findings}
    in_force = snapshot.authority.waivers if snapshot.authority else ()
    return tuple(waiver for waiver in in_force if waiver not in used and waiver.expires >= snapshot.as_of)


def _tree(repository: Repository, snapshot: Snapshot) -> Tree:
    if snapshot.working_tree:
        return repository.working_tree()
    objects = Objects(repository.store)
    commit = objects.commit(snapshot.commit)
    assert commit is not None
    return objects.tree(commit)


def places(repository: Repository, start: Path, paths: Sequence[str]) -> tuple[str, ...]:
    """Give the paths relative to the manual's top; raises `UsageError` for one outside it or with nothing there."""
    found = []
    root = repository.root.resolve()
    for path in paths:
        whole = (start / path).resolve()
        if not whole.is_relative_to(root):
            raise UsageError(f"{path} lies outside this manual.", remedy="Give files or folders of the manual.")
        if not whole.exists():
            raise UsageError(f"There is no file or folder {path}.", remedy="Check its spelling.")
        found.append(whole.relative_to(root).as_posix())
    return tuple(found)


def concerning(findings: tuple[Finding, ...], snapshot: Snapshot, within: Sequence[str]) -> tuple[Finding, ...]:
    """Give what concerns these files and folders, and what concerns the whole manual in any case."""
    if not within or "." in within:
        return findings
    names = {document.name for document in snapshot.documents if lies_in(document.path, within)}
    return tuple(
        finding
        for finding in findings
        if concerns_all(finding)
        or finding.document in names
        or (finding.path is not None and lies_in(finding.path, within))
    )


def lies_in(path: str, within: Sequence[str]) -> bool:
    """Tell whether a path is one of these files or below one of these folders."""
    return any(place in (".", path) or path.startswith(place + "/") for place in within)


def since(
    repository: Repository, request: Request, snapshot: Snapshot, findings: tuple[Finding, ...], revision: str
) -> tuple[Finding, ...]:
    """Give what has come in since the branch left `revision`.

    That is every finding of a document whose file or closure has changed, and elsewhere each that
    was not there before: the files of then are judged too, as of the same day, and what they have
    as well is taken away. Raises `UsageError` for an unknown revision.
    """
    here = snapshot.commit or repository.resolve("HEAD")
    base = repository.merge_base(repository.resolve(revision), here)
    if base is None:
        raise UsageError(
            f"'{revision}' and these files have no history in common.", remedy="Give the branch this work began on."
        )
    before = _before(repository, request, base)
    if before is None:
        return findings
    names, paths = _changed(before, snapshot)
    old = set(fingerprints(check(before)))
    return tuple(
        finding
        for finding, print_ in zip(findings, fingerprints(findings), strict=True)
        if concerns_all(finding) or finding.document in names or finding.path in paths or print_ not in old
    )


def _before(repository: Repository, request: Request, base: str) -> Snapshot | None:
    """Judge the commit `base`; None where it held no manual yet."""
    try:
        return judged_files(repository, replace(request, ref=base))
    except UsageError:
        return None


def _changed(before: Snapshot, after: Snapshot) -> tuple[set[str], set[str]]:
    """Give the names of the documents that differ in file or closure, and the paths of their files."""
    old = {document.path: document.closure.content for document in _files(before)}
    changed = [document for document in _files(after) if old.get(document.path) != document.closure.content]
    names = {POLICY_ID if document.front.id == POLICY_ID else document.name for document in changed}
    return names, {file.path for document in changed for file in document.closure.files}


def _files(snapshot: Snapshot) -> tuple[Document, ...]:
    policy = snapshot.record(POLICY_ID)
    return (*snapshot.documents, *([policy.draft] if policy and policy.draft else ()))
