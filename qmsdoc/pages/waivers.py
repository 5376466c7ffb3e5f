"""What the policy accepts for a while."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from qmsdoc.model import addresses
from qmsdoc.pages import display_names
from qmsdoc.pages.contents import SiteContents
from qmsdoc.pages.document import address_of
from qmsdoc.pages.page_kind import PageKind, same_words
from qmsdoc.text.ordering import as_counted


@dataclass(frozen=True, slots=True)
class WaiverRow:
    """One waiver; `explained` tells whether the help explains its rule, `address` where its document is published, None
    where it is not.
    """

    rule: str
    explained: bool
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


def waivers_page(contents: SiteContents) -> WaiversPage | None:
    """Return the page of waivers; None where the policy grants none."""
    policy, snapshot = contents.policy, contents.snapshot
    explained = {rule.name for rule in contents.rules}
    rows = [
        WaiverRow(
            rule=waiver.rule,
            explained=waiver.rule in explained,
            document=waiver.document,
            address=address_of(snapshot, waiver.document),
            reason=waiver.reason,
            owner=display_names.owner(policy, waiver.owner),
            expires=waiver.expires,
            expired=waiver.expires < snapshot.as_of,
        )
        for waiver in policy.waivers
    ]
    rows.sort(key=lambda row: (row.expires, as_counted(row.document), row.rule))
    return WaiversPage(addresses.WAIVERS, tuple(rows)) if rows else None


def _views(contents: SiteContents) -> Iterator[WaiversPage]:
    page = waivers_page(contents)
    if page is not None:
        yield page


WAIVERS = PageKind("waivers", _views, same_words("nav.waivers"), same_words("nav.waivers"))
