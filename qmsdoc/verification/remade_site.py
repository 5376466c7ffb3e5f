"""Proves a published site by making it again, once, from what its manifest records: commit, day, acts and options.

Invariants. A site is proved only where

1. it is of this manual, of a commit of its trunk, and made with the versions that are here;
2. it knows every line that the ledger held before the day the site bears, and no line that the ledger does not hold;
3. every file, and what the manifest says of where it comes from, is what comes out again.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

from qmsdoc.capture import capture
from qmsdoc.capture.branch_history import BranchHistory
from qmsdoc.capture.ledger_branch import commit_with, find_ledger
from qmsdoc.capture.objects import Objects
from qmsdoc.capture.request import CaptureRequest, SnapshotSource, open_manual, requested_snapshot, require_trust
from qmsdoc.errors import TrustError, UsageError
from qmsdoc.git import GitObject, OversizedObject, Ref, Repository, Store, refs_by_name
from qmsdoc.model.policy_time import start_of
from qmsdoc.model.refs import FETCHED_LEDGER, LEDGER, TAGS, branch_tip
from qmsdoc.model.rule_ids import LEDGER_ROLLBACK, PAGE_TAMPERED, stopping_error
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.pages.manual import Editions
from qmsdoc.render.manifest import NAME, Manifest, manifest_of, versions
from qmsdoc.render.published import Difference, differences, rollback
from qmsdoc.rules import check
from qmsdoc.site import publish
from qmsdoc.text.sentences import counted
from qmsdoc.trust.failure import VerificationFailure
from qmsdoc.trust.ledger import Ledger


def remade_differences(request: CaptureRequest, manifest: Manifest) -> tuple[Difference, ...]:
    """Make the site of `manifest` anew from the manual around the folder asked for, and return where they differ.

    Raises `UsageError` where there is nothing to prove it by, or where it was made with other versions than are here;
    `TrustError` for a site that is not of this manual, or knows less of its ledger than there was on its day.
    """
    try:
        with open_manual(request) as repository:
            _require_of_this_manual(repository, request, manifest)
            _require_same_versions(manifest)
            return _compared(_store_of_then(repository.store, manifest), request, manifest)
    except UsageError as error:
        if error.rule is not None:
            raise
        raise UsageError(
            f"There is nothing to prove this site by: {error.message}",
            remedy=f"Run it inside the manual, or give the digest of {NAME} with --manifest-sha256.",
        ) from error


def require_begun(manifest: Manifest, today: date) -> None:
    """Raise `TrustError` for a site of a day that has not begun: it would not expire when it should."""
    if manifest.as_of > today:
        raise TrustError(
            f"The site says that it is of {manifest.as_of}, a day that has not begun.",
            remedy="Check this machine's date. If it is right, publish anew, and find out who made this one.",
            rule=PAGE_TAMPERED,
        )


def _compared(store: Store, request: CaptureRequest, manifest: Manifest) -> tuple[Difference, ...]:
    snapshot = capture(
        store, as_of=manifest.as_of, ref=manifest.commit, trust_root=request.trust_root, today=request.today
    )
    options = manifest.options
    with tempfile.TemporaryDirectory(prefix="qmsdoc-") as place:
        site = Path(place) / "site"
        editions = cast("Editions", options.editions)
        publish(snapshot, check(snapshot), site, editions=editions, theme=options.theme, pdf=options.pdf)
        remade = manifest_of(site)
    found = differences(remade.files if remade else {}, manifest.files)
    return found if remade and _same_origin(remade, manifest) else (*found, Difference(NAME, "changed"))


def _same_origin(remade: Manifest, manifest: Manifest) -> bool:
    """Return whether two manifests say the same of where a site comes from."""
    made, told = (
        (each.manual, each.commit, each.expires, each.trust_root, each.refs, each.options)
        for each in (remade, manifest)
    )
    return made == told


def _require_of_this_manual(repository: Repository, request: CaptureRequest, manifest: Manifest) -> None:
    snapshot = requested_snapshot(repository, request, SnapshotSource.TRUNK)
    require_trust(snapshot)
    require_begun(manifest, snapshot.as_of)
    longer = rollback(snapshot, manifest)
    for problem in (*snapshot.problems, *([longer] if longer else ())):
        if stopping_error(problem.rule):
            raise TrustError(problem.message, remedy=f"See: qmsdoc rule {problem.rule}", rule=problem.rule)
    _require_ledger_of_then(repository.store, snapshot, manifest)
    if snapshot.manual != manifest.manual:
        raise UsageError(f"The site is one of the manual '{manifest.manual}', and this is '{snapshot.manual}'.")
    _require_on_trunk(repository.store, snapshot, manifest)


def _require_ledger_of_then(store: Store, snapshot: Snapshot, manifest: Manifest) -> None:
    """Raise `TrustError` where the site lacks lines that the ledger held before the site's own day."""
    ledger = find_ledger(Objects(store), refs_by_name(store))
    if ledger is None or isinstance(ledger, VerificationFailure):
        return
    day = start_of(manifest.as_of, snapshot.policy_in_force.zone)
    before = sum(entry.recorded < day for entry in ledger.ledger.entries)
    if before > manifest.ledger_seq:
        knows = counted(manifest.ledger_seq, "line") if manifest.ledger_seq else "nothing"
        raise TrustError(
            f"The site, of {manifest.as_of}, knows {knows} of the ledger, which had {counted(before, 'line')} before"
            " that day: what was signed or withdrawn since is held back.",
            remedy="Do not use it. Publish anew with qmsdoc build, and find out who made this one.",
            rule=LEDGER_ROLLBACK,
        )


