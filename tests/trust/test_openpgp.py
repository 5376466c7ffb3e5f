"""OpenPGP signatures, made by real keys of a throw-away gpg home."""

from __future__ import annotations

import base64
import dataclasses
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from qmsdoc.model.approval import Verdict
from qmsdoc.model.policy import Person, SigningKey
from qmsdoc.parse.openpgp_keys import openpgp_keys
from qmsdoc.trust import openpgp
from qmsdoc.trust.failure import VerificationFailure
from qmsdoc.trust.openpgp import Keyring, certified_user_ids, keyring
from qmsdoc.trust.signature import signed_by, signers
from qmsdoc.trust.tag import TagObject, read_tag
from tests.trust.keys import make_key, signed_tag, tag_oid, tag_payload

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.skipif(shutil.which("gpg") is None, reason="GnuPG is not installed"),
]

BORN = datetime(2026, 1, 1, tzinfo=UTC)
SIGNED = datetime(2026, 1, 5, 8, tzinfo=UTC)
LATER = datetime(2026, 3, 1, tzinfo=UTC)
PAYLOAD = tag_payload("approved/QP-001/3/jane.doe", "Approve QP-001 revision 3: Control\n\nManual: m\n")
BEGIN, END = b"-----BEGIN PGP SIGNATURE-----\n", b"-----END PGP SIGNATURE-----\n"


