"""`manifest.json`: every published file with its digest, and what the site was made of and with.

Invariants: a manifest of any other form than the one that is written here is refused.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

import qmsdoc
from qmsdoc.errors import TrustError
from qmsdoc.model.appearance import LIGHT_THEME, MATERIAL_THEME, THEMES
from qmsdoc.model.refs import TAGS
from qmsdoc.model.rule_ids import PAGE_TAMPERED
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.render.files import files_below
from qmsdoc.render.workers import spread

NAME = "manifest.json"
# What pages are made with: other versions of these may write other bytes.
_PACKAGES = ("imagesize", "jinja2", "markdown-it-py", "markupsafe", "mdit-py-plugins", "nh3", "pygments", "segno")
_THEME_PACKAGES = {MATERIAL_THEME: ("mkdocs-material",)}
_PDF_PACKAGES = ("fonttools", "pydyf", "weasyprint")
_KEYS = str.split("manual commit as_of expires trust_root refs ledger options made_by files")
_MANY = 2_000  # files from which on a second process is worth its start
_HASH = re.compile(r"[0-9a-f]{64}")
_OBJECT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_ROOT = re.compile(r"sha256:[0-9a-f]{64}")
_EDITIONS = ("all", "effective")


@dataclass(frozen=True, slots=True)
class PublishOptions:
    """What was asked of a build: which `editions` (`all` or `effective`), in which frame, and whether as PDF too."""

    editions: str = "all"
    theme: str = LIGHT_THEME
    pdf: bool = False


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `manifest.json` says of a site.

    `expires` is the day from which the copy is old; `trust_root` the digest of the first policy's closure, None where
    there is none. `refs` are the acts that counted and that the ledger's position does not hold, and the tags of
    another system that pages list, by ref; `ledger_seq` is 0 and `ledger_sha256` None where the manual had no
    ledger. `made_by` are packages with their versions, `files`
    every file but the manifest, by path, with its SHA-256.
    """

    manual: str
    commit: str
    as_of: date
    expires: date
    trust_root: str | None
    refs: Mapping[str, str]
    ledger_seq: int
    ledger_sha256: str | None
    options: PublishOptions
    made_by: Mapping[str, str]
    files: Mapping[str, str]


def manifest(snapshot: Snapshot, site: Path, valid_for: timedelta, options: PublishOptions) -> bytes:
    """Describe a finished site; the manifest itself is left out."""
    counted = {act.ref: act.tag_oid for act in snapshot.acts if act.valid and act.recorded_at is None}
    listed = {TAGS + each.tag: each.oid for each in snapshot.unsigned}
    return as_json(
        {
            "manual": snapshot.manual,
            "commit": snapshot.commit,
            "as_of": snapshot.as_of.isoformat(),
            "expires": (snapshot.as_of + valid_for).isoformat(),
            "trust_root": snapshot.root,
            "refs": dict(sorted((listed | counted).items())),
            "ledger": {"seq": snapshot.ledger_seq, "sha256": snapshot.ledger_sha256},
            "options": {"editions": options.editions, "theme": options.theme, "pdf": options.pdf},
            "made_by": versions(options),
            "files": digests(site),
        }
    )


def versions(options: PublishOptions) -> dict[str, str]:
    """Return the versions here of what makes a site with these options, qmsdoc's own first."""
    packages = (*_PACKAGES, *_THEME_PACKAGES.get(options.theme, ()), *(_PDF_PACKAGES if options.pdf else ()))
    return {"qmsdoc": qmsdoc.__version__, **{name: version(name) for name in packages}}


def digests(site: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a site but its manifest, by path, sorted."""
    paths = sorted(path for path in files_below(site) if path != NAME)
    found = spread(lambda path: hashlib.sha256((site / path).read_bytes()).hexdigest(), paths, least=_MANY)
    return dict(zip(paths, found, strict=True))


def as_json(value: object) -> bytes:
    """Write JSON as the published files have it: two spaces, UTF-8, a newline at the end."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def read_manifest(data: bytes) -> Manifest:
    """Read a manifest; raises `TrustError` (`page-tampered`) for one that qmsdoc did not write."""
    try:
        row = json.loads(data)
        if as_json(row) != data:  # a key twice is one manifest to some readers and another to others
            raise ValueError
        return _manifest(row)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise TrustError(
            f"The {NAME} of the published site is not one that qmsdoc wrote.",
            remedy="Find out who changed it, and restore the site from a copy or publish it into a new folder.",
            rule=PAGE_TAMPERED,
        ) from error


def manifest_of(site: Path) -> Manifest | None:
    """Read the manifest of a published folder; None where there is none. Raises `TrustError` for a wrong one."""
    path = site / NAME
    return read_manifest(path.read_bytes()) if path.is_file() else None


def _manifest(row: Any) -> Manifest:
    seq, sha256 = row["ledger"]["seq"], row["ledger"]["sha256"]
    root = row["trust_root"]
    sound = (
        list(row) == _KEYS
        and all(ref.startswith(TAGS) for ref in row["refs"])
        and isinstance(row["manual"], str)
        and _OBJECT.fullmatch(row["commit"])
        and (root is None or _ROOT.fullmatch(root))
        and ((seq, sha256) == (None, None) or (type(seq) is int and seq >= 0 and _HASH.fullmatch(sha256)))
    )
    if not sound:
        raise ValueError
    return Manifest(
        row["manual"],
        row["commit"],
        _day(row["as_of"]),
        _day(row["expires"]),
        root,
        _texts(row["refs"], _OBJECT),
        seq or 0,
        sha256 if seq else None,
        _options(row["options"]),
        _texts(row["made_by"], re.compile(r".+")),
        _texts(row["files"], _HASH),
    )


def _day(text: str) -> date:
    day = date.fromisoformat(text)
    if day.isoformat() != text:  # other forms of ISO 8601 name days too
        raise ValueError
    return day


def _options(row: Any) -> PublishOptions:
    options = PublishOptions(**row)
    if options.editions not in _EDITIONS or options.theme not in THEMES or not isinstance(options.pdf, bool):
        raise ValueError
    return options


def _texts(row: Any, form: re.Pattern[str]) -> dict[str, str]:
    """Return a table of texts, each of a form."""
    if not isinstance(row, dict) or not all(map(form.fullmatch, row.values())):
        raise ValueError
    return row
