"""Reads objects through a store, checks that each hashes to its id, and remembers what is small."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from itertools import chain
from sys import intern

from qmsdoc.capture.tree_cache import TreeCache
from qmsdoc.errors import RepositoryError
from qmsdoc.git import Commit, CommitTree, FileTree, GitObject, MissingObjectError, OversizedObject, Store
from qmsdoc.git.trees import FOLDER, LARGEST, Entries
from qmsdoc.model.rule_ids import REPOSITORY_INCOMPLETE, REPOSITORY_TAMPERED

_HEAD = re.compile(r"tree ([0-9a-f]{40,64})(?:\n|\Z)((?:parent [0-9a-f]{40,64}(?:\n|\Z))*)")
_PERSON = re.compile(r"^author (?P<name>.*?) ?<(?P<email>[^<>\n]*)> ", re.MULTILINE)
_COMMITTED = re.compile(
    r"^committer .*> (?P<seconds>-?\d{1,12}) (?P<sign>[+-])(?P<hours>\d\d)(?P<minutes>\d\d)$", re.MULTILINE
)
_PLAIN = re.compile(  # as git writes it: nothing but these headers, and perhaps a signature
    rb"tree (?P<tree>[0-9a-f]{40,64})\n(?P<parents>(?:parent [0-9a-f]{40,64}\n)*)"
    rb"author (?P<name>[^<>\n]*?) ?<(?P<email>[^<>\n]*)> [^<>\n]*\n"
    rb"committer [^<>\n]*<[^<>\n]*> (?P<seconds>[0-9]{1,10}) (?P<sign>[+-])(?P<hours>[0-9]{2})(?P<minutes>[0-9]{2})"
    rb"(?:\ngpgsig(?:-sha256)? [^\n]*(?:\n [^\n]*)*)?\n\n"
)
_COAUTHOR = re.compile(r"^co-authored-by:[^\n<]*<([^<>\n]*)>\s*$", re.MULTILINE | re.IGNORECASE)
FARTHEST = 62_000_000_000  # seconds before and after 1970: years that every zone can write
_ENTRIES_KEPT = 1_000_000  # if all folders were like this one: some tens of megabytes
FETCH_AGAIN = "Fetch again with: git fetch --refetch --tags, or clone anew."


class MalformedTreeError(RepositoryError):
    """A folder of a commit does not show everybody the same files."""


class Objects:
    """The checked objects of one store; raises `RepositoryError` (`repository-tampered`) for one that lies."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._hash = {"sha1": hashlib.sha1, "sha256": hashlib.sha256}[store.object_format]
        self._folders = TreeCache(20 if store.object_format == "sha1" else 32)
        self._trees: dict[str, Entries] = {}
        self._commits: dict[str, Commit | None] = {}
        self._tips: set[str] = set()
        self._ahead: dict[str, GitObject] = {}
        self._coming: Iterator[tuple[str, GitObject | None]] = iter(())
        self._awaited: set[str] = set()
        self._oversized: set[str] = set()

    def read(self, oid: str) -> GitObject:
        """Give the object; raises `MissingObjectError` where the repository lacks it, or has one of too many bytes."""
        if oid in self._awaited:
            self._await(oid)
        found = self._ahead.get(oid) or next(found for _, found in self.read_all((oid,)))
        if found is None:
            raise MissingObjectError(oid)
        return found

    def _await(self, oid: str) -> None:
        """Take what is read ahead up to an object, unless something before it has stopped that."""
        while oid in self._awaited:
            each, found = next(self._coming, (oid, None))
            self._awaited.discard(each)
            if found is not None:
                self._ahead[each] = found
        if not self._awaited:
            next(self._coming, None)  # ends what reads them

    def content(self, oid: str) -> bytes | None:
        """Return the bytes of a file; None for one of too many; raises `MissingObjectError` where there is none."""
        if oid not in self._oversized:
            try:
                return self.read(oid).data
            except MissingObjectError:
                if oid not in self._oversized:
                    raise
        return None

    def read_all(self, oids: Iterable[str]) -> Iterator[tuple[str, GitObject | None]]:
        """Give each id with its object, None for a missing one and for one of too many bytes, in order."""
        for oid, found in self.read_bounded(oids, LARGEST):
            if isinstance(found, OversizedObject):
                self._oversized.add(oid)
            yield oid, found if isinstance(found, GitObject) else None

    def read_bounded(self, oids: Iterable[str], most: int) -> Iterator[tuple[str, GitObject | OversizedObject | None]]:
        """Yield each id with its object, None for a missing one; of one of more than `most` bytes its size alone."""
        for oid, found in self.store.read_bounded(oids, most):
            yield oid, self._checked(oid, found) if isinstance(found, GitObject) else found

    def file_id(self, data: memoryview) -> str:
        """Return the id that a file of these bytes has."""
        digest = self._hash(b"blob %d\0" % len(data))
        digest.update(data)
        return digest.hexdigest()

    def _checked(self, oid: str, found: GitObject) -> GitObject:
        digest = self._hash(f"{found.kind} {len(found.data)}\0".encode("ascii"))
        digest.update(found.data)
        if digest.hexdigest() != oid:
            raise RepositoryError(
                f"Object {oid} has been altered: its bytes are not those it was named for.",
                remedy="Restore the repository from a clean clone, and find out who changed it.",
                rule=REPOSITORY_TAMPERED,
            )
        return found

    def entries(self, oid: str) -> Entries:
        """Give a tree object's entries; raises `MalformedTreeError`."""
        entries = self._trees.get(oid)
        if entries is None:
            found = self.read(oid) if oid else GitObject("commit without a tree", b"")
            entries = _whole(oid, self._folders.read(found.data)) if found.kind == "tree" else {}
            if len(self._trees) * len(entries) > _ENTRIES_KEPT:
                self._trees.clear()
            self._trees[oid] = entries
        return entries

    def entries_once(self, oids: Iterable[str]) -> Iterator[tuple[str, Entries]]:
        """Yield the entries of many tree objects, of which none is remembered; quickest in the order of time."""
        for oid, found in self.read_all(oids):
            if found is None:
                raise MissingObjectError(oid)
            yield oid, _whole(oid, self._folders.read(found.data)) if found.kind == "tree" else {}

    def commits(self, oids: Iterable[str]) -> dict[str, Commit]:
        """Read commits, so that `commit` has them at hand; returns those of the ids that are commits here."""
        oids = list(oids)
        wanted = [oid for oid in oids if oid not in self._commits]
        for oid, found in self.read_all(wanted) if wanted else ():
            if found is not None:
                self._commits[oid] = parse_commit(oid, found.data) if found.kind == "commit" else None
        return {oid: commit for oid in oids if (commit := self._commits.get(oid)) is not None}

    def commits_from(self, tip: str) -> None:
        """Read the commits reachable from one, so that `commit` has them at hand."""
        if tip not in self._tips:
            self._tips.add(tip)
            for oid, found in self.store.read_reachable(tip, LARGEST):
                if isinstance(found, GitObject) and oid not in self._commits:
                    data = self._checked(oid, found).data
                    self._commits[oid] = parse_commit(oid, data) if found.kind == "commit" else None

    def ahead(self, places: Iterable[tuple[str, str]], *, further: bool = False) -> None:
        """Read what stands at places (tree id, path), and the trees on the way, so that `read` has them at hand.

        Git answers one question for many objects in a third of the time of many questions, and objects
        that follow each other in history sooner than others. What was read ahead before is forgotten, unless
        this is read `further`.
        """
        steps = [(tree, tuple(path.encode("utf-8", "surrogateescape").split(b"/"))) for tree, path in places]
        if not further:
            self._forget()
        files: dict[str, None] = {}
        while steps:
            wanted = [oid for oid in dict.fromkeys(oid for oid, _ in steps) if oid not in self._trees]
            self._ahead |= {oid: found for oid, found in self.read_all(wanted) if found is not None}
            inside = (
                (self.entries(oid).get(parts[0]), parts[1:])
                for oid, parts in steps
                if oid in self._trees or oid in self._ahead
            )
            found = dict.fromkeys((entry[1].hex(), rest) for entry, rest in inside if entry is not None)
            files |= dict.fromkeys(oid for oid, rest in found if not rest)
            steps = [(oid, rest) for oid, rest in found if rest]
        new = [oid for oid in files if oid not in self._ahead and oid not in self._awaited]
        self._awaited.update(new)
        self._coming = chain(self._coming, self.read_all(new))

    def forget_trees(self, but: str) -> int:
        """Let go the entries of tree objects `but` those of one tree (its id) and the folders in it.

        Returns how many the largest of all had, at least one.
        """
        known, self._trees, waiting = self._trees, {}, [but]
        while waiting:
            oid = waiting.pop()
            if oid in known:
                self._trees[oid] = known[oid]
                waiting += [child.hex() for mode, child in known[oid].values() if mode == FOLDER]
        return max([1, *map(len, known.values())])

    def _forget(self) -> None:
        self._ahead, self._coming, self._awaited = {}, iter(()), set()

    def trees_ahead(self, oids: Iterable[str]) -> None:
        """Read tree objects together, so that `entries` has them at hand; what was read ahead before is forgotten."""
        wanted = [oid for oid in dict.fromkeys(oids) if oid not in self._trees]
        self._forget()
        self._ahead = {oid: found for oid, found in self.read_all(wanted) if found is not None}

    def commit(self, oid: str) -> Commit | None:
        """Return a commit, None for another kind of object; raises `MissingObjectError` where there is none."""
        if oid not in self._commits:
            self.commits((oid,))
        if oid not in self._commits:
            raise MissingObjectError(oid)
        return self._commits[oid]

    def blob_id(self, tree: FileTree, path: str) -> str | None:
        """Return the id that a regular file of a tree has, or would have, as a blob; None for anything else."""
        known = tree.blob(path)
        data = tree.read(path) if known is None else None
        return known if data is None else self.file_id(memoryview(data))

    def tree_of(self, oid: str) -> CommitTree:
        """Give the files of a commit by its id; raises `MissingObjectError` for what is none."""
        commit = self.commit(oid)
        if commit is None:
            raise MissingObjectError(oid)
        return self.tree(commit)

    def tree(self, commit: Commit) -> CommitTree:
        """Give the files of a commit."""
        return CommitTree(commit.tree, self.entries, self.content)


