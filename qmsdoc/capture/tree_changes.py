"""Finds the files that commits changed, by comparing the tree objects of a commit with those of its parents.

Invariants: a file has changed in a commit if its blob differs from that in every parent; what has the same object id is
not read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import compress, islice
from operator import is_not
from typing import NamedTuple

from qmsdoc.capture.objects import Objects
from qmsdoc.git import Commit
from qmsdoc.git.trees import Entries

_FEWEST, _FIRST, _MOST = 64, 256, 1024  # commits whose folders are read ahead together
_AT_HAND = 256_000  # entries of folders, if of each commit the largest one differs: some tens of megabytes
_FOLDER = b"40000"
_SUBMODULE = b"160000"  # a commit of another repository, which is no file of this one

Entry = tuple[bytes, bytes]


class FileChange(NamedTuple):
    """One file of a commit: its blob there, and that in each parent; None where there is none."""

    path: str
    new: str | None
    old: tuple[str | None, ...]


class _Folder(NamedTuple):
    """A folder of a commit to compare: its tree there and in each parent, empty where there is none."""

    commit: str
    prefix: str
    now: str
    olds: tuple[str, ...]


def sharing(change: FileChange, former: FileChange) -> FileChange:
    """Return a change that shares with a former one of the file what they say alike, so that it takes little memory."""
    old = (former.new, *change.old[1:]) if former.new == change.old[0] else change.old
    return FileChange(former.path, change.new, old)


def changed_files(objects: Objects, commits: Iterable[Commit]) -> Iterator[dict[str, list[FileChange]]]:
    """Yield the files that commits changed by the commit's id, so many commits at a time that follow each other.

    Until the next are asked for, the folders of these are at hand. Quickest where commits come in the order of time.
    """
    waiting, together = iter(commits), _FIRST
    while group := list(islice(waiting, together)):
        found: dict[str, list[FileChange]] = {commit.oid: [] for commit in group}
        folders = _roots(objects, group)
        while folders:
            folders = [folder for folder in folders if folder.now not in folder.olds]
            objects.trees_ahead(oid for folder in folders for oid in (folder.now, *folder.olds) if oid)
            folders = [inner for folder in folders for inner in _compare(objects, folder, found[folder.commit])]
        yield found
        fitting = _AT_HAND // objects.forget_trees(but=group[-1].tree)
        together = max(_FEWEST, min(_MOST, 2 * together, fitting))


def _compare(objects: Objects, folder: _Folder, found: list[FileChange]) -> Iterator[_Folder]:
    """Add the changed files of a folder to those found, and yield its own folders that differ."""
    olds = [_entries(objects, old) for old in folder.olds]
    for name, new, several in _differing(_entries(objects, folder.now), olds):
        path = folder.prefix + name.decode("utf-8", "surrogateescape")
        tree, blob = _parts(new)
        trees, blobs = zip(*map(_parts, several), strict=True)
        if tree or any(trees):
            yield _Folder(folder.commit, f"{path}/", tree, trees)
        if blob not in blobs:
            found.append(FileChange(path, blob, blobs))


def _roots(objects: Objects, commits: Collection[Commit]) -> list[_Folder]:
    """Return the whole tree of each commit, with those of its parents."""
    parents = objects.commits({parent for commit in commits for parent in commit.parents})
    return [
        _Folder(commit.oid, "", commit.tree, tuple(parents[oid].tree for oid in commit.parents) or ("",))
        for commit in commits
    ]


class PathChanges:
    """Finds the changes of single files, reading of each commit no more than the folders on the way to them.

    `commits` are their ids.
    """

    def __init__(self, objects: Objects, commits: Sequence[str]) -> None:
        self._objects = objects
        self._commits = commits
        self._folders: dict[str, list[_Folder]] = {}
        self._touches: dict[str, list[tuple[str, Entry | None, list[Entry | None]]]] = {}

    def _look_for(self, paths: Iterable[str]) -> None:
        """Read what the changes of all these files are found in, each folder once."""
        wanted: dict[str, set[str]] = {}
        for path in paths:
            parts = path.split("/")
            for depth, name in enumerate(parts):
                wanted.setdefault("/".join(parts[:depth]), set()).add(name)
        for folder in sorted(wanted, key=lambda folder: (folder.count("/"), folder)):
            above = f"{folder}/" if folder else ""
            names = [name for name in wanted[folder] if above + name not in self._touches]
            if names:
                self._read(folder, above, names)

    def of(self, path: str, beside: Iterable[str] = ()) -> Iterator[tuple[str, FileChange]]:
        """Yield the commits that changed a file, by id, each with the change; reads ahead what it is asked `beside`."""
        if path not in self._touches:
            self._look_for((path, *beside))
        for commit, entry, olds in self._touches[path]:
            new, old = _parts(entry)[1], tuple(_parts(each)[1] for each in olds)
            if new not in old:
                yield commit, FileChange(path, new, old)

    def _read(self, folder: str, above: str, names: Sequence[str]) -> None:
        """Find the commits in which entries of a folder differ from those in every parent."""
        spelt = [name.encode("utf-8", "surrogateescape") for name in names]
        rows: dict[str, tuple[Entry | None, ...]] = {"": (None,) * len(names)}
        folders = self._changing(folder)
        trees = dict.fromkeys(tree for each in folders for tree in (each.now, *each.olds) if tree)
        for tree, entries in self._objects.entries_once(trees):
            rows[tree] = tuple(map(entries.get, spelt))
        touches = [self._touches.setdefault(above + name, []) for name in names]
        for each in folders:
            now, olds = rows[each.now], [rows[tree] for tree in each.olds]
            for touched, new, *old in zip(touches, now, *olds, strict=True) if now not in olds else ():
                if new not in old:
                    touched.append((each.commit, new, old))

    def _changing(self, folder: str) -> list[_Folder]:
        """Return the commits in which a folder differs from that in every parent."""
        if folder not in self._folders:
            if folder:
                found = [
                    _Folder(commit, f"{folder}/", _parts(new)[0], tuple(_parts(each)[0] for each in old))
                    for commit, new, old in self._touches[folder]
                ]
            else:
                found = _roots(self._objects, self._objects.commits(self._commits).values())
            self._folders[folder] = [each for each in found if each.now not in each.olds]
        return self._folders[folder]


def _differing(now: Entries, olds: Sequence[Entries]) -> Iterator[tuple[bytes, Entry | None, list[Entry | None]]]:
    """Yield the names whose entry differs from that in every parent, with the entries."""
    first = olds[0]
    if list(now) == list(first):
        names = list(compress(now, map(is_not, now.values(), first.values())))  # equal ones are left out below
    else:
        names = [name for name, entry in now.items() if first.get(name) != entry]
        names += [name for name in first if name not in now]
    for name in names:
        new, several = now.get(name), [old.get(name) for old in olds]
        if new not in several:
            yield name, new, several


def _entries(objects: Objects, tree: str) -> Entries:
    return objects.entries(tree) if tree else {}


def _parts(entry: Entry | None) -> tuple[str, str | None]:
    """Return the tree that an entry leads to, empty where it is none, and the blob, None where it is none."""
    mode, oid = entry or (_SUBMODULE, b"")
    if mode == _FOLDER:
        return oid.hex(), None
    return "", None if mode == _SUBMODULE else oid.hex()
