"""The history of one branch: what is part of what, and who wrote the changes between two editions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from qmsdoc.capture.objects import Objects
from qmsdoc.errors import RepositoryError
from qmsdoc.git import Commit
from qmsdoc.model.rule_ids import REPOSITORY_INCOMPLETE


class BranchHistory:
    """All commits reachable from `tip`, read once."""

    def __init__(self, objects: Objects, tip: str | None) -> None:
        self._objects = objects
        self.tip = tip
        self._order = objects.store.changes(tip) if tip else ()
        objects.commits(oid for oid, _ in self._order)
        self._known = frozenset(oid for oid, _ in self._order)
        self._touching: dict[str, list[str]] | None = None
        self._landed: dict[str, int] = {}
        self._mainline: dict[str, int] = {}

    def __contains__(self, oid: str) -> bool:
        return oid in self._known

    def at(self, instant: datetime) -> str | None:
        """Give the newest commit of the first-parent line that was there at `instant`."""
        oid = self.tip
        while oid is not None:
            commit = self._commit(oid)
            if commit.committed_at <= instant:
                return oid
            oid = commit.parents[0] if commit.parents else None
        return None

    def authors(self, former: str | None, commit: str, paths: frozenset[str]) -> frozenset[str]:
        """Give the addresses, in lower case, of who wrote what touches `paths` in `commit` but not in `former`."""
        wrote: set[str] = set()
        for oid in self._commits_touching(paths):
            if self._within(oid, commit) and not (former is not None and self._within(oid, former)):
                found = self._commit(oid)
                wrote |= {found.author_email.lower(), *(address.lower() for address in found.coauthors)}
        return frozenset(wrote)

    def changed_on(self, path: str) -> date | None:
        """Return the day, in its own zone, of the newest commit that touches a file; None where none does."""
        newest = max((self._commit(oid).committed_at for oid in self._commits_touching((path,))), default=None)
        return newest.date() if newest else None

    def _commit(self, oid: str) -> Commit:
        found = self._objects.commit(oid)
        if found is None:
            raise RepositoryError(
                f"This repository lacks the commit {oid} of its history.",
                remedy="Fetch again with: git fetch --refetch --tags, or clone anew.",
                rule=REPOSITORY_INCOMPLETE,
            )
        return found

    def _commits_touching(self, paths: Iterable[str]) -> frozenset[str]:
        if self._touching is None:
            self._touching = {}
            for oid, changed in self._order:
                for path in changed:
                    self._touching.setdefault(path, []).append(oid)
        return frozenset(oid for path in paths for oid in self._touching.get(path, ()))

    def _within(self, oid: str, whole: str) -> bool:
        """Tell whether commit `oid` is `whole` or an ancestor of it."""
        self._lay_mainline()
        if whole in self._mainline:
            return self._landed[oid] <= self._mainline[whole]
        return oid in self._ancestors(whole)

    def _lay_mainline(self) -> None:
        # Each commit landed with the first commit of the first-parent line that contains it, so
        # asking about a commit of that line is a comparison of two numbers.
        if self._mainline or self.tip is None:
            return
        line = [self.tip]
        while parents := self._commit(line[-1]).parents:
            line.append(parents[0])
        for number, oid in enumerate(reversed(line)):
            self._mainline[oid] = number
            self._land(oid, number)

    def _land(self, oid: str, number: int) -> None:
        waiting = [oid]
        while waiting:
            oid = waiting.pop()
            if oid not in self._landed:
                self._landed[oid] = number
                waiting.extend(self._commit(oid).parents)

    def _ancestors(self, oid: str) -> frozenset[str]:
        seen: set[str] = set()
        waiting = [oid]
        while waiting:
            oid = waiting.pop()
            if oid not in seen:
                seen.add(oid)
                waiting.extend(self._commit(oid).parents)
        return frozenset(seen)
