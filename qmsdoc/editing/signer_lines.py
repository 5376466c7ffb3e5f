"""Lines of `allowed_signers` (ssh-keygen(1), ALLOWED SIGNERS) added or ended, every other byte the same."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Collection
from datetime import date

from qmsdoc.errors import UsageError
from qmsdoc.parse.signers import ALGORITHMS
from qmsdoc.trust.algorithms import MIN_RSA_BITS
from qmsdoc.trust.failure import ParseError
from qmsdoc.trust.wire import Reader

_LINE = re.compile(r'(?P<who>[^\s"]+|"[^"]*")(?P<gap>[ \t]+)(?P<rest>\S.*)')
_PUBLIC = re.compile(r"(?P<kind>[a-z0-9@.-]+)[ \t]+(?P<key>[A-Za-z0-9+/]+={0,2})(?:[ \t]+(?P<comment>[^\r\n]*))?\s*")


def public_key(text: str) -> tuple[str, str]:
    """Return kind and base64 of a public key as `ssh-keygen` writes it into a `.pub` file.

    Raises `UsageError` for anything else, a private key above all.
    """
    if "PRIVATE KEY" in text:
        raise UsageError(
            "This is a private key. It must never leave its owner's machine, and qmsdoc does not read it.",
            remedy="Give the file beside it that ends with .pub.",
        )
    found = _PUBLIC.fullmatch(text.strip() + "\n")
    if found is None or found["kind"] not in ALGORITHMS or not _is_key(found["kind"], found["key"]):
        raise UsageError(
            "This is not a public SSH key.", remedy="Give a file that ends with .pub, or its one line in quotes."
        )
    if found["kind"] == "ssh-rsa" and _rsa_bits(found["key"]) < MIN_RSA_BITS:
        raise UsageError(
            f"This RSA key is too short: its signatures would not count. It takes {MIN_RSA_BITS} bits.",
            remedy="Make another key, best of type ed25519.",
        )
    return found["kind"], found["key"]


def _rsa_bits(key: str) -> int:
    """Return the length of an RSA key's modulus (RFC 4253, 6.6); 0 where it cannot be read."""
    reader = Reader(base64.b64decode(key), "The public key")
    try:
        reader.string()
        reader.mpint()
        return reader.mpint().bit_length()
    except ParseError:
        return 0


def _is_key(kind: str, key: str) -> bool:
    try:
        blob = base64.b64decode(key, validate=True)
    except (binascii.Error, ValueError):
        return False
    return blob.startswith(len(kind).to_bytes(4) + kind.encode())


def signer_line(addresses: Collection[str], kind: str, key: str, since: date) -> str:
    """Return the finished line of a key that counts from the beginning of `since` (UTC)."""
    return f'{",".join(addresses)} namespaces="git",valid-after="{since:%Y%m%d}Z" {kind} {key}'


def add_line(text: str, line: str) -> str:
    """Add a line at the end."""
    end = "\r\n" if "\r\n" in text else "\n"
    return text + ("" if not text or text.endswith("\n") else end) + line + end


def end_keys(text: str, addresses: Collection[str], end: date) -> str:
    """Give each open key of these addresses its end, the beginning of the day `end` (UTC)."""
    known = {address.lower() for address in addresses}
    return "".join(_ended(row, known, end) for row in text.splitlines(keepends=True))


def _ended(row: str, addresses: set[str], end: date) -> str:
    found = _LINE.match(row)
    if found is None or row.lstrip().startswith("#") or "valid-before" in found["rest"]:
        return row
    if not addresses & {address.lower() for address in found["who"].strip('"').split(",")}:
        return row
    option = f'valid-before="{end:%Y%m%d}Z"'
    plain = found["rest"].split()[0] in ALGORITHMS
    place = found.start("rest")
    if plain:
        return row[:place] + option + " " + row[place:]
    options = re.match(r'(?:[^\s"]|"[^"]*")+', found["rest"])
    behind = place + (options.end() if options else 0)
    return row[:behind] + "," + option + row[behind:]