def _require_on_trunk(store: Store, snapshot: Snapshot, manifest: Manifest) -> None:
    refs = refs_by_name(store)
    trunk = snapshot.policy_in_force.trunk
    tip = branch_tip(refs, trunk)
    if tip is None or manifest.commit not in BranchHistory(Objects(store), tip):
        raise TrustError(
            f"The site names the commit {manifest.commit[:12]}, which is not on the branch '{trunk}' here.",
            remedy="Fetch first: git fetch. If it is still not there, the site was not made from this manual.",
            rule=PAGE_TAMPERED,
        )


def _require_same_versions(manifest: Manifest) -> None:
    """Raise `UsageError` where the site was made with other versions: then nothing is proved either way."""
    here = versions(manifest.options)
    other = [
        f"{name} {manifest.made_by.get(name, 'none')} (here {here.get(name, 'none')})"
        for name in sorted(here.keys() | manifest.made_by.keys())
        if here.get(name) != manifest.made_by.get(name)
    ]
    if other:
        raise UsageError(
            f"It cannot be told whether the site is what was published: it was made with {', '.join(other)}.",
            remedy=f"Verify it with those versions, or give the digest of {NAME} with --manifest-sha256.",
            rule=PAGE_TAMPERED,
        )


def _store_of_then(store: Store, manifest: Manifest) -> Store:
    """Return the repository with the ledger of then, and no tags but those that it holds or that the manifest names."""
    refs = [ref for ref in store.refs() if ref.name not in {LEDGER, FETCHED_LEDGER}]
    refs = [ref for ref in refs if not ref.name.startswith(TAGS)]
    acts = dict(manifest.refs)
    objects = Objects(store)
    ledger = find_ledger(objects, refs_by_name(store))
    if ledger is not None and not isinstance(ledger, VerificationFailure) and manifest.ledger_sha256 is not None:
        then = Ledger(ledger.ledger.entries[: manifest.ledger_seq])
        commit = commit_with(objects, store.reachable(ledger.commit), then)
        if commit is not None:
            refs.append(Ref(LEDGER, commit))
        acts |= {entry.ref: entry.tag for entry in then.entries}
    _require_here(store, acts)
    return _Seen(store, (*refs, *(Ref(name, oid) for name, oid in sorted(acts.items()))))


def _require_here(store: Store, acts: dict[str, str]) -> None:
    """Raise `UsageError` where this clone lacks a signature or another tag of which the site speaks."""
    missing = {oid for oid, found in store.read_bounded(acts.values(), 0) if found is None}
    for name, oid in sorted(acts.items()):
        if oid in missing:
            tag = name.removeprefix("refs/tags/")
            raise UsageError(f"The site speaks of the tag {tag}, which this clone does not have.")


@dataclass(frozen=True, slots=True)
class _Seen:
    """A store that shows other refs than it has."""

    store: Store
    shown: tuple[Ref, ...]

    @property
    def object_format(self) -> str:
        return self.store.object_format

    def refs(self) -> tuple[Ref, ...]:
        return self.shown

    def read_bounded(self, oids: Iterable[str], most: int) -> Iterator[tuple[str, GitObject | OversizedObject | None]]:
        return self.store.read_bounded(oids, most)

    def read_reachable(self, tip: str, most: int) -> Iterator[tuple[str, GitObject | OversizedObject | None]]:
        return self.store.read_reachable(tip, most)

    def reachable(self, tip: str) -> tuple[str, ...]:
        return self.store.reachable(tip)
