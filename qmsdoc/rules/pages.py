"""The rules' documentation as Markdown pages: one a rule, and an index, made from their docstrings."""

from __future__ import annotations

import textwrap

from qmsdoc.model.rule import RuleGroup
from qmsdoc.model.standard import split_clause
from qmsdoc.parse.standards import shipped
from qmsdoc.rules.definition import Rule
from qmsdoc.rules.registry import RULES

_WIDTH = 120
_INTRODUCTION = """\
What `qmsdoc check` looks for, by chapter. An error makes the check fail; a warning and a note do not.
`qmsdoc rule NAME` prints the same pages. They are written by `python docs/write_rules.py` from the rules themselves,
whose tests run every example.
"""
_SEVERITIES = {"error": "error", "warning": "warning", "info": "note"}


def pages() -> dict[str, str]:
    """Give every page by its file name: `index.md` and `<rule>.md`."""
    return {"index.md": _index()} | {f"{rule.data.id}.md": _page(rule) for rule in RULES}


def _index() -> str:
    parts = ["# The rules of document control\n", _INTRODUCTION]
    for group in RuleGroup:
        rows = [
            f"| [{data.id}]({data.id}.md) | {_SEVERITIES[data.severity]} | {_one_line(rule.page.summary)} |\n"
            for rule in RULES
            if (data := rule.data).group is group
        ]
        parts.append(f"## {group}\n\n| Rule | | What must hold |\n|---|---|---|\n" + "".join(rows))
    return "\n".join(parts)


def _page(rule: Rule) -> str:
    page = rule.page
    clauses = ", ".join(_cited(standard, clause) for standard, clause in rule.data.clauses)
    blocks = [
        f"# {rule.data.id}",
        _wrapped(f"*{rule.data.code}, {_SEVERITIES[rule.data.severity]}. {rule.data.group}. {clauses}.*"),
        _wrapped(page.summary),
        _wrapped(page.checks),
        f"## Why\n\n{_wrapped(page.why)}",
        f"## How to mend it\n\n{_wrapped(page.mend)}",
        f"## Fails\n\n```yaml\n{page.fails}\n```",
        f"## Passes\n\n```yaml\n{page.passes}\n```",
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _cited(name: str, clause: str) -> str:
    """Write a clause as people cite it, with its short title where there is one: `ISO 9001:2015, 7.5.3 (…)`."""
    standard = shipped(name)
    assert standard is not None, name
    title = dict(standard.clauses).get(split_clause(f"{name}:{clause}")[1])
    return f"{standard.title}, {clause}" + (f" ({title})" if title else "")


def _wrapped(text: str) -> str:
    return "\n\n".join(textwrap.fill(_one_line(part), _WIDTH, break_on_hyphens=False) for part in text.split("\n\n"))


def _one_line(text: str) -> str:
    return " ".join(text.split())
