"""The policy's files as pages show them: word for word, without the addresses and accounts of people.

Principals say whose signature is whose and are read in the repository; what readers may use is `contact:`.
"""

from __future__ import annotations

import re

from qmsdoc.model.document import ClosureFile
from qmsdoc.model.policy import KEYS_FOLDER, PEOPLE_PATH, SIGNERS_PATH

LEFT_OUT = "…"
_ADDRESS = re.compile(r"[^\s@,\[\]{}()<>\"'#:;]+@[^\s@,\[\]{}()<>\"'#;]*[^\s@,\[\]{}()<>\"'#;.]")
_CONTACT = re.compile(r"\bcontact:\s*(?:\"[^\"]*\"|'[^']*'|[^\s,}]+)")
_ARMOR = re.compile(r"(-----BEGIN [A-Z ]+-----\n).*?(\n-----END)", re.DOTALL)


def policy_text(file: ClosureFile, *, addresses: bool = False) -> str:
    """Return the text of a file of the policy; with `addresses` nothing is left out."""
    text = file.data.decode("utf-8", "replace")
    if addresses:
        return text
    if file.path.startswith(KEYS_FOLDER):
        return _ARMOR.sub(rf"\1{LEFT_OUT}\2", _ADDRESS.sub(LEFT_OUT, text))
    if file.path == SIGNERS_PATH:
        return _ADDRESS.sub(LEFT_OUT, text)
    return _without(text) if file.path == PEOPLE_PATH else text


def _without(people: str) -> str:
    """Leave out every address of `people.yml` that is no contact."""
    shown = [(found.start(), found.end()) for found in _CONTACT.finditer(people)]

    def left_out(found: re.Match[str]) -> str:
        inside = any(start <= found.start() and found.end() <= end for start, end in shown)
        return found[0] if inside else LEFT_OUT

    return _ADDRESS.sub(left_out, people)
