"""What other branches of the clone are about to make of the documents: the revisions they claim.

Only what a branch itself changed since it left the trunk is looked at, tree against tree by object
id, so that a hundred branches of a large manual cost little. A branch that is part of another one,
of the trunk or of what is being judged has nothing of its own to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from qmsdoc.capture.branch_history import BranchHistory
from qmsdoc.capture.document_reader import DocumentReader
from qmsdoc.capture.objects import MalformedTreeError, Objects
from qmsdoc.git import Commit, MissingObjectError
from qmsdoc.model.controlled_paths import MARKDOWN_ENDINGS, is_document_path
from qmsdoc.model.policy import Policy
from qmsdoc.model.refs import HEADS, LEDGER_BRANCH, REMOTES
from qmsdoc.model.snapshot import Claim

_BRANCHES = 200
_COMMITS = 1_000
_FILES = 500
_DEPTH = 64
_FOLDER = b"40000"


class _Branch(NamedTuple):
    """A branch by its short name, its newest commit, and where it left the trunk."""

    name: str
    tip: Commit
    bases: tuple[Commit, ...]


def claims(
    objects: Objects, refs: Mapping[str, str], trunk: BranchHistory, law: Policy, *, here: str, until: datetime
) -> tuple[Claim, ...]:
    """Give the claims of all branches in `refs` (name → commit id), by document and branch.

    `here` is the commit being judged, `until` the instant after which nothing counts. At most 200
    branches (the newest), 1,000 commits and 500 changed files of each are looked at.
    """
    tips = {name: oid for name, oid in _branches(refs, law.trunk).items() if oid not in trunk}
    objects.commits(tips.values())
    dated = [(name, commit) for name, oid in tips.items() if (commit := objects.commit(oid))]
    dated = sorted((entry for entry in dated if entry[1].committed_at <= until), key=lambda entry: entry[0])
    newest = sorted(dated, key=lambda entry: entry[1].committed_at, reverse=True)[:_BRANCHES]
    inside = _own_commits(objects, here, trunk)[0] if here else frozenset[str]()
    apart: list[_Branch] = []
    for name, tip in newest:
        own, bases = _own_commits(objects, tip.oid, trunk)
        if bases and tip.oid not in inside:
            apart.append(_Branch(name, tip, bases))
        inside |= own
    library = DocumentReader().under(law)
    found = [claim for branch in apart for claim in _claims(objects, library, branch, law)]
    return tuple(sorted(found, key=lambda claim: (claim.document, claim.revision, claim.branch)))


def _branches(refs: Mapping[str, str], trunk: str) -> dict[str, str]:
    """Give each branch but the trunk and the ledger by its short name; a local one hides its copy elsewhere."""
    local = {name.removeprefix(HEADS): oid for name, oid in refs.items() if name.startswith(HEADS)}
    found = dict(local)
    for name, oid in refs.items():
        if name.startswith(REMOTES):
            remote, _, short = name.removeprefix(REMOTES).partition("/")
            if short not in ("HEAD", trunk, LEDGER_BRANCH) and short not in local:
                found[f"{remote}/{short}"] = oid
    return {name: oid for name, oid in found.items() if name not in (trunk, LEDGER_BRANCH)}


def _own_commits(objects: Objects, tip: str, trunk: BranchHistory) -> tuple[frozenset[str], tuple[Commit, ...]]:
    """Give the commits of a branch that are not the trunk's, and the trunk's commits that it grew from.

    A branch with too many of its own, or none in common with the trunk, grew from nowhere.
    """
    own: set[str] = set()
    bases: dict[str, Commit] = {}
    waiting = [tip]
    while waiting and len(own) <= _COMMITS:
        oid = waiting.pop()
        commit = objects.commit(oid)
        if commit is None or oid in own:
            continue
        if oid in trunk:
            bases[oid] = commit
            continue
        own.add(oid)
        waiting.extend(commit.parents)
    return frozenset(own), tuple(bases[oid] for oid in sorted(bases)) if not waiting else ()


def _claims(objects: Objects, library: DocumentReader, branch: _Branch, law: Policy) -> Iterator[Claim]:
    try:
        paths = set.intersection(*({*_changed(objects, base.tree, branch.tip.tree)} for base in branch.bases))
        for path in sorted(path for path in paths if is_document_path(path, law))[:_FILES]:
            document = library.document(objects.tree(branch.tip), path)
            if document is None or document.front.name is None or document.front.revision is None:
                continue
            before = [library.document(objects.tree(base), path) for base in branch.bases]
            bases = {old.closure.content_digest for old in before if old is not None}
            yield Claim(
                branch.name,
                document.front.name,
                document.front.revision,
                path,
                document.closure.content_digest,
                min(bases, default=None),
            )
    except (MissingObjectError, MalformedTreeError):
        return


def _changed(objects: Objects, before: str, after: str, prefix: str = "") -> Iterator[str]:
    """Give the paths of files that differ between two trees or are only in the later one."""
    if before == after or prefix.count("/") > _DEPTH:
        return
    old = objects.entries(before) if before else {}
    for name, (mode, oid) in objects.entries(after).items():
        was_mode, was = old.get(name, (b"", b""))
        if was == oid and was_mode == mode:
            continue
        path = prefix + name.decode("utf-8", "surrogateescape")
        if mode == _FOLDER:
            yield from _changed(objects, was.hex() if was_mode == _FOLDER else "", oid.hex(), path + "/")
        elif path.endswith(MARKDOWN_ENDINGS):
            yield path
