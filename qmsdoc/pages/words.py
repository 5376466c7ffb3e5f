"""How the published manual words names, days and states."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from qmsdoc.model.policy import DocumentType, Policy
from qmsdoc.model.snapshot import Status

_MONTHS = str.split("January February March April May June July August September October November December")
STATUS = {
    Status.DRAFT: "Draft",
    Status.IN_REVIEW: "In review",
    Status.APPROVED: "Approved, not yet in force",
    Status.EFFECTIVE: "In force",
    Status.SUPERSEDED: "Superseded",
    Status.WITHDRAWN: "Withdrawn",
}


def day(value: date) -> str:
    """`2026-02-01` as `1 February 2026`."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def month(value: date) -> str:
    """`2026-02-01` as `February 2026`."""
    return f"{_MONTHS[value.month - 1]} {value.year}"


def instant(value: datetime) -> str:
    """A moment with its zone: `1 February 2026, 09:05 UTC+01:00`."""
    offset = value.utcoffset() or timedelta()
    minutes = int(offset.total_seconds() / 60)
    zone = f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}" if minutes else "UTC"
    return f"{day(value.date())}, {value:%H:%M} {zone}"


def title(name: str) -> str:
    """The name of a role or type as people write it: `quality-manager` as `Quality manager`."""
    return name.replace("-", " ").replace("_", " ")[:1].upper() + name.replace("-", " ").replace("_", " ")[1:]


def type_title(name: str) -> str:
    """What one document of the type is called: `Work instruction`."""
    if name == "external":
        return "External document"
    return title(name)


def section(kind: DocumentType, count: int) -> str:
    """The heading over the documents of a type: the policy's own, else its name, in the plural over several."""
    if kind.title:
        return kind.title
    if kind.name == "external":
        return "External documents"
    one = title(kind.name)
    if count == 1:
        return one
    return one[:-1] + "ies" if one.endswith("y") else one + "s"


def person(policy: Policy, person_id: str) -> str:
    """A person's printed name, or the id where the policy does not know it."""
    found = policy.person(person_id)
    return found.name if found else person_id


def owner(policy: Policy, owner_id: str) -> str:
    """An owner as people read it: a person's name, or the title of a role."""
    found = policy.person(owner_id)
    return found.name if found else title(owner_id)
