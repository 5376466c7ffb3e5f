"""The master list of documents as one JSON object (RFC 8259); its keys are public and stable."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from qmsdoc.model.approval import Approval
from qmsdoc.model.document import Document
from qmsdoc.model.refs import short_tag
from qmsdoc.model.snapshot import Edition, Record, Snapshot
from qmsdoc.text.ordering import as_counted


def register_json(snapshot: Snapshot, *, published: bool = False) -> str:
    """Give the object of `register --json`, indented, ended by a newline; unknown values are null.

    `published` gives the one of the site: only documents that have or had an edition, described by
    their editions alone, and without `draft_revision`.
    """
    register = {
        "manual": snapshot.manual,
        "as_of": snapshot.as_of.isoformat(),
        "commit": snapshot.commit or None,
        "documents": register_rows(snapshot, published=published),
    }
    return json.dumps(register, ensure_ascii=False, indent=2) + "\n"


def register_rows(snapshot: Snapshot, *, published: bool = False) -> list[dict[str, Any]]:
    """Give the objects under `documents`, sorted by id."""
    records = sorted(snapshot.records, key=lambda record: as_counted(record.name))
    return [_row(record, published=published) for record in records if record.editions or not published]


def _row(record: Record, *, published: bool) -> dict[str, Any]:
    edition, document = _shown(record, published=published)
    front = document.front
    begun = (act for act in record.acts if isinstance(act, Approval) and act.name.revision == front.revision)
    signed = edition.approvals if edition else begun
    row: dict[str, Any] = {
        "id": record.name,
        "title": document.title,
        "type": front.type,
        "owner": front.owner,
        "status": record.status.value,
        "draft_revision": _draft_revision(record),
        "effective_revision": record.effective.revision if record.effective else None,
        "approved_on": _iso(edition.approved_on if edition else None),
        "effective_on": _iso(edition.effective_on if edition else front.effective),
        "review_by": _iso(record.review_by),
        "overdue": record.overdue,
        "path": document.path,
        "content": edition.content_digest if edition else document.closure.content_digest,
        "approvals": [_approval(act) for act in signed],
    }
    if published:
        del row["draft_revision"]
    return row


def _shown(record: Record, *, published: bool) -> tuple[Edition | None, Document]:
    """Give what a row describes: the effective edition, else the newest revision, which may be a draft."""
    last = record.editions[-1] if record.editions else None
    if record.effective is not None:
        return record.effective, record.effective.document
    if last is not None and (published or record.newest == last.revision):
        return last, last.document
    return None, record.shown


def _draft_revision(record: Record) -> int | None:
    """Give the revision of the file in the tree, unless that revision is approved."""
    revision = record.draft.front.revision if record.draft else None
    return revision if revision is not None and record.edition(revision) is None else None


def _approval(act: Approval) -> dict[str, str | None]:
    return {
        "person": act.name.person if act.name else None,
        "name": act.person_name,
        "role": act.statement.role if act.statement else None,
        "meaning": act.statement.meaning if act.statement else None,
        "signed_on": _iso(act.signed_on),
        "signed_at": _iso(act.signed_at),
        "recorded_on": _iso(act.recorded_at.date() if act.recorded_at else None),
        "key": act.key,
        "tag": short_tag(act.ref),
    }


def _iso(day: date | datetime | None) -> str | None:
    return day.isoformat() if day is not None else None
