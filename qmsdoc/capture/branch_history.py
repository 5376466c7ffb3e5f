"""The history of one branch: what is part of what, and who wrote the changes between two editions.

Invariants
1. Ancestry and authorship come from commit, tree and file objects whose bytes were hashed; what git says beside them
   (a commit-graph, a bitmap, the order of a log) only tells which objects to read ahead.
2. A change is whatever adds, alters or removes a line of a file against each parent; of a binary file, anything.
3. A file is followed through renames. A bare move is nobody's; a merge that comes out of both sides alone is nobody's;
   what neither side has is the merger's.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property

from qmsdoc.capture.mainline import Mainline
from qmsdoc.capture.objects import Objects, incomplete
from qmsdoc.capture.tree_changes import FileChange, PathChanges, changed_files, sharing
from qmsdoc.git import Commit
from qmsdoc.text.mailbox import mailbox
from qmsdoc.text.merging import lines_of, merges_cleanly, similar

_MOST_BETWEEN = 5_000  # commits that are looked at between the two sides of a merge: beyond, it is the merger's
_ONE, _OTHER, _BOTH = 1, 2, 3
_TOGETHER = 192  # commits of which the folders on the way to files are read together: git answers few at once
_MOST_NAMES = 32  # that are tried for a file that one side of a merge has renamed


class BranchHistory:
    """All commits reachable from `tip`, read once; what `known`, another history, has read already is taken from it.

    Where it is asked about `few` files, only the folders on the way to them are read, of the commits asked about.
    """

    def __init__(
        self, objects: Objects, tip: str | None, known: BranchHistory | None = None, *, few: bool = False
    ) -> None:
        self._objects = objects
        self._other = known
        self.tip = tip
        self._order = tuple(self._walk(tip)) if tip else ()
        self._known = frozenset(self._order)
        self._few = few
        self._read_all = False
        self._wanted: set[str] = set()
        self._met: dict[str, None] = {}
        self._touches: dict[str, list[tuple[str, FileChange]]] = {}
        self._changes: dict[str, Sequence[FileChange]] = {}
        self._authors: dict[tuple[str | None, str, frozenset[str]], frozenset[str]] = {}
        self._several: dict[frozenset[str], frozenset[str]] = {}  # of equal sets, one is kept
        self._depth: dict[str, int] = {}

    def __contains__(self, oid: str) -> bool:
        return oid in self._known

    def at(self, instant: datetime) -> str | None:
        """Return the newest commit of the first-parent line that was there at `instant`."""
        oid = self.tip
        while oid is not None:
            commit = self._commit(oid)
            if commit.committed_at <= instant:
                return oid
            oid = commit.parents[0] if commit.parents else None
        return None

    def authors(
        self, former: str | None, commit: str, paths: frozenset[str], among: frozenset[str] | None = None
    ) -> frozenset[str]:
        """Return the addresses, as they are compared, of who wrote a change of `paths` in `commit`, not in `former`.

        With `among` those of these addresses alone: files are looked at only where one of them wrote anything.
        """
        if among is not None and not self._mainline.wrote_within(among, self._mainline.span(former, commit)):
            return frozenset()
        asked = (former, commit, self._several.setdefault(paths, paths))
        if asked not in self._authors:
            found = frozenset(self._found_authors(*asked))
            self._authors[asked] = self._several.setdefault(found, found)
        return self._authors[asked] if among is None else self._authors[asked] & among

    @cached_property
    def _mainline(self) -> Mainline:
        return Mainline(self.tip, self._commit)

    def _found_authors(self, former: str | None, whole: str, paths: frozenset[str]) -> set[str]:
        wrote: set[str] = set()
        waiting, followed = sorted(paths), set(paths)
        while waiting:
            changes = [
                (oid, change)
                for oid, change in self._changes_of(waiting.pop(), former, whole)
                if self._within(oid, whole) and not (former and self._within(oid, former))
            ]
            self._met |= dict.fromkeys(oid for oid, _ in changes)
            for oid, change in changes:
                origins = self._origins(oid, change)
                waiting += sorted({origin.path for origin in origins} - followed)
                followed |= {origin.path for origin in origins}
                if not self._is_nobodys(oid, change, origins):
                    found = self._commit(oid)
                    wrote |= set(map(mailbox, (found.author_email, *found.coauthors)))
        return wrote

    def _walk(self, tip: str) -> Iterator[str]:
        if self._other is None:
            self._objects.commits_from(tip)
        else:
            self._objects.commits(self._objects.store.reachable(tip))
        seen, waiting = {tip}, [tip]
        while waiting:
            oid = waiting.pop()
            yield oid
            for parent in self._commit(oid).parents:
                if parent not in seen:
                    seen.add(parent)
                    waiting.append(parent)

    def changed_on(self, path: str) -> date | None:
        """Return the day, in its own zone, of the newest commit that touches a file; None where none does."""
        found = self._changes_of(path, None, self.tip or "")
        newest = max((self._commit(oid).committed_at for oid, _ in found), default=None)
        return newest.date() if newest else None

    def _commit(self, oid: str) -> Commit:
        found = self._objects.commit(oid)
        if found is None:
            raise incomplete(oid)
        return found

    def look_for(self, paths: Iterable[str]) -> None:
        """Say of which files it is likely to be asked who changed them, so that they are read together."""
        self._wanted.update(paths)

    def _changes_of(self, path: str, former: str | None, whole: str) -> Iterator[tuple[str, FileChange]]:
        """Yield the changes of a file in `whole` and not in `former`, each with its commit, and perhaps others."""
        if not self._few:
            yield from self._all_touches().get(path, ())
            return
        if self._other is not None:
            self._other.look_for(self._wanted)
            yield from ((oid, each) for oid, each in self._other._changes_of(path, former, whole) if oid in self)
        first, last = self._mainline.span(former, whole)
        for low, high, changes in self._blocks:
            if first < high and low <= last:
                yield from changes.of(path, self._wanted)

    @cached_property
    def _blocks(self) -> Sequence[tuple[int, int, PathChanges]]:
        """Return the changes of some commits at a time, with the first and the last number at which these landed."""
        known = self._other or frozenset[str]()
        own = [oid for oid in self._order if oid not in known]
        blocks = [own[at : at + _TOGETHER] for at in range(0, len(own), _TOGETHER)]
        numbers = [[self._mainline.landed[oid] for oid in block] for block in blocks]
        return [(min(at), max(at), PathChanges(self._objects, of)) for at, of in zip(numbers, blocks, strict=True)]

    def _changes_in(self, oid: str) -> Sequence[FileChange]:
        """Return all that a commit changed."""
        if self._few and oid not in self._changes:
            lacking = [self._commit(each) for each in {oid: None, **self._met} if each not in self._changes]
            for found in changed_files(self._objects, lacking):
                self._changes |= found
        return self._changes[oid]

    def read_changes(self, beside: Callable[[Collection[str]], None]) -> None:
        """Read what every commit changed, if that is not known; `beside` gets some at a time, their folders at hand."""
        if self._few or self._read_all:
            return
        self._read_all = True
        if self._other is not None:
            self._other.read_changes(lambda _: None)
        known = self._other._changes if self._other is not None else {}
        self._touch({oid: known[oid] for oid in self._order if oid in known})
        commits = [self._commit(oid) for oid in self._order if oid not in known]
        for found in changed_files(self._objects, sorted(commits, key=lambda each: each.committed_at)):
            self._touch(found)
            beside(found)

    def _touch(self, changes: Mapping[str, Sequence[FileChange]]) -> None:
        for oid, several in changes.items():
            kept = []
            for change in several:
                touches = self._touches.setdefault(change.path, [])
                kept.append(sharing(change, touches[-1][1]) if touches else change)
                touches.append((oid, kept[-1]))
            self._changes[oid] = tuple(kept)

    def _all_touches(self) -> dict[str, list[tuple[str, FileChange]]]:
        self.read_changes(lambda _: None)
        return self._touches

    def _origins(self, oid: str, change: FileChange) -> list[FileChange]:
        """Return the files that the commit removed and whose content, or most of it, is now that of the changed one."""
        if change.new is None:
            return []
        removed = [each for each in self._changes_in(oid) if each.new is None and each.path != change.path]
        same = [each for each in removed if change.new in each.old]
        if same or not removed or any(change.old):
            return same
        new = self._lines(change.new)
        return [each for each in removed if any(old and similar(new, self._lines(old)) for old in each.old)]

    def _is_nobodys(self, oid: str, change: FileChange, origins: Iterable[FileChange]) -> bool:
        if change.new is None:
            return any(change.old[0] == each.new for each in self._changes_in(oid) if each.new is not None)
        if not any(change.old):
            return any(change.new in origin.old for origin in origins)
        sides = ([self._lines(blob) for blob in (*blobs, change.new)] for blobs in self._merged(oid, change))
        return any(merges_cleanly(base, one, other, new) for base, one, other, new in sides)

    def _merged(self, oid: str, change: FileChange) -> Iterator[tuple[str, str, str]]:
        """Yield the blobs of a file at the base and on both sides of a merge, under the name that it has there."""
        parents = self._commit(oid).parents
        for base in self._bases(*parents) if len(parents) == 2 else ():
            for name in [change.path] if all(change.old) else self._names_before(base, parents, change):
                at_base = self._blob(base, name)
                one, other = (old or self._blob(parent, name) for parent, old in zip(parents, change.old, strict=True))
                renamed = (self._lines(old) for old in change.old if old and at_base and name != change.path)
                if at_base and one and other and all(similar(self._lines(at_base), lines) for lines in renamed):
                    yield at_base, one, other

    def _names_before(self, base: str, parents: tuple[str, ...], change: FileChange) -> list[str]:
        """Return what a file that one side of a merge has renamed may be called at the base and on the other side."""
        here, lacking = (self._objects.tree(self._commit(parent)) for parent in parents)
        if change.old[0] is None:
            here, lacking = lacking, here
        names = [
            name
            for name in self._objects.tree(self._commit(base)).paths()
            if here.blob(name) is None and lacking.blob(name) is not None
        ]
        last = change.path.rpartition("/")[2]
        return sorted(names, key=lambda name: name.rpartition("/")[2] != last)[:_MOST_NAMES]

    def _bases(self, one: str, other: str) -> list[str]:
        """Return the first commits in common on each way back from `other`; none where too many lie between.

        Commits are taken from the deepest up (git-merge-base(1)), so that the work grows with what lies between the two
        and not with the history.
        """
        sides, queue, apart = dict[str, int](), list[tuple[int, str]](), 0
        from_other, waiting = {other}, [(one, _ONE), (other, _OTHER)]
        for _ in range(_MOST_BETWEEN):
            for oid, side in waiting:
                former = sides.get(oid, 0)
                sides[oid] = former | side
                if former == 0:
                    heapq.heappush(queue, (-self._depth_of(oid), oid))
                apart += (sides[oid] != _BOTH) - (former not in (0, _BOTH))
            if not apart:
                break
            oid = heapq.heappop(queue)[1]
            apart -= sides[oid] != _BOTH
            waiting = [(parent, sides[oid]) for parent in self._commit(oid).parents]
            if sides[oid] == _OTHER:
                from_other.update(parent for parent, _ in waiting)
        else:
            return []
        return sorted(oid for oid in from_other if sides.get(oid) == _BOTH)

    def _depth_of(self, oid: str) -> int:
        """Return how many commits lie, at most, between a commit and the beginning."""
        waiting = [oid]
        while waiting:
            parents = self._commit(waiting[-1]).parents
            unknown = [parent for parent in parents if parent not in self._depth]
            if not unknown:
                self._depth[waiting.pop()] = 1 + max((self._depth[parent] for parent in parents), default=0)
            waiting += unknown
        return self._depth[oid]

    def _blob(self, commit: str, path: str) -> str | None:
        return self._objects.tree(self._commit(commit)).blob(path)

    def _lines(self, blob: str) -> tuple[bytes, ...] | None:
        """Return the lines of a file; None where it is binary, or longer than is compared."""
        data = self._objects.content(blob)
        return lines_of(data) if data is not None else None

    def _within(self, oid: str, whole: str) -> bool:
        """Tell whether commit `oid` is `whole` or an ancestor of it."""
        if whole in self._mainline.number:
            return self._mainline.landed[oid] <= self._mainline.number[whole]
        return oid in self._ancestors(whole)

    def _ancestors(self, oid: str) -> frozenset[str]:
        seen: set[str] = set()
        waiting = [oid]
        while waiting:
            oid = waiting.pop()
            if oid not in seen:
                seen.add(oid)
                waiting.extend(self._commit(oid).parents)
        return frozenset(seen)
