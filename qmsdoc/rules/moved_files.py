"""Links to files that have moved: which of them are still led right, and which fault explains the others."""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Mapping

from qmsdoc.model.document import Document, Link, TargetKind
from qmsdoc.model.snapshot import Record
from qmsdoc.parse.paths import resolve_path
from qmsdoc.rules.chapters.identity import misplaced
from qmsdoc.rules.index import Index


def led_there(index: Index, document: Document, link: Link) -> bool:
    """Tell whether a link of an approved text, unchanged, led to what is still there: it is published as it was signed.

    That is a document, known by its id, or a file that has merely moved: another document has it under another path.
    """
    approved = index.unchanged(document)
    pairs = zip(approved.links, approved.targets, strict=True) if approved is not None else ()
    then = next((target for known, target in pairs if known.destination == link.destination), None)
    if approved is None or then is None:
        return False
    if then.path in index.by_path or (then.kind is TargetKind.DOCUMENT and index.record(then.document) is not None):
        return True
    signed = next((file.sha256 for file in approved.closure.files if file.path == then.path), None)
    return signed is not None and any(
        file.sha256 == signed for other in index.current for file in other.closure.files if other is not document
    )


def follows_from_a_move(index: Index, document: Document, link: Link, approved_at: Mapping[str, Record]) -> bool:
    """Tell whether a link is broken only because a file was moved to the wrong folder, which `id-pattern` says.

    That is a link of that document, which led somewhere from where it was approved, or one that leads to it there.
    `approved_at` gives the record of the document that was approved at a path.
    """
    record = index.record(document.front.name)
    if record is not None and record.editions and misplaced(index, document):
        before = record.editions[-1].document
        path = resolve_path(before.path, link.destination)
        return path in index.by_path or any(file.path == path for file in before.closure.files)
    path = resolve_path(link.path or document.path, link.destination)
    moved = approved_at[path].draft if path is not None and path in approved_at else None
    return moved is not None and misplaced(index, moved)


def looks_the_same(link: Link, twin: str) -> tuple[str, str]:
    """Say of a link that looks like the path `twin` of a document, and is not, what differs, and what to do."""
    marked = any(unicodedata.combining(sign) for sign in posixpath.basename(twin))
    which, other = ("the file's name", "the link") if marked else ("the link", "the file's name")
    return (
        f"The link '{link.destination}' looks like '{twin}', but differs in Unicode: {which} has a letter and its mark "
        f"as two characters (decomposed, as on a Mac), {other} has them as one (composed).",
        "Give the file a name of composed letters and write the link anew, or lead to the document by its id.",
    )
