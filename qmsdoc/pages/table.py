"""The register as a table for spreadsheets."""

from __future__ import annotations

import csv
import io

from qmsdoc.pages import words
from qmsdoc.pages.lists import RegisterPage

REGISTER_CSV = "register.csv"
_HEADS = (
    "Number",
    "Title",
    "Type",
    "Revision",
    "Status",
    "In force from",
    "Next review",
    "Overdue",
    "Owner",
    "Clauses",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def register_csv(page: RegisterPage) -> bytes:
    """Give the register as CSV (RFC 4180, UTF-8 with a byte order mark, for spreadsheets); dates in ISO form.

    A text that a spreadsheet would take for a formula begins with an apostrophe.
    """
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(_HEADS)
    for entry in page.entries:
        mark = entry.stamp
        cells = (
            mark.name,
            mark.title,
            mark.type,
            str(mark.revision),
            words.STATUS[entry.status],
            mark.effective_on.isoformat(),
            mark.review_by.isoformat() if mark.review_by else "",
            "yes" if mark.overdue else "no",
            mark.owner,
            "; ".join(entry.clauses),
        )
        rows.writerow([_inert(cell) for cell in cells])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
