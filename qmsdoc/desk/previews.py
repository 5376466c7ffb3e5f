"""Drafts as readers will see them, with the findings beside each: of the files here, or of a branch.

A page is made when it is asked for, and anew after every change; nothing is written anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from qmsdoc.capture.request import SnapshotSource, requested_snapshot, require_trust
from qmsdoc.desk.clone import DeskClone
from qmsdoc.errors import UsageError
from qmsdoc.git import Repository, refs_by_name
from qmsdoc.model.refs import HEADS, LEDGER_BRANCH, ORIGIN
from qmsdoc.rules import check
from qmsdoc.site import DraftSite

FILES = "files"
_MOST = 4  # previews kept, each of one tree
_BESIDE = re.compile(r"(?:assets|files)/")

State = tuple[date, frozenset[tuple[str, int | str, int]]]


@dataclass(slots=True)
class Previews:
    """The previews of a clone, by what they show: `FILES`, or the id of a branch's newest commit."""

    clone: DeskClone
    _made: dict[str, tuple[State, DraftSite]] = field(default_factory=dict)

    def file(self, shown: str, path: str) -> tuple[bytes, bool]:
        """Return a file of a preview, or the page that says there is none, and whether it is there.

        Raises `UsageError` for what is no branch's newest commit, and what the capture and the pages raise.
        """
        known = self._made.get(shown)
        made = known[1] if known and _BESIDE.match(path) else self._site(shown)
        found = made.file(path + "index.html" if path == "" or path.endswith("/") else path)
        return (made.missing, False) if found is None else (found, True)

    def state(self, shown: str, *, made: bool = False) -> str:
        """Return a word for the state of what a preview shows, as it is now or (`made`) as it was shown last.

        Raises what opening the manual raises.
        """
        known = self._made.get(shown)
        if made and known is not None:
            return _word(known[0])
        with self.clone.opened() as repository:
            return _word(self._state(repository, shown))

    def write(self, output: Path) -> None:
        """Write the preview of the files here into a new folder; raises what `file` raises, and `PublishError`."""
        self._site(FILES).write(output)

    def branches(self, repository: Repository, trunk: str) -> tuple[tuple[str, str], ...]:
        """Return the branches whose drafts can be looked at, name and newest commit; `origin` has those not here."""
        refs = refs_by_name(repository.store)
        found = {name.removeprefix(ORIGIN): oid for name, oid in refs.items() if name.startswith(ORIGIN)}
        found |= {name.removeprefix(HEADS): oid for name, oid in refs.items() if name.startswith(HEADS)}
        main = found.get(trunk)
        named = ((name, oid) for name, oid in found.items() if name not in {trunk, LEDGER_BRANCH, "HEAD"})
        return tuple(sorted((name, oid) for name, oid in named if oid != main))

    def _state(self, repository: Repository, shown: str) -> State:
        return self.clone.request().as_of, frozenset(_states(repository, files=shown == FILES))

    def _site(self, shown: str) -> DraftSite:
        with self.clone.opened() as repository:
            request = self.clone.request()
            state = self._state(repository, shown)
            known = self._made.get(shown)
            if known is not None and known[0] == state:
                return known[1]
            source = SnapshotSource.FILES_TODAY
            if shown != FILES:
                request, source = replace(request, ref=_tip(repository, shown)), SnapshotSource.TRUNK
            elif repository.bare:
                raise UsageError(
                    "A bare repository has no files to work on, so there is nothing to preview.",
                    remedy="Clone it and preview there, or publish what is approved: qmsdoc build",
                )
            snapshot = requested_snapshot(repository, request, source)
            require_trust(snapshot)
            made = DraftSite(snapshot, check(snapshot))
        self._made.pop(shown, None)
        self._made[shown] = state, made
        if len(self._made) > _MOST:
            del self._made[next(iter(self._made))]
        return made


def _word(state: State) -> str:
    day, parts = state
    return sha256(repr((day, sorted(map(repr, parts)))).encode()).hexdigest()[:16]


def _tip(repository: Repository, oid: str) -> str:
    if all(ref.oid != oid for ref in repository.store.refs() if ref.name.startswith((HEADS, ORIGIN))):
        raise UsageError("This branch has moved on, or is gone.", remedy="Choose it anew on the first page.")
    return oid


def _states(repository: Repository, *, files: bool) -> Iterator[tuple[str, int | str, int]]:
    """Yield the state of the refs, and of the files here where they are shown: a change of any changes it."""
    yield from ((ref.name, ref.oid, 0) for ref in repository.store.refs())
    for path in repository.working_tree().paths() if files and not repository.bare else ():
        try:
            found = (repository.root / path).lstat()
        except OSError:
            continue
        yield path, found.st_mtime_ns, found.st_size
