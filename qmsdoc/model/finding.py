"""Findings, one broken rule each, and the waivers that accept some for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from qmsdoc.model.rule import RuleId, Severity
from qmsdoc.model.rule_ids import RULE_DATA

__all__ = ["Finding", "Severity", "Waiver"]

_OWN = cast("Severity", None)  # never seen outside: each finding takes its rule's own in its place


@dataclass(frozen=True, slots=True)
class Waiver:
    """One entry of `waivers:`: what the policy accepts for a while, `expires` being the last day.

    `document` is a document's name or the path of a file; `owner` the role or person who answers
    for it; `line` the line of `qmsdoc.yml` on which the entry begins.
    """

    rule: str
    document: str
    reason: str
    owner: str
    expires: date
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken rule: what is wrong (`message`), what to do (`remedy`) and where; made where the fault is seen.

    `line` and `column` count from 1; `path` is relative to the manual's root, with `/`; `ref` names
    a tag; `document` is a document's name. A parser that reads one document leaves `document` and
    `path` to whoever gave it the file. `severity` is given only where it differs from the rule's own.
    `clause` is the one that the manual's standards cite. A finding that a `waiver` of the policy
    accepts, or that stood in the manual when it was adopted (`baselined`), is listed in every report
    but does not count. `because` names the other document (its name or path) of whose state it
    merely speaks: where that document has a fault that explains it, nothing more is said.
    """

    rule: RuleId
    message: str
    remedy: str = ""
    line: int | None = None
    column: int | None = None
    path: str | None = None
    ref: str | None = None
    document: str | None = None
    severity: Severity = _OWN
    because: str | None = None
    clause: str | None = None
    waiver: Waiver | None = None
    baselined: bool = False

    def __post_init__(self) -> None:
        """Take the severity of the rule where none is given."""
        if self.severity is _OWN:
            object.__setattr__(self, "severity", RULE_DATA[self.rule].severity)

    @property
    def code(self) -> str:
        """The rule's code, `QMS-D01`."""
        return RULE_DATA[self.rule].code

    @property
    def counts(self) -> bool:
        """Whether it changes the exit code, if it is an error."""
        return self.waiver is None and not self.baselined
