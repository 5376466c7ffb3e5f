"""Where readers write to: the people who answer for a document, and whoever mends faults in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from qmsdoc.model.policy import Person

_MAIL = re.compile(r"[^\s@:/?#&]+@[^\s@:/?#&]+\.[^\s@:/?#&]+")
_NUMBER = re.compile(r"\+?[0-9](?:[0-9 ()./-]*[0-9])?")
_LEAST_DIGITS = 3
_FIELDS = ("{id}", "{revision}")


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach somebody: their name, the words of their `contact:`, and the address a click leads to (or none)."""

    name: str
    words: str
    address: str


def contact_of(person: Person) -> Contact | None:
    """Return how to reach a person, None where the policy does not say; an address of git is never taken instead."""
    return Contact(person.name, person.contact, _address(person.contact)) if person.contact else None


def report_address(report_url: str, name: str, revision: int) -> str:
    """Return where a fault in an edition is reported: `report_url` with the edition filled in (RFC 3986, 3.4).

    An address that says nowhere which edition it is about has it added: as `subject` of a message (RFC 6068), else
    as the fields `document` and `revision`.
    """
    if not report_url:
        return ""
    if any(field in report_url for field in _FIELDS):
        return report_url.replace("{id}", quote(name, safe="")).replace("{revision}", str(revision))
    address, mark, place = report_url.partition("#")
    joint = "&" if "?" in address else "?"
    if address.lower().startswith("mailto:"):
        return f"{address}{joint}subject={quote(f'{name} revision {revision}', safe='')}"
    return f"{address}{joint}document={quote(name, safe='')}&revision={revision}{mark}{place}"


def _address(words: str) -> str:
    if words.startswith(("https://", "http://")) and not re.search(r"\s", words):
        return words
    if _MAIL.fullmatch(words):
        return f"mailto:{words}"
    digits = re.sub(r"[^0-9+]", "", words)
    return f"tel:{digits}" if _NUMBER.fullmatch(words) and len(digits) >= _LEAST_DIGITS else ""
