"""`keys/*.asc`: armored OpenPGP public keys, each given to the person whose address its user id carries.

Only what names a key is read: the armor (RFC 4880, 6.2), the fingerprint of the version 4 primary
key (12.2) and its user ids (5.11). Signatures are not checked here; gpg does that.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Table

from qmsdoc.model.finding import Finding
from qmsdoc.model.policy import KEYS_FOLDER, Person, SigningKey
from qmsdoc.parse.key_secrets import openpgp_secret
from qmsdoc.parse.policy_file import RULE
from qmsdoc.text.mailbox import mailbox

LIMIT = 200_000

_ARMOR = re.compile(
    rb"\s*-----BEGIN PGP PUBLIC KEY BLOCK-----[ \t]*\r?\n"
    rb"(?:[A-Za-z]+: [^\r\n]*\r?\n)*[ \t]*\r?\n"
    rb"(?P<body>(?:[A-Za-z0-9+/]+={0,2}[ \t]*\r?\n)+)"
    rb"(?:=(?P<crc>[A-Za-z0-9+/]{4})[ \t]*\r?\n)?"
    rb"-----END PGP PUBLIC KEY BLOCK-----\s*"
)
_ADDRESS = re.compile(r"<([^<>\s]+@[^<>\s]+)>|^([^<>\s]+@[^<>\s]+)$")
_ALGORITHMS = {1: "openpgp-rsa", 17: "openpgp-dsa", 19: "openpgp-ecdsa", 22: "openpgp-eddsa", 27: "openpgp-ed25519"}
_VERSION = 4
_SIGNATURE, _PUBLIC_KEY, _USER_ID, _SUBKEY = 2, 6, 13, 14
_REVOCATION = b"\x04\x30"  # of a certification, version 4
_EXPORT = "Export it again with 'gpg --armor --export <address>'."


class _FaultError(Exception):
    """A key cannot be used; caught in `openpgp_keys`."""


def openpgp_keys(
    files: Table[str, bytes], people: tuple[Person, ...]
) -> tuple[tuple[SigningKey, ...], tuple[Finding, ...]]:
    """Read the `.asc` files of the folder `keys/` among `files`: keys and `policy-invalid` problems. Never raises."""
    keys: list[SigningKey] = []
    problems: list[Finding] = []
    for path in sorted(files):
        if path.startswith(KEYS_FOLDER) and path.endswith(".asc"):
            try:
                keys.append(_key(path, files[path], people))
            except _FaultError as fault:
                problems.append(Finding(RULE, str(fault), _EXPORT, 1, 1, path))
    return tuple(keys), tuple(problems)


def _key(path: str, data: bytes, people: tuple[Person, ...]) -> SigningKey:
    packets = list(_packets(_dearmor(data)))
    if not packets or packets[0][0] != _PUBLIC_KEY or [tag for tag, _ in packets].count(_PUBLIC_KEY) != 1:
        raise _FaultError("The file must hold exactly one public key, and begin with it.")
    body = packets[0][1]
    if len(body) < 7 or body[0] != _VERSION:
        raise _FaultError("The key is not of version 4, the one that is supported.")
    addresses = _addresses(_user_ids(packets))
    owners = {(p.id, mail) for p in people for mail in p.principals if mailbox(mail) in addresses}
    if len({person for person, _ in owners}) != 1:
        listed = ", ".join(sorted(addresses)) or "none"
        whom = "more than one person" if owners else "nobody"
        raise _FaultError(f"The key's addresses ({listed[:200]}) belong to {whom} in people.yml.")
    person, principal = min(owners)
    algorithm = _ALGORITHMS.get(body[5], f"openpgp-{body[5]}")
    subkeys = [packet for tag, packet in packets if tag == _SUBKEY and len(packet) > 6 and packet[0] == _VERSION]
    return SigningKey(
        *(person, principal, algorithm, data, _fingerprint(body)),
        path=path,
        line=1,
        subkeys=tuple(_fingerprint(packet) for packet in subkeys),
        secrets=tuple(openpgp_secret(packet) or _fingerprint(packet) for packet in (body, *subkeys)),
    )


def _fingerprint(body: bytes) -> str:
    mark = b"\x99" + len(body).to_bytes(2, "big")
    return hashlib.sha1(mark + body, usedforsecurity=False).hexdigest().upper()


def _user_ids(packets: Sequence[tuple[int, bytes]]) -> Iterator[bytes]:
    """Yield the user ids that no revocation follows (RFC 4880, 5.2.1); whether that is good is not asked."""
    current: bytes | None = None
    for tag, body in (*packets, (_USER_ID, b"")):
        if tag == _USER_ID:
            if current is not None:
                yield current
            current = body
        elif tag == _SIGNATURE and body[:2] == _REVOCATION:
            current = None
        elif tag == _SUBKEY and current is not None:
            yield current
            current = None


def _addresses(packets: Iterator[bytes]) -> set[str]:
    found = (_ADDRESS.search(packet.decode("utf-8", "replace")) for packet in packets)
    return {mailbox(match[1] or match[2]) for match in found if match}


def _dearmor(data: bytes) -> bytes:
    if len(data) > LIMIT:
        raise _FaultError(f"The file is larger than {LIMIT // 1000} kB, which no single key is.")
    found = _ARMOR.fullmatch(data)
    if not found:
        raise _FaultError("The file is not one armored OpenPGP public key.")
    try:
        raw = base64.b64decode(re.sub(rb"\s", b"", found["body"]), validate=True)
    except binascii.Error:
        raise _FaultError("The key cannot be read: its armor is damaged.") from None
    if found["crc"] and base64.b64decode(found["crc"]) != _crc24(raw).to_bytes(3, "big"):
        raise _FaultError("The key cannot be read: its checksum is wrong.")
    return raw


def _crc24(data: bytes) -> int:
    """The armor's checksum (RFC 4880, 6.1)."""
    crc = 0xB704CE
    for byte in data:
        crc ^= byte << 16
        for _ in range(8):
            crc <<= 1
            if crc & 0x1000000:
                crc ^= 0x1864CFB
    return crc


def _packets(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Take packets apart (RFC 4880, 4.2), each as (tag, body); raises `_FaultError` where a length lies."""
    at = 0
    while at < len(data):
        head = data[at]
        if not head & 0x80:
            raise _FaultError("The key cannot be read: its packets are damaged.")
        tag, start, size = _new_header(data, at) if head & 0x40 else _old_header(data, at)
        at = start + size
        if at > len(data):
            raise _FaultError("The key cannot be read: it is cut short.")
        yield tag, data[start:at]


def _old_header(data: bytes, at: int) -> tuple[int, int, int]:
    tag, kind = (data[at] >> 2) & 0x0F, data[at] & 3
    if kind == 3:
        raise _FaultError("The key cannot be read: a packet has no length.")
    width = 1 << kind
    return tag, at + 1 + width, int.from_bytes(data[at + 1 : at + 1 + width], "big")


def _new_header(data: bytes, at: int) -> tuple[int, int, int]:
    tag = data[at] & 0x3F
    first = data[at + 1] if at + 1 < len(data) else 255
    if first < 192:
        return tag, at + 2, first
    if first < 224:
        second = data[at + 2] if at + 2 < len(data) else 0
        return tag, at + 3, ((first - 192) << 8) + second + 192
    if first == 255:
        return tag, at + 6, int.from_bytes(data[at + 2 : at + 6], "big")
    raise _FaultError("The key cannot be read: a packet comes in parts.")
