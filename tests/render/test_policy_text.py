"""The policy's files as pages show them: people's contacts, never their principals."""

from __future__ import annotations

import pytest

from qmsdoc.model.document import ClosureFile
from qmsdoc.render.policy_text import policy_text

PEOPLE = """people:
  jane.doe:
    name: Jane Doe
    contact: quality@meridian.example
    principals: [jane.doe@meridian.example, "j.doe@home.example"]
  john.roe: {name: John Roe, contact: "john@meridian.example", principals: [john.roe@meridian.example]}
# contact jane.doe@meridian.example
"""
SHOWN = """people:
  jane.doe:
    name: Jane Doe
    contact: quality@meridian.example
    principals: […, "…"]
  john.roe: {name: John Roe, contact: "john@meridian.example", principals: […]}
# contact …
"""
KEY = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDMEYABC\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----\n"


@pytest.mark.parametrize(
    ("path", "text", "shown"),
    [
        ("people.yml", PEOPLE, SHOWN),
        (
            "allowed_signers",
            'jane@a.example,j@b.example namespaces="git" ssh-ed25519 AAAA jane@laptop\n',
            '…,… namespaces="git" ssh-ed25519 AAAA …\n',
        ),
        ("keys/jane.asc", KEY, "-----BEGIN PGP PUBLIC KEY BLOCK-----\n…\n-----END PGP PUBLIC KEY BLOCK-----\n"),
        (
            "qmsdoc.yml",
            "report_url: mailto:quality@meridian.example\n",
            "report_url: mailto:quality@meridian.example\n",
        ),
    ],
)
def test_what_readers_see_of_a_file(path: str, text: str, shown: str) -> None:
    file = ClosureFile.of(path, text.encode())
    assert policy_text(file) == shown
    assert policy_text(file, addresses=True) == text
