"""Makes an approval's tag with a passkey: what the browser must ask for, and the tag of what the passkey answers.

Format: the tag object as `git tag -s` would make it, signed by an SSH signature (PROTOCOL.sshsig) whose blob was the
challenge of `navigator.credentials.get` (WebAuthn level 2, 7.2; PROTOCOL.u2f, webauthn signatures). Nothing here
decides whether it counts: the finished tag is read back and judged like anybody's.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from qmsdoc.errors import UsageError
from qmsdoc.git.write import Identity
from qmsdoc.model.policy import SigningKey
from qmsdoc.signing.request import SigningRequest
from qmsdoc.trust import sshsig
from qmsdoc.trust.passkey import ALGORITHM
from qmsdoc.trust.wire import Reader, mpint, string

KEY_TYPE = "sk-ecdsa-sha2-nistp256@openssh.com"
_HASH = b"sha512"
_HASHED_SITE, _FLAGS, _COUNTER = 32, 1, 4  # bytes of authenticator data before its extensions


@dataclass(frozen=True, slots=True)
class PasskeyAnswer:
    """What the browser gives back: `AuthenticatorAssertionResponse`, its three parts as bytes."""

    authenticator_data: bytes
    client_data: bytes
    signature: bytes


def tag_payload(request: SigningRequest, tagger: Identity) -> bytes:
    """Return the tag object's bytes without a signature; the browser computes the challenge from them by itself."""
    head = f"object {request.commit}\ntype commit\ntag {request.name.tag}\ntagger {tagger.line}\n\n"
    return (head + request.message).encode()


def passkey_site(key: SigningKey) -> str | None:
    """Return the site (relying party id) of a passkey's line in `allowed_signers`; None for any other key."""
    if key.algorithm != KEY_TYPE:
        return None
    reader = Reader(key.blob, "The key")
    site = [reader.string() for _ in range(4)][3].decode("utf-8", "replace")
    return None if site.startswith("ssh:") else site


def passkey_proof(answer: PasskeyAnswer) -> bytes:
    """Return a passkey's answer as the signature field of an SSH signature (PROTOCOL.u2f, webauthn signatures).

    Raises `UsageError` where it is not what a browser gives; whether it is right is for the judge.
    """
    data = answer.authenticator_data
    if len(data) < _HASHED_SITE + _FLAGS + _COUNTER:
        raise UsageError("The passkey's answer is incomplete.", remedy="Try again.")
    try:
        r, s = decode_dss_signature(answer.signature)
        origin = _origin(answer.client_data)
    except ValueError as error:
        raise UsageError("The passkey's answer cannot be read.", remedy="Try again.") from error
    rest = data[_HASHED_SITE:]
    flags_and_counter, extensions = rest[: _FLAGS + _COUNTER], rest[_FLAGS + _COUNTER :]
    fields = (string(ALGORITHM.encode()), string(mpint(r) + mpint(s)), flags_and_counter)
    return b"".join(fields) + string(origin) + string(answer.client_data) + string(extensions)


def signed_tag(payload: bytes, key: SigningKey, answer: PasskeyAnswer) -> bytes:
    """Return the whole tag object of a passkey's answer; raises `UsageError` as `passkey_proof` does."""
    parts = (key.blob, sshsig.NAMESPACE, b"", _HASH, passkey_proof(answer))
    return payload + sshsig.armor(b"SSHSIG" + (1).to_bytes(4) + b"".join(string(part) for part in parts))


def _origin(client_data: bytes) -> bytes:
    _, mark, rest = client_data.partition(b'","origin":"')
    origin, end, _ = rest.partition(b'"')
    if not mark or not end:
        raise ValueError("no origin")
    return origin


def passkey_line(address: str, site: str, point: bytes) -> str:
    """Return the line of `allowed_signers` of a new passkey: `point` is its public key, uncompressed (65 bytes)."""
    blob = string(KEY_TYPE.encode()) + string(b"nistp256") + string(point) + string(site.encode())
    return f'{address} namespaces="git" {KEY_TYPE} {base64.b64encode(blob).decode()}'
