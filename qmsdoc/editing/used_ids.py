"""Every id that is taken: in the files, on any branch of the clone or of `origin`, or in the name of any signature."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from qmsdoc.capture.objects import Objects
from qmsdoc.git import FileTree, MissingObjectError
from qmsdoc.model.controlled_paths import is_document_path
from qmsdoc.model.policy import Policy
from qmsdoc.model.refs import ACT_PREFIXES, HEADS
from qmsdoc.parse.mapped_document import mapped_document

_ID = re.compile(rb"^id:[ \t]*['\"]?(?P<id>[A-Za-z0-9][A-Za-z0-9-]{0,63})", re.MULTILINE)
_HEAD = 4_096  # bytes in which a front matter's id stands
_BRANCHES = ("refs/remotes/", HEADS)


def used_ids(objects: Objects, working_tree: FileTree | None, policy: Policy) -> frozenset[str]:
    """Return the ids that are taken, in upper case; withdrawn documents keep theirs."""
    refs = objects.store.refs()
    signed = (ref.name.split("/")[3] for ref in refs if ref.name.startswith(ACT_PREFIXES) and ref.name.count("/") > 3)
    files = [*_on_branches(objects, [ref.oid for ref in refs if ref.name.startswith(_BRANCHES)], policy)]
    if working_tree is not None:
        paths = (path for path in working_tree.paths() if is_document_path(path, policy))
        files += [(path, data) for path in paths if (data := working_tree.read(path)) is not None]
    written = (name for path, data in files if (name := _id(path, data, policy)))
    return frozenset(name.partition(".")[0].upper() for name in (*signed, *written))


def _id(path: str, data: bytes, policy: Policy) -> str | None:
    if policy.mapping is not None:
        return mapped_document(data, path, policy.mapping).front.id
    found = _ID.search(data[:_HEAD])
    return found["id"].decode("ascii") if found else None


def _on_branches(objects: Objects, tips: Iterable[str], policy: Policy) -> Iterator[tuple[str, bytes]]:
    """Return path and bytes of every document at these commits, each content once."""
    blobs: dict[str, str] = {}
    for tip in dict.fromkeys(tips):
        commit = objects.commit(tip)
        try:
            tree = objects.tree(commit) if commit else None
            for path in tree.paths() if tree else ():
                if is_document_path(path, policy) and tree and (blob := tree.blob(path)):
                    blobs.setdefault(blob, path)
        except MissingObjectError:
            continue
    yield from ((blobs[oid], found.data) for oid, found in objects.read_all(blobs) if found is not None)


def next_id(prefix: str, taken: Iterable[str]) -> str:
    """Return the id with the next free number, written as wide as its neighbours; `QP-001` where there are none."""
    pattern = re.compile(re.escape(prefix.upper()) + r"-(\d{1,9})")
    numbers = [found[1] for name in taken if (found := pattern.fullmatch(name.upper()))]
    newest = max(numbers, key=int, default="000")
    return f"{prefix}-{int(newest) + 1:0{len(newest)}}"
