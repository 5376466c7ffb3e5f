"""Reads and verifies SSH signatures (OpenSSH's PROTOCOL.sshsig).

Invariants
1. One signature has one armored form: base64 in lines of 70 as `ssh-keygen -Y sign` writes it, each bit used.
2. Its namespace is `git`; its reserved field is empty; its hash is SHA-256 or SHA-512; nothing follows it.
3. A fingerprint is given only for the key whose signature over exactly these bytes is good.
4. Whose key that is, and whether it was valid then, is for the caller.
5. No input raises.

Stricter than `ssh-keygen -Y verify`, which also takes: other line lengths, blanks and text around the armor;
version 0; a reserved field with content; a NUL after the namespace; RSA numbers with leading zeros and RSA keys of
1,024 bits; Ed25519 points of small order or in a second form, keys with a part of small order, and scalars past
the order; hardware keys that nobody touched, that signed more than the document, or that belong to a web site;
passkeys that did not verify the person, or were used at an address that the policy does not name. Each gives one
signature or key several spellings (and one key several fingerprints), or proves less than it seems to.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from functools import lru_cache

from qmsdoc.model.fingerprint import key_fingerprint
from qmsdoc.model.policy import RelyingParty
from qmsdoc.model.rule_ids import SIGNATURE_INVALID
from qmsdoc.trust.failure import ParseError, VerificationFailure, invalid
from qmsdoc.trust.wire import Reader, noncanonical, string

NAMESPACE = b"git"
MAGIC = b"SSHSIG"
_COLUMNS = 70
_BEGIN = b"-----BEGIN SSH SIGNATURE-----\n"
_END = b"-----END SSH SIGNATURE-----\n"
_HASHES = {b"sha256": hashlib.sha256, b"sha512": hashlib.sha512}
_SIGNED = {name: MAGIC + string(NAMESPACE) + string(b"") + string(name) for name in _HASHES}
_ED25519 = string(b"ssh-ed25519")
_POINT_SIZE, _PROOF_SIZE, _PLAIN_SIZE = 32, 64, 173  # bytes: an Ed25519 key, its proof, both in all fields


def verify(payload: bytes, signature: bytes, sites: Sequence[RelyingParty] = ()) -> str | VerificationFailure:
    """Verify the armored `signature` over `payload`; `sites` are those whose passkeys count.

    Returns the key's fingerprint, `SHA256:…`, or the failure.
    """
    try:
        return _verify(payload, dearmor(signature), sites)
    except ParseError as refused:
        return refused.fault


def armor(blob: bytes) -> bytes:
    """Write a binary signature in its one armored form."""
    text = base64.b64encode(blob)
    lines = [text[at : at + _COLUMNS] + b"\n" for at in range(0, len(text), _COLUMNS)]
    return _BEGIN + b"".join(lines) + _END


def dearmor(text: bytes) -> bytes:
    """Read an armored signature; raises `ParseError` unless `armor` would write these very bytes."""
    if not text.startswith(_BEGIN) or not text.endswith(_END):
        raise noncanonical("The SSH signature does not stand between its two lines.")
    inner = text[len(_BEGIN) : -len(_END)]
    try:
        blob = binascii.a2b_base64(inner)  # passes over what is not base64, which is then written otherwise
        if armor(blob) == text:
            return blob
        base64.b64decode(inner.replace(b"\n", b""), validate=True)
    except binascii.Error:
        raise noncanonical("The SSH signature is not base64.") from None
    raise noncanonical("The SSH signature is not written as ssh-keygen writes it.")


def may_be_passkey(signature: bytes) -> bool:
    """Tell whether an armored signature may be a passkey's, which counts at the sites of a policy alone."""
    try:
        return b"webauthn-" in binascii.a2b_base64(signature[len(_BEGIN) : -len(_END)])
    except binascii.Error:
        return False


def signed_data(payload: bytes, hash_name: bytes) -> bytes:
    """Give the bytes that the key signs for `payload` (PROTOCOL.sshsig, section 3)."""
    return _SIGNED[hash_name] + string(_HASHES[hash_name](payload).digest())


def _verify(payload: bytes, blob: bytes, sites: Sequence[RelyingParty]) -> str:
    # Loads `cryptography`, a tenth of a second that commands without signatures need not spend.
    from qmsdoc.trust import algorithms  # noqa: PLC0415

    plain = _plain(blob[:-_PROOF_SIZE]) if len(blob) == _PLAIN_SIZE else None
    if plain:
        key, hash_name = plain
        algorithms.verify_ed25519(key[-_POINT_SIZE:], blob[-_PROOF_SIZE:], signed_data(payload, hash_name))
    else:
        key, hash_name, proof = _fields(blob)
        algorithms.verify(key, proof, signed_data(payload, hash_name), sites)
    return key_fingerprint(key)


@lru_cache(maxsize=1024)  # the signatures of one key differ in their proof alone, and few keys sign much
def _plain(start: bytes) -> tuple[bytes, bytes] | None:
    """Read what stands before the proof of an Ed25519 key, as key and hash; None for all that is not just that."""
    # No field is read from the proof, so that any other leads to the same: that it is right is never remembered.
    try:
        key, hash_name, proof = _fields(start + bytes(_PROOF_SIZE))
    except ParseError:
        return None
    plain = key == _ED25519 + string(key[-_POINT_SIZE:]) and proof == _ED25519 + string(bytes(_PROOF_SIZE))
    return (key, hash_name) if plain else None


def _fields(blob: bytes) -> tuple[bytes, bytes, bytes]:
    """Read a signature as its key, the name of its hash, and what that key made."""
    reader = Reader(blob, "The SSH signature")
    if reader.take(len(MAGIC)) != MAGIC or reader.uint32() != 1:
        raise noncanonical("It is not an SSH signature of version 1.")
    key, namespace, reserved = reader.string(), reader.string(), reader.string()
    hash_name, proof = reader.string(), reader.string()
    reader.end()
    if namespace != NAMESPACE:
        raise ParseError(invalid(SIGNATURE_INVALID, "The key signed this for another purpose than git."))
    if reserved:
        raise noncanonical("The SSH signature fills a field that must be empty.")
    if hash_name not in _HASHES:
        raise noncanonical("The SSH signature uses a hash other than sha256 and sha512.")
    return key, hash_name, proof
