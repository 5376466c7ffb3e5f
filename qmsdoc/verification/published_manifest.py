"""The manual as it was published last: its manifest fetched from a folder or an address, and held against this one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from qmsdoc.capture.branch_history import BranchHistory
from qmsdoc.capture.objects import Objects
from qmsdoc.errors import PublishError, UsageError
from qmsdoc.git import MissingObjectError, Repository, refs_by_name
from qmsdoc.git.origin_tags import origin_tags
from qmsdoc.model.refs import branch_tip, short_tag
from qmsdoc.model.rule_ids import CLONE_BEHIND
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.render.manifest import NAME, Manifest, manifest_of, read_manifest
from qmsdoc.render.published import lost
from qmsdoc.text.sentences import counted


def published_at(place: str) -> Manifest:
    """Read the manifest of a published manual; `place` is its folder or its http(s) address.

    Raises `UsageError` where there is none or it cannot be read, `TrustError` for one that qmsdoc did not write.
    """
    if "://" in place:
        from qmsdoc.verification.web import fetched  # noqa: PLC0415 - Python's HTTP takes a twentieth of a second to import

        return read_manifest(fetched(place, NAME))
    found = manifest_of(Path(place))
    if found is None:
        raise UsageError(
            f"There is no published manual in {place}: no {NAME}.",
            remedy="Give the folder or the address at which it is published; leave --published out the first time.",
        )
    return found


def against(snapshot: Snapshot, *manifests: Manifest | None) -> Snapshot:
    """Return the snapshot with a problem for whatever a published manual knows of the ledger or of tags, and it not."""
    problems = dict.fromkeys(problem for manifest in manifests if manifest for problem in lost(snapshot, manifest))
    return replace(snapshot, problems=(*snapshot.problems, *problems))


def require_no_less(repository: Repository, snapshot: Snapshot, *manifests: Manifest | None) -> None:
    """Raise `PublishError` (`clone-behind`) where a former site, or `origin` as last seen, knows more than this.

    That is a commit of the trunk that a site was made from, or a tag of an approval that `origin` was seen to have.
    """
    objects, refs = Objects(repository.store), refs_by_name(repository.store)
    tip = branch_tip(refs, snapshot.policy_in_force.trunk)
    for manifest in manifests:
        if manifest is not None and manifest.manual == snapshot.manual and tip not in {None, manifest.commit}:
            _require_not_behind(objects, tip or "", manifest)
    seen = origin_tags(repository)
    lacking = sorted(seen.tags.keys() - {act.ref for act in snapshot.acts}) if seen else []
    if lacking:
        count = counted(len(lacking), "tag")
        raise PublishError(
            f"'origin' was seen to have {count} that this clone lacks, such as {short_tag(lacking[0])}.",
            remedy="Fetch first: git fetch --tags origin. If origin has it no more, look again: qmsdoc inbox --fetch",
            rule=CLONE_BEHIND,
        )


def _require_not_behind(objects: Objects, tip: str, manifest: Manifest) -> None:
    try:
        ahead = tip in BranchHistory(objects, manifest.commit)
    except MissingObjectError:
        ahead = True
    if ahead:
        raise PublishError(
            f"The manual published on {manifest.as_of} was made from the commit {manifest.commit}, which the trunk here"
            " does not have: it would be replaced by an older one.",
            remedy="Fetch and merge first: git fetch --tags origin, git merge --ff-only. An older state is published"
            " into another folder, with --ref or --as-of.",
            rule=CLONE_BEHIND,
        )
