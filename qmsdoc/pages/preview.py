"""Pages of a preview: drafts as they stand in the working tree. They are no `EditionPage`, so none can be published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qmsdoc.model import addresses
from qmsdoc.model.document import Document
from qmsdoc.model.finding import Finding, Severity
from qmsdoc.model.snapshot import Record, Snapshot, Status
from qmsdoc.pages import words
from qmsdoc.pages.comparison import Differences, differences
from qmsdoc.pages.document import EditionPage, edition_page


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """One draft. `in_force` is the revision and address of the edition that readers have meanwhile,
    `faults` what check says of the draft as (severity, rule, message, help), `needs` the roles still to sign, `against`
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
    faults: tuple[tuple[Severity, str, str, str], ...]
    lang: str
    against: tuple[Document, Differences] | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """All pages of a preview: drafts, and the editions in force (where a draft is the same text, at its address).

    `sections` are types with the heading that the policy gives them (else empty); `own` is the policy's own type.
    """

    organisation: str
    drafts: tuple[PreviewPage, ...]
    editions: tuple[EditionPage, ...]
    sections: tuple[tuple[str, str], ...]
    own: str | None


def preview_pages(snapshot: Snapshot, findings: Sequence[Finding]) -> Preview:
    """Make the pages of a snapshot whose drafts are the working tree's."""
    drafts: list[PreviewPage] = []
    editions: list[EditionPage] = []
    for record in sorted(snapshot.records, key=lambda record: record.name):
        in_force = record.effective
        same = in_force is not None and (
            record.draft is None or record.draft.closure.content_digest == in_force.content_digest
        )
        if in_force is not None:
            editions.append(edition_page(snapshot, record, in_force, kept=(in_force,), standing=False))
            if same:
                editions.append(edition_page(snapshot, record, in_force, kept=(in_force,), standing=True))
        if record.draft is not None and not same:
            drafts.append(_draft(snapshot, record, record.draft, findings))
    policy = snapshot.policy
    titles = tuple((kind.name, kind.title) for kind in policy.types)
    own = policy.own_type.name if policy.own_type is not None else None
    return Preview(policy.organisation, tuple(drafts), tuple(editions), titles, own)


def _draft(snapshot: Snapshot, record: Record, document: Document, findings: Sequence[Finding]) -> PreviewPage:
    own = (finding for finding in findings if finding.document == record.name or finding.path == document.path)
    status = Status.DRAFT if record.status is Status.EFFECTIVE else record.status
    return PreviewPage(
        address=addresses.document(record.name),
        name=record.name,
        document=document,
        section=document.front.type or "",
        owner=words.owner(snapshot.policy, document.front.owner or ""),
        status=status,
        in_force=(record.effective.revision, addresses.revision(record.name, record.effective.revision))
        if record.effective
        else None,
        needs=tuple(words.title(need.role) for need in record.needs),
        faults=tuple((each.severity, each.rule, each.message, each.remedy) for each in own),
        lang=document.front.lang or snapshot.looks.language,
        against=_against(record, document),
    )


def _against(record: Record, draft: Document) -> tuple[Document, Differences] | None:
    if record.effective is None:
        return None
    former = record.effective
    return former.document, differences(former.document, draft, former.policy)
