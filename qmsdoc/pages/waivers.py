"""What the policy accepts for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qmsdoc.model import addresses
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.pages import words
from qmsdoc.pages.document import address_of


@dataclass(frozen=True, slots=True)
class WaiverRow:
    """One waiver; `address` is where its document is published, None where it is not."""

    rule: str
    document: str
    address: str | None
    reason: str
    owner: str
    expires: date
    expired: bool


@dataclass(frozen=True, slots=True)
class WaiversPage:
    """Every waiver of the policy in force, the first to expire first."""

    address: str
    rows: tuple[WaiverRow, ...]


def waivers_page(snapshot: Snapshot) -> WaiversPage | None:
    """Give the page of waivers; None where the policy grants none."""
    policy = snapshot.policy_in_force
    rows = [
        WaiverRow(
            rule=waiver.rule,
            document=waiver.document,
            address=address_of(snapshot, waiver.document),
            reason=waiver.reason,
            owner=words.owner(policy, waiver.owner),
            expires=waiver.expires,
            expired=waiver.expires < snapshot.as_of,
        )
        for waiver in policy.waivers
    ]
    rows.sort(key=lambda row: (row.expires, row.document, row.rule))
    return WaiversPage(addresses.WAIVERS, tuple(rows)) if rows else None
