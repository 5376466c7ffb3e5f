"""`passkeys:` of the policy: the sites whose passkeys may sign approvals (WebAuthn level 2, 5.1.2 and 13.4.9)."""

from __future__ import annotations

import re

from qmsdoc.model.policy import RelyingParty
from qmsdoc.parse.policy_file import PolicyFile, items, text, texts
from qmsdoc.parse.yaml import Mapping, Node, Sequence

_ORIGIN = re.compile(r"(?P<scheme>https?)://(?P<host>[a-z0-9.-]+)(?::(?P<port>[1-9][0-9]{0,4}))?")
_DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")
_ADDRESS = re.compile(r"[0-9.]+")
_USUAL = {"https": "443", "http": "80"}
_WRITE = "Write it as browsers do, such as https://quality.example.com."


def passkeys(source: PolicyFile) -> tuple[RelyingParty, ...]:
    """Return the sites of the policy's `passkeys`, one mapping or a list; faults go to `source`."""
    node = source.root.get("passkeys")
    return tuple(_site(source, site) for site in items(node))


def _site(source: PolicyFile, node: Mapping) -> RelyingParty:
    party, origins = node.get("rp"), node.get("origins")
    rp = text(party)
    if party is not None and not _DOMAIN.fullmatch(rp):
        source.fail(party, f"'{rp}' is not a domain in lower case.", "Write it as in quality.example.com.")
    elif party is not None and _ADDRESS.fullmatch(rp):
        source.fail(party, f"'{rp}' is an IP address: those have no passkeys.", "Give the site a domain.")
    for origin in origins.items if isinstance(origins, Sequence) else ():
        _check(source, origin, rp)
    return RelyingParty(rp, texts(origins))


def _check(source: PolicyFile, node: Node, rp: str) -> None:
    origin = text(node)
    read = _ORIGIN.fullmatch(origin)
    if read is None:
        source.fail(node, f"'{origin}' is not an address as browsers write it.", _WRITE)
        return
    host = read["host"]
    if host != rp and not host.endswith(f".{rp}"):
        source.fail(node, f"'{origin}' does not belong to '{rp}'.", f"Name addresses of {rp} or below it.")
    if read["scheme"] == "http" and host != "localhost":
        source.fail(node, f"'{origin}' is not encrypted: browsers use passkeys there on no account.", _WRITE)
    if read["port"] == _USUAL[read["scheme"]] or int(read["port"] or 1) > 65535:
        source.fail(node, f"'{origin}' names a port that browsers never write there.", _WRITE)
