"""Untrusted bytes: nothing raises on any of them, and no mutation of a valid tag is accepted."""

from __future__ import annotations

import base64
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmsdoc.trust import algorithms, openpgp, sshsig
from qmsdoc.trust.fault import Fault, Refused
from qmsdoc.trust.signature import signers
from qmsdoc.trust.tag import TagObject, read_name, read_tag
from qmsdoc.trust.wire import Reader, mpint, string
from tests.trust.keys import KINDS, envelope, make_key, signed_tag, tag_oid, tag_payload
from tests.trust.test_message import TEXT
from tests.trust.test_sshsig import PAYLOAD, proof_of

NAME = "approved/QP-001/3/jane.doe"
VALID = {kind: signed_tag(tag_payload(NAME, TEXT), make_key("jane", kind))[1] for kind in KINDS}
WORDS = (b"git", b"sha256", b"sha512", b"ssh:", b"nistp256", b"", *(kind.encode() for kind in KINDS))
FIELDS = st.lists(
    st.sampled_from(WORDS).map(string)
    | st.binary(max_size=80).map(string)
    | st.integers(0, 2**600).map(mpint)
    | st.binary(max_size=6),
    max_size=6,
).map(b"".join)


def accepted(data: bytes, oid: str | None = None) -> bool:
    tag = read_tag(oid or tag_oid(data), data)
    return isinstance(tag, TagObject) and isinstance(sshsig.verify(tag.payload, tag.signature), str)


def mutated(source: random.Random, data: bytes) -> bytes:
    """Change one place: bits, bytes, or a run that is cut, doubled, moved or made of something else."""
    at, size = source.randrange(len(data)), source.choice((1, 1, 2, 4, 8, 64, 200))
    run, rest = data[at : at + size], data[at + size :]
    change = source.randrange(7)
    if change == 0:
        return data[:at] + bytes([data[at] ^ 1 << source.randrange(8)]) + data[at + 1 :]
    if change == 1:
        return data[:at] + rest
    if change == 2:
        return data[:at] + run + run + rest
    if change == 3:
        return data[:at] + source.choice((b"\n", b" ", b"\0", b"\r", b"=", b"A", b"\n\n")) + data[at:]
    if change == 4:
        return data[:at] + source.randbytes(len(run)) + rest
    if change == 5:
        lines = data.splitlines(keepends=True)
        one, two = source.randrange(len(lines)), source.randrange(len(lines))
        lines[one], lines[two] = lines[two], lines[one]
        return b"".join(lines)
    other = source.randrange(len(rest) + 1)
    return data[:at] + rest[:other] + run + rest[other:]


@pytest.mark.parametrize("kind", KINDS)
def test_no_mutation_of_a_valid_tag_is_accepted(kind: str) -> None:
    source = random.Random(kind)  # noqa: S311 - the same mutations every time
    data = VALID[kind]
    assert accepted(data)
    changed = 0
    for _ in range(1500):
        other = mutated(source, data)
        if source.random() < 0.3:
            other = mutated(source, other)
        changed += other != data
        assert accepted(other) == (other == data)
        assert not accepted(other, tag_oid(data)) or other == data
    assert changed > 1200


@pytest.mark.parametrize("kind", ["ssh-ed25519", "ssh-rsa", "sk-ecdsa-sha2-nistp256@openssh.com"])
def test_no_mutation_inside_the_armor_is_accepted(kind: str) -> None:
    """Mutates the bytes of the signature and writes them in good armor, so that the armor cannot catch it."""
    source = random.Random(kind)  # noqa: S311 - the same mutations every time
    data = VALID[kind]
    at = data.index(b"-----BEGIN")
    blob = sshsig.dearmor(data[at:])
    for _ in range(1500):
        other = mutated(source, blob)
        assert accepted(data[:at] + sshsig.armor(other)) == (other == blob)


