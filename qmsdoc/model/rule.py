"""What a rule of document control is, as data: its public name and code, how much it weighs, and what it does."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple, NewType

RuleId = NewType("RuleId", str)


class Severity(StrEnum):
    """How much a finding weighs; only `ERROR` changes the exit code (to 1)."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


GRAVEST_FIRST = (Severity.ERROR, Severity.WARNING, Severity.INFO)


class RuleGroup(StrEnum):
    """The chapters of the rules, in the order in which they are listed; the letter opens their codes."""

    IDENTITY = "Front matter and identity"
    PEOPLE = "People and roles"
    REVISION = "Revision"
    APPROVAL = "Approval"
    EFFECTIVITY = "Effectivity and review"
    LINKS = "Links and obsolescence"
    CONTROLLED = "External documents, records, clauses, translations"
    REPOSITORY = "Repository and output"


GROUP_BY_LETTER = dict(zip("DPRAELXG", RuleGroup, strict=True))
NON_WAIVABLE = frozenset((RuleGroup.APPROVAL, RuleGroup.REPOSITORY))


class Scope(StrEnum):
    """Whom a finding concerns: those who look at its document, or everybody who looks at any part of the manual."""

    DOCUMENT = "document"
    MANUAL = "manual"


class RuleData(NamedTuple):
    """What a rule is and does.

    `clauses` are (standard edition, clause) pairs such as `("iso9001-2015", "7.5.2 a")`. `stops` is
    the exit code with which a finding ends a build (None: it is published all the same), and
    `exit_code` that of a check; both only where the finding is an error. `keeps_from_signing` tells
    whether a fault in a closure must be mended before anybody signs; `explains`, whether what other
    findings say because of the same document follows from it and is silent. `since` is the version of
    qmsdoc that first knew it, `replaces` names that it bore before: they still answer.
    """

    id: RuleId
    code: str
    severity: Severity
    clauses: tuple[tuple[str, str], ...]
    stops: int | None = None
    exit_code: int = 1
    keeps_from_signing: bool = False
    explains: bool = False
    scope: Scope = Scope.DOCUMENT
    since: str = "0.1.0"
    replaces: tuple[str, ...] = ()

    @property
    def group(self) -> RuleGroup:
        """The chapter it belongs to, by the letter of its code."""
        return GROUP_BY_LETTER[self.code[len("QMS-")]]

    @property
    def waivable(self) -> bool:
        """Whether a policy may waive it or make it lighter: never what approvals and the repository rest on."""
        return self.group not in NON_WAIVABLE

    def clause(self, standards: Iterable[str]) -> str:
        """Return the clause to cite, `iso9001-2015:7.5.2 a`: of the manual's first standard that has one."""
        known = dict(self.clauses)
        standard = next((name for name in standards if name in known), self.clauses[0][0])
        return f"{standard}:{known[standard]}"
