"""Rules of what happens to the documents around one that changes or leaves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from qmsdoc.model.document import Link, TargetKind
from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import LINK_TO_DRAFT, LINK_TO_WITHDRAWN, PARENT_WITHDRAWN
from qmsdoc.model.snapshot import Edition, Record
from qmsdoc.rules.chapters.link_targets import links
from qmsdoc.rules.definition import at_link, judges
from qmsdoc.rules.index import OVER, Index


@judges(LINK_TO_DRAFT)
def link_to_draft(index: Index) -> Iterator[Finding]:
    """A text in force leads only to documents that have been approved.

    The effective edition is judged, not the draft.

    Why: readers of the published manual find nothing there yet (7.5.3.2 c).

    Mend: have the other document approved, or lead elsewhere in the next revision.

    Fails:
        approved: {id: QP-001, text: "See [Training](qms:QP-002)."}
        draft: {id: QP-002}

    Passes:
        approved:
          - {id: QP-001, text: "See [Training](qms:QP-002)."}
          - {id: QP-002}
    """
    for record, edition in in_force(index):
        for link, other in leads_to(index, edition):
            if not other.editions and other.draft is not None:
                yield on_link(
                    Finding(
                        LINK_TO_DRAFT,
                        f"{other.name} has never been approved, and revision {edition.revision} of {record.name} "
                        "leads to it.",
                        f"Have {other.name} approved, or lead elsewhere in the next revision.",
                    ),
                    record,
                    edition,
                    link,
                )


@judges(LINK_TO_WITHDRAWN)
def link_to_withdrawn(index: Index) -> Iterator[Finding]:
    """A text in force leads to no document that has been withdrawn or superseded.

    The effective edition is judged, not the draft.

    Why: obsolete documents are kept from unintended use (7.5.3.2 d).

    Mend: write the next revision, which leads to the document that took the other's place, or to
    none.

    Fails:
        approved:
          - {id: QP-001, text: "See [Training](qms:QP-002)."}
          - {id: QP-002}
        withdrawn: [QP-002]

    Passes:
        approved:
          - {id: QP-001, text: "See [Training](qms:QP-002)."}
          - {id: QP-002}
    """
    for record, edition in in_force(index):
        for link, other in leads_to(index, edition):
            if other.status in OVER:
                instead = f" to {other.replaced_by}" if other.replaced_by else " elsewhere"
                yield on_link(
                    Finding(
                        LINK_TO_WITHDRAWN,
                        f"{other.name} is {other.status}, and revision {edition.revision} of {record.name} "
                        "leads to it.",
                        f"Lead{instead} in the next revision.",
                    ),
                    record,
                    edition,
                    link,
                )


@judges(PARENT_WITHDRAWN)
def parent_withdrawn(index: Index) -> Iterator[Finding]:
    """No document stays in force under a parent that is withdrawn or superseded.

    The parent is the document named under `parent` in the effective edition.

    Why: an instruction that carries out a procedure no longer in force is obsolete itself
    (7.5.3.2 d).

    Mend: withdraw the document too, or write its next revision with another `parent`.

    Fails:
        approved:
          - {id: QP-001}
          - {id: QP-002, parent: QP-001}
        withdrawn: [QP-001]

    Passes:
        approved:
          - {id: QP-001}
          - {id: QP-002, parent: QP-001}
    """
    for record, edition in in_force(index):
        parent = index.record(edition.document.front.parent)
        if parent is not None and parent.status in OVER:
            yield on_link(
                Finding(
                    PARENT_WITHDRAWN,
                    f"{record.name} is in force, but its parent {parent.name} is {parent.status}.",
                    f"Withdraw it too (`qmsdoc withdraw {record.name}`), or give its next revision another `parent`.",
                ),
                record,
                edition,
                None,
            )


def in_force(index: Index) -> Iterator[tuple[Record, Edition]]:
    """Give each record with an edition in force, with it."""
    for record in index.known:
        if record.effective is not None:
            yield record, record.effective


def leads_to(index: Index, edition: Edition) -> Iterator[tuple[Link | None, Record]]:
    """Give each other document that an edition leads to, once, with the first link.

    None stands for the link to its parent, and to the document from which it deviates.
    """
    seen = {edition.name.lower()}
    for link, target in links(edition.document):
        record = index.record(target.document) if target.kind is TargetKind.DOCUMENT else None
        if record is not None and record.name.lower() not in seen:
            seen.add(record.name.lower())
            yield link, record
    for name in (edition.document.front.parent, edition.document.front.deviates_from):
        above = index.record(name)
        if above is not None and above.name.lower() not in seen:
            seen.add(above.name.lower())
            yield None, above


def on_link(finding: Finding, record: Record, edition: Edition, link: Link | None) -> Finding:
    """Place a fault of an approved text where the draft still has the link, or `parent`; else at the path alone."""
    draft = record.draft
    if draft is None:
        return replace(finding, document=record.name, path=edition.document.path)
    if link is None:
        key = "parent" if draft.front.parent else "deviates_from"
        line, column = draft.front.line(key), draft.front.column(key)
    else:
        same = next((one for one in draft.links if one.destination == link.destination), None)
        if same is not None and same.path:
            return at_link(finding, draft, same)
        line, column = (same.line, same.column) if same else (None, None)
    return replace(finding, document=record.name, path=draft.path, line=line, column=column)
