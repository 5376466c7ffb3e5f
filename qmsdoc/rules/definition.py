"""What `rules/` adds to a rule's data: its page, and the pure function that judges it where no parser does."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import NamedTuple

from qmsdoc.model.document import Document, Link
from qmsdoc.model.finding import Finding
from qmsdoc.model.rule import RuleData, RuleId
from qmsdoc.model.rule_ids import RULE_DATA
from qmsdoc.rules.index import Index

_SECTION = re.compile(r"^(Why|Mend|Fails|Passes):[ ]?", re.MULTILINE)

Judge = Callable[[Index], Iterable[Finding]]


class RulePage(NamedTuple):
    """A rule's documentation: a sentence, what it checks, why, how to mend it, and two examples."""

    summary: str
    checks: str
    why: str
    mend: str
    fails: str
    passes: str

    @classmethod
    def of(cls, docstring: str) -> RulePage:
        """Take a cleaned docstring apart; a section that is not there is empty."""
        head, *rest = _SECTION.split(docstring)
        summary, _, checks = head.strip().partition("\n\n")
        sections = dict(zip(rest[::2], rest[1::2], strict=True))
        why, mend = (
            text[:1].upper() + text[1:] for text in (sections.get(name, "").strip() for name in ("Why", "Mend"))
        )
        fails, passes = (textwrap.dedent(sections.get(name, "")).strip("\n") for name in ("Fails", "Passes"))
        return cls(summary, checks.strip(), why, mend, fails, passes)


class Rule(NamedTuple):
    """A rule with its documentation; `judge` finds what nobody has found while reading, None where there is nothing."""

    data: RuleData
    text: str
    judge: Judge | None = None

    @property
    def page(self) -> RulePage:
        """Its documentation, taken apart."""
        return RulePage.of(inspect.cleandoc(self.text))


def judges(rule: RuleId) -> Callable[[Judge], Rule]:
    """Make a function the judge of a rule, and its docstring the rule's page."""

    def made(judge: Judge) -> Rule:
        return Rule(RULE_DATA[rule], judge.__doc__ or "", judge)

    return made


def described(rule: RuleId, text: str) -> Rule:
    """Document a rule whose faults are found where they are seen: while reading, verifying or publishing."""
    return Rule(RULE_DATA[rule], text)


def at_field(rule: RuleId, document: Document, key: str, message: str, remedy: str) -> Finding:
    """Return a finding at a field of a document's front matter."""
    front = document.front
    return Finding(rule, message, remedy, front.line(key), front.column(key), document.path, document=front.name)


def at_link(finding: Finding, document: Document, link: Link) -> Finding:
    """Place a finding at a link. What stands in an included file is nobody's own: several documents may share it."""
    name = None if link.path else document.front.name
    return replace(finding, document=name, path=link.path or document.path, line=link.line, column=link.column)
