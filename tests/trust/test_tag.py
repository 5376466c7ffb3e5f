"""Tag objects: one valid one, and each single thing that can be wrong with it under its exact rule."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmsdoc.model.approval import Verdict
from qmsdoc.trust.failure import VerificationFailure
from qmsdoc.trust.message import unsafe
from qmsdoc.trust.tag import MAX_SIZE, TagObject, read_tag
from tests.trust.keys import make_key, signed_tag, tag_oid, tag_payload

NAME = "approved/QP-001/3/jane.doe"
MESSAGE = "Approve QP-001 revision 3: Control of documents\n\nManual: m\n"
PAYLOAD = tag_payload(NAME, MESSAGE)
SIGNATURE = make_key("jane").sign(PAYLOAD).encode()
VALID = PAYLOAD + SIGNATURE
PGP = b"-----BEGIN PGP SIGNATURE-----\n\niHUE\n-----END PGP SIGNATURE-----\n"


def read(data: bytes, object_format: str = "sha1") -> TagObject | VerificationFailure:
    return read_tag(tag_oid(data, object_format), data)


def swap(old: bytes, new: bytes, data: bytes = VALID) -> bytes:
    assert data.count(old) == 1
    return data.replace(old, new)


def test_a_valid_tag_is_read_whole() -> None:
    tag = read(VALID)
    assert tag == TagObject(
        oid=tag_oid(VALID),
        target="1" * 40,
        target_kind="commit",
        name=NAME,
        tagger_name="Jane Doe",
        tagger_email="jane.doe@meridian.example",
        tagged_at=datetime(2026, 1, 5, 8, tzinfo=UTC),
        message=MESSAGE,
        payload=PAYLOAD,
        signature=SIGNATURE,
        scheme="ssh",
    )


def test_a_sha256_repository_has_longer_ids() -> None:
    payload = tag_payload(NAME, MESSAGE, target="2" * 64)
    oid, data = signed_tag(payload, make_key("jane"), object_format="sha256")
    tag = read_tag(oid, data)
    assert isinstance(tag, TagObject)
    assert tag.target == "2" * 64


def test_openpgp_armor_is_told_from_ssh_armor() -> None:
    tag = read(PAYLOAD + PGP)
    assert isinstance(tag, TagObject)
    assert (tag.scheme, tag.signature, tag.payload) == ("openpgp", PGP, PAYLOAD)


@pytest.mark.parametrize(
    ("offset", "zone"),
    [
        ("+0000", UTC),
        ("-0330", timezone(-timedelta(hours=3, minutes=30))),
        ("+1400", timezone(timedelta(hours=14))),
        ("-1459", timezone(-timedelta(hours=14, minutes=59))),
    ],
)
def test_the_tagger_keeps_its_offset(offset: str, zone: timezone) -> None:
    tag = read(tag_payload(NAME, MESSAGE, offset=offset) + SIGNATURE)
    assert isinstance(tag, TagObject)
    assert tag.tagged_at == datetime(2026, 1, 5, 8, tzinfo=UTC)
    assert tag.tagged_at.utcoffset() == zone.utcoffset(None)


@pytest.mark.parametrize("seconds", [0, 1, 253_402_128_000])
def test_dates_that_can_be_held(seconds: int) -> None:
    assert isinstance(read(tag_payload(NAME, MESSAGE, seconds=seconds, offset="+1459") + SIGNATURE), TagObject)


def test_a_second_later_no_date_can_be_held() -> None:
    fault = read(tag_payload(NAME, MESSAGE, seconds=253_402_128_001) + SIGNATURE)
    assert isinstance(fault, VerificationFailure)
    assert fault.reason == "The tagger's date lies beyond the year 9999."


@pytest.mark.parametrize("who", ["J <j@x>", "Jörg Müller <jörg@müller.example>", 'Dr. "Q" O\'Neil, QA <q+a@x.example>'])
def test_names_that_people_have(who: str) -> None:
    assert isinstance(read(tag_payload(NAME, MESSAGE, tagger=who) + SIGNATURE), TagObject)


def test_a_message_may_hold_what_only_resembles_armor() -> None:
    tag = read(tag_payload(NAME, " -----BEGIN SSH SIGNATURE-----\nx -----BEGIN \n----BEGIN PGP\n") + SIGNATURE)
    assert isinstance(tag, TagObject)


HEAD, _, BODY = PAYLOAD.partition(b"\n\n")
OBJECT, KIND, TAG, TAGGER = HEAD.split(b"\n")


def headers(*lines: bytes) -> bytes:
    return b"\n".join(lines) + b"\n\n" + BODY + SIGNATURE


MALFORMED = {
    "empty": b"",
    "only a newline": b"\n",
    "object missing": headers(KIND, TAG, TAGGER),
    "type missing": headers(OBJECT, TAG, TAGGER),
    "tag missing": headers(OBJECT, KIND, TAGGER),
    "tagger missing": headers(OBJECT, KIND, TAG),
    "object twice": headers(OBJECT, OBJECT, KIND, TAG, TAGGER),
    "type twice": headers(OBJECT, KIND, KIND, TAG, TAGGER),
    "tag twice": headers(OBJECT, KIND, TAG, TAG, TAGGER),
    "tagger twice": headers(OBJECT, KIND, TAG, TAGGER, TAGGER),
    "out of order": headers(KIND, OBJECT, TAG, TAGGER),
    "tagger before tag": headers(OBJECT, KIND, TAGGER, TAG),
    "unknown header": headers(OBJECT, KIND, TAG, TAGGER, b"encoding UTF-8"),
    "unknown header first": headers(b"x y", OBJECT, KIND, TAG, TAGGER),
    "gpgsig header": headers(OBJECT, KIND, TAG, TAGGER, b"gpgsig -----BEGIN"),
    "gpgsig-sha256 header": headers(OBJECT, KIND, TAG, TAGGER, b"gpgsig-sha256 x", b" y"),
    "continued header": headers(OBJECT, KIND, TAG, b" more", TAGGER),
    "key in capitals": headers(OBJECT, KIND, TAG.replace(b"tag ", b"Tag "), TAGGER),
    "key ended by a tab": headers(OBJECT, KIND, TAG.replace(b"tag ", b"tag\t"), TAGGER),
    "carriage returns": VALID.replace(b"\n", b"\r\n"),
    "carriage return in a header": headers(OBJECT + b"\r", KIND, TAG, TAGGER),
    "object in capitals": headers(b"object " + b"A" * 40, KIND, TAG, TAGGER),
    "object too short": headers(OBJECT[:-1], KIND, TAG, TAGGER),
    "object too long": headers(OBJECT + b"1", KIND, TAG, TAGGER),
    "object of the other hash": headers(b"object " + b"1" * 64, KIND, TAG, TAGGER),
    "object with two blanks": headers(b"object  " + b"1" * 39, KIND, TAG, TAGGER),
    "object not hexadecimal": headers(b"object " + b"g" * 40, KIND, TAG, TAGGER),
    "kind unknown": headers(OBJECT, b"type folder", TAG, TAGGER),
    "kind empty": headers(OBJECT, b"type ", TAG, TAGGER),
    "kind with a blank": headers(OBJECT, b"type commit ", TAG, TAGGER),
    "kind in capitals": headers(OBJECT, b"type Commit", TAG, TAGGER),
    "name empty": headers(OBJECT, KIND, b"tag ", TAGGER),
    "name with a blank": headers(OBJECT, KIND, TAG + b" x", TAGGER),
    "name with a control character": headers(OBJECT, KIND, TAG + b"\x1b", TAGGER),
    "tagger empty": headers(OBJECT, KIND, TAG, b"tagger "),
    "tagger without a name": headers(OBJECT, KIND, TAG, b"tagger <j@x> 1 +0000"),
    "tagger with a blank name": headers(OBJECT, KIND, TAG, b"tagger   <j@x> 1 +0000"),
    "tagger's name with blanks": headers(OBJECT, KIND, TAG, b"tagger  J <j@x> 1 +0000"),
    "tagger without an address": headers(OBJECT, KIND, TAG, b"tagger J <> 1 +0000"),
    "tagger with two addresses": headers(OBJECT, KIND, TAG, b"tagger J <j@x> <k@x> 1 +0000"),
    "tagger's address with a blank": headers(OBJECT, KIND, TAG, b"tagger J <j @x> 1 +0000"),
    "tagger's name with an escape": headers(OBJECT, KIND, TAG, b"tagger J\x1b[2J <j@x> 1 +0000"),
    "tagger's name turned around": headers(OBJECT, KIND, TAG, "tagger J\u202e <j@x> 1 +0000".encode()),
    "tagger's address with an escape": headers(OBJECT, KIND, TAG, "tagger J <j\x9b@x> 1 +0000".encode()),
    "name turned around": headers(OBJECT, KIND, TAG + "\u2066".encode(), TAGGER),
    "a line separator": headers(OBJECT, KIND, TAG + "\u2028".encode(), TAGGER),
    "tagger without a date": headers(OBJECT, KIND, TAG, b"tagger J <j@x>"),
    "tagger without an offset": headers(OBJECT, KIND, TAG, b"tagger J <j@x> 1"),
    "negative seconds": headers(OBJECT, KIND, TAG, b"tagger J <j@x> -1 +0000"),
    "seconds with a leading zero": headers(OBJECT, KIND, TAG, b"tagger J <j@x> 01 +0000"),
    "seconds past the year 9999": headers(OBJECT, KIND, TAG, b"tagger J <j@x> 253402128001 +0000"),
    "seconds past all years": headers(OBJECT, KIND, TAG, b"tagger J <j@x> 9999999999999999 +0000"),
    "seconds in other digits": headers(OBJECT, KIND, TAG, "tagger J <j@x> 1٣ +0000".encode()),
    "offset without a sign": headers(OBJECT, KIND, TAG, b"tagger J <j@x> 1 0000"),
    "offset of a whole day": headers(OBJECT, KIND, TAG, b"tagger J <j@x> 1 +2400"),
    "offset past 14 hours": headers(OBJECT, KIND, TAG, b"tagger J <j@x> 1 +1500"),
    "offset of 60 minutes": headers(OBJECT, KIND, TAG, b"tagger J <j@x> 1 +0060"),
    "offset too short": headers(OBJECT, KIND, TAG, b"tagger J <j@x> 1 +000"),
    "negative zero offset": headers(OBJECT, KIND, TAG, b"tagger J <j@x> 1 -0000"),
    "tagger with more after it": headers(OBJECT, KIND, TAG, TAGGER + b" x"),
    "no message": HEAD + b"\n\n" + SIGNATURE,
    "no blank line": HEAD + b"\n" + SIGNATURE,
    "headers only": HEAD,
    "not UTF-8": swap(b"Control", b"C\xf6ntrol"),
    "overlong UTF-8": swap(b"Control", b"C\xc0\xafntrol"),
    "a surrogate in UTF-8": swap(b"Control", b"C\xed\xa0\x80ntrol"),
    "NUL in the message": swap(b"Control", b"Con\0trol"),
    "text after the signature": VALID + b"x",
    "newline after the signature": VALID + b"\n",
    "line after the signature": VALID + b"And I approve QP-002.\n",
    "NUL after the signature": VALID + b"\0",
    "no newline at the end": VALID[:-1],
    "end line cut": VALID[:-2],
    "end line missing": VALID[: VALID.index(b"-----END")],
    "end line indented": swap(b"\n-----END", b"\n -----END"),
    "two signatures": PAYLOAD + SIGNATURE + SIGNATURE,
    "an SSH and an OpenPGP signature": PAYLOAD + SIGNATURE + PGP,
    "a signature inside the message": headers(OBJECT, KIND, TAG, TAGGER).replace(b"Manual", PGP + b"Manual"),
    "a key inside the message": swap(b"Manual", b"-----BEGIN PGP PUBLIC KEY BLOCK-----\nManual"),
    "armor in the headers": b"-----BEGIN SSH SIGNATURE-----\n" + VALID,
    "a begin line inside the signature": swap(b"\n-----END", b"\n-----BEGIN SSH SIGNATURE-----\n-----END"),
    "the begin line alone": PAYLOAD + b"-----BEGIN SSH SIGNATURE-----",
    "the begin line and a return": swap(b"BEGIN SSH SIGNATURE-----\n", b"BEGIN SSH SIGNATURE-----\r\n"),
    "the begin line and a blank": swap(b"BEGIN SSH SIGNATURE-----\n", b"BEGIN SSH SIGNATURE----- \n"),
    "an encrypted block": PAYLOAD + b"-----BEGIN PGP MESSAGE-----\n\niHUE\n-----END PGP MESSAGE-----\n",
    "an SSH signature ended as OpenPGP": swap(b"END SSH", b"END PGP"),
    "longer than any approval": swap(b"Control", b"C" * MAX_SIZE),
}


@pytest.mark.parametrize("data", MALFORMED.values(), ids=MALFORMED)
def test_anything_unusual_is_malformed(data: bytes) -> None:
    fault = read(data)
    assert isinstance(fault, VerificationFailure)
    assert (fault.rule, fault.verdict) == ("tag-malformed", Verdict.INVALID)


@pytest.mark.parametrize(
    ("which", "told"),
    [
        ("object missing", "headers are not exactly object, type, tag and tagger"),
        ("tagger twice", "headers are not exactly object, type, tag and tagger"),
        ("name turned around", "control or direction-changing characters"),
        ("name with a control character", "control or direction-changing characters"),
        ("object in capitals", "first line does not give an object id"),
        ("object too short", "first line does not give an object id"),
        ("object of the other hash", "first line does not give an object id"),
        ("kind unknown", "a kind of object that git does not have"),
        ("name with a blank", "name inside the tag is empty or holds blanks"),
        ("tagger without a date", "tagger is not written as"),
        ("offset of 60 minutes", "tagger is not written as"),
    ],
)
def test_what_is_wrong_with_headers_is_told(which: str, told: str) -> None:
    fault = read(MALFORMED[which])
    assert isinstance(fault, VerificationFailure)
    assert told in fault.reason


def test_the_longest_tag_that_is_read() -> None:
    data = swap(b"Control", b"C" * (MAX_SIZE - len(VALID) + len(b"Control")))
    assert len(data) == 65_536
    assert isinstance(read(data), TagObject)
    assert isinstance(read(data.replace(b"CC", b"CCC", 1)), VerificationFailure)


@pytest.mark.parametrize("kind", ["tree", "blob", "tag"])
@pytest.mark.parametrize("signature", [SIGNATURE, b""])
def test_only_a_commit_can_be_approved(kind: str, signature: bytes) -> None:
    fault = read(tag_payload(NAME, MESSAGE, kind=kind) + signature)
    assert isinstance(fault, VerificationFailure)
    assert fault.rule == "tag-target-invalid"
    assert f"a {kind}" in fault.reason


@pytest.mark.parametrize(
    "data",
    [
        PAYLOAD,
        PAYLOAD.rstrip(b"\n"),
        PAYLOAD + SIGNATURE.replace(b"-----BEGIN", b"----BEGIN"),
        PAYLOAD.rstrip(b"\n") + SIGNATURE,
        PAYLOAD + b" " + SIGNATURE,
    ],
    ids=["no armor", "no final newline", "four dashes", "armor not on its own line", "armor indented"],
)
def test_a_tag_without_armor_is_unsigned(data: bytes) -> None:
    fault = read(data)
    assert isinstance(fault, VerificationFailure)
    assert (fault.rule, fault.verdict) == ("tag-unsigned", Verdict.INVALID)


def test_an_smime_signature_cannot_be_told() -> None:
    fault = read(PAYLOAD + b"-----BEGIN SIGNED MESSAGE-----\nMII=\n-----END SIGNED MESSAGE-----\n")
    assert isinstance(fault, VerificationFailure)
    assert (fault.rule, fault.verdict) == ("signature-unverifiable", Verdict.UNVERIFIABLE)


def headers_line_by_line(head: str) -> tuple[str, str, str, str, datetime] | None:
    """Read the headers of a tag of a SHA-1 repository one by one; None where one is not as it must be."""
    lines = [line.partition(" ") for line in head.split("\n")]
    if [key for key, _, _ in lines] != ["object", "type", "tag", "tagger"] or unsafe(head.replace("\n", "")):
        return None
    target, kind, name, tagger = (value for _, _, value in lines)
    who = re.fullmatch(r"([^<>]+) <([^<> ]+)> (0|[1-9][0-9]{0,11}) ([+-])(0[0-9]|1[0-4])([0-5][0-9])", tagger)
    if not re.fullmatch("[0-9a-f]{40}", target) or kind != "commit" or not re.fullmatch("[^ ]+", name) or not who:
        return None
    if who[1].strip() != who[1] or who[4] + who[5] + who[6] == "-0000" or int(who[3]) > 253_402_128_000:
        return None
    offset = timedelta(hours=int(who[5]), minutes=int(who[6])) * (-1 if who[4] == "-" else 1)
    return target, name, who[1], who[2], datetime.fromtimestamp(int(who[3]), timezone(offset))


ODD = st.sampled_from(["", " ", "\n", "\u00a0", "\u3000", "\x1b", "\u202e", "<", ">", "0", "9", "a", "-", "tag x\n"])


@given(st.lists(st.tuples(st.integers(0, 1_000), st.integers(0, 3), ODD), max_size=3), st.sampled_from("+-"))
def test_headers_read_at_once_are_those_read_one_by_one(changes: list[tuple[int, int, str]], sign: str) -> None:
    head = HEAD.decode().replace("+0000", f"{sign}0000")
    for at, gone, come in changes:
        head = head[: at % len(head)] + come + head[at % len(head) + gone :]
    tag, expected = read(head.encode() + b"\n\n" + BODY + SIGNATURE), headers_line_by_line(head.partition("\n\n")[0])
    if isinstance(tag, VerificationFailure):
        assert expected is None
    else:
        assert expected is not None
        assert (tag.target, tag.name, tag.tagger_name, tag.tagger_email, tag.tagged_at) == expected
        assert tag.tagged_at.utcoffset() == expected[4].utcoffset()


@given(
    st.lists(
        st.sampled_from([b"\n", b"-----BEGIN ", b"-", b"x", b"SSH SIGNATURE-----\n", b"-----END SSH SIGNATURE-----\n"])
    )
)
def test_armor_begins_where_a_line_does(parts: list[bytes]) -> None:
    data = b"".join(parts)
    begins = [found.start() for found in re.finditer(rb"^-----BEGIN ", data, re.MULTILINE)]
    found = read(data)
    assert isinstance(found, VerificationFailure)
    assert ("more than one" in found.reason) == (len(begins) > 1)
    armored = VALID.replace(SIGNATURE, data + SIGNATURE)
    many = len(re.findall(rb"^-----BEGIN ", armored, re.MULTILINE))
    assert ("more than one" in getattr(read(armored), "reason", "")) == (many > 1)


@pytest.mark.parametrize(
    ("oid", "data"),
    [
        (tag_oid(VALID), VALID + b"\n"),
        (tag_oid(VALID), VALID.replace(b"revision 3", b"revision 4")),
        (tag_oid(VALID), b""),
        (tag_oid(VALID).upper(), VALID),
        (tag_oid(VALID)[:-1], VALID),
        (tag_oid(VALID, "sha256")[:40], VALID),
        ("0" * 64, VALID),
        ("", VALID),
        ("é" * 40, VALID),
    ],
)
def test_bytes_that_do_not_hash_to_their_id_are_tampered_with(oid: str, data: bytes) -> None:
    fault = read_tag(oid, data)
    assert isinstance(fault, VerificationFailure)
    assert (fault.rule, fault.verdict) == ("repository-tampered", Verdict.INVALID)
