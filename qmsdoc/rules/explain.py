"""A rule's page as text for a terminal."""

from __future__ import annotations

import textwrap

from qmsdoc.model.rule import RuleGroup
from qmsdoc.rules.registry import RULES, rule_named

_WIDTH = 80


def explain(name: str) -> str:
    """Give the page of the rule `name`, ended by a newline; raises `UsageError` for an unknown name."""
    rule = rule_named(name)
    page = rule.page
    clauses = ", ".join(f"{standard} {clause}" for standard, clause in rule.data.clauses)
    blocks = [
        f"{rule.data.id}  {rule.data.code}  {rule.data.severity}\n{rule.data.group} · {clauses}",
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
    for group in RuleGroup:
        lines += ["", str(group)] if lines else [str(group)]
        lines += [
            f"  {rule.data.id:26} {rule.data.severity:8} {rule.page.summary}"
            for rule in RULES
            if rule.data.group is group
        ]
    return "\n".join(lines) + "\n"


def _wrapped(text: str) -> str:
    paragraphs = (textwrap.fill(" ".join(part.split()), _WIDTH) for part in text.split("\n\n"))
    return "\n\n".join(paragraphs)
