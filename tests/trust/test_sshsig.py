"""SSH signatures: every kind of key once good, and each single thing that can be wrong under its exact rule."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from qmsdoc.model.approval import Verdict
from qmsdoc.trust import algorithms, sshsig
from qmsdoc.trust.fault import Fault, Refused
from qmsdoc.trust.wire import Reader, mpint, string
from tests.trust.keys import KINDS, TestKey, envelope, hardware, make_key

PAYLOAD = b"Approve QP-001 revision 3: Control of documented information\n"
JANE = make_key("jane")
GOOD = JANE.sign(PAYLOAD).encode()
BLOB = sshsig.dearmor(GOOD)
BEGIN, END = b"-----BEGIN SSH SIGNATURE-----\n", b"-----END SSH SIGNATURE-----\n"
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493


def rule(signature: bytes, payload: bytes = PAYLOAD) -> str:
    found = sshsig.verify(payload, signature)
    assert isinstance(found, Fault)
    expected = Verdict.UNVERIFIABLE if found.rule == "signature-unverifiable" else Verdict.INVALID
    assert found.verdict is expected
    assert found.reason.endswith(".")
    return found.rule


def proof_of(key: TestKey, payload: bytes = PAYLOAD) -> bytes:
    return key.raw(sshsig.signed_data(payload, b"sha512"))


@pytest.mark.parametrize("hash_name", [b"sha256", b"sha512"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_good_signature_gives_its_key(kind: str, hash_name: bytes) -> None:
    key = make_key("jane", kind)
    assert sshsig.verify(PAYLOAD, key.sign(PAYLOAD, hash_name=hash_name).encode()) == key.fingerprint


@pytest.mark.parametrize("kind", KINDS)
def test_it_proves_only_what_was_signed(kind: str) -> None:
    signature = make_key("jane", kind).sign(PAYLOAD).encode()
    assert rule(signature, PAYLOAD + b"\n") == "signature-invalid"
    assert rule(signature, b"") == "signature-invalid"


@pytest.mark.parametrize("kind", KINDS)
def test_it_does_not_prove_another_key(kind: str) -> None:
    other = dataclasses.replace(make_key("jane", kind), blob=make_key("john", kind).blob)
    assert rule(other.sign(PAYLOAD).encode()) == "signature-invalid"


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_signs_for_another(kind: str) -> None:
    for other in KINDS:
        if other != kind:
            mixed = envelope(make_key("jane", kind).blob, proof_of(make_key("jane", other)))
            assert rule(mixed) == "signature-invalid"


@pytest.mark.parametrize("kind", KINDS)
def test_every_truncation_and_addition_is_refused(kind: str) -> None:
    key = make_key("jane", kind)
    blob = sshsig.dearmor(key.sign(PAYLOAD).encode())
    for end in range(len(blob)):
        assert rule(sshsig.armor(blob[:end])) == "signature-noncanonical"
    for tail in (b"\0", b"\0\0\0\0", b"x", blob):
        assert rule(sshsig.armor(blob + tail)) == "signature-noncanonical"
        assert rule(envelope(key.blob + tail, proof_of(key))) == "signature-noncanonical"
        assert rule(envelope(key.blob, proof_of(key) + tail)) == "signature-noncanonical"


@pytest.mark.parametrize("kind", ["ssh-ed25519", "ecdsa-sha2-nistp256", "sk-ssh-ed25519@openssh.com"])
def test_every_flipped_bit_is_refused(kind: str) -> None:
    blob = sshsig.dearmor(make_key("jane", kind).sign(PAYLOAD).encode())
    for bit in range(len(blob) * 8):
        flipped = bytearray(blob)
        flipped[bit // 8] ^= 1 << bit % 8
        assert rule(sshsig.armor(bytes(flipped))).startswith("signature-")


def wrapped(columns: int) -> bytes:
    text = base64.b64encode(BLOB)
    return BEGIN + b"".join(text[at : at + columns] + b"\n" for at in range(0, len(text), columns)) + END


TEXT = GOOD[len(BEGIN) : -len(END)]
ARMOR = {
    "empty": b"",
    "begin and end only": BEGIN + END,
    "begin missing": GOOD[len(BEGIN) :],
    "end missing": GOOD[: -len(END)],
    "no final newline": GOOD[:-1],
    "text before": b"\n" + GOOD,
    "text after": GOOD + b"\n",
    "64 columns": wrapped(64),
    "76 columns": wrapped(76),
    "one line": wrapped(10_000),
    "blank line at the start": BEGIN + b"\n" + TEXT + END,
    "blank line at the end": BEGIN + TEXT + b"\n" + END,
    "carriage returns": GOOD.replace(b"\n", b"\r\n"),
    "carriage returns inside": BEGIN + TEXT.replace(b"\n", b"\r\n") + END,
    "blank at a line's end": BEGIN + TEXT.replace(b"\n", b" \n", 1) + END,
    "tab": BEGIN + b"\t" + TEXT + END,
    "a character out of the alphabet": BEGIN + b"!" + TEXT[1:] + END,
    "URL alphabet": GOOD.replace(b"+", b"-").replace(b"/", b"_"),
    "padding missing": BEGIN + TEXT.replace(b"=", b"") + END,
    "padding doubled": BEGIN + TEXT[:-1] + b"=\n" + END,
    "padding inside": BEGIN + b"AA==" + TEXT[4:] + END,
    "unused bits set": BEGIN + TEXT[:-3] + bytes([TEXT[-3] + 1]) + TEXT[-2:] + END,
    "a header": BEGIN + b"Comment: x\n\n" + TEXT + END,
    "not ASCII": BEGIN + b"\xff" + TEXT[1:] + END,
    "twice": GOOD + GOOD,
    "OpenPGP": GOOD.replace(b"SSH", b"PGP"),
}


@pytest.mark.parametrize("signature", ARMOR.values(), ids=ARMOR)
def test_there_is_one_armor(signature: bytes) -> None:
    assert signature != GOOD
    assert rule(signature) == "signature-noncanonical"


def test_armor_ends_a_full_line_once() -> None:
    for size in (51, 52, 53, 105, 210):  # 210 bytes fill four lines of 70
        text = sshsig.armor(bytes(size))
        assert b"\n\n" not in text
        assert sshsig.dearmor(text) == bytes(size)


def fields(
    *,
    magic: bytes = b"SSHSIG",
    version: int = 1,
    namespace: bytes = b"git",
    reserved: bytes = b"",
    hash_name: bytes = b"sha512",
) -> bytes:
    rest = (JANE.blob, namespace, reserved, hash_name, proof_of(JANE))
    return sshsig.armor(magic + version.to_bytes(4) + b"".join(string(field) for field in rest))


ENVELOPES = {
    "magic": (fields(magic=b"SSHSIH"), "signature-noncanonical"),
    "version 0": (fields(version=0), "signature-noncanonical"),
    "version 2": (fields(version=2), "signature-noncanonical"),
    "namespace file": (fields(namespace=b"file"), "signature-invalid"),
    "namespace empty": (fields(namespace=b""), "signature-invalid"),
    "namespace in capitals": (fields(namespace=b"Git"), "signature-invalid"),
    "namespace with NUL": (fields(namespace=b"git\0"), "signature-invalid"),
    "reserved": (fields(reserved=b"x"), "signature-noncanonical"),
    "hash sha1": (fields(hash_name=b"sha1"), "signature-noncanonical"),
    "hash sha384": (fields(hash_name=b"sha384"), "signature-noncanonical"),
    "hash empty": (fields(hash_name=b""), "signature-noncanonical"),
    "hash in capitals": (fields(hash_name=b"SHA512"), "signature-noncanonical"),
    "hash swapped": (fields(hash_name=b"sha256"), "signature-invalid"),
    "signed for files": (JANE.sign(PAYLOAD, namespace=b"file").encode(), "signature-invalid"),
}


def test_the_fields_as_they_should_be() -> None:
    assert fields() == GOOD


@pytest.mark.parametrize(("signature", "expected"), ENVELOPES.values(), ids=ENVELOPES)
def test_every_field_of_the_envelope_counts(signature: bytes, expected: str) -> None:
    assert rule(signature) == expected


def test_a_signature_for_files_relabelled_for_git_is_wrong() -> None:
    digest = hashlib.sha512(PAYLOAD).digest()
    for_files = b"SSHSIG" + string(b"file") + string(b"") + string(b"sha512") + string(digest)
    assert rule(envelope(JANE.blob, JANE.raw(for_files))) == "signature-invalid"


UNKNOWN = {
    "certificate": string(b"ssh-ed25519-cert-v01@openssh.com") + JANE.blob[15:],
    "RSA certificate": string(b"ssh-rsa-cert-v01@openssh.com"),
    "hardware certificate": string(b"sk-ssh-ed25519-cert-v01@openssh.com"),
    "DSA": string(b"ssh-dss") + mpint(5) * 4,
    "Ed448": string(b"ssh-ed448") + string(bytes(57)),
    "XMSS": string(b"ssh-xmss@openssh.com"),
    "no name": string(b""),
    "a hostile name": string(b"\x1b[2J\xff" * 100),
}


@pytest.mark.parametrize("blob", UNKNOWN.values(), ids=UNKNOWN)
def test_what_is_unknown_cannot_be_told(blob: bytes) -> None:
    found = sshsig.verify(PAYLOAD, envelope(blob, proof_of(JANE)))
    assert isinstance(found, Fault)
    assert (found.rule, found.verdict) == ("signature-unverifiable", Verdict.UNVERIFIABLE)
    assert found.reason.isprintable()
    assert len(found.reason) < 500


def test_a_signature_made_through_a_browser_cannot_be_told() -> None:
    key = make_key("jane", "sk-ecdsa-sha2-nistp256@openssh.com")
    proof = string(b"webauthn-sk-ecdsa-sha2-nistp256@openssh.com") + b"x"
    assert rule(envelope(key.blob, proof)) == "signature-unverifiable"


def test_an_unknown_way_of_signing_is_wrong_for_a_known_key() -> None:
    assert rule(envelope(JANE.blob, string(b"ssh-ed25519-2") + bytes(68))) == "signature-invalid"


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
    assert found == Fault("signature-invalid", "Its RSA key has 2040 bits; 2048 are the least that count.")


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
    assert found == key.fingerprint if good else isinstance(found, Fault) and found.rule == "signature-invalid"


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


def test_integers_have_one_form() -> None:
    for number in (0, 1, 127, 128, 255, 256, 2**64, 2**521 - 1):
        written = mpint(number)
        if number:
            assert Reader(written, "it").mpint() == number
        else:
            with pytest.raises(Refused):
                Reader(written, "it").mpint()
