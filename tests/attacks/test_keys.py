"""Whose key it is, in real repositories read by real git, gpg and ssh-keygen; an honest key beside each forged one."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from qmsdoc.model.policy import SigningKey
from qmsdoc.trust.openpgp import keyring
from tests.acceptance.installed import environment
from tests.approved import Outcome
from tests.disk import DiskManual
from tests.memory import MemoryManual, document, moment
from tests.trust.keys import TestKey
from tests.trust.test_openpgp import Home
from tests.trust.vectors.scenes import JANE, PATH

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.skipif(shutil.which("gpg") is None, reason="GnuPG is not installed"),
]
NOON = moment("2026-01-12")
Edit = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Gpg(TestKey):
    """A key of a gpg home that signs at an instant of its own."""

    home: Keys | None = None
    at: datetime = NOON

    def sign(self, payload: bytes, **_: object) -> str:
        assert self.home is not None
        return self.home.sign(self.seed, payload=payload, at=self.at).decode()


@dataclass(frozen=True)
class Keys(Home):
    """A home whose keys are called by short names, as several bear one address."""

    names: dict[str, str] = field(default_factory=dict)

    def sign(self, who: str, *options: str, **asked: Any) -> bytes:
        return super().sign(self.names[who], *options, **asked)

    def public(self, who: str) -> SigningKey:
        return super().public(self.names[who])


@pytest.fixture(scope="module")
def home() -> Iterator[Keys]:
    """Jane's key, a stranger's, and one of Jane's that signs by a subkey and has a second user id."""
    folder = Path(tempfile.mkdtemp(prefix="gpg-"))
    folder.chmod(0o700)
    made = Keys(folder)
    made.names.update({name: made.make(name) for name in ("jane.doe", "mallory")})
    made.names["both"] = both = made.make("both", "rsa2048")
    made.run("--quick-add-key", both, "rsa2048", "sign", "never")
    made.run("--quick-add-uid", both, "jane <jane.doe@meridian.example>")
    yield made
    subprocess.run(["gpgconf", f"--homedir={folder}", "--kill", "all"], check=False, capture_output=True)
    shutil.rmtree(folder, ignore_errors=True)


def with_user_id(armored: bytes, name: str) -> bytes:
    """Put a user id, which nothing certifies, behind the primary key (RFC 9580, 4.2 and 5.11)."""
    text = armored.partition(b"\n\n")[2].partition(b"\n=")[0].partition(b"\n---")[0]
    key = base64.b64decode(text)
    sizes = {0x98: (2, key[1]), 0x99: (3, int.from_bytes(key[1:3]))}
    end = sum(sizes[key[0]])
    spliced = key[:end] + bytes((0xB4, len(name))) + name.encode() + key[end:]
    body = re.sub(rb"(.{1,64})", rb"\1\n", base64.b64encode(spliced))
    return b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n" + body + b"-----END PGP PUBLIC KEY BLOCK-----\n"


def manual_with(home: Keys, who: str, key: bytes, place: Path, at: datetime = NOON) -> tuple[DiskManual, Outcome]:
    """Return a manual in which Jane has an OpenPGP key, with QP-001 signed by Amir and by the key of `who`."""
    manual = MemoryManual()
    manual.write("keys/jane.asc", key)
    manual.write("allowed_signers", "\n".join(manual.signers().splitlines()[1:]) + "\n")
    manual.found()
    manual.write(PATH, document())
    manual.commit("2026-01-10")
    manual.sign("QP-001", "amir.khan")
    manual.sign("QP-001", "jane.doe", key=Gpg("openpgp", who, b"", lambda _: b"", home, at))
    disk = DiskManual.of(manual, place)
    return disk, disk.outcome()


def test_a_key_that_certifies_its_address_signs(home: Keys, tmp_path: Path) -> None:
    _, found = manual_with(home, "jane.doe", home.public("jane.doe").blob, tmp_path)
    assert (found.code, found.rules, found.effective("QP-001")) == (0, set(), 1), found.reasons


