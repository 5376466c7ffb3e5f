"""Every vector about signatures, asked of `ssh-keygen -Y verify` too: what it refuses is refused, and more."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.trust.vectors.scenes import BEGIN, data
from tests.trust.vectors.test_signatures import VECTORS

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="OpenSSH is not installed"),
]
# What `ssh-keygen -Y verify` believes and qmsdoc does not, and why not.
STRICTER = {
    "two signatures": "only one signature may stand there",
    "a signature over a signature": "only one signature may stand there",
    "text after it": "what stands behind a signature is signed by nobody",
    "a blank line after it": "what stands behind a signature is signed by nobody",
    "no line end at the end": "one signature must have one spelling",
    "lines of 64": "one signature must have one spelling",
    "lines of 76": "one signature must have one spelling",
    "one long line": "one signature must have one spelling",
    "a blank in the base64": "one signature must have one spelling",
    "version 0": "one signature must have one spelling",
    "a reserved field in use": "one signature must have one spelling",
    "RSA of 1,024 bits": "2,048 bits are the least that count",
    "a hardware key nobody touched": "nobody was there when it signed",
    "a hardware key of a web site": "a key of a web site proves nothing about documents",
    "a person nobody knows": "the signature is Jane's; the name that it stands under is not",
}


def believed(folder: Path, signers: str, payload: bytes, signature: bytes) -> bool:
    """Ask ssh-keygen whether Jane signed this."""
    (folder / "allowed").write_text(signers)
    (folder / "signature").write_bytes(signature)
    asked = ("-Y", "verify", "-n", "git", "-I", "jane.doe@meridian.example", "-f", "allowed", "-s", "signature")
    done = subprocess.run(["ssh-keygen", *asked], input=payload, cwd=folder, capture_output=True, check=False)
    return done.returncode == 0


def test_ssh_keygen_agrees_but_where_it_is_said(tmp_path: Path) -> None:
    laxer = set()
    for vector in VECTORS:
        manual = vector.scene()
        ref = vector.act(manual)
        payload, begin, rest = data(manual, ref).partition(BEGIN)
        accepts = believed(tmp_path, manual.signers(), payload, begin + rest)
        assert accepts or vector.rule != "valid", vector.name
        if accepts and vector.rule != "valid":
            laxer.add(vector.name)
    assert laxer == STRICTER.keys()
