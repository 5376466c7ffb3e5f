"""A rule's page as text for a terminal."""

from __future__ import annotations

import textwrap

from qmsdoc.rules.registry import RULES, rule_named
from qmsdoc.rules.rule import Group

_WIDTH = 80


def explain(name: str) -> str:
    """Give the page of the rule `name`, ended by a newline; raises `UsageError` for an unknown name."""
    rule = rule_named(name)
    page = rule.page
    clauses = ", ".join(f"{standard} {clause}" for standard, clause in rule.clauses)
    blocks = [
        f"{rule.name}  {rule.code}  {rule.severity}\n{rule.group} · {clauses}",
        _wrapped(page.summary),
        _wrapped(page.checks),
        f"Why\n{textwrap.indent(_wrapped(page.why), '  ')}",
        f"How to mend it\n{textwrap.indent(_wrapped(page.mend), '  ')}",
        f"Fails\n{textwrap.indent(page.fails, '  ')}",
        f"Passes\n{textwrap.indent(page.passes, '  ')}",
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def listing() -> str:
    """Give every rule by group, one a line, with its severity and what it checks."""
    lines: list[str] = []
    for group in Group:
        lines += ["", str(group)] if lines else [str(group)]
        lines += [f"  {rule.name:26} {rule.severity:8} {rule.page.summary}" for rule in RULES if rule.group is group]
    return "\n".join(lines) + "\n"


def _wrapped(text: str) -> str:
    paragraphs = (textwrap.fill(" ".join(part.split()), _WIDTH) for part in text.split("\n\n"))
    return "\n\n".join(paragraphs)
