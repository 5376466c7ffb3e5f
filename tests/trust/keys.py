"""Throw-away keys that sign as `ssh-keygen -Y sign` does, and tag objects made with them.

The same seed gives the same key and the same signatures, so tests may keep what they build.
"""

from __future__ import annotations

import base64
import hashlib
import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from qmsdoc.model.fingerprint import key_fingerprint
from qmsdoc.trust import sshsig
from qmsdoc.trust.wire import mpint, string

KINDS = (
    "ssh-ed25519",
    "ssh-rsa",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "sk-ssh-ed25519@openssh.com",
    "sk-ecdsa-sha2-nistp256@openssh.com",
)
_CURVES: dict[str, tuple[ec.EllipticCurve, hashes.HashAlgorithm]] = {
    "nistp256": (ec.SECP256R1(), hashes.SHA256()),
    "nistp384": (ec.SECP384R1(), hashes.SHA384()),
    "nistp521": (ec.SECP521R1(), hashes.SHA512()),
}
APPLICATION = b"ssh:"
_SMALL_PRIMES = math.prod(n for n in range(3, 1000, 2) if all(n % d for d in range(3, n, 2)))


@dataclass(frozen=True)
class TestKey:
    """A key of `kind` made from `seed`: its public `blob` in wire format and `raw`, which signs bytes.

    `raw` gives the signature field in wire format, algorithm first.
    """

    __test__ = False

    kind: str
    seed: str
    blob: bytes
    raw: Callable[[bytes], bytes]

    @property
    def line(self) -> str:
        """Its line in `authorized_keys` and, after a principal, in `allowed_signers`."""
        return f"{self.kind} {base64.b64encode(self.blob).decode()}"

    @property
    def fingerprint(self) -> str:
        """As `ssh-keygen -l` prints it."""
        return key_fingerprint(self.blob)

    def sign(self, payload: bytes, *, namespace: bytes = b"git", hash_name: bytes = b"sha512") -> str:
        """Sign as `ssh-keygen -Y sign -n <namespace>` does; gives the armored signature."""
        digest = hashlib.new(hash_name.decode(), payload).digest()
        signed = b"SSHSIG" + string(namespace) + string(b"") + string(hash_name) + string(digest)
        return envelope(self.blob, self.raw(signed), namespace=namespace, hash_name=hash_name).decode()


def envelope(
    blob: bytes, proof: bytes, *, namespace: bytes = b"git", reserved: bytes = b"", hash_name: bytes = b"sha512"
) -> bytes:
    """Put a key and a signature field into armor (PROTOCOL.sshsig)."""
    fields = (blob, namespace, reserved, hash_name, proof)
    return sshsig.armor(b"SSHSIG" + (1).to_bytes(4) + b"".join(string(field) for field in fields))


@cache
def make_key(seed: str, kind: str = "ssh-ed25519", *, bits: int = 2048) -> TestKey:
    """Make the key of `kind` that belongs to `seed`; `bits` are those of RSA."""
    if kind == "ssh-ed25519":
        return _ed25519(seed)
    if kind == "ssh-rsa":
        return _rsa(seed, bits)
    if kind == "sk-ssh-ed25519@openssh.com":
        return hardware(_ed25519(seed))
    if kind == "sk-ecdsa-sha2-nistp256@openssh.com":
        return hardware(_ecdsa(seed, "nistp256"))
    return _ecdsa(seed, kind.removeprefix("ecdsa-sha2-"))


def hardware(inner: TestKey, *, application: bytes = APPLICATION, flags: int = 1, counter: int = 7) -> TestKey:
    """Turn an Ed25519 or P-256 key into what a hardware key of OpenSSH would be (PROTOCOL.u2f)."""
    kind = f"sk-{inner.kind}@openssh.com"
    blob = string(kind.encode()) + inner.blob[4 + len(inner.kind) :] + string(application)

    def raw(signed: bytes) -> bytes:
        tail = bytes([flags]) + counter.to_bytes(4)
        touched = hashlib.sha256(application).digest() + tail + hashlib.sha256(signed).digest()
        return string(kind.encode()) + inner.raw(touched)[4 + len(inner.kind) :] + tail

    return TestKey(kind, inner.seed, blob, raw)


