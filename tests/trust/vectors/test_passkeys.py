"""Passkeys of browsers, each rule of WebAuthn that a verdict rests on broken once, and held against `ssh-keygen`."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from qmsdoc.trust.wire import mpint
from tests.memory import POLICY, MemoryManual
from tests.trust.keys import P256_ORDER, Passkey, TestKey
from tests.trust.vectors.scenes import BEGIN, Vector, check, data, jane, scene
from tests.trust.vectors.test_agreement import believed

WRONG, FORM = "signature-invalid", "signature-noncanonical"
LOCAL = "passkeys: {rp: localhost, origins: ['http://localhost:8425']}\n"
TEAM = "passkeys:\n  - {rp: localhost, origins: ['http://localhost:8425']}\n" + (
    "  - {rp: meridian.example, origins: ['https://desk.meridian.example', 'https://desk.meridian.example:8443']}\n"
)
DESK = {"rp": b"meridian.example", "origin": "https://desk.meridian.example"}
BEGINS = '{"type":"webauthn.get","challenge":"{challenge}","origin":"{origin}"'


def manual(key: TestKey, policy: str = LOCAL) -> Callable[[], MemoryManual]:
    return lambda: scene(policy=POLICY + policy, keys={"jane.doe": key})


def passkey(name: str, rule: str, *, policy: str = LOCAL, **made: object) -> Vector:
    return Vector(name, rule, jane, manual(Passkey(**made).key(), policy))  # type: ignore[arg-type]


def _filled(size: int) -> str:
    """Return what a browser adds so that all that it says has that many bytes."""
    return ',"a":"' + "x" * (size - len(Passkey(browser=',"a":""').client_data(bytes(95)))) + '"'


VECTORS = (
    passkey("an honest passkey", "valid"),
    passkey("n minus s", "valid", high=True),
    passkey("a counter of nothing", "valid", counter=0),
    passkey("a counter at its end", "valid", counter=2**32 - 1),
    passkey("a synced passkey", "valid", flags=0x1D),
    passkey("a passkey that could be synced", "valid", flags=0x0D),
    passkey("keys that a browser adds", "valid", browser=',"crossOrigin":false,"other_keys_can_be_added_here":"x"'),
    passkey("nothing behind the origin", "valid", browser=""),
    passkey("blanks behind the origin", "valid", browser=' , "crossOrigin" : false '),
    passkey("an added key of every kind", "valid", browser=',"a":{"b":[1,2.5,null,true,"\\u00e4 ä"]}'),
    passkey("the firm's desk", "valid", policy=TEAM, **DESK),
    passkey("the firm's desk at another port", "valid", policy=TEAM, **DESK | {"origin": DESK["origin"] + ":8443"}),  # type: ignore[operator]
    passkey("one's own machine beside the firm's desk", "valid", policy=TEAM),
    passkey("nobody verified", WRONG, flags=0x01),
    passkey("nobody present", WRONG, flags=0x04),
    passkey("neither present nor verified", WRONG, flags=0x00),
    passkey("only backed up", WRONG, flags=0x18),
    passkey("attested data", FORM, flags=0x45),
    passkey("extension data said to be there", FORM, flags=0x85),
    passkey("extension data", FORM, flags=0x85, extensions=b"\xa0"),
    passkey("extension data not said to be there", FORM, extensions=b"\xa0"),
    passkey("another challenge", WRONG, challenge=b"another"),
    passkey("no challenge", WRONG, challenge=b""),
    passkey("a challenge with padding", WRONG, text=BEGINS.replace("{challenge}", "{challenge}=") + "}"),
    passkey("a challenge with more behind it", WRONG, text=BEGINS.replace("{challenge}", "{challenge}AA") + "}"),
    passkey("a passkey being made", FORM, text=BEGINS.replace("webauthn.get", "webauthn.create") + "}"),
    passkey("a payment", FORM, text=BEGINS.replace("webauthn.get", "payment.get") + "}"),
    passkey(
        "another order of keys", FORM, text='{"origin":"{origin}","type":"webauthn.get","challenge":"{challenge}"}'
    ),
    passkey("blanks within the beginning", FORM, text=BEGINS.replace(":", ": ", 1) + "}"),
    passkey("in a page of another site", WRONG, browser=',"crossOrigin":true'),
    passkey("in a page of another site, as a text", WRONG, browser=',"crossOrigin":"false"'),
    passkey("in a page of another site, as nothing", WRONG, browser=',"crossOrigin":null'),
    passkey("in a page of another site, as a number", WRONG, browser=',"crossOrigin":0'),
    passkey("a site around it", WRONG, browser=',"crossOrigin":false,"topOrigin":"https://evil.example"'),
    passkey("a site around it that is nothing", WRONG, browser=',"topOrigin":null'),
    passkey("the origin twice", FORM, browser=',"origin":"http://localhost:8425"'),
    passkey("the origin twice, once spelt otherwise", FORM, browser=',"\\u006frigin":"https://evil.example"'),
    passkey("the challenge twice", FORM, browser=',"challenge":"AAAA"'),
    passkey("the kind twice", FORM, browser=',"type":"webauthn.create"'),
    passkey("an added key twice", FORM, browser=',"a":1,"a":1'),
    passkey("a key twice within an added one", FORM, browser=',"a":{"b":1,"b":1}'),
    passkey("two times said and unsaid", FORM, browser=',"crossOrigin":false,"crossOrigin":true'),
    passkey("no JSON behind the beginning", FORM, browser=",crossOrigin"),
    passkey("a number that JSON lacks", FORM, browser=',"a":NaN'),
    passkey("not closed", FORM, text=BEGINS),
    passkey("something behind it", FORM, text=BEGINS + "}{}"),
    passkey("something unseen behind it", FORM, text=BEGINS + "}\0"),
    passkey("not UTF-8", FORM, browser=',"a":"\udcff"'),
    passkey("half a sign", "valid", browser=',"a":"\\ud800"'),
    passkey("nested too deep", FORM, browser=',"a":' + "[" * 5000 + "]" * 5000),
    passkey("as long as is read", "valid", browser=_filled(16_384)),
    passkey("a byte longer than is read", FORM, browser=_filled(16_385)),
    passkey("longer than any browser's", FORM, browser=',"a":"' + "x" * 20_000 + '"'),
    passkey("another origin", WRONG, origin="http://localhost:8426"),
    passkey("an origin without its port", WRONG, origin="http://localhost"),
    passkey("an origin with another scheme", WRONG, origin="https://localhost:8425"),
    passkey("an origin with a path", WRONG, origin="http://localhost:8425/"),
    passkey("an origin in capitals", WRONG, origin="http://LOCALHOST:8425"),
    passkey("no origin", WRONG, origin=""),
    passkey("an origin that closes its own text", FORM, origin='http://localhost:8425","a":"'),
    passkey("another origin than said", WRONG, says="http://localhost:8426"),
    passkey("another origin than said that is named", WRONG, policy=TEAM, says="https://desk.meridian.example"),
    passkey("an origin that only begins as said", WRONG, origin="http://localhost:84250", says="http://localhost:8425"),
    passkey("said shorter than it is", WRONG, says="http://localhost:842"),
    passkey("a passkey of another site", WRONG, rp=b"evil.example"),
    passkey("a passkey of a wider domain", WRONG, policy=TEAM, rp=b"example", origin="https://desk.meridian.example"),
    passkey("a passkey of a narrower domain", WRONG, policy=TEAM, **DESK | {"rp": b"desk.meridian.example"}),
    passkey("a passkey of one site at the other's address", WRONG, policy=TEAM, **DESK | {"rp": b"localhost"}),
    passkey("a site in capitals", WRONG, rp=b"LOCALHOST"),
    passkey("a site of nothing", WRONG, rp=b""),
    passkey("no sites in the policy", WRONG, policy=""),
    passkey("a key of OpenSSH through a browser", WRONG, rp=b"ssh:"),
    passkey("as if a hardware key had signed", FORM, kind=b"sk-ecdsa-sha2-nistp256@openssh.com", rp=b"localhost"),
    passkey("another kind of passkey", "signature-unverifiable", kind=b"webauthn-sk-ssh-ed25519@openssh.com"),
    passkey("bytes behind it", FORM, after=b"\0"),
    passkey("numbers with a needless byte", FORM, numbers=lambda r, s: b"\0\0\0\x22\0\0" + r.to_bytes(32) + mpint(s)),
    passkey("numbers past the order", WRONG, numbers=lambda r, s: mpint(r + P256_ORDER) + mpint(s)),
    passkey("numbers with bytes behind them", FORM, numbers=lambda r, s: mpint(r) + mpint(s) + b"\0"),
    passkey("numbers the other way round", WRONG, numbers=lambda r, s: mpint(s) + mpint(r)),
    passkey("numbers of nothing", FORM, numbers=lambda _, __: mpint(0) + mpint(0)),
    Vector(
        "another's passkey", "signer-unknown", lambda m: jane(m, key=Passkey("other").key()), manual(Passkey().key())
    ),
)

# What `ssh-keygen -Y verify` refuses. All else it believes: it does not look at who was there, knows no policy that
# names addresses, and reads no further in what the browser says than the beginning.
REFUSED_THERE_TOO = {
    "attested data",
    "extension data said to be there",
    "extension data not said to be there",
    "another challenge",
    "no challenge",
    "a challenge with padding",
    "a challenge with more behind it",
    "a passkey being made",
    "a payment",
    "another order of keys",
    "blanks within the beginning",
    "an origin that closes its own text",
    "another origin than said",
    "another origin than said that is named",
    "an origin that only begins as said",
    "said shorter than it is",
    "as if a hardware key had signed",
    "another kind of passkey",
    "bytes behind it",
    "numbers past the order",
    "numbers with bytes behind them",
    "numbers the other way round",
    "numbers of nothing",
    "another's passkey",
}


@pytest.mark.parametrize("vector", VECTORS, ids=str)
def test_every_passkey_has_its_verdict(vector: Vector) -> None:
    check(vector)


@pytest.mark.acceptance
@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="OpenSSH is not installed")
def test_what_counts_is_good_to_ssh_keygen_too(tmp_path: Path) -> None:
    refused = set()
    for vector in VECTORS:
        made = vector.scene()
        payload, begin, rest = data(made, vector.act(made)).partition(BEGIN)
        if not believed(tmp_path, made.signers(), payload, begin + rest):
            assert vector.rule != "valid", vector.name
            refused.add(vector.name)
    assert refused == REFUSED_THERE_TOO
