"""The rule of temporary deviations: work that may be done otherwise for a while."""

from __future__ import annotations

from collections.abc import Iterator

from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import DEVIATION_EXPIRED
from qmsdoc.rules.index import OVER, Index
from qmsdoc.rules.rule import judges


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
