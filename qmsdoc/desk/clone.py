"""The clone that a desk works on: one act at a time, fetched before and pushed after, everything judged anew."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from qmsdoc.capture.request import CaptureRequest, SnapshotSource, open_manual, requested_snapshot, require_trust
from qmsdoc.errors import QmsdocError
from qmsdoc.git import Repository
from qmsdoc.git.origin_tags import ORIGIN, OriginTags, look_at_origin, origin_tags
from qmsdoc.git.tag_object import fetch_all, has_remote, push_refs
from qmsdoc.model.snapshot import Snapshot

_FETCH_AFTER = 30.0  # seconds for which what was fetched counts as new enough to be shown


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock of the entry point: the instant, the latest day that has begun, and the signer's own day."""

    now: Callable[[], datetime]
    today: Callable[[], date]
    local_day: Callable[[], date]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read for one page: the manual, what `origin` was last seen to hold, and why it could not be fetched."""

    snapshot: Snapshot
    origin: OriginTags | None
    trouble: str | None


@dataclass(slots=True)
class DeskClone:
    """A manual's clone on this machine."""

    directory: Path
    clock: Clock
    trust_root: str | None = None
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _fetched: datetime | None = None
    _trouble: str | None = None

    def request(self) -> CaptureRequest:
        """Return what is asked of the clone: the manual as of now."""
        today = self.clock.today()
        return CaptureRequest(self.directory, as_of=today, today=today, trust_root=self.trust_root)

    @contextmanager
    def opened(self) -> Iterator[Repository]:
        """Open the clone for one act; a second one waits. Raises what `open_manual` raises."""
        with self._lock, open_manual(self.request()) as repository:
            yield repository

    def read(self, *, fetch: bool = False) -> Reading:
        """Read the trunk, fetched before where that is asked or was long ago. Raises what `require_trust` raises."""
        with self.opened() as repository:
            self._fetch(repository, always=fetch)
            snapshot = requested_snapshot(repository, self.request(), SnapshotSource.TRUNK)
            require_trust(snapshot)
            return Reading(snapshot, origin_tags(repository), self._trouble)

    def refresh(self, repository: Repository) -> None:
        """Fetch before an act; what could not be fetched is said on the next page."""
        self._fetch(repository, always=True)

    def _fetch(self, repository: Repository, *, always: bool) -> None:
        now = self.clock.now()
        recent = self._fetched is not None and (now - self._fetched).total_seconds() < _FETCH_AFTER
        if not has_remote(repository.root, ORIGIN) or (recent and not always):
            return
        self._fetched = now
        try:
            fetch_all(repository.root, ORIGIN)
            look_at_origin(repository, now)
            self._trouble = None
        except QmsdocError as error:
            self._trouble = f"{error.message} {error.remedy or ''}".strip()

    def send(self, repository: Repository, ref: str) -> str | None:
        """Send a new tag to `origin`; returns why it did not arrive, None where it did or there is no `origin`."""
        if not has_remote(repository.root, ORIGIN):
            return None
        try:
            push_refs(repository.root, ORIGIN, (ref,))
            look_at_origin(repository, self.clock.now())
        except QmsdocError as error:
            return f"{error.message} {error.remedy or ''}".strip()
        return None
