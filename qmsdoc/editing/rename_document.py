"""Plans another place for a document's file: moved as it is, its own links by path led to where they led before."""

from __future__ import annotations

import posixpath
from collections.abc import Collection
from urllib.parse import quote

from qmsdoc.editing.edit_plan import EditPlan, FileEdit
from qmsdoc.editing.new_document import check_place
from qmsdoc.editing.revise_document import next_revision
from qmsdoc.errors import UsageError
from qmsdoc.model.document import Document, Link, Target, TargetKind
from qmsdoc.model.snapshot import Record, Snapshot
from qmsdoc.parse.paths import id_of
from qmsdoc.text.sentences import all_of

_MOVED = (TargetKind.DOCUMENT, TargetKind.FILE)


def plan_rename(snapshot: Snapshot, record: Record, path: str, existing: Collection[str]) -> EditPlan:
    """Return the plan of a file moved to `path`; `existing` are the files there are.

    Where links of its own have to follow, its text changes: an approved one then becomes the next revision. Raises
    `UsageError` where there is no file, or no document can lie at `path`.
    """
    draft = record.draft
    if draft is None:
        raise UsageError(f"The file of {record.name} is not here.", remedy="Get it back with git first.")
    if path == draft.path:
        raise UsageError(f"It lies at {path} already.", remedy="Give another place.")
    policy, others = snapshot.policy, set(existing) - {draft.path}
    check_place(policy, policy.type_named(draft.front.type), path, others)
    text = _relinked(draft, path)
    told = []
    if text != draft.text and record.edition(draft.front.revision or 0) is not None:
        revision, text = next_revision(record, draft, text, "The file lies elsewhere; links follow.")
        told.append(
            f"Its own links change with its folder, so it becomes revision {revision}, to be signed like any other."
        )
    here = [
        other.name for other in snapshot.documents if other.path != draft.path and _leads_by_path(other, draft.path)
    ]
    if here:
        told.append(
            f"{all_of(here)} lead{'s' if len(here) == 1 else ''} to the former place. What is published of approved "
            f"texts still leads here; a next revision of theirs should say ({record.name}) or the new path."
        )
    old = FileEdit(draft.path, draft.data, None)
    return EditPlan((old, FileEdit(path, None, text.encode("utf-8", "surrogateescape"))), tuple(told))


def _relinked(draft: Document, path: str) -> str:
    """Return the text with each relative link, as it stands in the text itself, led to the same file from `path`."""
    lines = draft.text.split("\n")
    pairs = [(link, target) for link, target in zip(draft.links, draft.targets, strict=True) if not link.path]
    for link, target in sorted(pairs, key=lambda pair: (pair[0].line, pair[0].column), reverse=True):
        new = _led_from(link, target, path)
        if new is None or new == link.destination:
            continue
        row = lines[link.line - 1]
        at = row.find(link.destination, max(0, link.column - 1))
        if at < 0:
            raise UsageError(
                f"The link to '{link.destination}' in line {link.line} of {draft.path} is written so that it cannot be "
                "changed safely.",
                remedy="Write it as the id of the document, in a revision before the file is moved.",
            )
        lines[link.line - 1] = row[:at] + new + row[at + len(link.destination) :]
    return "\n".join(lines)


def _led_from(link: Link, target: Target, path: str) -> str | None:
    if target.kind not in _MOVED or target.path is None or id_of(link.destination) is not None:
        return None
    fragment = link.destination.partition("#")[2]
    to = posixpath.relpath(target.path, posixpath.dirname(path) or ".")
    return quote(to, safe="/()!$&'*+,;=@~.-_") + (f"#{fragment}" if fragment else "")


def _leads_by_path(document: Document, path: str) -> bool:
    return any(
        target.path == path and id_of(link.destination) is None
        for link, target in zip(document.links, document.targets, strict=True)
    )
