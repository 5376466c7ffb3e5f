"""Help on what findings mean: the pages of the rules, which the site's composer hands in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RuleHelp:
    """One rule's own words: a sentence, what it checks, why (with clauses as people cite them) and how to mend it."""

    name: str
    code: str
    severity: str
    group: str
    clauses: str
    summary: str
    checks: str
    why: str
    mend: str
    fails: str
    passes: str
