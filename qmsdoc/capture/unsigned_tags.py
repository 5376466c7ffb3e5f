"""Tags of another system, by which people numbered revisions before there were signatures: history, and never proof.

A tag of one document carries its id and revision in its name. A baseline is one tag for all documents: which revision
each had then, its own file says at the commit that was tagged.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, tzinfo
from typing import NamedTuple

from qmsdoc.capture.manual import Manual
from qmsdoc.capture.objects import FARTHEST, Objects
from qmsdoc.git import CommitTree, GitObject, MissingObjectError
from qmsdoc.model.controlled_paths import is_document_path
from qmsdoc.model.mapping import FieldMapping
from qmsdoc.model.policy import Policy
from qmsdoc.model.refs import ACT_PREFIXES, TAGS, short_tag
from qmsdoc.model.unsigned_revision import UnsignedRevision

_NAME = re.compile(r"([A-Za-z0-9][A-Za-z0-9-]*?)[-_/.](?:r|rev|v|version)?[-_.]?([0-9]{1,6})", re.IGNORECASE)
_BASELINE = re.compile(
    r"(?:.*[-_/.])?(?:baseline|release|rel|version|issue|edition|qms|manual|handbook|v)(?:[-_/. ]?[0-9].*|[-_/.].*)?"
    r"|[0-9]{4}[-_./].*",
    re.IGNORECASE,
)
_TAGGER = re.compile(r"^tagger (?P<name>[^<\n]*?) ?<[^<>\n]*> (?P<seconds>[0-9]{1,12}) ", re.MULTILINE)
_LARGEST = 100_000  # bytes of a tag
_OBJECT = re.compile(r"object (?P<oid>[0-9a-f]{40,64})\ntype commit\n")


class ForeignTag(NamedTuple):
    """A tag of another system: when and by whom it was made, and the commit that it names."""

    name: str
    oid: str
    day: date
    by: str
    commit: str


def named_revision(tag: str) -> tuple[str, int] | None:
    """Read the name of a tag as id and revision: `SOP-001_r3`, `SOP-001/v3`, `SOP-001-rev3`; None for any other."""
    found = _NAME.fullmatch(tag)
    return (found[1], int(found[2])) if found else None


def is_baseline(tag: str) -> bool:
    """Tell whether a tag is called as those that stand for all documents: `baseline-3`, `release/2024.1`, `v2.0`."""
    return _BASELINE.fullmatch(tag) is not None


def foreign_tags(manual: Manual, zone: tzinfo) -> Iterator[ForeignTag]:
    """Yield every tag that is no act of this manual, by name; `zone` decides on which day it was made."""
    names = {ref: oid for ref, oid in manual.oids.items() if ref.startswith(TAGS) and not ref.startswith(ACT_PREFIXES)}
    for (ref, oid), (_, stored) in zip(
        names.items(), manual.objects.read_bounded(names.values(), _LARGEST), strict=True
    ):
        made = _made(stored.kind, stored.data, manual.objects, oid) if isinstance(stored, GitObject) else None
        if made is not None:
            at, by, commit = made
            yield ForeignTag(short_tag(ref), oid, at.astimezone(zone).date(), by, commit)


def unsigned_revisions(manual: Manual, policy: Policy, names: Collection[str]) -> tuple[UnsignedRevision, ...]:
    """Return what such tags say of revisions, those alone that are older than the policy accepts.

    `names` are those of the documents, in small letters. Signatures in tags are not looked at: they were not made for
    this manual.
    """
    before = policy.accept_unsigned_before
    if before is None:
        return ()
    tags = [tag for tag in foreign_tags(manual, policy.zone) if tag.day < before]
    named = ((tag, named_revision(tag.name)) for tag in tags)
    found = [_revision(tag, *each) for tag, each in named if each is not None and each[0].lower() in names]
    found += _of_baselines(manual, tags, policy, names)
    return tuple(sorted(found, key=lambda each: (each.name.lower(), each.revision, each.day, each.tag)))


def _of_baselines(
    manual: Manual, tags: Collection[ForeignTag], policy: Policy, names: Collection[str]
) -> Iterator[UnsignedRevision]:
    """Yield each content of a document once, from the first baseline that holds it, by the revision that it says."""
    reader, seen = manual.documents.under(_as_written(policy)), set[tuple[str, str]]()
    for tag in sorted(tags, key=lambda each: (each.day, each.name)):
        named = named_revision(tag.name)
        if not is_baseline(tag.name) or (named is not None and named[0].lower() in names):
            continue
        for path, blob, tree in _documents(manual.objects, tag.commit, policy):
            if (path, blob) in seen:
                continue
            seen.add((path, blob))
            draft = reader.draft(tree, path)
            front = draft.document.front if draft is not None and not draft.foreign else None
            if front is not None and front.name and front.revision and front.name.lower() in names:
                yield _revision(tag, front.name, front.revision)


def _as_written(policy: Policy) -> Policy:
    """Return a policy by which no file has a revision but the one that it or its name says: no table knows the past."""
    if policy.mapping is None:
        return policy
    fields = tuple(
        FieldMapping(
            each.field,
            tuple(way for way in each.sources if each.field != "revision" or not (way.folders or way.constant)),
        )
        for each in policy.mapping.fields
    )
    return replace(policy, mapping=replace(policy.mapping, fields=fields))


def _documents(objects: Objects, commit: str, policy: Policy) -> Iterator[tuple[str, str, CommitTree]]:
    try:
        found = objects.commit(commit)
        tree = objects.tree(found) if found is not None else None
        for path in tree.paths() if tree is not None else ():
            blob = tree.blob(path) if tree is not None and is_document_path(path, policy) else None
            if tree is not None and blob is not None:
                yield path, blob, tree
    except MissingObjectError:  # history of others decides nothing: what of it is not here is not told
        return


def _revision(tag: ForeignTag, name: str, revision: int) -> UnsignedRevision:
    return UnsignedRevision(name, revision, tag.name, tag.day, tag.by, tag.oid)


def _made(kind: str, data: bytes, objects: Objects, oid: str) -> tuple[datetime, str, str] | None:
    """Return when and by whom a tag was made, or the commit that it merely names; and which commit it names."""
    if kind == "commit":
        commit = objects.commit(oid)
        return (commit.committed_at, commit.author_name, oid) if commit else None
    head = data.partition(b"\n\n")[0].decode("utf-8", "replace") if kind == "tag" else ""
    found, target = _TAGGER.search(head), _OBJECT.match(head)
    if found is None or target is None or int(found["seconds"]) > FARTHEST:
        return None
    return datetime.fromtimestamp(int(found["seconds"]), UTC), found["name"], target["oid"]
