"""OpenPGP approvals in a whole manual: keys/*.asc is as good as allowed_signers."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from qmsdoc.model.snapshot import Status
from tests.memory import MemoryManual, document, moment
from tests.trust.keys import TestKey
from tests.trust.test_openpgp import Home

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


def test_an_openpgp_signature_counts_and_a_strangers_does_not(home: Home) -> None:
    key = Gpg("openpgp", "jane.doe", b"", lambda _: b"", home)
    manual = MemoryManual()
    manual.write("keys/jane.asc", home.public("jane.doe").blob)
    manual.write("allowed_signers", "\n".join(manual.signers().splitlines()[1:]) + "\n")
    manual.found()
    manual.write(PATH, document())
    manual.commit("2026-01-10")
    manual.sign("QP-001", "amir.khan")
    ref = manual.sign("QP-001", "jane.doe", key=key)
    record = manual.snapshot().record("QP-001")
    assert record is not None
    assert (manual.verdict(ref), record.status) == ("valid", Status.EFFECTIVE)
    unlisted = MemoryManual().found()
    unlisted.write(PATH, document())
    unlisted.commit("2026-01-10")
    assert unlisted.verdict(unlisted.sign("QP-001", "jane.doe", key=key)) in {
        "signer-unknown",
        "signature-unverifiable",
    }
