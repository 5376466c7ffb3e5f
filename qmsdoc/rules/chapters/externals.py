"""Rules of documents from outside: standards, laws, customers' specifications, makers' manuals."""

from __future__ import annotations

from collections.abc import Iterator

from qmsdoc.model.document import Document, External
from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import EXTERNAL_CHECK_OVERDUE, EXTERNAL_EDITION_MISSING, EXTERNAL_WITHDRAWN, RuleId
from qmsdoc.rules.chapters.front_matter import unfilled
from qmsdoc.rules.definition import judges
from qmsdoc.rules.index import Index

_NO_EDITION = frozenset(("latest", "current", "newest", "latest edition", "current edition", "valid edition"))


@judges(EXTERNAL_EDITION_MISSING)
def external_edition_missing(index: Index) -> Iterator[Finding]:
    """Every document from outside is listed with the edition that is used.

    Such documents stand under `externals` in the front matter of a register: `name`, `edition`,
    `source`, `holder`, `last_checked`, and where wanted `about` and `check_every`. "Latest" is no
    edition: it is another one tomorrow.

    Why: documents of external origin are to be identified and controlled (7.5.3.2), and two people
    who work by two editions do not work by one document.

    Mend: write the edition as its cover states it: a year, an issue, a revision, a date.

    Fails:
        draft: {id: QP-001, externals: [{name: ISO 228-1, edition: latest}]}

    Passes:
        draft: {id: QP-001, externals: [{name: ISO 228-1, edition: 2000}]}
    """
    for document, entry in _entries(index):
        edition = entry.edition or ""
        if unfilled(edition) or edition.strip().lower() in _NO_EDITION:
            said = f": it only says '{edition}'" if edition.strip() else ""
            yield _at(
                EXTERNAL_EDITION_MISSING,
                document,
                entry,
                f"The register does not say which edition of {entry.name} is used{said}.",
                "Write `edition:` as its cover states it: a year, an issue, a revision or a date.",
            )


@judges(EXTERNAL_WITHDRAWN)
def external_withdrawn(index: Index) -> Iterator[Finding]:
    """No document from outside is used once its publisher has withdrawn it, unless the register says what for.

    `withdrawn` gives the day from which the edition is no longer valid, `kept_for` the reason to go
    on with it: a customer's contract, spare parts for an old product.

    Why: obsolete documents are kept from unintended use (7.5.3.2 d), those from outside too.

    Mend: go over to the new edition and enter it; or write `kept_for:`.

    Fails:
        as_of: 2026-03-01
        draft: {id: QP-001, externals: [{name: IPC-A-610, edition: H, withdrawn: 2026-03-01}]}

    Passes:
        as_of: 2026-03-01
        draft: {id: QP-001, externals: [{name: IPC-A-610, edition: H, withdrawn: 2026-03-02}]}
    """
    for document, entry in _entries(index):
        if entry.withdrawn is not None and entry.withdrawn <= index.as_of and unfilled(entry.kept_for or ""):
            yield _at(
                EXTERNAL_WITHDRAWN,
                document,
                entry,
                f"The edition of {entry.name} in use ({entry.edition or 'none named'}) was withdrawn on "
                f"{entry.withdrawn}.",
                "Go over to the new edition and enter it, or write under `kept_for:` why this one is still used.",
            )


@judges(EXTERNAL_CHECK_OVERDUE)
def external_check_overdue(index: Index) -> Iterator[Finding]:
    """Somebody looks regularly whether the edition in use is still the valid one.

    How often is said by `check_every`, for one entry or for the whole register. Without it nothing
    is due.

    Why: publishers do not tell their readers (7.5.3.2); an edition is only known to be valid on the
    day when somebody looked.

    Mend: look at the source, and write the day under `last_checked` in the next revision.

    Fails:
        as_of: 2026-03-01
        draft: {id: QP-001, check_every: 12 months, externals: [{name: A, edition: 1, last_checked: 2025-02-28}]}

    Passes:
        as_of: 2026-03-01
        draft: {id: QP-001, check_every: 12 months, externals: [{name: A, edition: 1, last_checked: 2025-03-01}]}
    """
    for document, entry in _entries(index):
        if entry.check_every is None:
            continue
        whose = f" That is for {entry.holder} to do." if entry.holder else ""
        remedy = f"Look at its source{f' ({entry.source})' if entry.source else ''}, and write the day of it."
        if entry.last_checked is None:
            yield _at(
                EXTERNAL_CHECK_OVERDUE,
                document,
                entry,
                f"Nobody has yet looked whether {entry.name} is still valid.{whose}",
                remedy,
            )
        elif (due := entry.check_every.after(entry.last_checked)) < index.as_of:
            yield _at(
                EXTERNAL_CHECK_OVERDUE,
                document,
                entry,
                f"{entry.name} was last checked on {entry.last_checked}; the next check was due by {due}.{whose}",
                remedy,
            )


def _entries(index: Index) -> Iterator[tuple[Document, External]]:
    for document in index.current:
        for entry in document.front.externals:
            yield document, entry


def _at(rule: RuleId, document: Document, entry: External, message: str, remedy: str) -> Finding:
    return Finding(
        rule, message, remedy, document=document.front.name, path=document.path, line=entry.line, column=entry.column
    )
