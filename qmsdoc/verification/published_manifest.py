"""The manual as it was published last: its manifest fetched from a folder or an address, and held against this one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from qmsdoc.errors import UsageError
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.render.manifest import NAME, Manifest, manifest_of, read_manifest
from qmsdoc.render.published import rollback


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
    """Give the snapshot with a problem for every published manual that knows a longer ledger, or another."""
    found = [rollback(snapshot, manifest) for manifest in manifests if manifest is not None]
    problems = dict.fromkeys(problem for problem in found if problem is not None)
    return replace(snapshot, problems=(*snapshot.problems, *problems))
