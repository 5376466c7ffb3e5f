"""The signed reviews of a document as a table."""

from __future__ import annotations

from collections.abc import Sequence

from qmsdoc.cli.console import day, say, table
from qmsdoc.model.approval import Review


def print_reviews(reviews: Sequence[Review]) -> None:
    """Print signed reviews as a table, the newest first; nothing where there are none."""
    if not reviews:
        return
    say()
    say("Signed reviews", bold=True)
    rows = [
        (
            str(act.name.revision),
            day(act.signed_on),
            act.person_name,
            act.statement.role,
            day(act.statement.review_by) if act.statement.review_by else "-",
        )
        for act in reversed(reviews)
    ]
    table(("Rev.", "Reviewed on", "By", "Role", "Next by"), rows, stretch=(2,))
