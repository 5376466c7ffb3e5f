"""The rules of temporary deviations: work that may be done otherwise for a while."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import DEVIATION_EXPIRED, DEVIATION_TOO_LONG
from qmsdoc.rules.definition import at_field, judges
from qmsdoc.rules.index import OVER, Index


@judges(DEVIATION_EXPIRED)
def deviation_expired(index: Index) -> Iterator[Finding]:
    """A temporary deviation does not outlive its end.

    Any document may end: `expires` is its last day. A deviation also names under `deviates_from`
    the document from which it departs. The text in force is judged; before there is one, the draft.

    Why: the work is done as planned, and departures from the plan are reviewed (8.1). A deviation
    without an end becomes the rule that nobody decided.

    Mend: withdraw it: `qmsdoc withdraw`. Where it is to last, have a revision with a later
    `expires` approved, or change the document itself.

    Fails:
        as_of: 2026-03-01
        approved: {id: QP-001, deviates_from: QP-002, expires: 2026-02-28}

    Passes:
        as_of: 2026-03-01
        approved: {id: QP-001, deviates_from: QP-002, expires: 2026-03-01}
    """
    for record in index.known:
        text = record.effective.document if record.effective else record.draft
        if text is None or text.front.expires is None or record.status in OVER:
            continue
        if text.front.expires < index.as_of:
            place = record.draft or text
            of = f" from {text.front.deviates_from}" if text.front.deviates_from else ""
            yield Finding(
                DEVIATION_EXPIRED,
                f"The deviation{of} ended on {text.front.expires}, but {record.name} has not been withdrawn.",
                f"Withdraw it with `qmsdoc withdraw {record.name}`, or have a revision with a later `expires` "
                "approved.",
                document=record.name,
                path=place.path,
                line=place.front.line("expires"),
                column=place.front.column("expires"),
            )


@judges(DEVIATION_TOO_LONG)
def deviation_too_long(index: Index) -> Iterator[Finding]:
    """No document holds longer than its type allows.

    A type says it with `valid_for: 14 days` in `qmsdoc.yml`; its documents then have `expires`. The
    days count from the effective date, both ends included; without one, from the approval, and
    before that from today.

    Why: a departure from the plan is for a while (8.1); how long is a decision of the policy, not of
    each author.

    Mend: write an earlier `expires`. What is needed longer becomes a change of the document itself.

    Fails:
        types: {procedure: {prefix: QP, approvals: {quality-manager: 1}, valid_for: 14 days}}
        draft: {id: QP-001, effective: 2026-02-01, expires: 2026-02-15}

    Passes:
        types: {procedure: {prefix: QP, approvals: {quality-manager: 1}, valid_for: 14 days}}
        draft: {id: QP-001, effective: 2026-02-01, expires: 2026-02-14}
    """
    for document in index.current:
        front = document.front
        kind = index.policy.type_named(front.type)
        if kind is None or kind.valid_for is None:
            continue
        record = index.record(front.name)
        edition = record.edition(front.revision or 0) if record else None
        start = front.effective or (edition.approved_on if edition else index.as_of)
        latest = kind.valid_for.after(start) - timedelta(days=1)
        if front.expires is None:
            message = f"A document of type '{kind.name}' holds for {kind.valid_for} at most, but this one has no end."
            yield at_field(DEVIATION_TOO_LONG, document, "type", message, f"Add `expires: {latest}` or an earlier day.")
        elif front.expires > latest:
            yield at_field(
                DEVIATION_TOO_LONG,
                document,
                "expires",
                f"It ends on {front.expires}; type '{kind.name}' allows {kind.valid_for} from {start}: {latest} at the "
                "latest.",
                f"Write {latest} or an earlier day, or change the document itself.",
            )
