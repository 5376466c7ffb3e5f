"""Untrusted bytes: nothing raises on any of them, and nothing is made up from them."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmsdoc.trust import algorithms, openpgp, sshsig
from qmsdoc.trust.failure import ParseError, VerificationFailure
from qmsdoc.trust.signature import signers
from qmsdoc.trust.tag import TagObject, read_name, read_tag
from qmsdoc.trust.wire import Reader, mpint, string
from tests.trust.keys import KINDS, envelope, make_key, signed_tag, tag_oid, tag_payload
from tests.trust.test_message import TEXT
from tests.trust.test_sshsig import PAYLOAD, proof_of
from tests.work import Call, grows_linearly

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


@given(st.binary() | st.text().map(str.encode))
def test_no_bytes_raise_as_a_tag(data: bytes) -> None:
    assert isinstance(read_tag(tag_oid(data), data), VerificationFailure)
    assert isinstance(read_tag(tag_oid(data, "sha256"), data), VerificationFailure)


@given(st.text(), st.binary())
def test_no_id_raises(oid: str, data: bytes) -> None:
    found = read_tag(oid, data)
    assert isinstance(found, VerificationFailure)
    assert found.rule == "repository-tampered"


@given(st.binary())
def test_no_tail_of_a_tag_raises(tail: bytes) -> None:
    for data in (VALID["ssh-ed25519"] + tail, tag_payload(NAME, TEXT) + tail):
        found = read_tag(tag_oid(data), data)
        assert isinstance(found, VerificationFailure) == (not (tail == b"" and data in VALID.values()))


@given(st.text() | st.text().map("refs/tags/approved/{}/3/jane".format))
def test_no_name_raises(ref: str) -> None:
    found = read_name(ref)
    assert isinstance(found, VerificationFailure) or found.ref == ref


@given(st.binary() | FIELDS | FIELDS.map(lambda rest: b"SSHSIG\0\0\0\1" + rest))
def test_no_bytes_raise_as_a_signature(blob: bytes) -> None:
    assert isinstance(sshsig.verify(PAYLOAD, blob), VerificationFailure)
    assert isinstance(sshsig.verify(PAYLOAD, sshsig.armor(blob)), VerificationFailure)


@given(FIELDS, FIELDS)
def test_no_key_and_proof_raise(blob: bytes, proof: bytes) -> None:
    assert isinstance(sshsig.verify(PAYLOAD, envelope(blob, proof)), VerificationFailure)


@given(st.sampled_from(KINDS), FIELDS | st.binary(max_size=300), FIELDS | st.binary(max_size=300))
def test_nothing_is_accepted_in_place_of_a_key_or_its_proof(kind: str, blob: bytes, proof: bytes) -> None:
    key = make_key("jane", kind)
    name = string(kind.encode())
    signed_with = string(b"rsa-sha2-512") if kind == "ssh-rsa" else name
    for pair in ((name + blob, proof_of(key)), (key.blob, signed_with + proof), (name + blob, signed_with + proof)):
        with pytest.raises(ParseError):
            algorithms.verify(*pair, sshsig.signed_data(PAYLOAD, b"sha512"))


@given(st.binary())
def test_a_reader_gives_fields_or_refuses(data: bytes) -> None:
    for take in (Reader.uint32, Reader.string, Reader.mpint):
        reader = Reader(data, "It")
        try:
            found = take(reader)
        except ParseError:
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


def test_many_tags_are_work_in_proportion_to_their_number() -> None:
    key = make_key("jane")
    tags = [signed_tag(tag_payload(f"approved/QP-{number}/1/jane.doe", TEXT), key) for number in range(400)]

    def prove(count: int) -> Call:
        def call() -> None:
            read = [tag for oid, data in tags[:count] if isinstance(tag := read_tag(oid, data), TagObject)]
            assert signers([(tag, None) for tag in read], ()) == (key.fingerprint,) * count

        return call

    assert grows_linearly(prove, 100)
