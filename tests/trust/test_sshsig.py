"""SSH signatures: every kind of key once good, and each single thing that can be wrong under its exact rule."""

from __future__ import annotations

import base64
import dataclasses
import hashlib

import pytest

from qmsdoc.model.approval import Verdict
from qmsdoc.trust import sshsig
from qmsdoc.trust.failure import VerificationFailure
from qmsdoc.trust.wire import mpint, string
from tests.trust.keys import KINDS, TestKey, envelope, make_key

PAYLOAD = b"Approve QP-001 revision 3: Control of documented information\n"
JANE = make_key("jane")
GOOD = JANE.sign(PAYLOAD).encode()
BLOB = sshsig.dearmor(GOOD)
BEGIN, END = b"-----BEGIN SSH SIGNATURE-----\n", b"-----END SSH SIGNATURE-----\n"


def rule(signature: bytes, payload: bytes = PAYLOAD) -> str:
    found = sshsig.verify(payload, signature)
    assert isinstance(found, VerificationFailure)
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


def test_what_the_signatures_of_one_key_begin_with_is_read_once() -> None:
    sshsig._plain.cache_clear()
    for number in range(5):
        payload = PAYLOAD * number
        assert sshsig.verify(payload, JANE.sign(payload).encode()) == JANE.fingerprint
        assert rule(JANE.sign(payload).encode(), payload + b"x") == "signature-invalid"
    assert (sshsig._plain.cache_info().misses, sshsig._plain.cache_info().hits) == (1, 9)


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
    assert isinstance(found, VerificationFailure)
    assert (found.rule, found.verdict) == ("signature-unverifiable", Verdict.UNVERIFIABLE)
    assert found.reason.isprintable()
    assert len(found.reason) < 500


def test_a_way_of_signing_through_a_browser_that_is_not_known_cannot_be_told() -> None:
    key = make_key("jane", "sk-ssh-ed25519@openssh.com")
    proof = string(b"webauthn-sk-ssh-ed25519@openssh.com") + b"x"
    assert rule(envelope(key.blob, proof)) == "signature-unverifiable"


def test_an_unknown_way_of_signing_is_wrong_for_a_known_key() -> None:
    assert rule(envelope(JANE.blob, string(b"ssh-ed25519-2") + bytes(68))) == "signature-invalid"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("begin missing", "does not stand between its two lines"),
        ("no final newline", "does not stand between its two lines"),
        ("a character out of the alphabet", "is not base64"),
        ("64 columns", "is not written as ssh-keygen writes it"),
    ],
)
def test_it_says_what_is_wrong_with_the_armor(name: str, said: str) -> None:
    found = sshsig.verify(PAYLOAD, ARMOR[name])
    assert isinstance(found, VerificationFailure)
    assert said in found.reason
