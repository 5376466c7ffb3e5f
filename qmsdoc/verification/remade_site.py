"""Proves a published site by making it again from the manual, as of the moment its manifest names."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from qmsdoc.capture import capture
from qmsdoc.capture.ledger_branch import commit_with, find_ledger
from qmsdoc.capture.objects import Objects
from qmsdoc.capture.request import CaptureRequest, SnapshotSource, open_manual, requested_snapshot, require_trust
from qmsdoc.errors import TrustError, UsageError
from qmsdoc.git import GitObject, Ref, Repository, Store
from qmsdoc.model.addresses import MANUAL_PDF
from qmsdoc.model.refs import ACT_PREFIXES, FETCHED_LEDGER, LEDGER, branch_tip
from qmsdoc.model.rule_ids import PAGE_TAMPERED, stopping_error
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.pages.manual import Editions
from qmsdoc.render.manifest import NAME
from qmsdoc.render.published import Difference, Manifest, manifest_of
from qmsdoc.rules import check
from qmsdoc.site import publish
from qmsdoc.trust.failure import VerificationFailure
from qmsdoc.verification.published_manifest import against

_EARLIER = re.compile(r"[^/]+/rev/[0-9]+/index\.html")


def remade_differences(request: CaptureRequest, manifest: Manifest) -> tuple[Difference, ...]:
    """Make the site of `manifest` anew from the manual around the folder asked for, and return where they differ.

    Raises `UsageError` where there is nothing to prove it by, `TrustError` for a site that is not of this manual.
    """
    try:
        with open_manual(request) as repository:
            past = _Past.of(repository, request, manifest)
            return _closest(past, manifest)
    except UsageError as error:
        if error.rule is not None:
            raise
        raise UsageError(
            f"There is nothing to prove this site by: {error.message}",
            remedy=f"Run it inside the manual, or give the digest of {NAME} with --manifest-sha256.",
        ) from error


@dataclass(frozen=True, slots=True)
class _Past:
    """The repository as it stood when a site was published, as far as the site's manifest tells."""

    repository: Repository
    request: CaptureRequest
    ledger: str | None
    recorded: frozenset[str]

    @classmethod
    def of(cls, repository: Repository, request: CaptureRequest, manifest: Manifest) -> _Past:
        """Find the ledger of then; raises `TrustError` for a site that is not of this manual."""
        snapshot = requested_snapshot(repository, request, SnapshotSource.TRUNK)
        require_trust(snapshot)
        for problem in against(snapshot, manifest).problems:
            if stopping_error(problem.rule):
                raise TrustError(problem.message, remedy=f"See: qmsdoc rule {problem.rule}", rule=problem.rule)
        if snapshot.manual != manifest.manual:
            message = f"The site is one of the manual '{manifest.manual}', and this is '{snapshot.manual}'."
            raise UsageError(message)
        _require_on_trunk(repository.store, snapshot, manifest)
        objects = Objects(repository.store)
        found = find_ledger(objects, {ref.name: ref.oid for ref in repository.store.refs()})
        if found is None or isinstance(found, VerificationFailure) or manifest.ledger_sha256 is None:
            return cls(repository, request, None, frozenset())
        order = (oid for oid, _ in repository.store.changes(found.commit))
        commit = commit_with(objects, order, manifest.ledger_sha256)
        recorded = frozenset(entry.ref for entry in found.ledger.entries[: manifest.ledger_seq])
        return cls(repository, request, commit, recorded)

    def stores(self) -> Iterator[Store]:
        """Give the repository with the ledger of then; once with every tag, once with those recorded then alone."""
        refs = [ref for ref in self.repository.store.refs() if ref.name not in {LEDGER, FETCHED_LEDGER}]
        if self.ledger is not None:
            refs.append(Ref(LEDGER, self.ledger))
        yield _Seen(self.repository.store, tuple(refs))
        known = tuple(ref for ref in refs if not ref.name.startswith(ACT_PREFIXES) or ref.name in self.recorded)
        if self.ledger is not None and len(known) < len(refs):
            yield _Seen(self.repository.store, known)


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

    def read(self, oid: str) -> GitObject:
        return self.store.read(oid)

    def read_all(self, oids: Iterable[str]) -> Iterator[tuple[str, GitObject | None]]:
        return self.store.read_all(oids)

    def changes(self, tip: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return self.store.changes(tip)


def _require_on_trunk(store: Store, snapshot: Snapshot, manifest: Manifest) -> None:
    refs = {ref.name: ref.oid for ref in store.refs()}
    trunk = snapshot.policy_in_force.trunk
    tip = branch_tip(refs, trunk)
    if tip is None or manifest.commit not in {oid for oid, _ in store.changes(tip)}:
        raise TrustError(
            f"The site names the commit {manifest.commit[:12]}, which is not on the branch '{trunk}' here.",
            remedy="Fetch first: git fetch. If it is still not there, the site was not made from this manual.",
            rule=PAGE_TAMPERED,
        )


def _closest(past: _Past, manifest: Manifest) -> tuple[Difference, ...]:
    """Remake the site in every way in which it may have been made; give the differences of the one that comes closest.

    Whether the trust root was pinned then is written on one page; approvals that came later the same
    day, or were not yet recorded then, are the other thing that a manifest does not tell.
    """
    best: tuple[Difference, ...] | None = None
    for store in past.stores():
        found = _compared(past, manifest, store, past.request.trust_root)
        if any(each.path == "verify/index.html" for each in found):
            root = _root(store, manifest) if past.request.trust_root is None else None
            found = min(found, _compared(past, manifest, store, root), key=len)
        best = found if best is None else min(best, found, key=len)
        if not best:
            break
    return best or ()


def _root(store: Store, manifest: Manifest) -> str | None:
    return capture(store, as_of=manifest.as_of, ref=manifest.commit, today=manifest.as_of).root


def _compared(past: _Past, manifest: Manifest, store: Store, root: str | None) -> tuple[Difference, ...]:
    request = past.request
    snapshot = capture(store, as_of=manifest.as_of, ref=manifest.commit, trust_root=root, today=request.today)
    editions: Editions = "all" if any(_EARLIER.fullmatch(path) for path, _ in manifest.files) else "effective"
    with tempfile.TemporaryDirectory(prefix="qmsdoc-") as place:
        site = Path(place) / "site"
        publish(snapshot, check(snapshot), site, editions=editions, pdf=MANUAL_PDF in dict(manifest.files))
        remade = manifest_of(site)
    assert remade is not None
    found = _between(dict(manifest.files), dict(remade.files))
    same = (remade.manual, remade.commit, remade.expires) == (manifest.manual, manifest.commit, manifest.expires)
    return found if same else (*found, Difference(NAME, "changed"))


def _between(published: dict[str, str], remade: dict[str, str]) -> tuple[Difference, ...]:
    rows = [Difference(path, "missing") for path in remade.keys() - published.keys()]
    rows += [Difference(path, "added") for path in published.keys() - remade.keys()]
    rows += [
        Difference(path, "changed") for path in published.keys() & remade.keys() if published[path] != remade[path]
    ]
    return tuple(sorted(rows, key=lambda each: each.path))