@dataclass(frozen=True)
class Home:
    """A gpg home with secret keys, whose clock stands where it is told."""

    path: Path

    def run(self, *arguments: str, data: bytes = b"", at: datetime = SIGNED) -> bytes:
        clock = f"--faked-system-time={at:%Y%m%dT%H%M%S}!"
        command = ["gpg", f"--homedir={self.path}", "--batch", "--no-options", clock]
        command += ["--pinentry-mode=loopback", "--passphrase=", *arguments]
        done = subprocess.run(command, input=data, capture_output=True, check=True, timeout=300)
        return done.stdout

    def make(self, name: str, algorithm: str = "ed25519", expires: str = "never") -> str:
        self.run("--quick-gen-key", f"{name} <{name}@meridian.example>", algorithm, "sign", expires, at=BORN)
        rows = self.run("--list-keys", "--with-colons", f"{name}@").decode().splitlines()
        return next(row.split(":")[9] for row in rows if row.startswith("fpr:"))

    def sign(self, who: str, *options: str, payload: bytes = PAYLOAD, at: datetime = SIGNED) -> bytes:
        return self.run(f"--local-user={who}", *options, "-bsa", data=payload, at=at)

    def public(self, who: str) -> SigningKey:
        armored = self.run("--armor", "--export", who)
        return SigningKey("jane.doe", "jane.doe@meridian.example", "openpgp", armored, who)


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    folder = Path(tempfile.mkdtemp(prefix="gpg-"))  # short: gpg's sockets have at most 108 characters
    folder.chmod(0o700)
    try:
        yield Home(folder)
    finally:
        subprocess.run(["gpgconf", f"--homedir={folder}", "--kill", "all"], check=False, capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def jane(home: Home) -> str:
    return home.make("jane")


@pytest.fixture(scope="module")
def signature(home: Home, jane: str) -> bytes:
    return home.sign(jane)


@pytest.fixture(scope="module")
def ring(home: Home, jane: str) -> Iterator[Keyring]:
    with keyring([home.public(jane)]) as opened:
        yield opened


def rule(found: str | VerificationFailure) -> str:
    assert isinstance(found, VerificationFailure)
    expected = Verdict.UNVERIFIABLE if found.rule == "signature-unverifiable" else Verdict.INVALID
    assert found.verdict is expected
    return found.rule


def rearmored(packet: bytes, columns: int = 64) -> bytes:
    text = base64.b64encode(packet)
    lines = b"".join(text[at : at + columns] + b"\n" for at in range(0, len(text), columns))
    return BEGIN + b"\n" + lines + END


def packet_of(signature: bytes) -> bytes:
    text = b"".join(row for row in signature.splitlines() if row and row[:1] not in b"-=")
    return base64.b64decode(text)


def test_a_good_signature_gives_its_key(ring: Keyring, jane: str, signature: bytes) -> None:
    assert ring.verify(PAYLOAD, signature, SIGNED) == jane
    assert ring.verify(PAYLOAD, signature, LATER) == jane
    assert ring.verify(PAYLOAD, rearmored(packet_of(signature)), SIGNED) == jane
    assert ring.verify(PAYLOAD, signature.replace(b"\n\n", b"\nVersion: GnuPG v2\nComment: x\n\n", 1), SIGNED) == jane


def test_a_signature_made_seconds_after_the_tag_was_dated_is_good(ring: Keyring, jane: str, signature: bytes) -> None:
    assert ring.verify(PAYLOAD, signature, SIGNED - timedelta(minutes=5)) == jane


def test_a_signature_is_as_old_as_its_tag(ring: Keyring, jane: str, signature: bytes) -> None:
    for apart in (timedelta(hours=23), -timedelta(hours=23)):
        assert ring.verify(PAYLOAD, signature, SIGNED, SIGNED + apart) == jane
    for apart in (timedelta(days=2), -timedelta(days=2)):
        assert rule(ring.verify(PAYLOAD, signature, SIGNED, SIGNED + apart)) == "approval-date-invalid"


def test_rsa_with_a_signing_subkey_gives_the_subkey_as_people_see_it(home: Home) -> None:
    primary = home.make("rita", "rsa2048")
    home.run("--quick-add-key", primary, "rsa2048", "sign", "never", at=BORN)
    made = home.sign(primary)
    public = home.public(primary)
    person = Person("rita", "Rita", ("rita@meridian.example",))
    (key,), _ = openpgp_keys({"keys/rita.asc": public.blob}, (person,))
    with keyring([public]) as opened:
        assert opened.verify(PAYLOAD, made, SIGNED) == key.subkeys[0]
        assert key.fingerprint == primary
        assert key.bears(key.subkeys[0])
        assert (key.secret_of(primary), key.secret_of(key.subkeys[0])) == key.secrets
        assert rule(opened.verify(PAYLOAD + b"x", made, SIGNED)) == "signature-invalid"


def test_a_user_id_is_one_that_the_key_certifies(home: Home) -> None:
    who = home.make("una")
    assert certified_user_ids(home.public(who).blob) == ("una <una@meridian.example>",)
    home.run("--quick-add-uid", who, "other <other@meridian.example>")
    both = certified_user_ids(home.public(who).blob)
    assert set(both or ()) == {"una <una@meridian.example>", "other <other@meridian.example>"}
    home.run("--quick-revoke-uid", who, "other <other@meridian.example>", at=LATER)
    assert certified_user_ids(home.public(who).blob) == ("una <una@meridian.example>",)


def test_a_user_id_that_the_key_does_not_certify_is_none(home: Home) -> None:
    raw = home.run("--export", home.make("vera"))
    forged = bytearray(raw)
    at = raw.index(b"vera@")
    forged[at : at + 4] = b"jane"
    armored = home.run("--enarmor", data=bytes(forged)).replace(b"PGP ARMORED FILE", b"PGP PUBLIC KEY BLOCK")
    assert certified_user_ids(armored) == ()


def test_it_proves_only_what_was_signed(ring: Keyring, signature: bytes) -> None:
    for altered in (PAYLOAD + b"\n", PAYLOAD[:-1], b"", PAYLOAD.replace(b"revision 3", b"revision 4")):
        assert rule(ring.verify(altered, signature, SIGNED)) == "signature-invalid"


def test_a_key_that_is_not_in_the_ring_is_unknown(home: Home, ring: Keyring) -> None:
    assert rule(ring.verify(PAYLOAD, home.sign(home.make("mallory")), SIGNED)) == "signer-unknown"


def test_an_empty_or_unreadable_ring_knows_nobody(jane: str, signature: bytes) -> None:
    rubbish = SigningKey("jane.doe", "jane.doe@meridian.example", "openpgp", b"rubbish", jane)
    for keys in ((), (rubbish,)):
        with keyring(keys) as opened:
            assert rule(opened.verify(PAYLOAD, signature, SIGNED)) == "signer-unknown"


def test_a_key_counts_until_it_expires(home: Home) -> None:
    temp = home.make("temp", expires="30d")
    made = home.sign(temp)
    with keyring([home.public(temp)]) as opened:
        assert opened.verify(PAYLOAD, made, SIGNED) == temp
        assert opened.verify(PAYLOAD, made, BORN + timedelta(days=30)) == temp
        assert rule(opened.verify(PAYLOAD, made, BORN + timedelta(days=30, seconds=1))) == "key-expired"
        assert rule(opened.verify(PAYLOAD, made, LATER)) == "key-expired"


def test_a_revoked_key_never_counts(home: Home) -> None:
    lost = home.make("lost")
    made = home.sign(lost)
    file = home.path / "openpgp-revocs.d" / f"{lost}.rev"
    home.run("--import", data=file.read_bytes().replace(b":-----BEGIN", b"-----BEGIN"))
    with keyring([home.public(lost)]) as opened:
        assert rule(opened.verify(PAYLOAD, made, SIGNED)) == "key-revoked"


def test_a_signature_from_before_its_key_is_wrong(ring: Keyring, signature: bytes) -> None:
    assert rule(ring.verify(PAYLOAD, signature, BORN - timedelta(days=1))) == "signature-invalid"


def test_a_signature_with_an_end_date_counts_until_then(home: Home, ring: Keyring, jane: str) -> None:
    made = home.sign(jane, "--default-sig-expire=10d")
    assert ring.verify(PAYLOAD, made, SIGNED) == jane
    assert rule(ring.verify(PAYLOAD, made, LATER)) == "signature-invalid"


@pytest.mark.parametrize("option", ["--digest-algo=SHA1", "--textmode"])
def test_old_hashes_and_text_signatures_do_not_count(home: Home, ring: Keyring, jane: str, option: str) -> None:
    assert rule(ring.verify(PAYLOAD, home.sign(jane, option), SIGNED)) == "signature-invalid"


def test_there_is_one_signature(home: Home, ring: Keyring, jane: str, signature: bytes) -> None:
    other = home.make("second")
    both = home.run(f"--local-user={jane}", f"--local-user={other}", "-bsa", data=PAYLOAD)
    assert rule(ring.verify(PAYLOAD, both, SIGNED)) == "signature-noncanonical"
    assert rule(ring.verify(PAYLOAD, signature + signature, SIGNED)) == "signature-noncanonical"
    inline = home.run(f"--local-user={jane}", "-sa", data=PAYLOAD)
    assert rule(ring.verify(PAYLOAD, inline, SIGNED)) == "signature-noncanonical"


def test_the_armor_has_no_room_for_anything_else(ring: Keyring, signature: bytes) -> None:
    packet = packet_of(signature)
    assert packet[0] == 0x88
    body = packet[2:]
    for wrong in (
        b"",
        BEGIN + END,
        BEGIN + b"\n" + END,
        signature[:-1],
        signature + b"\n",
        signature.replace(b"\n", b"\r\n"),
        signature.replace(b"\n\n", b"\n", 1),
        signature.replace(b"\n\n", b"\nHash: SHA512\n\n", 1),
        signature.replace(b"\n\n", b"\n\n!", 1),
        signature.replace(b"\n\n", b"\n\n=", 1),
        BEGIN + b"\niHUEA\n" + END,
        BEGIN + b"\niHUE=\n" + END,
        BEGIN + b"\niHV=\n" + END,
        rearmored(packet, 100),
        rearmored(packet + packet),
        rearmored(packet[:-1]),
        rearmored(packet + b"\0"),
        rearmored(b"\x88\x00"),
        rearmored(b"\x88"),
        rearmored(b"\x99" + packet[1:]),
        rearmored(b"\x8b" + body),
        rearmored(b"\xc2\xff" + len(body).to_bytes(4) + body),
        rearmored(b"\xc2\xe0" + bytes(224)),
    ):
        assert rule(ring.verify(PAYLOAD, wrong, SIGNED)) == "signature-noncanonical"


def test_a_signature_packet_may_state_its_length_in_three_ways(home: Home, ring: Keyring, jane: str) -> None:
    short = packet_of(home.sign(jane))[2:]
    assert ring.verify(PAYLOAD, rearmored(b"\x89" + len(short).to_bytes(2) + short), SIGNED) == jane
    assert ring.verify(PAYLOAD, rearmored(b"\xc2" + bytes([len(short)]) + short), SIGNED) == jane
    long = packet_of(home.sign(jane, "--sig-notation=note@meridian.example=" + "x" * 150))
    assert long[0] == 0x89
    size = len(long) - 3
    new = bytes([192 + (size - 192) // 256, (size - 192) % 256])
    assert ring.verify(PAYLOAD, rearmored(b"\xc2" + new + long[3:]), SIGNED) == jane


def test_unknown_versions_and_algorithms_cannot_be_told(ring: Keyring, signature: bytes) -> None:
    packet = bytearray(packet_of(signature))
    assert (packet[2], packet[4]) == (4, 22)
    packet[2] = 6
    assert rule(ring.verify(PAYLOAD, rearmored(bytes(packet)), SIGNED)) == "signature-unverifiable"
    packet[2], packet[4] = 4, 99
    assert rule(ring.verify(PAYLOAD, rearmored(bytes(packet)), SIGNED)) == "signature-unverifiable"


def test_no_flipped_bit_that_is_signed_goes_unnoticed(ring: Keyring, signature: bytes) -> None:
    packet = packet_of(signature)
    hashed = range(2, 8 + int.from_bytes(packet[6:8]))
    for at in (*hashed, *range(len(packet) - 60, len(packet), 7)):
        altered = bytearray(packet)
        altered[at] ^= 0x10
        assert rule(ring.verify(PAYLOAD, rearmored(bytes(altered)), SIGNED))


def test_without_gpg_nothing_can_be_told(
    home: Home, jane: str, signature: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    keys = [home.public(jane)]
    monkeypatch.setenv("PATH", str(tmp_path))
    for known in (keys, []):
        with keyring(known) as opened:
            found = opened.verify(PAYLOAD, signature, SIGNED)
        assert rule(found) == "signature-unverifiable"
        assert isinstance(found, VerificationFailure)
        assert "install GnuPG" in found.reason
    assert certified_user_ids(b"a key without gpg") is None


@pytest.mark.parametrize("script", ["#!/bin/sh\nexec /bin/sleep 30\n", "#!/missing\n"], ids=["hangs", "cannot start"])
def test_a_gpg_that_does_not_answer_proves_nothing(
    home: Home, jane: str, signature: bytes, script: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    keys = [home.public(jane)]
    (tmp_path / "gpg").write_text(script)
    (tmp_path / "gpg").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    for known in (keys, []):
        with keyring(known, limit=0.2) as opened:
            assert rule(opened.verify(PAYLOAD, signature, SIGNED)) == "signature-unverifiable"


FINGERPRINT = "A" * 40
NEWSIG, GOODSIG = "[GNUPG:] NEWSIG", "[GNUPG:] GOODSIG AAAAAAAAAAAAAAAA Jane"
VALIDSIG = f"[GNUPG:] VALIDSIG {FINGERPRINT} 2026-01-05 1767600000 0 4 0 22 10 00 {FINGERPRINT}"
ANSWERS = {
    "nothing": ([], "signature-invalid"),
    "no new signature": ([GOODSIG, VALIDSIG], "signature-invalid"),
    "not good": ([NEWSIG, VALIDSIG], "signature-invalid"),
    "not valid": ([NEWSIG, GOODSIG], "signature-invalid"),
    "two new": ([NEWSIG, NEWSIG, GOODSIG, VALIDSIG], "signature-invalid"),
    "two good": ([NEWSIG, GOODSIG, GOODSIG, VALIDSIG], "signature-invalid"),
    "two valid": ([NEWSIG, GOODSIG, VALIDSIG, VALIDSIG], "signature-invalid"),
    "bad as well": ([NEWSIG, GOODSIG, VALIDSIG, "[GNUPG:] BADSIG A Jane"], "signature-invalid"),
    "expired as well": ([NEWSIG, GOODSIG, VALIDSIG, "[GNUPG:] EXPKEYSIG A Jane"], "key-expired"),
    "revoked as well": ([NEWSIG, GOODSIG, VALIDSIG, "[GNUPG:] REVKEYSIG A Jane"], "key-revoked"),
    "no primary key": ([NEWSIG, GOODSIG, VALIDSIG.rpartition(" ")[0]], "signature-unverifiable"),
    "an odd fingerprint": ([NEWSIG, GOODSIG, VALIDSIG[:-1] + "g"], "signature-unverifiable"),
    "one word more": ([NEWSIG, GOODSIG, VALIDSIG + " x"], "signature-unverifiable"),
    "MD5": ([NEWSIG, GOODSIG, VALIDSIG.replace(" 10 00 ", " 1 00 ")], "signature-invalid"),
    "text": ([NEWSIG, GOODSIG, VALIDSIG.replace(" 10 00 ", " 10 01 ")], "signature-invalid"),
    "not a status line": ([NEWSIG[1:], GOODSIG, VALIDSIG], "signature-invalid"),
}


def answering(folder: Path, lines: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a gpg on the path that says these lines whatever it is asked."""
    (folder / "gpg").write_text("#!/bin/sh\ncat <<'END'\n" + "\n".join([*lines, "END", ""]))
    (folder / "gpg").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def test_the_answer_as_it_should_be(signature: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answering(tmp_path, [NEWSIG, GOODSIG, VALIDSIG], monkeypatch)
    with keyring([]) as opened:
        assert opened.verify(PAYLOAD, signature, SIGNED) == FINGERPRINT
    unread = Keyring(tmp_path, 20, ready=False)  # gpg did not answer when it was to read the keys
    assert rule(unread.verify(PAYLOAD, signature, SIGNED)) == "signature-unverifiable"


def test_a_user_id_is_the_tenth_field_of_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    short = "uid:u::::1::0A:"
    answering(
        tmp_path, [short, f"{short}:Jane\\x3a <j@a.example>", f"{short}:J.:more", "fpr" + f"{short}:no"], monkeypatch
    )
    assert certified_user_ids(b"of ten fields") == ("Jane: <j@a.example>", "J.")


@pytest.mark.parametrize(("lines", "expected"), ANSWERS.values(), ids=ANSWERS)
def test_every_other_answer_is_refused(
    lines: list[str], expected: str, signature: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(tmp_path, lines, monkeypatch)
    with keyring([]) as opened:
        assert rule(opened.verify(PAYLOAD, signature, SIGNED)) == expected


def test_gpg_inherits_nothing_and_leaves_nothing(
    home: Home, jane: str, signature: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GNUPGHOME", str(home.path))
    monkeypatch.setenv("HOME", str(tmp_path))
    with keyring([]) as opened:
        assert rule(opened.verify(PAYLOAD, signature, SIGNED)) == "signer-unknown"
        folder = opened.home
        assert folder.stat().st_mode & 0o777 == 0o700
    assert not folder.exists()
    assert list(tmp_path.iterdir()) == []


def openpgp_tag(signature: bytes) -> TagObject:
    data = PAYLOAD + signature
    tag = read_tag(tag_oid(data), data)
    assert isinstance(tag, TagObject)
    return tag


def test_tags_of_both_kinds_are_answered_in_their_order(home: Home, jane: str, signature: bytes) -> None:
    key = make_key("jane")
    ssh = read_tag(*signed_tag(PAYLOAD, key))
    assert isinstance(ssh, TagObject)
    tag, keys = openpgp_tag(signature), (home.public(jane),)
    assert signers([(tag, None), (ssh, None), (tag, LATER)], keys) == (jane, key.fingerprint, jane)
    assert signers([], keys) == ()
    assert signed_by(tag, keys) == jane
    assert rule(signed_by(tag, ())) == "signer-unknown"


def test_the_instant_is_the_callers_or_the_taggers(home: Home) -> None:
    brief = home.make("brief", expires="10d")
    tag, keys = openpgp_tag(home.sign(brief)), (home.public(brief),)
    assert signed_by(tag, keys) == brief
    assert rule(signed_by(tag, keys, at=LATER)) == "key-expired"


def test_the_keys_of_a_manual_are_those_that_gpg_knows(home: Home, jane: str, signature: bytes) -> None:
    people = (Person("jane.doe", "Jane Doe", ("jane@meridian.example",)),)
    keys, problems = openpgp_keys({"keys/jane.asc": home.public(jane).blob}, people)
    assert problems == ()
    assert [key.fingerprint for key in keys] == [jane]
    ssh = dataclasses.replace(keys[0], algorithm="ssh-ed25519", blob=make_key("jane").blob)
    assert signed_by(openpgp_tag(signature), (ssh, *keys)) == jane
    other = dataclasses.replace(keys[0], algorithm="ssh-ed25519")
    assert rule(signed_by(openpgp_tag(signature), (other,))) == "signer-unknown"


def test_one_unreadable_key_does_not_hide_the_others(home: Home, jane: str, signature: bytes) -> None:
    good = home.public(jane)
    bad = [dataclasses.replace(good, blob=blob) for blob in (b"", b"rubbish", good.blob[:100], b"~" * 100)]
    with keyring([*bad, good]) as opened:
        assert opened.verify(PAYLOAD, signature, SIGNED) == jane


def test_the_time_limit_is_finite() -> None:
    assert 1 <= openpgp.TIME_LIMIT <= 60
