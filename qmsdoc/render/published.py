"""A site that was published before: its manifest read, its files hashed, its ledger held against the repository's.

Invariants: a manifest of any other form than the one that qmsdoc writes is refused; every file of a
site counts, links and special files as faults; nothing of a site is executed or followed.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from qmsdoc.errors import TrustError
from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import PAGE_TAMPERED
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.render.manifest import NAME
from qmsdoc.trust.ledger import rolled_back

_KEYS = ("manual", "commit", "as_of", "expires", "ledger", "files")
_HASH = re.compile(r"[0-9a-f]{64}")
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `manifest.json` says: the snapshot, when the copy is old, the ledger's last line, every file's SHA-256.

    `ledger_seq` is 0 and `ledger_sha256` None where the manual had no ledger.
    """

    manual: str
    commit: str
    as_of: date
    expires: date
    ledger_seq: int
    ledger_sha256: str | None
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A file of a site that is not as it should be; `fault` is `changed`, `missing`, `added` or `not a file`."""

    path: str
    fault: str


def read_manifest(data: bytes) -> Manifest:
    """Read a manifest; raises `TrustError` (`page-tampered`) for one that qmsdoc did not write."""
    try:
        return _manifest(json.loads(data))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise TrustError(
            f"The {NAME} of the published site is not one that qmsdoc wrote.",
            remedy="Find out who changed it, and restore the site from a copy or publish it into a new folder.",
            rule=PAGE_TAMPERED,
        ) from error


def _manifest(row: Any) -> Manifest:
    ledger, files = row["ledger"], row["files"]
    if not isinstance(files, dict):
        raise TypeError
    seq, sha256 = ledger["seq"], ledger["sha256"]
    texts = [row["manual"], row["commit"], *files, *files.values()]
    sound = (
        tuple(row) == _KEYS
        and all(isinstance(text, str) for text in texts)
        and _COMMIT.fullmatch(row["commit"])
        and all(map(_HASH.fullmatch, files.values()))
        and ((seq, sha256) == (None, None) or (type(seq) is int and seq >= 0 and _HASH.fullmatch(sha256)))
    )
    if not sound:
        raise ValueError
    days = date.fromisoformat(row["as_of"]), date.fromisoformat(row["expires"])
    return Manifest(row["manual"], row["commit"], *days, seq or 0, sha256 if seq else None, tuple(files.items()))


def manifest_of(site: Path) -> Manifest | None:
    """Read the manifest of a published folder; None where there is none. Raises `TrustError` for a wrong one."""
    path = site / NAME
    return read_manifest(path.read_bytes()) if path.is_file() else None


def rollback(snapshot: Snapshot, published: Manifest) -> Finding | None:
    """Give `ledger-rollback` where a published site knows more of the ledger than the repository, or other lines."""
    return rolled_back(snapshot.ledger_digests, published.ledger_seq, published.ledger_sha256 or "")


def differences(site: Path, files: tuple[tuple[str, str], ...]) -> tuple[Difference, ...]:
    """Hold every file of a site against the digests that its manifest gives, by path."""
    expected = dict(files)
    found = dict(_entries(site))
    faults = [Difference(path, "missing") for path in expected.keys() - found.keys()]
    for path, digest in found.items():
        if digest is None:
            faults.append(Difference(path, "not a file"))
        elif path not in expected:
            faults.append(Difference(path, "added"))
        elif digest != expected[path]:
            faults.append(Difference(path, "changed"))
    return tuple(sorted(faults, key=lambda fault: fault.path))


def _entries(site: Path) -> list[tuple[str, str | None]]:
    rows: list[tuple[str, str | None]] = []
    for folder, folders, names in os.walk(site):
        for name in (*names, *(each for each in folders if (Path(folder) / each).is_symlink())):
            path = Path(folder) / name
            place = path.relative_to(site).as_posix()
            regular = path.is_file() and not path.is_symlink()
            if place != NAME or not regular:
                rows.append((place, hashlib.sha256(path.read_bytes()).hexdigest() if regular else None))
    return rows
