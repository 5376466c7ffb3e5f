"""What a report says beside its findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from qmsdoc.model.finding import Finding, Waiver
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.reports.baseline import PATH, BaselineEntry
from qmsdoc.text.sentences import counted


@dataclass(frozen=True, slots=True)
class Notes:
    """`hidden` counts findings that count but were asked not to be shown; `removable` are entries of
    the baseline that are no longer found; `idle` are waivers in force that have nothing to waive;
    `pages` gives for rules their first sentence and page.
    """

    hidden: int = 0
    removable: tuple[BaselineEntry, ...] = ()
    idle: tuple[Waiver, ...] = ()
    pages: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The notes for people, a sentence or two each."""
        found = [
            f"The waiver of {waiver.rule} for {waiver.document}, until {waiver.expires.isoformat()}, waives nothing. "
            "The next revision of the policy can do without it."
            for waiver in self.idle
        ]
        if self.removable:
            one = len(self.removable) == 1
            entries = counted(len(self.removable), "entry", "entries")
            found.append(
                f"{entries} of {PATH} {'is' if one else 'are'} no longer found. "
                "To remove what is mended: `qmsdoc check --write-baseline`."
            )
        if self.hidden:
            findings = counted(self.hidden, "finding")
            verb = "is" if self.hidden == 1 else "are"
            found.append(f"{findings} of other rules {verb} not shown; the exit code counts all.")
        return tuple(found)


NOTHING = Notes()


class Reporter(Protocol):
    """One form of the findings: a pure function to text, ended by a newline."""

    def __call__(self, snapshot: Snapshot, findings: tuple[Finding, ...], notes: Notes = NOTHING, /) -> str:
        """Write the findings."""
