"""Findings (one broken rule each) and problems (a fault met while reading one file)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs; only `ERROR` changes the exit code (to 1)."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault met while parsing: `rule` is a public rule name, `line` and `column` count from 1.

    `message` says what is wrong with the value as written; `help` says what to do about it.
    `path` is relative to the manual's root, with `/`; empty where the caller knows it. `ref` names a tag.
    `severity` is set only where it differs from the rule's own.
    """

    rule: str
    message: str
    help: str = ""
    line: int | None = None
    column: int | None = None
    path: str = ""
    ref: str = ""
    severity: Severity | None = None


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
    """One broken rule: what, where, why it matters (`clause`) and how to mend it (`help`).

    A finding that a `waiver` of the policy accepts, or that stood in the manual when it was adopted
    (`baselined`), is listed in every report but does not count.
    """

    rule: str
    code: str
    severity: Severity
    message: str
    help: str
    clause: str | None = None
    document: str | None = None
    path: str | None = None
    line: int | None = None
    column: int | None = None
    ref: str | None = None
    waiver: Waiver | None = None
    baselined: bool = False

    @property
    def counts(self) -> bool:
        """Tell whether it changes the exit code, if it is an error."""
        return self.waiver is None and not self.baselined
