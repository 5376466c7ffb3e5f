"""In which files a draft differs from what was approved under its number, and whether more than a date or line ends."""

from __future__ import annotations

import posixpath
from functools import lru_cache

from qmsdoc.model.document import Document, TargetKind
from qmsdoc.model.snapshot import Record


def changed_files(approved: Document, draft: Document) -> tuple[str, ...]:
    """Return the paths of the files that are not as approved, sorted; of those that are gone others tell."""
    before, after = relative_files(approved), relative_files(draft)
    folder = posixpath.dirname(draft.path)
    different = [name for name in {*before, *after} if before.get(name) != after.get(name)]
    paths = {posixpath.normpath(posixpath.join(folder, name)) if name else draft.path for name in different}
    return tuple(sorted(paths - {target.path for target in draft.targets if target.kind is TargetKind.MISSING}))


def relative_files(document: Document) -> dict[str, str]:
    """Return the digest of each file of a closure by its path as seen from the document, itself under ''."""
    folder = posixpath.dirname(document.path) or "."
    return {
        "" if file.path == document.path else _seen_from(folder, file.path): file.sha256
        for file in document.closure.files
    }


@lru_cache(maxsize=4096)
def _seen_from(folder: str, path: str) -> str:
    return posixpath.relpath(path, folder)


def only_line_ends(approved: Document, draft: Document) -> bool:
    """Tell whether a draft differs from the approved text by CRLF for LF alone."""
    return changed_files(approved, draft) == (draft.path,) and draft.data.replace(b"\r\n", b"\n") == approved.data


def review_date_moved(record: Record) -> bool:
    """Tell whether a later review date, which no signed review supports, is all that differs from the approved text."""
    draft = record.draft
    edition = record.edition(draft.front.revision or 0) if draft else None
    if draft is None or edition is None:
        return False
    approved, after = edition.document, draft.front.review_by
    signed = [act.statement.review_by for act in record.reviews if act.name.revision == edition.revision]
    due = max(filter(None, (approved.front.review_by, *signed)), default=record.review_by)
    if after is None or (due is not None and due >= after) or changed_files(approved, draft) != (draft.path,):
        return False
    bare = [[row for row in text.data.splitlines() if not row.startswith(b"review_by:")] for text in (approved, draft)]
    return bare[0] == bare[1]
