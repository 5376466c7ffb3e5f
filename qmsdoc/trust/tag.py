"""Reads annotated tag objects and the names of tags (git-mktag(1), git-check-ref-format(1)).

Invariants
1. The bytes hash to the object id they were asked for by; otherwise nothing else about them is said.
2. A tag has exactly the headers `object`, `type`, `tag` and `tagger`, in this order, once each.
3. It says that it targets a commit. Whether that is so is for the caller, who holds the objects.
4. It ends with exactly one armored signature; no other armor begins anywhere in it.
5. `payload` is every byte before the signature; headers and message come from the payload alone.
6. No input raises.

Faults of the object are `repository-tampered`, `tag-malformed`, `tag-target-invalid`, `tag-unsigned` and,
for S/MIME, `signature-unverifiable`. A ref name of none of the three forms is always `tag-name-mismatch`:
it can agree with no fields, while the object that it names may be perfectly well formed.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from sys import intern
from typing import Literal, NamedTuple

from qmsdoc.model.approval import Act, TagName
from qmsdoc.model.rule_ids import (
    REPOSITORY_TAMPERED,
    TAG_MALFORMED,
    TAG_NAME_MISMATCH,
    TAG_TARGET_INVALID,
    TAG_UNSIGNED,
)
from qmsdoc.trust.failure import ParseError, VerificationFailure, invalid, unverifiable
from qmsdoc.trust.message import unsafe

MAX_SIZE = 65_536
_NO_TAGGER = "The tagger is not written as 'Name <e-mail> seconds +hhmm'."
_MAX_SECONDS = 253_402_128_000  # 9999-12-30: any offset still gives a date that Python can hold

_ARMOR = b"\n-----BEGIN "
_SCHEMES: tuple[tuple[Literal["ssh", "openpgp"], bytes, bytes], ...] = (
    ("ssh", b"-----BEGIN SSH SIGNATURE-----\n", b"\n-----END SSH SIGNATURE-----\n"),
    ("openpgp", b"-----BEGIN PGP SIGNATURE-----\n", b"\n-----END PGP SIGNATURE-----\n"),
)
_SMIME = b"-----BEGIN SIGNED MESSAGE-----\n"

_HASHES = {40: hashlib.sha1, 64: hashlib.sha256}

_ACTS = {act.value: act for act in Act}
_HEADERS = ("object", "type", "tag", "tagger")
_OID = re.compile(r"(?:[0-9a-f]{40}|[0-9a-f]{64})")
_TAG = re.compile(r"[^ ]+")
_HEAD = re.compile(
    rf"object ({_OID.pattern})\ntype (commit|tree|blob|tag)\ntag ([^ \n]+)\ntagger ([^<>\n]+) <([^<>\n ]+)>"
    r" (0|[1-9][0-9]{0,11}) (?!-0000)([+-])(0[0-9]|1[0-4])([0-5][0-9])"
)

_NAME = re.compile(
    r"refs/tags/(approved|reviewed|withdrawn)"
    r"/([A-Za-z0-9][A-Za-z0-9-]{0,63}(?:\.[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?)?)"
    r"/([1-9][0-9]{0,8})"
    r"(?:/([0-9]{4}-[0-9]{2}-[0-9]{2}))?"
    r"/([A-Za-z0-9][A-Za-z0-9._-]{0,63})"
)


class TagObject(NamedTuple):
    """A well-formed signed tag. `target` is the object id it points to; `target_kind` is always `commit`.

    `name` is the `tag` header; `tagged_at` the tagger's own word with its offset; `payload` the signed
    bytes; `signature` the armor with its final newline.
    """

    oid: str
    target: str
    target_kind: str
    name: str
    tagger_name: str
    tagger_email: str
    tagged_at: datetime
    message: str
    payload: bytes
    signature: bytes
    scheme: Literal["ssh", "openpgp"]


def read_tag(oid: str, data: bytes) -> TagObject | VerificationFailure:
    """Read the content `data` of the tag object `oid` (40 hex digits for SHA-1, 64 for SHA-256)."""
    try:
        return _read(oid, data)
    except ParseError as refused:
        return refused.fault


def read_name(ref: str) -> TagName | VerificationFailure:
    """Take a full ref name apart; anything but the one spelling of one of the three forms is a fault."""
    found = _NAME.fullmatch(ref)
    if found is None:
        return invalid(
            TAG_NAME_MISMATCH,
            f"The name '{_shown(ref)}' is not of the form approved/<id>/<revision>/<person>, "
            "reviewed/<id>/<revision>/<date>/<person> or withdrawn/<id>/<revision>/<person>.",
        )
    act, document, revision, day, person = found.groups()
    if ".." in person or person.endswith((".lock", ".")):
        return invalid(TAG_NAME_MISMATCH, f"The name of the tag ends with '{person}', which cannot be a person's id.")
    if (act == Act.REVIEWED) != (day is not None):
        wrong = "lacks its date" if day is None else "carries a date, which only a review does"
        return invalid(TAG_NAME_MISMATCH, f"The name '{_shown(ref)}' {wrong}.")
    on = None
    if day is not None:
        try:
            on = date.fromisoformat(day)
        except ValueError:
            return invalid(TAG_NAME_MISMATCH, f"The name '{_shown(ref)}' carries {day}, which is not a real date.")
    return TagName(_ACTS[act], intern(document), int(revision), intern(person), on)


def _read(oid: str, data: bytes) -> TagObject:
    _rehash(oid, data)
    if len(data) > MAX_SIZE:
        raise _malformed(f"The tag is {len(data)} bytes long; no approval needs more than {MAX_SIZE}.")
    payload, signature, scheme = _split(data)
    try:
        text = payload.decode()
    except UnicodeDecodeError:
        raise _malformed("The tag is not written in UTF-8.") from None
    if "\0" in text:
        raise _malformed("The tag holds a NUL byte.")
    head, _, message = text.partition("\n\n")
    found = _HEAD.fullmatch(head)
    if found is None or len(found[1]) != len(oid) or unsafe(head.replace("\n", "")):
        raise _wrong_head(oid, head)
    target, kind, name, tagger_name, tagger_email, seconds, *offset = found.groups()
    if tagger_name != tagger_name.strip():
        raise _malformed(_NO_TAGGER)
    if int(seconds) > _MAX_SECONDS:
        raise _malformed("The tagger's date lies beyond the year 9999.")
    if kind != "commit":
        raise ParseError(invalid(TAG_TARGET_INVALID, f"The tag points to a {kind}; an approval points to a commit."))
    if not message:
        raise _malformed("The tag has no message.")
    if scheme is None:
        raise ParseError(invalid(TAG_UNSIGNED, "The tag carries no signature."))
    at, target, kind = datetime.fromtimestamp(int(seconds), _zone(*offset)), intern(target), intern(kind)
    return TagObject(oid, target, kind, name, tagger_name, tagger_email, at, message, payload, signature, scheme)


def _rehash(oid: str, data: bytes) -> None:
    algorithm = _HASHES.get(len(oid))
    whole = b"tag %d\0" % len(data) + data
    if algorithm is None or algorithm(whole, usedforsecurity=False).hexdigest() != oid:
        raise ParseError(
            invalid(REPOSITORY_TAMPERED, f"The content of tag object {_shown(oid)} does not hash to its id.")
        )


def _split(data: bytes) -> tuple[bytes, bytes, Literal["ssh", "openpgp"] | None]:
    armors = data.count(_ARMOR) + data.startswith(_ARMOR[1:])
    if not armors:
        return data, b"", None
    if armors > 1:
        raise _malformed("The tag holds more than one signature or armored block.")
    at = data.find(_ARMOR) + 1  # at the very first byte none is found
    payload, armor = data[:at], data[at:]
    if armor.startswith(_SMIME):
        raise ParseError(unverifiable("The tag is signed with an S/MIME certificate; sign with an SSH or OpenPGP key."))
    for scheme, begin, end in _SCHEMES:
        if armor.startswith(begin):
            if armor.find(end) != len(armor) - len(end):
                raise _malformed("The tag does not end with the end of its signature.")
            return payload, armor, scheme
    raise _malformed("The tag holds an armored block that is not a signature.")


def _wrong_head(oid: str, head: str) -> ParseError:
    """Return what is wrong with headers that are not of the one form."""
    lines = [line.partition(" ") for line in head.split("\n")]
    if tuple(key for key, _, _ in lines) != _HEADERS:
        wrong = "The tag's headers are not exactly object, type, tag and tagger, once each and in this order."
        return _malformed(wrong)
    target, kind, name, _ = (value for _, _, value in lines)
    if unsafe(head.replace("\n", "")):
        return _malformed("The tag's headers hold control or direction-changing characters.")
    if len(target) != len(oid) or not _OID.fullmatch(target):
        return _malformed("The tag's first line does not give an object id of this repository.")
    if kind not in ("commit", "tree", "blob", "tag"):
        return _malformed("The tag gives a kind of object that git does not have.")
    if not _TAG.fullmatch(name):
        return _malformed("The name inside the tag is empty or holds blanks.")
    return _malformed(_NO_TAGGER)


@lru_cache(maxsize=256)
def _zone(sign: str, hours: str, minutes: str) -> timezone:
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-offset if sign == "-" else offset)


def _malformed(reason: str) -> ParseError:
    return ParseError(invalid(TAG_MALFORMED, reason))


def _shown(text: str) -> str:
    """Shorten and escape text of unknown origin for a message."""
    return ascii(text[:120])[1:-1]
