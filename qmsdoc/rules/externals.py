"""Rules of documents from outside: standards, laws, customers' specifications, makers' manuals."""

from __future__ import annotations

from collections.abc import Iterator

from qmsdoc.model.document import Document, External
from qmsdoc.model.finding import Severity
from qmsdoc.rules.front_matter import unfilled
from qmsdoc.rules.index import Index
from qmsdoc.rules.rule import Breach, rule

_NO_EDITION = frozenset(("latest", "current", "newest", "latest edition", "current edition", "valid edition"))


@rule("external-edition-missing", "QMS-X01", Severity.ERROR, "7.5.3.2", iso13485_2016="4.2.4")
def external_edition_missing(index: Index) -> Iterator[Breach]:
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
                document,
                entry,
                f"The register does not say which edition of {entry.name} is used{said}.",
                "Write `edition:` as its cover states it: a year, an issue, a revision or a date.",
            )


@rule("external-withdrawn", "QMS-X02", Severity.ERROR, "7.5.3.2", iso13485_2016="4.2.4")
def external_withdrawn(index: Index) -> Iterator[Breach]:
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
                document,
                entry,
                f"The edition of {entry.name} in use ({entry.edition or 'none named'}) was withdrawn on "
                f"{entry.withdrawn}.",
                "Go over to the new edition and enter it, or write under `kept_for:` why this one is still used.",
            )


@rule("external-check-overdue", "QMS-X03", Severity.WARNING, "7.5.3.2", iso13485_2016="4.2.4")
def external_check_overdue(index: Index) -> Iterator[Breach]:
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
            yield _at(document, entry, f"Nobody has yet looked whether {entry.name} is still valid.{whose}", remedy)
        elif (due := entry.check_every.after(entry.last_checked)) < index.as_of:
            yield _at(
                document,
                entry,
                f"{entry.name} was last checked on {entry.last_checked}; the next check was due by {due}.{whose}",
                remedy,
            )


def _entries(index: Index) -> Iterator[tuple[Document, External]]:
    for document in index.current:
        for entry in document.front.externals:
            yield document, entry


def _at(document: Document, entry: External, message: str, remedy: str) -> Breach:
    return Breach(message, remedy, document.front.name, document.path, entry.line, entry.column)