@given(st.binary() | st.text().map(str.encode))
def test_no_bytes_raise_as_a_tag(data: bytes) -> None:
    assert isinstance(read_tag(tag_oid(data), data), Fault)
    assert isinstance(read_tag(tag_oid(data, "sha256"), data), Fault)


@given(st.text(), st.binary())
def test_no_id_raises(oid: str, data: bytes) -> None:
    found = read_tag(oid, data)
    assert isinstance(found, Fault)
    assert found.rule == "repository-tampered"


@given(st.binary())
def test_no_tail_of_a_tag_raises(tail: bytes) -> None:
    for data in (VALID["ssh-ed25519"] + tail, tag_payload(NAME, TEXT) + tail):
        found = read_tag(tag_oid(data), data)
        assert isinstance(found, Fault) == (not (tail == b"" and data in VALID.values()))


@given(st.text() | st.text().map("refs/tags/approved/{}/3/jane".format))
def test_no_name_raises(ref: str) -> None:
    found = read_name(ref)
    assert isinstance(found, Fault) or found.ref == ref


@given(st.binary() | FIELDS | FIELDS.map(lambda rest: b"SSHSIG\0\0\0\1" + rest))
def test_no_bytes_raise_as_a_signature(blob: bytes) -> None:
    assert isinstance(sshsig.verify(PAYLOAD, blob), Fault)
    assert isinstance(sshsig.verify(PAYLOAD, sshsig.armor(blob)), Fault)


@given(FIELDS, FIELDS)
def test_no_key_and_proof_raise(blob: bytes, proof: bytes) -> None:
    assert isinstance(sshsig.verify(PAYLOAD, envelope(blob, proof)), Fault)


@given(st.sampled_from(KINDS), FIELDS | st.binary(max_size=300), FIELDS | st.binary(max_size=300))
def test_nothing_is_accepted_in_place_of_a_key_or_its_proof(kind: str, blob: bytes, proof: bytes) -> None:
    key = make_key("jane", kind)
    name = string(kind.encode())
    signed_with = string(b"rsa-sha2-512") if kind == "ssh-rsa" else name
    for pair in ((name + blob, proof_of(key)), (key.blob, signed_with + proof), (name + blob, signed_with + proof)):
        with pytest.raises(Refused):
            algorithms.verify(*pair, sshsig.signed_data(PAYLOAD, b"sha512"))


@given(st.binary())
def test_a_reader_gives_fields_or_refuses(data: bytes) -> None:
    for take in (Reader.uint32, Reader.string, Reader.mpint):
        reader = Reader(data, "It")
        try:
            found = take(reader)
        except Refused:
            continue
        assert isinstance(found, int | bytes)
        assert reader.at <= len(data)


@given(st.integers(1, 2**16300))
def test_an_integer_is_read_as_it_was_written(number: int) -> None:
    reader = Reader(mpint(number), "It")
    assert reader.mpint() == number
    reader.end()


@given(st.binary(max_size=400), st.integers(1, 90))
@settings(max_examples=200)
def test_no_bytes_raise_as_openpgp_armor(packet: bytes, columns: int) -> None:
    text = base64.b64encode(packet)
    lines = b"".join(text[at : at + columns] + b"\n" for at in range(0, len(text), columns))
    for data in (packet, b"-----BEGIN PGP SIGNATURE-----\n\n" + lines + b"-----END PGP SIGNATURE-----\n"):
        fault = openpgp._form(data)
        assert fault is None or fault.rule.startswith("signature-")


def test_two_thousand_tags_take_well_under_two_seconds() -> None:
    key = make_key("jane")
    tags = [signed_tag(tag_payload(f"approved/QP-{number}/1/jane.doe", TEXT), key) for number in range(2000)]
    start = time.process_time()
    read = [tag for oid, data in tags if isinstance(tag := read_tag(oid, data), TagObject)]
    found = signers([(tag, None) for tag in read], ())
    assert time.process_time() - start < 1.5
    assert found == (key.fingerprint,) * 2000
