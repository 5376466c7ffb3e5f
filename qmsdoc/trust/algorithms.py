"""Verifies one raw SSH signature with one raw SSH public key, for every algorithm that is accepted.

Invariants
1. A key or signature has one byte form; everything else is `signature-noncanonical`.
2. What is known to be wrong or too weak is `signature-invalid`; what is not known at all, certificates
   included, is `signature-unverifiable`. There is no third way to a success than the library's own.
3. A key signs only with its own algorithms: RSA with SHA-256 or SHA-512 and 2,048 bits or more, never SHA-1.
4. Ed25519 points are canonical and not of small order, so that no key accepts what it did not sign, and
   keys have no part of small order either, so that no two verifiers disagree about them.
5. A hardware key proves that somebody touched it; a passkey of a browser also who, and where (`qmsdoc.trust.passkey`).

Formats: RFC 8709 (Ed25519), RFC 5656 (ECDSA), RFC 8332 (RSA with SHA-2), OpenSSH's PROTOCOL.u2f (`sk-`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, utils
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

from qmsdoc.model.policy import RelyingParty
from qmsdoc.model.rule_ids import SIGNATURE_INVALID
from qmsdoc.trust import passkey
from qmsdoc.trust.edwards import P, of_prime_order
from qmsdoc.trust.failure import ParseError, invalid, unverifiable
from qmsdoc.trust.wire import Reader, noncanonical

MIN_RSA_BITS = 2048

_NEUTRAL = 1  # the y coordinate of the one point of prime order's group that proves nothing

_PASSKEY = "sk-ecdsa-sha2-nistp256@openssh.com"  # a hardware key of OpenSSH is of this kind too
_USER_PRESENT = 0x01
_MORE_DATA = 0xC0  # attested credential or extension data, which SSH has no place for

_CURVES: dict[str, tuple[bytes, int, ec.EllipticCurve, hashes.HashAlgorithm]] = {
    "ecdsa-sha2-nistp256": (b"nistp256", 32, ec.SECP256R1(), hashes.SHA256()),
    "ecdsa-sha2-nistp384": (b"nistp384", 48, ec.SECP384R1(), hashes.SHA384()),
    "ecdsa-sha2-nistp521": (b"nistp521", 66, ec.SECP521R1(), hashes.SHA512()),
}


def verify(key: bytes, signature: bytes, signed: bytes, sites: Sequence[RelyingParty] = ()) -> None:
    """Check `signature` over `signed` with the public `key`, both in SSH wire format.

    `sites` are those whose passkeys count. Raises `ParseError`.
    """
    public, proof = Reader(key, "The public key"), Reader(signature, "The signature")
    kind, algorithm = _text(public.string()), _text(proof.string())
    if "-cert-v01@" in kind:
        raise ParseError(unverifiable("It was made with an SSH certificate; sign with the plain key itself."))
    check = _KINDS.get(kind)
    if check is None:
        raise ParseError(unverifiable(f"It was made with a key of the unknown kind '{kind}'."))
    if algorithm == passkey.ALGORITHM and kind == _PASSKEY:
        _passkey(public, proof, signed, sites)
        return
    if algorithm.startswith("webauthn-") and algorithm != passkey.ALGORITHM:
        raise ParseError(unverifiable("It was made through a web browser in a way that cannot be checked here."))
    if algorithm == "ssh-rsa":
        raise _invalid("It relies on SHA-1, which no longer proves anything; sign with a current version of OpenSSH.")
    if algorithm not in _SIGNS_WITH.get(kind, (kind,)):
        raise _invalid(f"A key of kind '{kind}' does not make signatures of kind '{algorithm}'.")
    check(algorithm, public, proof, signed)


def _ed25519(_: str, public: Reader, proof: Reader, signed: bytes) -> None:
    point, raw = public.string(), proof.string()
    public.end()
    proof.end()
    verify_ed25519(point, raw, signed)


def _sk_ed25519(_: str, public: Reader, proof: Reader, signed: bytes) -> None:
    point, application = public.string(), public.string()
    public.end()
    raw = proof.string()
    verify_ed25519(point, raw, _touched(application, proof, signed))


def verify_ed25519(point: bytes, raw: bytes, signed: bytes) -> None:
    """Check the signature `raw` over `signed` with the Ed25519 key `point`, both as RFC 8032 has them.

    Raises `ParseError`.
    """
    if len(point) != 32 or len(raw) != 64:
        raise noncanonical("An Ed25519 key has 32 bytes and its signature 64.")
    _check_point("key", point)
    _check_point("signature", raw[:32])
    _attempt(lambda: _ed25519_key(point).verify(raw, signed))
    if not of_prime_order(point):
        raise _invalid("The key was made so that not everybody agrees on what it signed; use another.")


def _check_point(name: str, encoded: bytes) -> None:
    y = int.from_bytes(encoded, "little") & (2**255 - 1)
    if y >= P:
        raise noncanonical(f"The {name} holds a point that is not in its one form.")
    if y == _NEUTRAL:
        raise _invalid(f"The {name} holds the neutral point, which proves nothing.")


@lru_cache(maxsize=1024)  # a seventh of the time of a signature, and few keys sign much
def _ed25519_key(point: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(point)


def _rsa(algorithm: str, public: Reader, proof: Reader, signed: bytes) -> None:
    exponent, modulus = public.mpint(), public.mpint()
    public.end()
    raw = proof.string()
    proof.end()
    if modulus.bit_length() < MIN_RSA_BITS:
        raise _invalid(f"Its RSA key has {modulus.bit_length()} bits; {MIN_RSA_BITS} are the least that count.")
    if len(raw) != (modulus.bit_length() + 7) // 8:
        raise noncanonical("An RSA signature is as long as its key.")
    digest = hashes.SHA512() if algorithm == "rsa-sha2-512" else hashes.SHA256()
    _attempt(lambda: RSAPublicNumbers(exponent, modulus).public_key().verify(raw, signed, padding.PKCS1v15(), digest))


def _ecdsa(algorithm: str, public: Reader, proof: Reader, signed: bytes) -> None:
    name, point = public.string(), public.string()
    public.end()
    pair = proof.string()
    proof.end()
    _check_ecdsa(algorithm, name, point, pair, signed)


def _sk_ecdsa(_: str, public: Reader, proof: Reader, signed: bytes) -> None:
    name, point, application = public.string(), public.string(), public.string()
    public.end()
    pair = proof.string()
    _check_ecdsa("ecdsa-sha2-nistp256", name, point, pair, _touched(application, proof, signed))


def _passkey(public: Reader, proof: Reader, signed: bytes, sites: Sequence[RelyingParty]) -> None:
    name, point, application = public.string(), public.string(), public.string()
    public.end()
    pair = proof.string()
    _check_ecdsa("ecdsa-sha2-nistp256", name, point, pair, passkey.signed_data(application, proof, signed, sites))


def _check_ecdsa(algorithm: str, name: bytes, point: bytes, pair: bytes, signed: bytes) -> None:
    expected, size, curve, digest = _CURVES[algorithm]
    if name != expected or len(point) != 1 + 2 * size or point[0] != 4:
        raise noncanonical(f"The key is not an uncompressed point of the curve {expected.decode()}.")
    numbers = Reader(pair, "The signature")
    r, s = numbers.mpint(), numbers.mpint()
    numbers.end()
    der = utils.encode_dss_signature(r, s)
    _attempt(lambda: ec.EllipticCurvePublicKey.from_encoded_point(curve, point).verify(der, signed, ec.ECDSA(digest)))


def _touched(application: bytes, proof: Reader, signed: bytes) -> bytes:
    """Give what a hardware key signs: the application's hash, flags, counter and the message's hash."""
    flags, counter = proof.take(1), proof.take(4)
    proof.end()
    if not application.startswith(b"ssh:"):
        raise _invalid("Its hardware key was made for another purpose than SSH.")
    if not flags[0] & _USER_PRESENT:
        raise _invalid("Nobody touched the hardware key when it was made.")
    if flags[0] & _MORE_DATA:
        raise noncanonical("The hardware key says that it signed more than an SSH signature holds.")
    return hashlib.sha256(application).digest() + flags + counter + hashlib.sha256(signed).digest()


def _attempt(check: Callable[[], None]) -> None:
    """Run the library's check; a key it will not load (`ValueError`) proves as little as a wrong signature."""
    try:
        check()
    except (InvalidSignature, ValueError):
        raise _invalid("It does not match what was signed: the tag was altered, or another key made it.") from None
    except UnsupportedAlgorithm:
        raise ParseError(unverifiable("This machine's cryptography library does not know its algorithm.")) from None


def _invalid(reason: str) -> ParseError:
    return ParseError(invalid(SIGNATURE_INVALID, reason))


def _text(raw: bytes) -> str:
    """Give a name of the protocol as text that is safe in a message."""
    return ascii(raw[:80].decode("latin-1"))[1:-1]


_KINDS: dict[str, Callable[[str, Reader, Reader, bytes], None]] = {
    "ssh-ed25519": _ed25519,
    "ssh-rsa": _rsa,
    "ecdsa-sha2-nistp256": _ecdsa,
    "ecdsa-sha2-nistp384": _ecdsa,
    "ecdsa-sha2-nistp521": _ecdsa,
    "sk-ssh-ed25519@openssh.com": _sk_ed25519,
    _PASSKEY: _sk_ecdsa,
}
_SIGNS_WITH = {"ssh-rsa": ("rsa-sha2-256", "rsa-sha2-512")}
