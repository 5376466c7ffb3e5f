"""A site that was published before: its files held against its manifest, what it knows against the repository.

Invariants: every file of a site counts, links and special files as faults; nothing of a site is executed or followed.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from qmsdoc.model.finding import Finding
from qmsdoc.model.refs import short_tag
from qmsdoc.model.rule_ids import TAG_DELETED, TAG_MOVED
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.render.manifest import NAME, Manifest
from qmsdoc.trust.ledger import rolled_back


@dataclass(frozen=True, slots=True)
class Difference:
    """A file of a site that is not as it should be; `fault` is `changed`, `missing`, `added` or `not a file`."""

    path: str
    fault: str


def lost(snapshot: Snapshot, published: Manifest) -> tuple[Finding, ...]:
    """Return what a published site knows and the repository does not: lines of the ledger, or signed acts."""
    found = rollback(snapshot, published)
    return (*([found] if found else ()), *_lost_acts(snapshot, published))


def rollback(snapshot: Snapshot, published: Manifest) -> Finding | None:
    """Return `ledger-rollback` where a published site knows more of the ledger than the repository, or other lines."""
    return rolled_back(snapshot.ledger_digests, published.ledger_seq, published.ledger_sha256 or "")


def _lost_acts(snapshot: Snapshot, published: Manifest) -> Iterator[Finding]:
    here = {act.ref: act.tag_oid for act in snapshot.acts}
    for ref, oid in published.refs.items():
        if published.manual != snapshot.manual or here.get(ref) == oid:
            continue
        said = f"The published manual of {published.as_of} counts the tag {short_tag(ref)}"
        remedy = f"Fetch it (git fetch --tags), or restore it: git tag -f {short_tag(ref)} {oid}"
        if ref in here:
            yield Finding(TAG_MOVED, f"{said}, which points elsewhere here.", remedy, ref=ref)
        else:
            yield Finding(TAG_DELETED, f"{said}, which is not here.", remedy, ref=ref)


def differences(expected: Mapping[str, str], found: Mapping[str, str | None]) -> tuple[Difference, ...]:
    """Compare files, path to SHA-256, with those that were expected; None stands for what is no file."""
    faults = [Difference(path, "missing") for path in expected.keys() - found.keys()]
    for path, digest in found.items():
        if digest is None:
            faults.append(Difference(path, "not a file"))
        elif path not in expected:
            faults.append(Difference(path, "added"))
        elif digest != expected[path]:
            faults.append(Difference(path, "changed"))
    return tuple(sorted(faults, key=lambda fault: fault.path))


def site_files(site: Path) -> dict[str, str | None]:
    """Return everything in a published folder but its manifest, path to SHA-256.

    None for links, special files, and folders that cannot be looked into.
    """
    rows: dict[str, str | None] = {}

    def closed(error: OSError) -> None:
        rows[Path(error.filename).relative_to(site).as_posix()] = None

    for folder, folders, names in os.walk(site, onerror=closed):
        for name in (*names, *(each for each in folders if (Path(folder) / each).is_symlink())):
            path = Path(folder) / name
            place = path.relative_to(site).as_posix()
            regular = path.is_file() and not path.is_symlink()
            if place != NAME or not regular:
                rows[place] = hashlib.sha256(path.read_bytes()).hexdigest() if regular else None
    return rows