def test_a_user_id_that_nobody_certifies_makes_a_key_nobodys(home: Keys, tmp_path: Path) -> None:
    """The stranger's key bears Jane's address: the policy that holds it never counts, and the branch is told so."""
    forged = with_user_id(home.public("mallory").blob, "Jane <jane.doe@meridian.example>")
    disk, found = manual_with(home, "mallory", forged, tmp_path)
    assert ("policy-invalid" in found.rules, found.effective("QP-001")) == (True, None)
    answer = disk.run("check", "--format", "concise")
    told = "keys/jane.asc:1:1: error policy-invalid The key does not certify the address jane.doe@meridian.example"
    assert (answer.code != 0, told in answer.out) == (True, True), answer.out


def test_a_revoked_user_id_makes_a_key_nobodys(home: Keys, tmp_path: Path) -> None:
    disk, found = manual_with(home, "both", home.public("both").blob, tmp_path / "before")
    assert (found.code, found.effective("QP-001")) == (0, 1), found.reasons
    other = Keys(tmp_path / "gpg", home.names)
    shutil.copytree(home.path, other.path, ignore=shutil.ignore_patterns("S.*"))
    other.path.chmod(0o700)
    other.run("--quick-revoke-uid", home.names["both"], "jane <jane.doe@meridian.example>", at=NOON - timedelta(days=9))
    disk.lay("keys/jane.asc", other.public("both").blob)
    assert "policy-invalid" in disk.outcome().rules


def test_a_subkey_is_named_by_the_fingerprint_that_people_see(home: Keys, tmp_path: Path) -> None:
    disk, found = manual_with(home, "both", home.public("both").blob, tmp_path)
    assert found.snapshot is not None
    (act,) = (act for act in found.snapshot.acts if act.ref == JANE)
    with keyring([home.public("both")]) as ring:
        command = ["git", "-C", str(disk.root), "verify-tag", "--raw", JANE.removeprefix("refs/tags/")]
        seen = subprocess.run(
            command, env=environment(disk.home) | {"GNUPGHOME": str(ring.home)}, capture_output=True, check=True
        )
    (valid,) = re.findall(r"VALIDSIG (\w+) .* (\w+)\n", seen.stderr.decode())
    assert (act.key, valid[0] != valid[1]) == (valid[0], True)


@pytest.mark.parametrize(("hours", "effective"), [(-47, None), (-23, 1), (23, 1), (47, None)])
def test_the_signature_is_as_old_as_its_tag_says(home: Keys, tmp_path: Path, hours: int, effective: int | None) -> None:
    """A tag dated back, signed today with a key that is good today."""
    at = NOON + timedelta(hours=hours)
    _, found = manual_with(home, "jane.doe", home.public("jane.doe").blob, tmp_path, at)
    assert found.effective("QP-001") == effective
    assert ("approval-date-invalid" in found.rules) == (effective is None)


@pytest.mark.parametrize(
    ("options", "good"),
    [
        ("", True),
        ('namespaces="git"', True),
        ('namespaces="!file,*"', True),
        ('namespaces="*,!git"', False),
        ('namespaces="!git,git"', False),
    ],
)
def test_namespaces_mean_what_openssh_says(tmp_path: Path, options: str, *, good: bool) -> None:
    """`git verify-tag` and qmsdoc agree on whether a key may sign."""
    manual = MemoryManual().found()
    manual.write(PATH, document())
    manual.commit("2026-01-10")
    manual.approve()
    disk = DiskManual.of(manual, tmp_path)
    address, key = next(row for row in manual.signers().splitlines() if row.startswith("jane.doe@")).split(" ", 1)
    disk.write("allowed_signers", " ".join(filter(None, (address, options, key))) + "\n")
    command = ["-c", f"gpg.ssh.allowedSignersFile={disk.root}/allowed_signers", "verify-tag", JANE[len("refs/tags/") :]]
    done = subprocess.run(
        ["git", "-C", str(disk.root), *command], env=environment(disk.home), capture_output=True, check=False
    )
    assert (done.returncode == 0) == good, done.stderr
    assert ("policy-invalid" in disk.outcome().rules) != good
