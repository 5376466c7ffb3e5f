"""Rules of how long records are kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from qmsdoc.model.document import Document
from qmsdoc.model.finding import Finding
from qmsdoc.model.policy_time import Interval
from qmsdoc.model.rule_ids import RETENTION_MISSING, RETENTION_TOO_SHORT
from qmsdoc.rules.definition import at_field, judges
from qmsdoc.rules.index import Index

_ANY_DAY = date(2001, 1, 1)


@judges(RETENTION_MISSING)
def retention_missing(index: Index) -> Iterator[Finding]:
    """Every form says how long the records made with it are kept.

    The document types that are forms or records are those under `retention` in `qmsdoc.yml`, each
    with the least time: `retention: {form: 5 years}`. Documents of these types give `retention`.

    Why: retention and disposition are to be controlled (7.5.3.2 d). Nobody can throw away, or be
    sure to keep, what has no time.

    Mend: add `retention:` with a span such as `10 years`.

    Fails:
        retention: {procedure: 5 years}
        draft: {id: QP-001}

    Passes:
        retention: {procedure: 5 years}
        draft: {id: QP-001, retention: 5 years}
    """
    for document, least in _records(index):
        front = document.front
        if front.retention is None and front.line("retention") is None:
            yield at_field(
                RETENTION_MISSING,
                document,
                "type",
                f"{document.name} does not say how long its records are kept.",
                f"Add `retention:` with {least} or more.",
            )


@judges(RETENTION_TOO_SHORT)
def retention_too_short(index: Index) -> Iterator[Finding]:
    """No form has its records kept for less than the policy asks for.

    Why: what law, customers and the organisation itself need as evidence must still be there
    (7.5.3.2 d).

    Mend: raise the form's `retention`; or change the policy, with its approval.

    Fails:
        retention: {procedure: 5 years}
        draft: {id: QP-001, retention: 59 months}

    Passes:
        retention: {procedure: 5 years}
        draft: {id: QP-001, retention: 60 months}
    """
    for document, least in _records(index):
        kept = document.front.retention
        if kept is not None and kept.after(_ANY_DAY) < least.after(_ANY_DAY):
            yield at_field(
                RETENTION_TOO_SHORT,
                document,
                "retention",
                f"Its records are kept {kept}, but the policy asks for at least {least}.",
                f"Write `retention: {least}` or more.",
            )


def _records(index: Index) -> Iterator[tuple[Document, Interval]]:
    """Give each form or record in use, with the least time that the policy asks for."""
    least = dict(index.policy.retention)
    for document in index.current:
        span = least.get(document.front.type or "")
        if span is not None:
            yield document, span
