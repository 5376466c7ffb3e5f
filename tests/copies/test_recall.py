"""Which copies must come back."""

from __future__ import annotations

from datetime import date

import pytest

from qmsdoc.copies import CopyState, End, IssuedCopy, judge
from tests.site.build import FIRST, GONE, SECOND, snapshot


def copy(document: str, revision: int, content: str, end: End | None = None) -> IssuedCopy:
    return IssuedCopy(
        1, document, revision, content, "Bench 4", date(2024, 3, 1), "", end, date(2026, 3, 1) if end else None
    )


@pytest.mark.parametrize(
    ("issued", "state", "reason"),
    [
        (copy("QP-001", 2, SECOND.closure.content_digest), CopyState.VALID, ""),
        (copy("QP-001", 1, FIRST.closure.content_digest), CopyState.RECALL, "revision 2 is in force since 2026-02-01"),
        (copy("QP-001", 2, "sha256:0"), CopyState.RECALL, "its text is not that of revision 2 in force"),
        (copy("WI-002", 1, GONE.closure.content_digest), CopyState.RECALL, "WI-002 is no longer in force; use WI-001"),
        (copy("WI-001", 1, "sha256:0"), CopyState.RECALL, "WI-001 is no longer in force"),
        (copy("QP-999", 1, "sha256:0"), CopyState.RECALL, "QP-999 is not in this manual any more"),
        (copy("QP-001", 1, FIRST.closure.content_digest, End.RETURNED), CopyState.RETURNED, ""),
        (copy("QP-001", 1, FIRST.closure.content_digest, End.DESTROYED), CopyState.DESTROYED, ""),
        (copy("QP-001", 1, FIRST.closure.content_digest, End.LOST), CopyState.LOST, ""),
    ],
)
def test_a_copy_is_judged_by_what_is_in_force(issued: IssuedCopy, state: CopyState, reason: str) -> None:
    (held,) = judge((issued,), snapshot())
    assert (held.state, held.reason) == (state, reason)
