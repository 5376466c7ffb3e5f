"""What `origin` was last seen to hold of tags, kept in the clone's git directory; it decides no verdict.

One JSON object, `{"seen": RFC 3339, "tags": {ref: object id}}`. Whoever can write there can write the clone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from qmsdoc.errors import UsageError
from qmsdoc.git.atomic_write import replace_file
from qmsdoc.git.repository import Repository
from qmsdoc.git.tag_object import remote_tags
from qmsdoc.model.refs import ACT_PREFIXES

ORIGIN = "origin"
_FILE = "qmsdoc/origin-tags.json"


class OriginTags(NamedTuple):
    """The approvals, reviews and withdrawals that `origin` held at an instant: ref and object id."""

    seen: datetime
    tags: dict[str, str]


def look_at_origin(repository: Repository, at: datetime) -> OriginTags:
    """Ask `origin` for its tags and keep the answer. Raises `PublishError` where it does not answer."""
    found = {ref: oid for ref, oid in remote_tags(repository.root, ORIGIN).items() if ref.startswith(ACT_PREFIXES)}
    return _kept(repository, OriginTags(at, found))


def note_arrived(repository: Repository, tags: Mapping[str, str], at: datetime) -> None:
    """Keep that `origin` took these tags; where nobody looked before, look. Raises what `look_at_origin` raises."""
    known = origin_tags(repository)
    if known is None:
        look_at_origin(repository, at)
    else:
        _kept(repository, OriginTags(known.seen, {**known.tags, **tags}))


def _kept(repository: Repository, seen: OriginTags) -> OriginTags:
    data = json.dumps({"seen": seen.seen.isoformat(), "tags": seen.tags}, sort_keys=True).encode()
    place = _place(repository)
    place.parent.mkdir(exist_ok=True)
    replace_file(place, data)
    return seen


def origin_tags(repository: Repository) -> OriginTags | None:
    """Return what was seen last; None where nobody looked, or what was kept cannot be read."""
    try:
        read = json.loads(_place(repository).read_bytes())
        tags = {str(ref): str(oid) for ref, oid in read["tags"].items()}
        return OriginTags(datetime.fromisoformat(read["seen"]), tags)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, UsageError):
        return None


def _place(repository: Repository) -> Path:
    return repository.git_folder / _FILE
