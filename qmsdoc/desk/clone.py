"""The clone that a desk works on: one act at a time, fetched before and pushed after, everything judged anew."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from qmsdoc.capture.request import CaptureRequest, SnapshotSource, open_manual, requested_snapshot, require_trust
from qmsdoc.errors import QmsdocError
from qmsdoc.git import Repository
from qmsdoc.git.fast_forward import fast_forward
from qmsdoc.git.origin_tags import ORIGIN, OriginTags, look_at_origin, note_arrived, origin_tags
from qmsdoc.git.tag_object import fetch_all, has_remote, push_refs
from qmsdoc.model.policy import Policy
from qmsdoc.model.snapshot import Snapshot

_FETCH_AFTER = timedelta(seconds=30)  # for which what was fetched counts as new enough to be shown


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read for one page: the manual, what `origin` was last seen to hold, and why it could not be fetched."""

    snapshot: Snapshot
    origin: OriginTags | None
    trouble: str | None


@dataclass(slots=True)
class DeskClone:
    """A manual's clone on this machine; `now` is the clock of the entry point.

    `policy` is the one in force when the manual was last read: days are those of its time zone. `trouble` is why
    `origin` was not reached the last time.
    """

    directory: Path
    now: Callable[[], datetime]
    trust_root: str | None = None
    policy: Policy | None = None
    trouble: str | None = None
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _fetched: datetime | None = None

    def request(self) -> CaptureRequest:
        """Return what is asked of the clone: the manual as of now."""
        now = self.now()
        today = self.policy.day(now) if self.policy else now.date()
        return CaptureRequest(self.directory, as_of=today, today=today, trust_root=self.trust_root, now=now)

    @contextmanager
    def opened(self) -> Iterator[Repository]:
        """Open the clone for one act; a second one waits. Raises what `open_manual` raises."""
        with self._lock, open_manual(self.request()) as repository:
            yield repository

    @contextmanager
    def fresh(self) -> Iterator[Repository]:
        """Open the clone for an act, with all that `origin` held when this was asked.

        Those who waited together share what was fetched meanwhile; what could not be is said on the next page.
        """
        asked = self.now()
        with self.opened() as repository:
            self._fetch(repository, asked)
            yield repository

    def read(self, *, fetch: bool = False) -> Reading:
        """Read the trunk, fetched before where that is asked or was long ago. Raises what `require_trust` raises."""
        since = self.now() - (timedelta() if fetch else _FETCH_AFTER)
        with self.opened() as repository:
            known, fetched = self.policy, self._fetch(repository, since)
            snapshot = requested_snapshot(repository, self.request(), SnapshotSource.TRUNK)
            if known is None and fetched and self._forward(repository, snapshot.policy_in_force.trunk):
                snapshot = requested_snapshot(repository, self.request(), SnapshotSource.TRUNK)
            require_trust(snapshot)
            self.policy = snapshot.policy_in_force
            return Reading(snapshot, origin_tags(repository), self.trouble)

    def _fetch(self, repository: Repository, since: datetime) -> bool:
        """Fetch where the last time was not later than `since`; tells whether it did."""
        if (self._fetched is not None and self._fetched > since) or not has_remote(repository.root, ORIGIN):
            return False
        now = self._fetched = self.now()
        try:
            fetch_all(repository.root, ORIGIN)
            look_at_origin(repository, now)
            self.trouble = None
        except QmsdocError as error:
            self.trouble = error.told
        if self.policy is not None:
            self._forward(repository, self.policy.trunk)
        return True

    def _forward(self, repository: Repository, trunk: str) -> bool:
        try:
            return fast_forward(repository.root, trunk, bare=repository.bare)
        except QmsdocError as error:
            self.trouble = error.told
            return False

    def send(self, repository: Repository, tags: Mapping[str, str]) -> bool:
        """Send tags (ref: object id) to `origin`; tells whether they arrived, or nowhere is to send them to.

        `trouble` says why not. Others may act on the clone while the network works.
        """
        if not tags or not has_remote(repository.root, ORIGIN):
            return True
        try:
            push_refs(repository.root, ORIGIN, tuple(tags))
            with self._lock:
                note_arrived(repository, tags, self.now())
        except QmsdocError as error:
            self.trouble = error.told
            return False
        self.trouble = None
        return True

    def other_at_origin(self, repository: Repository, ref: str, oid: str) -> bool:
        """Tell whether `origin` holds another object under a tag's name; False where it does not answer."""
        try:
            return look_at_origin(repository, self.now()).tags.get(ref, oid) != oid
        except QmsdocError:
            return False
