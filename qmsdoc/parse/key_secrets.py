"""Names the secret behind a public key, so that one secret is one key whatever the format in which it is written.

A name is the kind of key and its public numbers: those of RFC 4253, 5656 and 8709 in SSH's format, and of RFC 4880,
6637 and 9580 in OpenPGP's. A key of another kind has no name.
"""

from __future__ import annotations

_RSA, _ECDSA, _EDDSA, _ED25519 = (1, 2, 3), 19, 22, 27  # public-key algorithms of OpenPGP
_CURVES = {
    bytes.fromhex("2a8648ce3d030107"): "nistp256",
    bytes.fromhex("2b81040022"): "nistp384",
    bytes.fromhex("2b81040023"): "nistp521",
    bytes.fromhex("2b06010401da470f01"): "ed25519",
}
_NATIVE = b"\x40"  # before a point in its own form


def ssh_secret(parts: list[bytes]) -> str | None:
    """Name the secret of a key from the strings of its wire format, the first of which is its type."""
    kind = parts[0].decode("ascii", "replace") if parts else ""
    if "ed25519" in kind and len(parts) > 1:
        return f"ed25519:{parts[1].hex()}"
    if kind == "ssh-rsa" and len(parts) > 2:
        return f"rsa:{parts[2].lstrip(bytes(1)).hex()}"
    if "ecdsa-sha2-" in kind and len(parts) > 2:
        return f"{parts[1].decode('ascii', 'replace')}:{parts[2].hex()}"
    return None


def openpgp_secret(body: bytes) -> str | None:
    """Name the secret of a key from the body of its packet of version 4."""
    algorithm, rest = body[5], body[6:]
    if algorithm in _RSA:
        return f"rsa:{_integer(rest).hex()}"
    if algorithm == _ED25519:
        return f"ed25519:{rest[:32].hex()}"
    if algorithm in (_ECDSA, _EDDSA) and rest:
        curve = _CURVES.get(rest[1 : 1 + rest[0]])
        return f"{curve}:{_integer(rest[1 + rest[0] :]).removeprefix(_NATIVE).hex()}" if curve else None
    return None


def _integer(data: bytes) -> bytes:
    size = (int.from_bytes(data[:2]) + 7) // 8
    return data[2 : 2 + size]
