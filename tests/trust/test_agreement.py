"""Agreement with OpenSSH: what it makes is accepted, what it refuses is refused, and where it is laxer is listed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from qmsdoc.model.approval import Act
from qmsdoc.trust import sshsig
from qmsdoc.trust.failure import VerificationFailure
from qmsdoc.trust.message import read_statement, write_message
from qmsdoc.trust.signature import signed_by
from qmsdoc.trust.tag import TagObject, read_tag
from qmsdoc.trust.wire import string
from tests.trust.keys import KINDS, TestKey, envelope, hardware, make_key
from tests.trust.test_algorithms import POINT, RAW, RSA, RSA_CASES, L, P, ed25519, mixed_order
from tests.trust.test_message import APPROVAL, TITLE
from tests.trust.test_sshsig import ARMOR, ENVELOPES, JANE, PAYLOAD, proof_of

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="OpenSSH is not installed"),
]

# What `ssh-keygen -Y verify` believes and qmsdoc does not, and why not.
STRICTER = {
    "text after": "bytes outside the armor belong to no form",
    "64 columns": "one signature must have one spelling",
    "76 columns": "one signature must have one spelling",
    "one line": "one signature must have one spelling",
    "blank line at the start": "one signature must have one spelling",
    "blank line at the end": "one signature must have one spelling",
    "carriage returns inside": "one signature must have one spelling",
    "blank at a line's end": "one signature must have one spelling",
    "tab": "one signature must have one spelling",
    "no final newline": "one signature must have one spelling",
    "twice": "only one signature may stand there",
    "namespace with NUL": "one signature must have one spelling",
    "reserved": "one signature must have one spelling",
    "version 0": "one signature must have one spelling",
    "e with a leading zero": "one key must have one spelling, or it has two fingerprints",
    "n with a leading zero": "one key must have one spelling, or it has two fingerprints",
    "weak RSA key": "2,048 bits are the least that count",
    "short RSA key": "2,048 bits are the least that count",
    "foreign hardware key": "a key of a web site proves nothing about documents",
    "Ed25519 scalar past the order": "one signature must have one spelling",
    "Ed25519 key of small order": "it takes the same signature for anything",
    "Ed25519 key with a part of small order": "other verifiers believe more of what it signs",
    "Ed25519 key in a second form": "it takes the same signature for anything",
    "not touched": "nobody was there when it signed",
    "hardware key with more data": "SSH has no place for what was signed beside the document",
}


def run(*command: str, data: bytes = b"", at: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, input=data, cwd=at, capture_output=True, check=False, timeout=300)


def plain_key(point: bytes) -> TestKey:
    """Give an Ed25519 key that only verifies."""
    return TestKey("ssh-ed25519", "", string(b"ssh-ed25519") + string(point), lambda _: b"")


def believed(folder: Path, keys: tuple[str, ...], signature: bytes, payload: bytes = PAYLOAD) -> bool:
    """Ask `ssh-keygen -Y verify` in the namespace `git`, every key being allowed."""
    (folder / "allowed").write_text("".join(f"jane {line}\n" for line in keys))
    (folder / "signature").write_bytes(signature)
    arguments = ("-Y", "verify", "-n", "git", "-I", "jane", "-f", "allowed", "-s", "signature")
    return run("ssh-keygen", *arguments, data=payload, at=folder).returncode == 0


@pytest.mark.parametrize("hash_name", ["sha256", "sha512"])
@pytest.mark.parametrize("kind", ["ed25519", "rsa-2048", "rsa-3072", "ecdsa-256", "ecdsa-384", "ecdsa-521"])
def test_what_ssh_keygen_makes_is_accepted(kind: str, hash_name: str, tmp_path: Path) -> None:
    algorithm, _, bits = kind.partition("-")
    size = ("-b", bits) if bits else ()
    run("ssh-keygen", "-q", "-t", algorithm, *size, "-N", "", "-f", "key", at=tmp_path)
    shown = run("ssh-keygen", "-l", "-f", "key.pub", at=tmp_path).stdout.decode().split()[1]
    options = ("-O", f"hashalg={hash_name}", "-n", "git", "-f", "key")
    signature = run("ssh-keygen", "-Y", "sign", *options, data=PAYLOAD, at=tmp_path).stdout
    assert sshsig.armor(sshsig.dearmor(signature)) == signature
    assert sshsig.verify(PAYLOAD, signature) == shown
    assert isinstance(sshsig.verify(PAYLOAD + b"x", signature), VerificationFailure)


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_test_keys_make_is_accepted_by_ssh_keygen(kind: str, tmp_path: Path) -> None:
    key = make_key("jane", kind)
    for hash_name in (b"sha256", b"sha512"):
        signature = key.sign(PAYLOAD, hash_name=hash_name).encode()
        assert believed(tmp_path, (key.line,), signature)
        assert not believed(tmp_path, (key.line,), signature, PAYLOAD + b"x")
        assert sshsig.verify(PAYLOAD, signature) == key.fingerprint
    shown = run("ssh-keygen", "-l", "-f", "/dev/stdin", data=key.line.encode()).stdout.decode().split()[1]
    assert shown == key.fingerprint


def test_it_is_stricter_exactly_where_it_says_so(tmp_path: Path) -> None:
    short = make_key("short", "ssh-rsa", bits=2040)
    weak = make_key("weak", "ssh-rsa", bits=1024)
    foreign, more = hardware(JANE, application=b"https://login.example"), hardware(JANE, flags=0x81)
    identity, again = (y.to_bytes(32, "little") for y in (1, P + 1))
    mixed = mixed_order()
    scalar = int.from_bytes(RAW[32:], "little")
    extra = {"short RSA key": short, "weak RSA key": weak, "foreign hardware key": foreign}
    vectors = {
        **ARMOR,
        **{name: signature for name, (signature, _) in ENVELOPES.items()},
        **{name: signature for name, (signature, _) in RSA_CASES.items()},
        **{name: key.sign(PAYLOAD).encode() for name, key in extra.items()},
        "hardware key with more data": more.sign(PAYLOAD).encode(),
        "not touched": hardware(JANE, flags=0).sign(PAYLOAD).encode(),
        "Ed25519 scalar past the order": ed25519(POINT, RAW[:32] + (L + scalar).to_bytes(32, "little")),
        "Ed25519 key of small order": ed25519(identity, identity + bytes(32)),
        "Ed25519 key with a part of small order": ed25519(*mixed),
        "Ed25519 key in a second form": ed25519(again, identity + bytes(32)),
        "bytes after the key": envelope(JANE.blob + b"x", proof_of(JANE)),
        "bytes after the proof": envelope(JANE.blob, proof_of(JANE) + b"x"),
    }
    keys = (JANE, RSA, short, weak, foreign, more, *(plain_key(point) for point in (identity, again, mixed[0])))
    lines = tuple(key.line for key in keys)
    assert all(isinstance(sshsig.verify(PAYLOAD, signature), VerificationFailure) for signature in vectors.values())
    laxer = {name for name, signature in vectors.items() if believed(tmp_path, lines, signature)}
    assert laxer == set(STRICTER)


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_a_tag_that_git_makes_is_read_whole(object_format: str, tmp_path: Path) -> None:
    identity = ("-c", "user.name=Jane Döe", "-c", "user.email=jane.doe@meridian.example")
    signing = ("-c", "gpg.format=ssh", "-c", f"user.signingkey={tmp_path / 'key.pub'}")
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "key", at=tmp_path)
    shown = run("ssh-keygen", "-l", "-f", "key.pub", at=tmp_path).stdout.decode().split()[1]
    manual = tmp_path / "manual"
    run("git", "init", "-q", f"--object-format={object_format}", str(manual))
    run("git", *identity, "commit", "-q", "--allow-empty", "--no-gpg-sign", "-m", "x", at=manual)
    message = write_message(Act.APPROVED, TITLE, APPROVAL)
    name = "approved/QP-001/3/jane.doe"
    run("git", *identity, *signing, "tag", "-s", "-F", "-", name, data=message.encode(), at=manual)
    oid = run("git", "rev-parse", name, at=manual).stdout.decode().strip()
    tag = read_tag(oid, run("git", "cat-file", "tag", oid, at=manual).stdout)
    assert isinstance(tag, TagObject)
    assert (tag.name, tag.tagger_name, tag.message) == (name, "Jane Döe", message)
    assert read_statement(tag.message, Act.APPROVED) == APPROVAL
    assert signed_by(tag, ()) == shown
