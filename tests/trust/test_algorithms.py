"""Raw SSH signatures of every kind: each single thing that can be wrong with a key or its proof."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from qmsdoc.model.rule_ids import RuleId
from qmsdoc.trust import algorithms, sshsig
from qmsdoc.trust.edwards import of_prime_order
from qmsdoc.trust.failure import VerificationFailure
from qmsdoc.trust.wire import Reader, mpint, string
from tests.trust.keys import TestKey, envelope, hardware, make_key
from tests.trust.test_sshsig import GOOD, JANE, PAYLOAD, proof_of, rule

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493

# Ed25519


def ed25519(point: bytes, raw: bytes) -> bytes:
    return envelope(string(b"ssh-ed25519") + string(point), string(b"ssh-ed25519") + string(raw))


POINT = JANE.blob[-32:]
RAW = proof_of(JANE)[-64:]


def test_the_ed25519_fields_as_they_should_be() -> None:
    assert ed25519(POINT, RAW) == GOOD


@pytest.mark.parametrize(
    ("point", "raw"),
    [(POINT[:-1], RAW), (POINT + b"\0", RAW), (b"", RAW), (POINT, RAW[:-1]), (POINT, RAW + b"\0"), (POINT, b"")],
)
def test_ed25519_fields_have_one_length(point: bytes, raw: bytes) -> None:
    assert rule(ed25519(point, raw)) == "signature-noncanonical"


def small_order() -> set[int]:
    """The y coordinates of the points P with 8P = 0, found by multiplying points with the order of the base point."""
    d = -121665 * pow(121666, -1, P) % P
    root = pow(2, (P - 1) // 4, P)

    def add(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
        k = d * a[0] * b[0] * a[1] * b[1] % P
        x = (a[0] * b[1] + a[1] * b[0]) * pow(1 + k, -1, P) % P
        return x, (a[1] * b[1] + a[0] * b[0]) * pow(1 - k, -1, P) % P

    found: set[int] = set()
    for y in range(2, 40):
        square = (y * y - 1) * pow(d * y * y + 1, -1, P) % P
        x = pow(square, (P + 3) // 8, P)
        x = x if x * x % P == square else x * root % P
        if x * x % P != square:
            continue
        total, double, factor = (0, 1), (x, y), L
        while factor:
            total = add(total, double) if factor & 1 else total
            double, factor = add(double, double), factor >> 1
        found.add(total[1])
    return found


def test_every_point_of_small_order_is_refused() -> None:
    ys = small_order()
    assert len(ys) == 5
    for y in ys:
        for sign in (0, 1 << 255):
            encoded = (y | sign).to_bytes(32, "little")
            assert rule(ed25519(encoded, RAW)) == "signature-invalid"
            assert rule(ed25519(POINT, encoded + RAW[32:])) == "signature-invalid"


def test_the_library_alone_would_believe_a_key_of_small_order() -> None:
    identity = (1).to_bytes(32, "little")
    Ed25519PublicKey.from_public_bytes(identity).verify(identity + bytes(32), sshsig.signed_data(PAYLOAD, b"sha512"))
    assert rule(ed25519(identity, identity + bytes(32))) == "signature-invalid"


@pytest.mark.parametrize("y", [P, P + 1, 2**255 - 1])
def test_a_point_has_one_spelling(y: int) -> None:
    for sign in (0, 1 << 255):
        encoded = (y | sign).to_bytes(32, "little")
        assert rule(ed25519(encoded, RAW)) == "signature-noncanonical"
        assert rule(ed25519(POINT, encoded + RAW[32:])) == "signature-noncanonical"


def mixed_order() -> tuple[bytes, bytes]:
    """A key with a part of order 2, and a signature of its that any library believes: h is even."""
    for number in range(100):
        secret, nonce = (hashlib.sha512(f"{word}{number}".encode()).digest() for word in ("key", "nonce"))
        a, r = (scalar_of(seed[:32]) for seed in (secret, nonce))
        honest, point = (
            Ed25519PrivateKey.from_private_bytes(s[:32]).public_key().public_bytes_raw() for s in (secret, nonce)
        )
        whole = int.from_bytes(honest, "little")
        y, sign = whole & (2**255 - 1), whole >> 255
        key = (P - y | (1 - sign) << 255).to_bytes(32, "little")
        signed = sshsig.signed_data(PAYLOAD, b"sha512")
        h = int.from_bytes(hashlib.sha512(point + key + signed).digest(), "little") % L
        if h % 2 == 0:
            return key, point + ((r + h * a) % L).to_bytes(32, "little")
    raise AssertionError


def scalar_of(seed: bytes) -> int:
    """The number that an Ed25519 key multiplies with (RFC 8032, 5.1.5)."""
    clamped = int.from_bytes(hashlib.sha512(seed).digest()[:32], "little")
    return clamped & ((1 << 254) - 8) | 1 << 254


def test_a_key_with_a_part_of_small_order_is_refused_though_the_library_believes_it() -> None:
    key, raw = mixed_order()
    Ed25519PublicKey.from_public_bytes(key).verify(raw, sshsig.signed_data(PAYLOAD, b"sha512"))
    assert rule(ed25519(key, raw)) == "signature-invalid"
    assert not of_prime_order(key)


def test_every_key_that_is_made_as_it_should_be_is_of_prime_order() -> None:
    assert all(of_prime_order(make_key(f"key {number}").blob[-32:]) for number in range(40))
    assert not any(of_prime_order(y.to_bytes(32, "little")) for y in small_order() - {1})


def test_a_scalar_has_one_spelling() -> None:
    scalar = int.from_bytes(RAW[32:], "little") + L
    assert rule(ed25519(POINT, RAW[:32] + scalar.to_bytes(32, "little"))) == "signature-invalid"


def test_a_point_off_the_curve_is_wrong() -> None:
    assert rule(ed25519((2).to_bytes(32, "little"), RAW)) == "signature-invalid"


# RSA

RSA = make_key("jane", "ssh-rsa")


def rsa_numbers(key: TestKey) -> tuple[int, int]:
    reader = Reader(key.blob, "key")
    reader.string()
    return reader.mpint(), reader.mpint()


E, N = rsa_numbers(RSA)
RSA_RAW = proof_of(RSA)[-256:]


def rsa_case(e: bytes, n: bytes, raw: bytes, algorithm: bytes = b"rsa-sha2-512") -> bytes:
    return envelope(string(b"ssh-rsa") + e + n, string(algorithm) + string(raw))


def test_the_rsa_fields_as_they_should_be() -> None:
    assert rsa_case(mpint(E), mpint(N), RSA_RAW) == RSA.sign(PAYLOAD).encode()


def raw_integer(data: bytes) -> bytes:
    return string(data)


RSA_CASES = {
    "e with a leading zero": (rsa_case(raw_integer(b"\0\x01\0\x01"), mpint(N), RSA_RAW), "signature-noncanonical"),
    "n with a leading zero": (
        rsa_case(mpint(E), raw_integer(bytes(2) + N.to_bytes(256)), RSA_RAW),
        "signature-noncanonical",
    ),
    "n negative": (rsa_case(mpint(E), raw_integer(N.to_bytes(256)), RSA_RAW), "signature-noncanonical"),
    "e empty": (rsa_case(raw_integer(b""), mpint(N), RSA_RAW), "signature-noncanonical"),
    "e zero": (rsa_case(raw_integer(b"\0"), mpint(N), RSA_RAW), "signature-noncanonical"),
    "e one": (rsa_case(mpint(1), mpint(N), RSA_RAW), "signature-invalid"),
    "e even": (rsa_case(mpint(65536), mpint(N), RSA_RAW), "signature-invalid"),
    "e three": (rsa_case(mpint(3), mpint(N), RSA_RAW), "signature-invalid"),
    "e huge": (rsa_case(mpint(N - 2), mpint(N), RSA_RAW), "signature-invalid"),
    "n even": (rsa_case(mpint(E), mpint(N + 1), RSA_RAW), "signature-invalid"),
    "n too long to read": (rsa_case(mpint(E), mpint(1 << 16392), bytes(2050)), "signature-noncanonical"),
    "n longer than the library takes": (rsa_case(mpint(E), mpint((1 << 16390) + 1), bytes(2049)), "signature-invalid"),
    "signature zero": (rsa_case(mpint(E), mpint(N), bytes(256)), "signature-invalid"),
    "signature not below n": (rsa_case(mpint(E), mpint(N), N.to_bytes(256)), "signature-invalid"),
    "signature with a leading zero": (rsa_case(mpint(E), mpint(N), b"\0" + RSA_RAW), "signature-noncanonical"),
    "signature cut": (rsa_case(mpint(E), mpint(N), RSA_RAW[1:]), "signature-noncanonical"),
    "SHA-256 said, SHA-512 made": (rsa_case(mpint(E), mpint(N), RSA_RAW, b"rsa-sha2-256"), "signature-invalid"),
    "SHA-1": (rsa_case(mpint(E), mpint(N), RSA_RAW, b"ssh-rsa"), "signature-invalid"),
    "unknown hash": (rsa_case(mpint(E), mpint(N), RSA_RAW, b"rsa-sha3-512"), "signature-invalid"),
}


@pytest.mark.parametrize(("signature", "expected"), RSA_CASES.values(), ids=RSA_CASES)
def test_every_field_of_rsa_counts(signature: bytes, expected: str) -> None:
    assert rule(signature) == expected


def other_rsa(make: Callable[[rsa.RSAPrivateKey, bytes], bytes], algorithm: bytes) -> bytes:
    private = rsa.generate_private_key(65537, 2048)
    public = private.public_key().public_numbers()
    return rsa_case(mpint(public.e), mpint(public.n), make(private, sshsig.signed_data(PAYLOAD, b"sha512")), algorithm)


def test_rsa_with_sha256_counts_but_not_with_sha1_or_pss() -> None:
    sha256 = other_rsa(lambda key, data: key.sign(data, padding.PKCS1v15(), hashes.SHA256()), b"rsa-sha2-256")
    assert isinstance(sshsig.verify(PAYLOAD, sha256), str)
    sha1 = other_rsa(lambda key, data: key.sign(data, padding.PKCS1v15(), hashes.SHA1()), b"ssh-rsa")  # noqa: S303
    assert rule(sha1) == "signature-invalid"
    mask = padding.PSS(padding.MGF1(hashes.SHA512()), 32)
    assert (
        rule(other_rsa(lambda key, data: key.sign(data, mask, hashes.SHA512()), b"rsa-sha2-512")) == "signature-invalid"
    )


def test_the_shortest_rsa_key_that_counts() -> None:
    long, short = make_key("jane", "ssh-rsa"), make_key("short", "ssh-rsa", bits=2040)
    assert sshsig.verify(PAYLOAD, long.sign(PAYLOAD).encode()) == long.fingerprint
    found = sshsig.verify(PAYLOAD, short.sign(PAYLOAD).encode())
    assert found == VerificationFailure(
        RuleId("signature-invalid"), "Its RSA key has 2040 bits; 2048 are the least that count."
    )


# ECDSA

ORDERS = {
    "nistp256": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    "nistp384": 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
    "nistp521": (1 << 521) - 0x5AE79787C40D069948033FEB708F65A2FC44A36477663B851449048E16EC79BF7,
}


@pytest.mark.parametrize("curve", ORDERS)
def test_every_field_of_ecdsa_counts(curve: str) -> None:
    kind = f"ecdsa-sha2-{curve}".encode()
    key = make_key("jane", kind.decode())
    reader = Reader(key.blob, "key")
    _, name, point = reader.string(), reader.string(), reader.string()
    proof = Reader(proof_of(key), "proof")
    proof.string()
    pair = Reader(proof.string(), "pair")
    r, s = pair.mpint(), pair.mpint()

    def case(name: bytes = name, point: bytes = point, pair: bytes = mpint(r) + mpint(s)) -> bytes:
        return envelope(string(kind) + string(name) + string(point), string(kind) + string(pair))

    assert sshsig.verify(PAYLOAD, case()) == key.fingerprint
    compressed = bytes([2 + (point[-1] & 1)]) + point[1 : 1 + len(point) // 2]
    hybrid = bytes([6 + (point[-1] & 1)]) + point[1:]
    for wrong in (compressed, hybrid, point[:-1], point + b"\0", b"", b"\0"):
        assert rule(case(point=wrong)) == "signature-noncanonical"
    for wrong in (b"nistp512", b"", name + b"\0", b"nistp256" if curve != "nistp256" else b"nistp384"):
        assert rule(case(name=wrong)) == "signature-noncanonical"
    for wrong in (
        mpint(r),
        mpint(r) + mpint(s) + mpint(1),
        mpint(0) + mpint(s),
        string(b"\0") + mpint(s),
        string(b"\0\0" + r.to_bytes(66)) + mpint(s),
        string(b"\xff" + r.to_bytes(66)) + mpint(s),
        b"",
    ):
        assert rule(case(pair=wrong)) == "signature-noncanonical"
    order = ORDERS[curve]
    for wrong in (
        mpint(r + order) + mpint(s),
        mpint(r) + mpint(s + order),
        mpint(order) + mpint(s),
        mpint(s) + mpint(r),
    ):
        assert rule(case(pair=wrong)) == "signature-invalid"
    assert rule(case(point=point[:-1] + bytes([point[-1] ^ 1]))) == "signature-invalid"
    assert rule(case(point=b"\4" + bytes(len(point) - 1))) == "signature-invalid"


# Hardware keys


@pytest.mark.parametrize("kind", ["ssh-ed25519", "ecdsa-sha2-nistp256"])
@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        (0x01, None),
        (0x05, None),
        (0x1D, None),
        (0x00, "signature-invalid"),
        (0x04, "signature-invalid"),
        (0x41, "signature-noncanonical"),
        (0x81, "signature-noncanonical"),
        (0xC0, "signature-invalid"),
    ],
)
def test_a_hardware_key_must_have_been_touched(kind: str, flags: int, expected: str | None) -> None:
    key = hardware(make_key("jane", kind), flags=flags)
    signature = key.sign(PAYLOAD).encode()
    if expected is None:
        assert sshsig.verify(PAYLOAD, signature) == key.fingerprint
    else:
        assert rule(signature) == expected


@pytest.mark.parametrize("counter", [0, 1, 2**32 - 1])
def test_a_hardware_key_counts_but_its_count_decides_nothing(counter: int) -> None:
    key = hardware(JANE, counter=counter)
    assert sshsig.verify(PAYLOAD, key.sign(PAYLOAD).encode()) == key.fingerprint


def test_flags_and_counter_are_signed() -> None:
    key = hardware(JANE, flags=5, counter=7)
    proof = proof_of(key)
    assert rule(envelope(key.blob, proof[:-5] + b"\1" + proof[-4:])) == "signature-invalid"
    assert rule(envelope(key.blob, proof[:-1] + b"\x08")) == "signature-invalid"
    assert rule(envelope(key.blob, proof[:-1])) == "signature-noncanonical"


@pytest.mark.parametrize(
    ("application", "good"), [(b"ssh:", True), (b"ssh:work", True), (b"", False), (b"https://login.example", False)]
)
def test_a_hardware_key_serves_ssh_alone(application: bytes, good: bool) -> None:
    key = hardware(JANE, application=application)
    found = sshsig.verify(PAYLOAD, key.sign(PAYLOAD).encode())
    assert (
        found == key.fingerprint
        if good
        else isinstance(found, VerificationFailure) and found.rule == "signature-invalid"
    )


def test_a_plain_signature_is_none_of_a_hardware_key() -> None:
    key = hardware(JANE)
    plain = proof_of(JANE)[-64:]
    assert rule(envelope(key.blob, string(key.kind.encode()) + string(plain) + b"\1\0\0\0\7")) == "signature-invalid"


def test_what_the_library_does_not_know_cannot_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A curve that no build of the library has stands for one that this build lacks."""

    @dataclasses.dataclass
    class Unknown(ec.EllipticCurve):
        name = "nistp256"
        key_size = 256
        group_order = ORDERS["nistp256"]

    row = algorithms._CURVES["ecdsa-sha2-nistp256"]
    monkeypatch.setitem(algorithms._CURVES, "ecdsa-sha2-nistp256", (row[0], row[1], Unknown(), row[3]))
    assert rule(make_key("jane", "ecdsa-sha2-nistp256").sign(PAYLOAD).encode()) == "signature-unverifiable"


@pytest.mark.parametrize(
    ("signature", "said"),
    [
        (envelope(string(b"ssh-ed25519-cert-v01@openssh.com"), proof_of(JANE)), "sign with the plain key"),
        (envelope(string(b"ssh-dss"), proof_of(JANE)), "unknown kind 'ssh-dss'"),
        (RSA_CASES["SHA-1"][0], "relies on SHA-1"),
        (RSA_CASES["unknown hash"][0], "does not make signatures of kind 'rsa-sha3-512'"),
    ],
)
def test_it_says_why_a_kind_does_not_count(signature: bytes, said: str) -> None:
    found = sshsig.verify(PAYLOAD, signature)
    assert isinstance(found, VerificationFailure)
    assert said in found.reason


def test_a_kind_is_shown_up_to_a_length() -> None:
    found = sshsig.verify(PAYLOAD, envelope(string(b"x" * 100), proof_of(JANE)))
    assert isinstance(found, VerificationFailure)
    assert found.reason == f"It was made with a key of the unknown kind '{'x' * 80}'."
