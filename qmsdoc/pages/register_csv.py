"""The register as a table for spreadsheets."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Sequence

from qmsdoc.model.language import Language
from qmsdoc.pages.entries import RegisterEntry

REGISTER_CSV = "register.csv"
_HEADS = str.split("number title type revision status from review overdue owner clauses")
_FORMULA = "=+-@"


def register_csv(entries: Sequence[RegisterEntry], language: Language) -> bytes:
    """Give the register as CSV (RFC 4180, UTF-8 with a byte order mark, for spreadsheets); dates in ISO form.

    A text that a spreadsheet would take for a formula begins with an apostrophe.
    """
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(language.say(f"csv.{head}") for head in _HEADS)
    for entry in entries:
        mark = entry.stamp
        cells = (
            mark.name,
            mark.title,
            language.named(mark.type),
            str(mark.revision),
            language.say(f"status.{entry.status}"),
            mark.effective_on.isoformat(),
            mark.review_by.isoformat() if mark.review_by else "",
            language.say("csv.yes" if mark.overdue else "csv.no"),
            language.named(mark.owner),
            "; ".join(entry.clauses),
        )
        rows.writerow([inert(cell) for cell in cells])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def inert(cell: str) -> str:
    """Give the text of a cell that no spreadsheet takes for a formula, with blanks or wide signs before it."""
    first = unicodedata.normalize("NFKC", cell.lstrip()[:1])
    return f"'{cell}" if (first and first in _FORMULA) or cell.startswith(("\t", "\r", "\n")) else cell
