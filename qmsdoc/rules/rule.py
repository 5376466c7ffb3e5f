"""What a rule is: a pure function, its metadata beside it, and its documentation page in its docstring."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from qmsdoc.model.finding import Severity
from qmsdoc.rules.index import Index

_SECTION = re.compile(r"^(Why|Mend|Fails|Passes):[ ]?", re.MULTILINE)


class Group(StrEnum):
    """The chapters of the rules, in the order in which they are listed; the letter opens their codes."""

    IDENTITY = "Front matter and identity"
    PEOPLE = "People and roles"
    REVISION = "Revision"
    APPROVAL = "Approval"
    EFFECTIVITY = "Effectivity and review"
    LINKS = "Links and obsolescence"
    CONTROLLED = "External documents, records, clauses, translations"
    REPOSITORY = "Repository and output"


GROUP_BY_LETTER = dict(zip("DPRAELXG", Group, strict=True))


@dataclass(frozen=True, slots=True)
class Breach:
    """One fault as a rule gives it: what is wrong (`message`), what to do (`help`) and where.

    `severity` is set only where it differs from the rule's own.
    """

    message: str
    help: str
    document: str | None = None
    path: str | None = None
    line: int | None = None
    column: int | None = None
    ref: str | None = None
    severity: Severity | None = None


Judge = Callable[[Index], Iterable[Breach]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: `clauses` are (standard edition, clause) pairs such as `("iso9001-2015", "7.5.2 a")`."""

    name: str
    code: str
    severity: Severity
    clauses: tuple[tuple[str, str], ...]
    judge: Judge

    @property
    def group(self) -> Group:
        """The chapter it belongs to, told by the letter of its code."""
        return GROUP_BY_LETTER[self.code[len("QMS-")]]

    def clause(self, standards: Iterable[str]) -> str:
        """Give the clause to cite, `iso9001-2015:7.5.2 a`: of the manual's first standard that has one."""
        known = dict(self.clauses)
        standard = next((name for name in standards if name in known), self.clauses[0][0])
        return f"{standard}:{known[standard]}"

    @property
    def page(self) -> Page:
        """Its documentation."""
        return Page.of(inspect.getdoc(self.judge) or "")


@dataclass(frozen=True, slots=True)
class Page:
    """A rule's documentation: a sentence, what it checks, why, how to mend it, and two examples."""

    summary: str
    checks: str
    why: str
    mend: str
    fails: str
    passes: str

    @classmethod
    def of(cls, docstring: str) -> Page:
        """Take a cleaned docstring apart; a section that is not there is empty."""
        head, *rest = _SECTION.split(docstring)
        summary, _, checks = head.strip().partition("\n\n")
        sections = dict(zip(rest[::2], rest[1::2], strict=True))
        why, mend = (_sentence(sections.get(name, "").strip()) for name in ("Why", "Mend"))
        fails, passes = (textwrap.dedent(sections.get(name, "")).strip("\n") for name in ("Fails", "Passes"))
        return cls(summary, checks.strip(), why, mend, fails, passes)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def rule(name: str, code: str, severity: Severity, clause: str, **clauses: str) -> Callable[[Judge], Rule]:
    """Make a function a rule. `clause` is of ISO 9001:2015; `clauses` of others, `iso13485_2016="4.2.4"`."""
    editions = (("iso9001-2015", clause), *((key.replace("_", "-"), value) for key, value in clauses.items()))

    def made(judge: Judge) -> Rule:
        return Rule(name, code, severity, editions, judge)

    return made
