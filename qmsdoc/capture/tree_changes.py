"""Finds the files that commits changed, by comparing the tree objects of a commit with those of its parents.

Invariants: a file has changed in a commit if its blob differs from that in every parent; what has the same object id is
not read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from qmsdoc.capture.objects import Objects
from qmsdoc.git import Commit
from qmsdoc.git.trees import Entries

_TOGETHER = 512  # commits whose folders are read ahead together
_FOLDER = b"40000"
_SUBMODULE = b"160000"  # a commit of another repository, which is no file of this one

Entry = tuple[bytes, bytes]


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file of a commit: its blob there, and that in each parent; None where there is none."""

    path: str
    new: str | None
    old: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder of a commit to compare: its tree there and in each parent, empty where there is none."""

    commit: str
    prefix: str
    now: str
    olds: tuple[str, ...]


def changed_files(objects: Objects, commits: Iterable[Commit]) -> Iterator[dict[str, list[FileChange]]]:
    """Yield the files that commits changed by the commit's id, so many commits at a time that follow each other.

    Until the next are asked for, the folders of these are at hand. Quickest where commits come in the order of time.
    """
    commits = list(commits)
    for at in range(0, len(commits), _TOGETHER):
        group = commits[at : at + _TOGETHER]
        parents = objects.commits({parent for commit in group for parent in commit.parents})
        found: dict[str, list[FileChange]] = {commit.oid: [] for commit in group}
        folders = [
            _Folder(commit.oid, "", commit.tree, tuple(parents[oid].tree for oid in commit.parents) or ("",))
            for commit in group
        ]
        while folders:
            folders = [folder for folder in folders if folder.now not in folder.olds]
            objects.trees_ahead(oid for folder in folders for oid in (folder.now, *folder.olds) if oid)
            folders = [inner for folder in folders for inner in _compare(objects, folder, found[folder.commit])]
        yield found


def _compare(objects: Objects, folder: _Folder, found: list[FileChange]) -> Iterator[_Folder]:
    """Add the changed files of a folder to those found, and yield its own folders that differ."""
    olds = [_entries(objects, old) for old in folder.olds]
    for name, new, several in _differing(_entries(objects, folder.now), olds):
        path = folder.prefix + name.decode("utf-8", "surrogateescape")
        if _FOLDER in {entry[0] for entry in (new, *several) if entry}:
            yield _Folder(folder.commit, path + "/", _tree(new), tuple(_tree(entry) for entry in several))
        blobs = tuple(_blob(entry) for entry in several)
        if _blob(new) not in blobs:
            found.append(FileChange(path, _blob(new), blobs))


class PathChanges:
    """Finds the changes of single files, reading of each commit no more than the folders on the way to them."""

    def __init__(self, objects: Objects, commits: Sequence[Commit]) -> None:
        self._objects = objects
        self._commits = commits
        parents = objects.commits({parent for commit in commits for parent in commit.parents})
        trees = {commit.oid: commit.tree for commit in (*parents.values(), *commits)}
        self._trees: dict[str, Mapping[str, str]] = {"": trees}
        self._changed: dict[str, tuple[Commit, ...]] = {}
        self._entries: dict[tuple[str, str], Mapping[str, Entry | None]] = {}

    def look_for(self, paths: Iterable[str]) -> None:
        """Read what the changes of all these files are found in, each folder once."""
        wanted: dict[str, set[str]] = {}
        for path in paths:
            parts = path.split("/")
            for depth, name in enumerate(parts):
                wanted.setdefault("/".join(parts[:depth]), set()).add(name)
        for folder in sorted(wanted, key=lambda folder: (folder.count("/"), folder)):
            names = [name for name in wanted[folder] if (folder, name) not in self._entries]
            if names:
                self._read(folder, names)

    def of(self, path: str) -> Iterator[tuple[str, FileChange]]:
        """Yield the commits that changed a file, by id, each with the change."""
        self.look_for((path,))
        folder, _, name = path.rpartition("/")
        trees, entries = self._trees_of(folder), self._entries[folder, name]
        for commit in self._changing(folder):
            new = _blob(entries.get(trees[commit.oid]))
            old = tuple(_blob(entries.get(trees[parent])) for parent in commit.parents) or (None,)
            if new not in old:
                yield commit.oid, FileChange(path, new, old)

    def _read(self, folder: str, names: Sequence[str]) -> None:
        trees = [tree for tree in dict.fromkeys(self._trees_of(folder).values()) if tree]
        found: dict[str, dict[str, Entry | None]] = {name: {} for name in names}
        spelt = [(found[name], name.encode("utf-8", "surrogateescape")) for name in names]
        for tree, listed in self._objects.entries_once(trees):
            for of_name, name in spelt:
                of_name[tree] = listed.get(name)
        self._entries |= {(folder, name): of_name for name, of_name in found.items()}

    def _trees_of(self, folder: str) -> Mapping[str, str]:
        """Return the tree of a folder in each commit and its parents, empty where there is none."""
        if folder not in self._trees:
            above, _, name = folder.rpartition("/")
            outer, entries = self._trees[above], self._entries[above, name]
            inner = {tree: entry[1].hex() for tree, entry in entries.items() if entry and entry[0] == _FOLDER}
            self._trees[folder] = {oid: inner.get(tree, "") for oid, tree in outer.items()}
        return self._trees[folder]

    def _changing(self, folder: str) -> tuple[Commit, ...]:
        """Return the commits in which a folder differs from that in every parent."""
        if folder not in self._changed:
            trees = self._trees_of(folder)
            found = ((commit, trees[commit.oid]) for commit in self._commits)
            self._changed[folder] = tuple(
                commit for commit, tree in found if tree not in [trees[parent] for parent in commit.parents]
            )
        return self._changed[folder]


def _differing(now: Entries, olds: Sequence[Entries]) -> Iterator[tuple[bytes, Entry | None, list[Entry | None]]]:
    """Yield the names whose entry differs from that in every parent, with the entries."""
    first = olds[0].get
    names = [name for name, entry in now.items() if first(name) != entry]
    if len(now) < len(olds[0]) + len(names):
        names += [name for name in olds[0] if name not in now]
    for name in names:
        new, several = now.get(name), [old.get(name) for old in olds]
        if new not in several:
            yield name, new, several


def _entries(objects: Objects, tree: str) -> Entries:
    return objects.entries(tree) if tree else {}


def _tree(entry: Entry | None) -> str:
    return entry[1].hex() if entry and entry[0] == _FOLDER else ""


def _blob(entry: Entry | None) -> str | None:
    return entry[1].hex() if entry and entry[0] not in (_FOLDER, _SUBMODULE) else None
