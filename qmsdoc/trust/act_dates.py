"""The dates of one act: its own, its commit's, its record's, and the effective day that it names."""

from __future__ import annotations

from datetime import timedelta

from qmsdoc.model.approval import Act
from qmsdoc.model.document import Document
from qmsdoc.model.rule_ids import APPROVAL_DATE_INVALID, TAG_MALFORMED
from qmsdoc.trust.context import TaggedCommit, Timeline
from qmsdoc.trust.failure import VerificationFailure, invalid
from qmsdoc.trust.parsed_tag import ParsedTag

TOLERANCE = timedelta(days=1)


def dates_disagree(parsed: ParsedTag, commit: TaggedCommit, timeline: Timeline) -> VerificationFailure | None:
    """Refuse an act from the future, from before its commit, or recorded before it was dated."""
    signed, committed, oid = parsed.tag.tagged_at, commit.committed_at, parsed.tag.oid
    if signed > timeline.horizon:
        return invalid(APPROVAL_DATE_INVALID, f"It is dated {signed.date()}, which lies in the future.")
    if signed < committed:
        reason = f"It is dated {signed:%Y-%m-%d %H:%M}, before the commit it approves ({committed:%Y-%m-%d %H:%M})."
        return invalid(APPROVAL_DATE_INVALID, reason)
    recorded = (timeline.recorded or {}).get(oid)
    if recorded is not None and signed > recorded + TOLERANCE:
        reason = f"It is dated {signed.date()}, but was recorded on {recorded.date()}."
        return invalid(APPROVAL_DATE_INVALID, reason)
    on = parsed.name.on
    if on is not None and abs(on - signed.date()) > TOLERANCE:
        return invalid(APPROVAL_DATE_INVALID, f"Its name says {on}, but it is dated {signed.date()}.")
    return None


def effective_disagrees(parsed: ParsedTag, document: Document) -> VerificationFailure | None:
    """Refuse an approval whose effective date is not the document's own."""
    if parsed.name.act is not Act.APPROVED:
        return None
    wanted, stated = document.front.effective, parsed.statement.effective
    if (wanted is None) != (stated is None):
        return invalid(TAG_MALFORMED, "It must name an effective date exactly when the document does.")
    if wanted != stated:
        return invalid(APPROVAL_DATE_INVALID, f"It says effective {stated}, but the document says {wanted}.")
    return None
