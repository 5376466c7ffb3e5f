"""`manifest.json`: every published file with its digest, and the snapshot it came from."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from pathlib import Path

from qmsdoc.model.snapshot import Snapshot

NAME = "manifest.json"


def manifest(snapshot: Snapshot, site: Path, valid_for: timedelta) -> bytes:
    """Describe a finished site; the manifest itself is left out."""
    return as_json(
        {
            "manual": snapshot.manual,
            "commit": snapshot.commit,
            "as_of": snapshot.as_of.isoformat(),
            "expires": (snapshot.as_of + valid_for).isoformat(),
            "ledger": {"seq": snapshot.ledger_seq, "sha256": snapshot.ledger_sha256},
            "files": digests(site),
        }
    )


def digests(site: Path) -> dict[str, str]:
    """Give the SHA-256 of every file of a site but its manifest, by path, sorted."""
    paths = sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    return {path: hashlib.sha256((site / path).read_bytes()).hexdigest() for path in paths if path != NAME}


def as_json(value: object) -> bytes:
    """Write JSON as the published files have it: two spaces, UTF-8, a newline at the end."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
