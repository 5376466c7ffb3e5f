"""Proves a receipt against the manual: what it says was signed is what the tag signs, and the tag counts there.

The format is the one of `qmsdoc.desk.receipt`: JSON, the tag object and the files in base64.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import NamedTuple

from qmsdoc.errors import UsageError
from qmsdoc.model.document import Closure, ClosureFile
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.trust.failure import VerificationFailure
from qmsdoc.trust.parsed_tag import parse_tag

FORMAT = "qmsdoc-receipt-1"
_MOST = 64 * 1024 * 1024  # bytes


class Receipt(NamedTuple):
    """A receipt as read: the tag's ref and object id, its bytes, and the files that it says were signed."""

    ref: str
    oid: str
    data: bytes
    files: tuple[ClosureFile, ...]


def read_receipt(data: bytes) -> Receipt:
    """Read a receipt; raises `UsageError` for anything else."""
    try:
        read = json.loads(data) if len(data) <= _MOST else None
        if not isinstance(read, dict) or read["format"] != FORMAT:
            raise ValueError
        files: Mapping[str, str] = read["files"]
        paths = sorted(files, key=lambda path: path.encode("utf-8", "surrogateescape"))  # the C locale's order
        decoded = tuple(ClosureFile.of(path, _bytes(files[path])) for path in paths)
        return Receipt(str(read["ref"]), str(read["tag"]), _bytes(read["object"]), decoded)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UsageError(
            "This is not a receipt of qmsdoc.", remedy="Give the file that the desk handed out."
        ) from error


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def disproof(receipt: Receipt, snapshot: Snapshot) -> str | None:
    """Return why a receipt does not hold in a manual, in a sentence; None where it is proved."""
    whole = b"tag %d\0" % len(receipt.data) + receipt.data
    hashed = hashlib.sha256(whole) if len(receipt.oid) == 64 else hashlib.sha1(whole, usedforsecurity=False)
    if hashed.hexdigest() != receipt.oid:
        return "Its tag is not the one that it names: the receipt was altered."
    tag = parse_tag(receipt.ref, receipt.oid, "tag", receipt.data)
    if isinstance(tag, VerificationFailure):
        return "Its tag cannot be read."
    found = Closure(receipt.files).content_digest
    if found != tag.statement.content_digest:
        return f"Its files have the digest {found}, but what was signed has {tag.statement.content_digest}."
    act = next((act for act in snapshot.acts if act.ref == receipt.ref), None)
    if act is None:
        return "The manual here does not have this signature: it was never sent, or somebody removed it."
    if act.tag_oid != receipt.oid:
        return f"The manual here has another tag under this name, {act.tag_oid}."
    return None if act.valid else f"The signature does not count: {act.reason}"
