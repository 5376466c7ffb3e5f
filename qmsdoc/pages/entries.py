"""Documents as lists show them: the entries of the register, and the sections of the manual."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qmsdoc.model.policy import Policy
from qmsdoc.model.snapshot import Snapshot, Status
from qmsdoc.pages.document import PublishedDocument
from qmsdoc.pages.stamp import Stamp
from qmsdoc.pages.translation import Translation, translation_of


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """A document as lists show it: its edition in force, else its last one; `change` is what changed last,
    `clauses` what it answers as it cites them (`iso9001-2015:7.5.2`), `owner` the role or person as signed for,
    `translation` what it translates where it is in force.
    """

    address: str
    stamp: Stamp
    status: Status
    change: str
    section: str
    clauses: tuple[str, ...]
    owner: str
    translation: Translation | None

    @property
    def in_force(self) -> bool:
        """Tell whether an edition of it is in force."""
        return self.status is Status.EFFECTIVE

    @property
    def stale(self) -> bool:
        """Tell whether it is a translation whose original has moved on."""
        return self.translation is not None and not self.translation.trusted


@dataclass(frozen=True, slots=True)
class Section:
    """The documents of one type that are in force, by name: `key` is the type, `title` the heading that the policy
    gives it (else empty), `own` tells the type of the policy itself.
    """

    key: str
    title: str
    entries: tuple[RegisterEntry, ...]
    own: bool = False


def register_entry(snapshot: Snapshot, document: PublishedDocument) -> RegisterEntry:
    """Return the entry of a document that is or was in force."""
    edition, in_force = document.shown, document.record.effective
    return RegisterEntry(
        address=document.address,
        stamp=document.stamp(edition),
        status=Status.EFFECTIVE if in_force is not None else edition.status,
        change=edition.document.front.change or "",
        section=edition.type,
        clauses=edition.document.front.clauses,
        owner=edition.owner,
        translation=translation_of(snapshot, in_force) if in_force is not None else None,
    )


def sections(policy: Policy, current: Sequence[RegisterEntry]) -> tuple[Section, ...]:
    """Return the documents in force by type, in the policy's order; unknown types come after, POLICY last."""
    groups = {kind.name: [entry for entry in current if entry.section == kind.name] for kind in policy.types}
    titles = {kind.name: kind.title for kind in policy.types}
    unknown = sorted({entry.section for entry in current} - groups.keys())
    groups |= {name: [entry for entry in current if entry.section == name] for name in unknown}
    own = policy.own_type.name if policy.own_type is not None else None
    if own is not None:
        groups[own] = groups.pop(own)
    return tuple(Section(key, titles.get(key, ""), tuple(found), key == own) for key, found in groups.items() if found)
