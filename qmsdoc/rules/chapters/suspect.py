"""The rule of documents that rest on others which have changed since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from qmsdoc.model.document import Link
from qmsdoc.model.finding import Finding
from qmsdoc.model.policy import DocumentType
from qmsdoc.model.rule_ids import LINK_SUSPECT
from qmsdoc.model.snapshot import Edition, Record
from qmsdoc.parse.words import words
from qmsdoc.rules.chapters.obsolescence import in_force, leads_to, on_link
from qmsdoc.rules.definition import judges
from qmsdoc.rules.index import Index

_Led = Mapping[str, Sequence[tuple[Link | None, Record]]]  # what each document in force leads to, by lower-case name


@judges(LINK_SUSPECT)
def link_suspect(index: Index) -> Iterator[Finding]:
    """The documents that a text relies on have not moved on since it was approved.

    A document relies on its `parent`, on what it deviates from, and on documents that it links to:
    those of the types that its own type names under `relies_on` in `qmsdoc.yml`; where the type
    names none, those that do not link back. (Two documents that name each other are neighbours:
    whoever changes one has the other before him.) A change that is called editorial bears on nobody.
    Translations follow their original: for them there is `translation-stale`.

    The rule speaks once for each document and names those with a newer edition. The document's own
    next edition or its signed review settles it.

    Why: a change is reviewed for what it does elsewhere (8.5.6).

    Mend: read what changed (`qmsdoc diff QP-002`). If this document still holds, sign
    `qmsdoc review QP-001`; if not, write its next revision.

    Fails:
        approved:
          - {id: QP-002, revision: 1, approved_on: 2026-01-01}
          - {id: QP-001, approved_on: 2026-02-01, text: "See [Training](qms:QP-002)."}
          - {id: QP-002, revision: 2, change: New., approved_on: 2026-02-02}

    Passes:
        approved:
          - {id: QP-002, revision: 1, approved_on: 2026-01-01}
          - {id: QP-002, revision: 2, change: New., approved_on: 2026-02-01}
          - {id: QP-001, approved_on: 2026-02-02, text: "See [Training](qms:QP-002)."}
    """
    kinds = {kind.name: kind for kind in index.policy.types}
    led = {record.name.lower(): tuple(leads_to(index, edition)) for record, edition in in_force(index)}
    for record, edition in in_force(index):
        if edition.document.front.lang is not None:
            continue
        newer = _newer(record, edition, kinds, led)
        if newer:
            told = ", ".join(f"{name} (now revision {revision})" for name, (_, revision) in newer.items())
            yield on_link(
                Finding(
                    LINK_SUSPECT,
                    f"Documents that {record.name} relies on have changed since it was approved or reviewed: {told}.",
                    f"If {record.name} still holds, sign `qmsdoc review {record.name}`; if not, write its "
                    "next revision.",
                ),
                record,
                edition,
                next(iter(newer.values()))[0],
            )


def _newer(
    record: Record, edition: Edition, kinds: Mapping[str, DocumentType], led: _Led
) -> dict[str, tuple[Link | None, int]]:
    """Return what an edition relies on and has a newer edition: by name, the link and that revision."""
    read = last_read(record, edition)
    newer: dict[str, tuple[Link | None, int]] = {}
    for link, other in led[record.name.lower()]:
        now = other.effective
        if now is not None and _moved_on(other, read) and (link is None or _bears(edition, other, kinds, led)):
            newer.setdefault(other.name, (link, now.revision))
    return newer


def _bears(edition: Edition, other: Record, kinds: Mapping[str, DocumentType], led: _Led) -> bool:
    """Tell whether a change of a linked document bears on this edition."""
    front = edition.document.front
    if other.name in (front.parent, front.deviates_from):
        return True
    kind = kinds.get(edition.type)
    if kind is not None and kind.relies_on is not None:
        return other.shown.front.type in kind.relies_on
    return all(back.name.lower() != edition.name.lower() for _, back in led.get(other.name.lower(), ()))


def _moved_on(other: Record, read: datetime) -> bool:
    """Tell whether a document got an edition after `read` that may matter: not its first, not an editorial one."""
    now = other.effective
    if now is None or now.approved_at <= read:
        return False
    return any(
        read < edition.approved_at and edition.revision <= now.revision and not _is_editorial(edition)
        for edition in other.editions[1:]
    )


def _is_editorial(edition: Edition) -> bool:
    called = words(edition.document.front.lang or "en") or words("en")
    return called is not None and called.editorial.match(edition.document.front.change or "") is not None


def last_read(record: Record, edition: Edition) -> datetime:
    """Give the instant when this edition was last approved or confirmed by a signed review."""
    reviews = [act.signed_at for act in record.reviews if act.name.revision == edition.revision]
    return max([edition.approved_at, *reviews])
