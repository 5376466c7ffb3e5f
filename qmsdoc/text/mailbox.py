"""E-mail addresses as they are compared: one mailbox has one form, however its address is written."""

from __future__ import annotations

import unicodedata


def mailbox(address: str) -> str:
    """Return the form in which an address is compared.

    Case, blanks around it, composed and decomposed signs (Unicode TR 15) and a point at its end make no other address;
    a domain is written in ASCII (IDNA: RFC 5891, UTS 46).
    """
    plain = address.strip().rstrip(".")
    if plain.isascii():
        return plain.lower()
    import idna  # noqa: PLC0415 - few addresses need it

    name, at, domain = unicodedata.normalize("NFKC", plain).casefold().rpartition("@")
    try:
        return name + at + idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        return name + at + domain
