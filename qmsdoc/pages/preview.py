"""Pages of a preview: drafts as they stand in the working tree. They are no `EditionPage`, so none can be published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qmsdoc.model import addresses
from qmsdoc.model.document import Document
from qmsdoc.model.finding import Finding
from qmsdoc.model.policy import Policy
from qmsdoc.model.snapshot import Record, Snapshot, Status
from qmsdoc.pages import display_names
from qmsdoc.pages.comparison import Differences, differences
from qmsdoc.pages.contents import Named, SiteContents, site_contents
from qmsdoc.pages.document import EditionPage, edition_page
from qmsdoc.pages.help import RuleHelp
from qmsdoc.pages.help_page import HELP
from qmsdoc.pages.page_kind import ListedPage, PageKind, pages_of, same_words
from qmsdoc.pages.verify_page import VERIFY
from qmsdoc.text.ordering import as_counted


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """One draft. `in_force` is the revision and address of the edition that readers have meanwhile,
    `faults` what check says of the draft, `needs` the roles still to sign, `against`
    the text that the draft would replace and what differs beside it.
    """

    address: str
    name: str
    document: Document
    section: str
    owner: str
    status: Status
    in_force: tuple[int, str] | None
    needs: tuple[str, ...]
    faults: tuple[Finding, ...]
    lang: str
    against: tuple[Document, Differences] | None = None

    @property
    def title(self) -> str:
        """The title of the draft."""
        return self.document.title

    @property
    def type(self) -> str:
        """What one document of its type is called."""
        return display_names.type_title(self.section)

    @property
    def change(self) -> str:
        """What the draft changes, in its own words."""
        return self.document.front.change or ""


@dataclass(frozen=True, slots=True)
class PreviewEntry:
    """A draft, or an edition that the working tree leaves as it is, as the menu and the front page list it.

    `faults` is how many findings `check` has on it.
    """

    address: str
    name: str
    title: str
    lang: str
    status: Status
    faults: int
    section: str


@dataclass(frozen=True, slots=True)
class PreviewSection:
    """Entries of one type, by name: `key` is the type, `title` the policy's heading, `own` as in `Section`."""

    key: str
    title: str
    entries: tuple[PreviewEntry, ...]
    own: bool


@dataclass(frozen=True, slots=True)
class PreviewHome:
    """The front page of a preview."""

    address: str
    name: str
    organisation: str
    sections: tuple[PreviewSection, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """All pages of a preview: drafts, and the editions in force (where a draft is the same text, at its address)."""

    contents: SiteContents
    home: PreviewHome
    drafts: tuple[PreviewPage, ...]
    editions: tuple[EditionPage, ...]
    lists: tuple[ListedPage, ...]


def preview_pages(
    snapshot: Snapshot, findings: Sequence[Finding], *, rules: Sequence[RuleHelp] = (), named: Named = str
) -> Preview:
    """Make the pages of a snapshot whose drafts are the working tree's."""
    contents = site_contents(snapshot, rules=rules, named=named)
    published = {document.record.name: document for document in contents.documents}
    drafts: list[PreviewPage] = []
    editions: list[EditionPage] = []
    for record in sorted(snapshot.records, key=lambda record: as_counted(record.name)):
        in_force, draft = record.effective, record.draft
        same = in_force is not None and (draft is None or draft.closure.content_digest == in_force.content_digest)
        if in_force is not None:
            for is_current in (False, True)[: 1 + same]:
                document = published[record.name]
                editions.append(edition_page(snapshot, document, in_force, kept=(in_force,), is_current=is_current))
        if draft is not None and not same:
            drafts.append(_draft(snapshot, record, draft, findings))
    home = PreviewHome(
        addresses.HOME,
        snapshot.looks.site_name or snapshot.manual,
        snapshot.policy.organisation,
        _sections(snapshot.policy, [*map(_draft_entry, drafts), *_edition_entries(editions)]),
    )
    return Preview(
        contents, home, tuple(drafts), tuple(editions), (ListedPage(_HOME, home), *pages_of((VERIFY, HELP), contents))
    )


_HOME = PageKind("preview", lambda _: (), lambda page, _: page.name, same_words("nav.home"))


def _sections(policy: Policy, entries: list[PreviewEntry]) -> tuple[PreviewSection, ...]:
    entries = sorted(entries, key=lambda entry: as_counted(entry.name))
    titles = {kind.name: kind.title for kind in policy.types}
    titles |= {entry.section: "" for entry in entries if entry.section not in titles}
    own = policy.own_type.name if policy.own_type is not None else None
    groups = {key: tuple(entry for entry in entries if entry.section == key) for key in titles}
    return tuple(PreviewSection(key, titles[key], found, key == own) for key, found in groups.items() if found)


def _draft_entry(page: PreviewPage) -> PreviewEntry:
    found = len(page.faults)
    return PreviewEntry(page.address, page.name, page.document.title, page.lang, page.status, found, page.section)


def _edition_entries(editions: Sequence[EditionPage]) -> Iterator[PreviewEntry]:
    for page in editions:
        mark = page.stamp
        if page.is_current:
            yield PreviewEntry(page.address, mark.name, mark.title, mark.lang, mark.status, 0, page.section)


def _draft(snapshot: Snapshot, record: Record, document: Document, findings: Sequence[Finding]) -> PreviewPage:
    own = (finding for finding in findings if finding.document == record.name or finding.path == document.path)
    status = Status.DRAFT if record.status is Status.EFFECTIVE else record.status
    return PreviewPage(
        address=addresses.document(record.name),
        name=record.name,
        document=document,
        section=document.front.type or "",
        owner=display_names.owner(snapshot.policy, document.front.owner or ""),
        status=status,
        in_force=(record.effective.revision, addresses.revision(record.name, record.effective.revision))
        if record.effective
        else None,
        needs=tuple(display_names.title(need.role) for need in record.needs),
        faults=tuple(own),
        lang=document.front.lang or snapshot.looks.language,
        against=_against(record, document),
    )


def _against(record: Record, draft: Document) -> tuple[Document, Differences] | None:
    if record.effective is None:
        return None
    former = record.effective
    return former.document, differences(former.document, draft, former.policy)