@dataclass(frozen=True)
class Passkey:
    """A browser's passkey in software (WebAuthn level 2): what it says may be made false, and is signed all the same.

    `rp` and `origin` are the site's; `browser` is put into clientDataJSON behind the origin, `text` takes the place of
    the whole, `{challenge}` and `{origin}` in it filled in; `says` is the origin that stands in the SSH signature.
    """

    seed: str = "passkey"
    rp: bytes = b"localhost"
    origin: str = "http://localhost:8425"
    flags: int = 0x05
    counter: int = 9
    extensions: bytes = b""
    challenge: bytes | None = None
    browser: str = ',"crossOrigin":false'
    text: str | None = None
    says: str | None = None
    high: bool = False  # n - s in place of s
    kind: bytes = b"webauthn-sk-ecdsa-sha2-nistp256@openssh.com"
    numbers: Callable[[int, int], bytes] = field(default=lambda r, s: mpint(r) + mpint(s))
    after: bytes = b""

    def client_data(self, signed: bytes) -> bytes:
        """Write what the browser would say of a challenge."""
        challenge = base64.urlsafe_b64encode(signed if self.challenge is None else self.challenge).decode().rstrip("=")
        text = self.text or '{"type":"webauthn.get","challenge":"{challenge}","origin":"{origin}"' + self.browser + "}"
        return (
            text.replace("{challenge}", challenge).replace("{origin}", self.origin).encode("utf-8", "surrogateescape")
        )

    def _private(self) -> ec.EllipticCurvePrivateKey:
        number = int.from_bytes(hashlib.sha256(self.seed.encode()).digest()) >> 1
        return ec.derive_private_key(number, ec.SECP256R1())

    def pkcs8(self) -> bytes:
        """Return the private key as an authenticator takes it."""
        return self._private().private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())

    def key(self) -> TestKey:
        """Return it as a key whose signatures are those of `sk-ecdsa-sha2-nistp256@openssh.com`."""
        kind = "sk-ecdsa-sha2-nistp256@openssh.com"
        private = self._private()
        point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        blob = string(kind.encode()) + string(b"nistp256") + string(point) + string(self.rp)

        def raw(signed: bytes) -> bytes:
            said = self.client_data(signed)
            flags, counter = bytes([self.flags]), self.counter.to_bytes(4)
            data = hashlib.sha256(self.rp).digest() + flags + counter + self.extensions + hashlib.sha256(said).digest()
            r, s = utils.decode_dss_signature(private.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True)))
            pair = string(self.numbers(r, P256_ORDER - s if self.high else s))
            origin = (self.origin if self.says is None else self.says).encode()
            rest = flags + counter + string(origin) + string(said) + string(self.extensions)
            return string(self.kind) + pair + rest + self.after

        return TestKey(kind, self.seed, blob, raw)


P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def private_file(seed: str) -> bytes:
    """The Ed25519 key of `seed` as `ssh-keygen` writes it to a file."""
    return _private(seed).private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())


def _private(seed: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(seed.encode()).digest())


def _ed25519(seed: str) -> TestKey:
    private = _private(seed)
    name = string(b"ssh-ed25519")
    blob = name + string(private.public_key().public_bytes_raw())
    return TestKey("ssh-ed25519", seed, blob, lambda signed: name + string(private.sign(signed)))


def _ecdsa(seed: str, curve_name: str) -> TestKey:
    curve, digest = _CURVES[curve_name]
    private = ec.derive_private_key(int.from_bytes(hashlib.sha256(seed.encode()).digest()) >> 1, curve)
    kind = f"ecdsa-sha2-{curve_name}"
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def raw(signed: bytes) -> bytes:
        r, s = utils.decode_dss_signature(private.sign(signed, ec.ECDSA(digest, deterministic_signing=True)))
        return string(kind.encode()) + string(mpint(r) + mpint(s))

    return TestKey(kind, seed, string(kind.encode()) + string(curve_name.encode()) + string(point), raw)


def _rsa(seed: str, bits: int) -> TestKey:
    source = random.Random(seed)  # noqa: S311 - throw-away
    p, q = (_prime(source, bits // 2) for _ in range(2))
    d = pow(65537, -1, (p - 1) * (q - 1))
    public = rsa.RSAPublicNumbers(65537, p * q)
    numbers = rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), rsa.rsa_crt_iqmp(p, q), public)
    private = numbers.private_key(unsafe_skip_rsa_key_validation=True)

    def raw(signed: bytes) -> bytes:
        return string(b"rsa-sha2-512") + string(private.sign(signed, padding.PKCS1v15(), hashes.SHA512()))

    return TestKey("ssh-rsa", seed, string(b"ssh-rsa") + mpint(65537) + mpint(p * q), raw)


def _prime(source: random.Random, bits: int) -> int:
    while True:
        number = source.getrandbits(bits) | (3 << (bits - 2)) | 1
        if math.gcd(number, _SMALL_PRIMES) > 1 or number % 65537 == 1:
            continue
        if all(pow(base, number - 1, number) == 1 for base in (2, 3, 5)):
            return number


def tag_payload(
    name: str,
    message: str,
    *,
    target: str = "1" * 40,
    kind: str = "commit",
    tagger: str = "Jane Doe <jane.doe@meridian.example>",
    seconds: int = 1_767_600_000,
    offset: str = "+0000",
) -> bytes:
    """Write what `git tag -s` signs; `seconds` count from 1970."""
    return f"object {target}\ntype {kind}\ntag {name}\ntagger {tagger} {seconds} {offset}\n\n{message}".encode()


def signed_tag(payload: bytes, key: TestKey, *, object_format: str = "sha1") -> tuple[str, bytes]:
    """Sign a payload and give the tag object's id and content."""
    data = payload + key.sign(payload).encode()
    return tag_oid(data, object_format), data


def tag_oid(data: bytes, object_format: str = "sha1") -> str:
    """Give the id git gives a tag object of this content in a repository of `object_format`."""
    whole = b"tag %d\0" % len(data) + data
    return hashlib.new(object_format, whole, usedforsecurity=False).hexdigest()
