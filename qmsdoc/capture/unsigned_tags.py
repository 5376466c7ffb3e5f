"""Tags of another system, by which people numbered revisions before there were signatures: history, and never proof."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, tzinfo

from qmsdoc.capture.objects import Objects
from qmsdoc.model.policy import Policy
from qmsdoc.model.refs import ACT_PREFIXES, TAGS
from qmsdoc.model.snapshot import UnsignedRevision

_NAME = re.compile(r"([A-Za-z0-9][A-Za-z0-9-]*?)[-_/.](?:r|rev|v|version)?[-_.]?([0-9]{1,6})", re.IGNORECASE)
_TAGGER = re.compile(r"^tagger (?P<name>[^<\n]*?) ?<[^<>\n]*> (?P<seconds>[0-9]{1,12}) ", re.MULTILINE)


def named_revision(tag: str) -> tuple[str, int] | None:
    """Read the name of a tag as id and revision: `SOP-001_r3`, `SOP-001/v3`, `SOP-001-rev3`; None for any other."""
    found = _NAME.fullmatch(tag)
    return (found[1], int(found[2])) if found else None


def unsigned_revisions(objects: Objects, refs: Mapping[str, str], policy: Policy) -> tuple[UnsignedRevision, ...]:
    """Return what such tags say of revisions, those alone that are older than the policy accepts.

    Signatures in them are not looked at: they were not made for this manual.
    """
    before = policy.accept_unsigned_before
    if before is None:
        return ()
    found = (each for each in _read(objects, refs, policy.zone) if each.day < before)
    return tuple(sorted(found, key=lambda each: (each.name.lower(), each.revision, each.tag)))


def _read(objects: Objects, refs: Mapping[str, str], zone: tzinfo) -> Iterator[UnsignedRevision]:
    tags = {ref: oid for ref, oid in refs.items() if ref.startswith(TAGS) and not ref.startswith(ACT_PREFIXES)}
    named = {ref: name for ref in tags if (name := named_revision(ref.removeprefix(TAGS)))}
    for ref, (_, stored) in zip(named, objects.read_all(tags[ref] for ref in named), strict=True):
        made = _made(stored.kind, stored.data, zone, objects, tags[ref]) if stored is not None else None
        if made is not None:
            yield UnsignedRevision(*named[ref], ref.removeprefix(TAGS), *made)


def _made(kind: str, data: bytes, zone: tzinfo, objects: Objects, oid: str) -> tuple[date, str] | None:
    """Return on which day and by whom a tag was made, or the commit that it merely names."""
    if kind == "commit":
        commit = objects.commit(oid)
        return (commit.committed_at.astimezone(zone).date(), commit.author_name) if commit else None
    found = _TAGGER.search(data.partition(b"\n\n")[0].decode("utf-8", "replace")) if kind == "tag" else None
    if found is None:
        return None
    return datetime.fromtimestamp(int(found["seconds"]), UTC).astimezone(zone).date(), found["name"]
