"""The front page: what is in force by section, and what changed last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from qmsdoc.model import addresses
from qmsdoc.pages.contents import SiteContents
from qmsdoc.pages.display_names import title
from qmsdoc.pages.entries import RegisterEntry, Section
from qmsdoc.pages.page_kind import PageKind, same_words
from qmsdoc.text.ordering import as_counted

_RECENT = 5


@dataclass(frozen=True, slots=True)
class HomePage:
    """The front page: sections in the policy's order, the documents that changed last, and the
    roles (title, address of its page) that own documents.
    """

    address: str
    name: str
    organisation: str
    sections: tuple[Section, ...]
    recent: tuple[RegisterEntry, ...]
    roles: tuple[tuple[str, str], ...]
    overdue: int
    as_of: date

    @property
    def count(self) -> int:
        """How many documents are in force."""
        return sum(len(section.entries) for section in self.sections)


def home_page(contents: SiteContents) -> HomePage:
    """Return the front page."""
    current, policy, snapshot = contents.current, contents.policy, contents.snapshot
    owners = sorted({entry.owner for entry in current if entry.owner})
    recent = sorted(current, key=lambda entry: (entry.stamp.effective_on, as_counted(entry.stamp.name)), reverse=True)
    return HomePage(
        address=addresses.HOME,
        name=snapshot.looks.site_name or snapshot.manual,
        organisation=policy.organisation,
        sections=contents.sections,
        recent=tuple(recent[:_RECENT]),
        roles=tuple((title(role), addresses.role(role)) for role in owners if policy.person(role) is None),
        overdue=sum(entry.stamp.overdue for entry in current),
        as_of=snapshot.as_of,
    )


def _views(contents: SiteContents) -> Iterator[HomePage]:
    yield home_page(contents)


HOME = PageKind("home", _views, lambda page, _: page.name, same_words("nav.home"))