def _whole(oid: str, found: Entries | None) -> Entries:
    """Return the entries of a tree; raises `MalformedTreeError` (`repository-tampered`) where it is not well formed."""
    # A tree in which a name stands twice, or with anything between its entries, shows different
    # files to different readers: what was looked at need not be what is published.
    if found is None:
        raise MalformedTreeError(
            f"The folder object {oid} is not well formed: it does not show everybody the same files.",
            remedy="Run git fsck to see the damage, and find out who made that commit.",
            rule=REPOSITORY_TAMPERED,
        )
    return found


def incomplete(oid: str) -> RepositoryError:
    """Return the error that the repository lacks an object that is needed (`repository-incomplete`)."""
    return RepositoryError(f"This repository lacks the object {oid}.", remedy=FETCH_AGAIN, rule=REPOSITORY_INCOMPLETE)


def parse_commit(oid: str, data: bytes) -> Commit:
    """Read a commit object (git's `commit` format); a header that is not there leaves its field empty.

    As for git, its parents are those named between its tree and its author, and nowhere else. Of several authors, of
    whom programs show one or another, the last is the author, and the others wrote it too.
    """
    plain = _PLAIN.match(data)
    if plain is None:
        return any_commit(oid, data)
    tree, parents, name, email, seconds, sign, hours, minutes = plain.groups()
    message = data[plain.end() :].decode("utf-8", "replace") if b"co-authored-by:" in data.lower() else ""
    return Commit(
        oid=oid,
        tree=tree.decode("ascii"),
        parents=tuple(parents.decode("ascii").split()[1::2]),
        author_name=intern(name.decode("utf-8", "replace")),
        author_email=intern(email.decode("utf-8", "replace")),
        committed_at=datetime.fromtimestamp(int(seconds), _zone(sign, int(hours), int(minutes))),
        coauthors=tuple(_COAUTHOR.findall(message)) if message else (),
    )


def any_commit(oid: str, data: bytes) -> Commit:
    """Read a commit object as `parse_commit` does, however it is written."""
    header, _, message = data.decode("utf-8", "replace").partition("\n\n")
    head, authors, committed = _HEAD.match(header), _PERSON.findall(header), _COMMITTED.search(header)
    author_name, author_email = authors[-1] if authors else ("", "")
    return Commit(
        oid=oid,
        tree=head[1] if head else "",
        parents=tuple(head[2].split()[1::2]) if head else (),
        author_name=author_name,
        author_email=author_email,
        committed_at=_instant(committed) if committed else datetime.fromtimestamp(0, UTC),
        coauthors=(*(email for _, email in authors[:-1]), *_COAUTHOR.findall(message)),
    )


@lru_cache(maxsize=256)
def _zone(sign: str | bytes, hours: int, minutes: int) -> timezone:
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if sign in ("-", b"-") else offset) if offset < timedelta(hours=24) else UTC


def _instant(found: re.Match[str]) -> datetime:
    seconds, zone = int(found["seconds"]), _zone(found["sign"], int(found["hours"]), int(found["minutes"]))
    return datetime.fromtimestamp(seconds if abs(seconds) <= FARTHEST else 0, zone)
