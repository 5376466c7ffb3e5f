"""OpenPGP approvals in a whole manual: keys/*.asc is as good as allowed_signers."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from qmsdoc.model.snapshot import Status
from tests.memory import DAY, MemoryManual, document, moment
from tests.trust.keys import TestKey
from tests.trust.test_openpgp import Home
from tests.trust.test_recorded import record

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.skipif(shutil.which("gpg") is None, reason="GnuPG is not installed"),
]
PATH = "documents/procedures/control.md"


@dataclass(frozen=True)
class Gpg(TestKey):
    """A key of the gpg home that signs like a key of OpenSSH."""

    home: Home | None = None

    def sign(self, payload: bytes, **_: object) -> str:
        assert self.home is not None
        return self.home.sign("jane.doe", payload=payload, at=moment("2026-01-12")).decode()


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    folder = Path(tempfile.mkdtemp(prefix="qms-gpg-"))
    folder.chmod(0o700)
    made = Home(folder)
    made.make("jane.doe")
    yield made
    shutil.rmtree(folder, ignore_errors=True)


def with_jane(home: Home) -> tuple[MemoryManual, Gpg]:
    """Return a manual in which Jane has an OpenPGP key alone, and that key."""
    manual = MemoryManual()
    manual.write("keys/jane.asc", home.public("jane.doe").blob)
    manual.write("allowed_signers", "\n".join(manual.signers().splitlines()[1:]) + "\n")
    manual.found()
    manual.write(PATH, document())
    manual.commit("2026-01-10")
    return manual, Gpg("openpgp", "jane.doe", b"", lambda _: b"", home)


def test_an_openpgp_signature_counts_and_a_strangers_does_not(home: Home) -> None:
    manual, key = with_jane(home)
    manual.sign("QP-001", "amir.khan")
    ref = manual.sign("QP-001", "jane.doe", key=key)
    found = manual.snapshot().record("QP-001")
    assert found is not None
    assert (manual.verdict(ref), found.status) == ("valid", Status.EFFECTIVE)
    unlisted = MemoryManual().found()
    unlisted.write(PATH, document())
    unlisted.commit("2026-01-10")
    assert unlisted.verdict(unlisted.sign("QP-001", "jane.doe", key=key)) in {
        "signer-unknown",
        "signature-unverifiable",
    }


def test_an_openpgp_signature_from_before_any_policy_counts_for_nobody(home: Home) -> None:
    manual, key = with_jane(home)
    assert manual.verdict(manual.sign("QP-001", "jane.doe", key=key, on="2024-01-12")) == "policy-unapproved"


def test_an_openpgp_signature_that_was_not_recorded_by_the_day_asked_for_does_not_count_then(home: Home) -> None:
    manual, key = with_jane(home)
    record(manual, "2026-01-20")
    ref = manual.sign("QP-001", "jane.doe", key=key)
    assert manual.verdict(ref) == "valid"
    assert manual.verdict(ref, date(2026, 1, 15), today=DAY) == "later"
