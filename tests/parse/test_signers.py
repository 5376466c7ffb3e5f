"""`allowed_signers` and OpenPGP keys: each key belongs to one person, or to nobody at all."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from qmsdoc.model.fingerprint import key_fingerprint
from qmsdoc.model.policy import Person, SigningKey
from qmsdoc.parse.openpgp_keys import openpgp_keys
from qmsdoc.parse.signers import allowed_signers, matches, shared_keys

SECRET = ("ed25519:" + "01" * 32,)
PEOPLE = (
    Person("jane.doe", "Jane Doe", ("jane@m.example", "j@m.example")),
    Person("john", "John", ("john@m.example",)),
)


def wire(*parts: bytes) -> bytes:
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def ssh(seed: int = 1, algorithm: str = "ssh-ed25519") -> str:
    return f"{algorithm} {base64.b64encode(wire(algorithm.encode(), bytes([seed]) * 32)).decode()}"


def keys(text: str) -> tuple[SigningKey, ...]:
    found, problems = allowed_signers(text.encode(), PEOPLE)
    assert problems == ()
    return found


def test_lines() -> None:
    text = f"# remark\n\njane@m.example {ssh()} laptop of Jane\r\n  john@m.example\t{ssh(2, 'ssh-rsa')}"
    jane, john = keys(text)
    blob = wire(b"ssh-ed25519", b"\1" * 32)
    digest = base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")
    assert jane == SigningKey(
        "jane.doe", "jane@m.example", "ssh-ed25519", blob, f"SHA256:{digest}", line=3, secrets=SECRET
    )
    assert (john.person, john.algorithm, john.line) == ("john", "ssh-rsa", 4)
    assert key_fingerprint(blob) == jane.fingerprint


@pytest.mark.parametrize(
    ("patterns", "fits"),
    [
        ("git", True),
        ("!git", False),
        ("git,!git", False),
        ("!git,git", False),
        ("*", True),
        ("g*", True),
        ("g?t", True),
        ("!file,git", True),
        ("!file", False),
        ("*,!git", False),
        ("GIT", False),
        ("g.t", False),
        ("!" + "*" * 5_000, False),
        ("g" + "*" * 5_000 + "x", False),
        (",".join(["*?" * 500 + "x"] * 200), False),
    ],
)
def test_namespaces_are_patterns_as_openssh_reads_them(patterns: str, *, fits: bool) -> None:
    """What ssh-keygen -Y verify -n git answers for each."""
    assert matches("git", tuple(patterns.split(","))) is fits


def test_one_secret_is_one_key_whatever_its_format() -> None:
    mine = SigningKey("jane.doe", "j", "ssh-ed25519", b"", "SHA256:a", secrets=SECRET)
    theirs = SigningKey("john", "k", "openpgp-ed25519", b"", "A" * 40, secrets=("A", *SECRET))
    assert [problem.rule for problem in shared_keys([mine, theirs])] == ["policy-invalid"]
    assert shared_keys([mine, replace(theirs, person="jane.doe")]) == ()
    assert shared_keys([mine, replace(theirs, secrets=("A", "B"))]) == ()


def test_several_addresses_of_one_person() -> None:
    assert [key.principal for key in keys(f"jane@m.example,J@M.example {ssh()}")] == ["jane@m.example", "J@M.example"]


def test_options() -> None:
    (key,) = keys(f'jane@m.example NAMESPACES="git,file",valid-after="20240229",valid-before=202601020304Z {ssh()}')
    assert key.namespaces == ("git", "file")
    assert key.valid_after == datetime(2024, 2, 29, tzinfo=UTC)
    assert key.valid_before == datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    assert keys(f"jane@m.example valid-after=20240229010203 {ssh()}")[0].valid_after == datetime(
        2024, 2, 29, 1, 2, 3, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("jane@m.example", "not 'address key-type key'"),
        ("jane@m.example ssh-ed25519", "not 'address key-type key'"),
        (f"jane@m.example a b {ssh()}", "not 'address key-type key'"),
        (f'jane@m.example namespaces="git {ssh()}', "not 'address key-type key'"),
        (f"jane@m.example {ssh(1, 'ssh-dss')}", "not supported"),
        (f"nobody@m.example {ssh()}", "belongs to nobody"),
        (f"jane@m.exampel {ssh()}", "Did you mean 'jane@m.example'?"),
        (f"*@m.example {ssh()}", "wildcard"),
        (f"!jane@m.example {ssh()}", "wildcard"),
        (f"jane@m.example cert-authority {ssh()}", "certificate authority"),
        (f'jane@m.example namespaces="git",cert-authority {ssh()}', "certificate authority"),
        (f'jane@m.example namespaces="file" {ssh()}', "leaves out 'git'"),
        (f"jane@m.example namespaces {ssh()}", "leaves out 'git'"),
        (f"jane@m.example no-pty {ssh()}", "'no-pty' is not known"),
        (f"jane@m.example =x {ssh()}", "is not known"),
        (f'jane@m.example namespaces="git"x {ssh()}', "is not known"),
        (f'jane@m.example namespaces="git",namespaces="git" {ssh()}', "twice"),
        (f"jane@m.example valid-after=20240230 {ssh()}", "not one"),
        (f"jane@m.example valid-after=2024 {ssh()}", "not one"),
        (f"jane@m.example valid-after {ssh()}", "not one"),
        (f"jane@m.example valid-after=20250101,valid-before=20250101 {ssh()}", "ends before it begins"),
        ("jane@m.example ssh-ed25519 AAA", "base64"),
        ("jane@m.example ssh-ed25519 é", "base64"),
        ("jane@m.example ssh-rsa " + ssh().split()[1], "not of the type 'ssh-rsa'"),
        ("jane@m.example ssh-rsa AAAA/w==", "not of the type"),
        ("jane@m.example ssh-rsa AAAA", "incomplete"),
    ],
)
def test_faults(line: str, words: str) -> None:
    found, (problem,) = allowed_signers(f"# remark\n{line}\n".encode(), PEOPLE)
    assert found == ()
    assert (problem.rule, problem.path, problem.line) == ("policy-invalid", "allowed_signers", 2)
    assert words in problem.message


def test_unreadable() -> None:
    found, (problem,) = allowed_signers(b"\xff\xfea", PEOPLE)
    assert (found, problem.path, problem.line) == ((), "allowed_signers", 1)


def test_a_key_of_two_people() -> None:
    twice = keys(f"jane@m.example {ssh()}\nj@m.example {ssh()}\n")
    assert shared_keys(twice) == ()
    (problem,) = shared_keys(keys(f"jane@m.example {ssh()}\njohn@m.example {ssh()}\n"))
    assert (problem.rule, problem.line, problem.path) == ("policy-invalid", 2, "allowed_signers")
    assert "both jane.doe and john" in problem.message


KEY = b"\4" + (1_700_000_000).to_bytes(4, "big") + b"\x16" + b"\x09" + b"x" * 40


def packet(tag: int, body: bytes, form: str = "old") -> bytes:
    if form == "old":
        return bytes([0x80 | tag << 2]) + bytes([len(body)]) + body
    if form == "new":
        return bytes([0xC0 | tag, len(body)]) + body
    if form == "new2":
        return bytes([0xC0 | tag, 192, len(body) - 192]) + body
    return bytes([0xC0 | tag, 255]) + len(body).to_bytes(4, "big") + body


def crc24(data: bytes) -> bytes:
    crc = 0xB704CE
    for byte in data:
        crc ^= byte << 16
        for _ in range(8):
            crc = crc << 1 ^ (0x1864CFB if crc & 0x800000 else 0)
    return (crc & 0xFFFFFF).to_bytes(3, "big")


def armored(raw: bytes, *, crc: bytes | None = None, head: bytes = b"Comment: mine\r\n") -> bytes:
    check = b"" if crc is None else b"=" + base64.b64encode(crc) + b"\n"
    body = base64.encodebytes(raw)
    return b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n%s\n%s%s-----END PGP PUBLIC KEY BLOCK-----\n" % (head, body, check)


RAW = packet(6, KEY) + packet(13, b"Jane Doe <Jane@m.example>") + packet(2, b"signature")


@pytest.mark.parametrize("form", ["old", "new", "long"])
@pytest.mark.parametrize("checked", [True, False])
def test_openpgp(form: str, checked: bool) -> None:
    raw = packet(6, KEY, form) + packet(13, b"Jane <Jane@m.example>", form) + packet(2, b"s" * 250, "new2")
    data = armored(raw, crc=crc24(raw) if checked else None)
    (key,), problems = openpgp_keys({"keys/jane.asc": data, "keys/README": b"", "other.asc": b""}, PEOPLE)
    name = hashlib.sha1(b"\x99\x00" + bytes([len(KEY)]) + KEY).hexdigest().upper()  # noqa: S324 - the format's own
    assert problems == ()
    expected = SigningKey("jane.doe", "jane@m.example", "openpgp-eddsa", data, name, path="keys/jane.asc", line=1)
    assert replace(key, secrets=()) == expected


def test_a_bare_address_as_user_id() -> None:
    raw = packet(6, KEY.replace(b"\x16", b"\x63", 1)) + packet(13, b"john@m.example")
    (key,), _ = openpgp_keys({"keys/a.asc": armored(raw)}, PEOPLE)
    assert (key.person, key.algorithm) == ("john", "openpgp-99")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not one armored"),
        (armored(RAW) + armored(RAW), "not one armored"),
        (armored(RAW).replace(b"PUBLIC", b"PRIVATE"), "not one armored"),
        (armored(RAW, crc=b"abc"), "checksum"),
        (armored(RAW)[:-45] + b"A\n" + armored(RAW)[-36:], ""),
        (armored(b""), "not one armored"),
        (armored(packet(13, b"x")), "exactly one public key"),
        (armored(RAW + packet(6, KEY)), "exactly one public key"),
        (armored(packet(6, b"\3" + KEY[1:])), "version 4"),
        (armored(packet(6, b"\4")), "version 4"),
        (armored(packet(6, KEY)), "(none) belong to nobody"),
        (armored(packet(6, KEY) + packet(13, b"<eve@m.example>")), "(eve@m.example) belong to nobody"),
        (armored(RAW + packet(13, b"<john@m.example>")), "more than one person"),
        (armored(b"\x00abc"), "damaged"),
        (armored(RAW[:-3]), "cut short"),
        (armored(b"\x9b" + KEY), "no length"),
        (armored(b"\xc6\xe1" + KEY), "in parts"),
        (armored(b"\xc6"), "cut short"),
        (armored(b"\xc6\xc1"), "cut short"),
        (b"x" * 200_001, "200 kB"),
    ],
)
def test_openpgp_faults(data: bytes, words: str) -> None:
    found, (problem,) = openpgp_keys({"keys/a.asc": data}, PEOPLE)
    assert found == ()
    assert (problem.rule, problem.path, problem.line) == ("policy-invalid", "keys/a.asc", 1)
    assert words in problem.message


def test_padding_in_the_middle_is_damage() -> None:
    data = armored(RAW).replace(b"\n\n", b"\n\nAA==\n", 1)
    assert "armor is damaged" in openpgp_keys({"keys/a.asc": data}, PEOPLE)[1][0].message
