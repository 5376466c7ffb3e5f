"""Who wrote what a draft changes: asked of the history before anybody signs in an independent role."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from qmsdoc.capture.branch_history import BranchHistory
from qmsdoc.capture.objects import Objects
from qmsdoc.git import Store
from qmsdoc.model.policy import Person
from qmsdoc.model.snapshot import Record, Snapshot
from qmsdoc.signing.roles import Signer


class Authorship:
    """Who wrote the changes of a snapshot, and its commit's history, which is read once and only where it is asked."""

    def __init__(self, store: Store, snapshot: Snapshot) -> None:
        self._store, self._snapshot = store, snapshot

    @cached_property
    def _history(self) -> BranchHistory:
        return BranchHistory(Objects(self._store), self._snapshot.commit or None)

    def wrote(self, person: Person, record: Record) -> bool:
        """Tell whether the person wrote part of what the draft changes since the last edition."""
        return self._snapshot.wrote_change(person.id, record.name)

    def writers(self, record: Record) -> tuple[Person, ...]:
        """Return the people who wrote part of what the draft changes, in the order of `people.yml`."""
        return tuple(each for each in self._snapshot.policy_in_force.people if self.wrote(each, record))

    def roles_for_authors(self, person: Person, record: Record, day: date) -> frozenset[str]:
        """Return the roles in which the person acts, on a day, for somebody who wrote part of the change."""
        policy = self._snapshot.policy_in_force
        authors = [each.id for each in self.writers(record)]
        links = [link for link in policy.delegations if link.to == person.id and link.by in authors]
        return frozenset(link.role for link in links if link.by in policy.delegators(person.id, link.role, day))

    def signer(self, person: Person, record: Record, role: str | None = None) -> Signer:
        """Return the person as who signs the draft on the snapshot's day, in the role they chose, if they did."""
        day = self._snapshot.as_of
        return Signer(person, day, role, self.wrote(person, record), self.roles_for_authors(person, record, day))

    def changed_on(self, record: Record) -> date | None:
        """Return the day of the newest commit that touches the draft's file; None where there is none."""
        return self._history.changed_on(record.draft.path) if record.draft is not None else None
