"""Reads what a browser's passkey signed (WebAuthn level 2) as a signature under an SSH key (OpenSSH's PROTOCOL.u2f).

Invariants
1. The challenge that the browser showed the passkey is the SSHSIG blob itself, so that nothing but this tag was signed.
2. The person was present and verified (fingerprint, face or PIN); the passkey says that it signed nothing else besides.
3. The passkey belongs to a site, and was used at an origin of it, scheme and port included, that the policy names:
   never from within a page of another site.
4. The browser's own text is one JSON object without a repeated key, which begins as the specification has it; keys
   that browsers add are passed over.
5. No input raises anything but `ParseError`, and its work is bounded by `_MOST` bytes.

The counter and the two bits about back-ups are signed, and say nothing that a verdict could rest on.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence

from qmsdoc.model.policy import RelyingParty
from qmsdoc.model.rule_ids import SIGNATURE_INVALID
from qmsdoc.trust.failure import ParseError, invalid
from qmsdoc.trust.wire import Reader, noncanonical

ALGORITHM = "webauthn-sk-ecdsa-sha2-nistp256@openssh.com"

_MOST = 16_384  # bytes of what a browser says; real ones say a few hundred
_PRESENT, _VERIFIED = 0x01, 0x04
_MORE_DATA = 0xC0  # attested credential or extension data, which a signature has no place for


def signed_data(application: bytes, proof: Reader, challenge: bytes, sites: Sequence[RelyingParty]) -> bytes:
    """Return the bytes that the passkey signed: authenticator data and the hash of the browser's text.

    `application` is the relying party's id as the SSH key carries it; `proof` stands behind the pair of numbers of the
    signature; `challenge` is what SSHSIG has signed; `sites` are those that the policy names. Raises `ParseError`.
    """
    flags, counter = proof.take(1), proof.take(4)
    origin, browser, extensions = proof.string(), proof.string(), proof.string()
    proof.end()
    _check_flags(flags[0], extensions)
    _check_browser(browser, challenge, origin)
    _check_site(application, origin, sites)
    return hashlib.sha256(application).digest() + flags + counter + hashlib.sha256(browser).digest()


def _check_flags(flags: int, extensions: bytes) -> None:
    if flags & _MORE_DATA or extensions:
        raise noncanonical("The passkey says that it signed more than an approval holds.")
    if not flags & _PRESENT:
        raise _invalid("Nobody was present when the passkey was used.")
    if not flags & _VERIFIED:
        raise _invalid("The passkey did not verify who used it: by fingerprint, face or PIN.")


def _check_browser(browser: bytes, challenge: bytes, origin: bytes) -> None:
    if len(browser) > _MOST:
        raise noncanonical("What the browser says of the passkey is too long.")
    text = base64.urlsafe_b64encode(challenge).rstrip(b"=")
    begin = b'{"type":"webauthn.get","challenge":"'
    if not browser.startswith(begin):
        raise noncanonical("What the browser says does not begin as the use of a passkey does.")
    if not browser.startswith(begin + text + b'","origin":"' + origin + b'"'):
        raise _invalid("The passkey was used for something other than this tag, or elsewhere than the signature says.")
    said = _object(browser)
    if said.get("crossOrigin", False) is not False or "topOrigin" in said:
        raise _invalid("The passkey was used from within a page of another site.")
    if said.get("origin") != origin.decode("ascii", "replace"):
        raise noncanonical("The address at which the passkey was used is not written plainly.")


def _object(browser: bytes) -> dict[str, object]:
    try:
        read = json.loads(browser.decode("utf-8"), object_pairs_hook=_unrepeated, parse_constant=_refused)
    except (ValueError, RecursionError):  # bad UTF-8, bad JSON, a repeated key, too deep
        read = None
    if not isinstance(read, dict):
        raise noncanonical("What the browser says of the passkey is not one JSON object with each key once.")
    return read


def _unrepeated(pairs: list[tuple[str, object]]) -> dict[str, object]:
    read = dict(pairs)
    if len(read) != len(pairs):
        raise ValueError("a key stands there twice")
    return read


def _refused(constant: str) -> object:
    raise ValueError(f"{constant} is no JSON")


def _check_site(application: bytes, origin: bytes, sites: Sequence[RelyingParty]) -> None:
    named = {(site.rp.encode(), allowed.encode()) for site in sites for allowed in site.origins}
    if (application, origin) not in named:
        raise _invalid(
            "The passkey was used for a site, or at an address, that the policy does not name as a passkey's."
        )


def _invalid(reason: str) -> ParseError:
    return ParseError(invalid(SIGNATURE_INVALID, reason))
