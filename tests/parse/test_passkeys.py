"""`passkeys:` of the policy: one site or a list; what no browser would ever write is refused with its place."""

from __future__ import annotations

import pytest

from qmsdoc.model.policy import RelyingParty
from qmsdoc.parse.policy_files import policy
from tests.memory import PEOPLE, POLICY

HERE = RelyingParty("localhost", ("http://localhost:8425",))


def read(said: str) -> tuple[tuple[RelyingParty, ...], list[tuple[int | None, str]]]:
    found, faults = policy({"qmsdoc.yml": (POLICY + said).encode(), "people.yml": PEOPLE.encode()})
    return found.passkeys if found else (), [(fault.line, fault.message) for fault in faults]


@pytest.mark.parametrize(
    ("said", "sites"),
    [
        ("", ()),
        ("passkeys: {rp: localhost, origins: ['http://localhost:8425']}\n", (HERE,)),
        ("passkeys:\n- {rp: localhost, origins: ['http://localhost:8425']}\n", (HERE,)),
        (
            "passkeys: {rp: a.example, origins: ['https://a.example', 'https://b.a.example:444']}\n",
            (RelyingParty("a.example", ("https://a.example", "https://b.a.example:444")),),
        ),
    ],
)
def test_one_site_or_a_list(said: str, sites: tuple[RelyingParty, ...]) -> None:
    assert read(said) == (sites, [])


@pytest.mark.parametrize(
    ("rp", "origin", "said"),
    [
        ("a.example", "https://b.example", "does not belong to 'a.example'"),
        ("a.example", "https://xa.example", "does not belong to 'a.example'"),
        ("a.example", "http://a.example", "is not encrypted"),
        ("a.example", "https://a.example:443", "names a port that browsers never write"),
        ("localhost", "http://localhost:80", "names a port that browsers never write"),
        ("localhost", "http://localhost:70000", "names a port that browsers never write"),
        ("a.example", "https://a.example/", "is not an address as browsers write it"),
        ("a.example", "https://A.example", "is not an address as browsers write it"),
        ("A.example", "https://a.example", "is not a domain in lower case"),
        ("192.168.0.7", "https://192.168.0.7", "is an IP address"),
    ],
)
def test_what_no_browser_writes_is_told_with_its_place(rp: str, origin: str, said: str) -> None:
    line = POLICY.count("\n") + 1
    sites, faults = read(f"passkeys: {{rp: {rp}, origins: ['{origin}']}}\n")
    assert sites == ()
    assert [at for at, message in faults if said in message] == [line], faults


@pytest.mark.parametrize(
    "said", ["{rp: localhost}", "{origins: ['http://localhost']}", "[]", "localhost", "{rp: l, origins: [], x: 1}"]
)
def test_half_a_site_is_refused(said: str) -> None:
    assert read(f"passkeys: {said}\n")[1]
