"""`qmsdoc rule`: the page of one rule, or the list of all."""

from __future__ import annotations

import click

from qmsdoc.cli.console import echo_json, echo_text
from qmsdoc.cli.options import json_option
from qmsdoc.rules import RULES, explain, rule_named
from qmsdoc.rules.definition import Rule
from qmsdoc.rules.explain import listing


@click.command("rule")
@click.argument("name", required=False, metavar="[NAME]")
@json_option
def command(name: str | None, as_json: bool) -> None:
    """Explain a rule: what it checks, why, the clause behind it, and how to mend a fault.

    Without NAME, lists every rule.
    """
    if as_json:
        echo_json(_row(rule_named(name)) if name else {"rules": [_row(rule) for rule in RULES]})
    else:
        echo_text(explain(name) if name else listing())


def _row(rule: Rule) -> dict[str, object]:
    page = rule.page
    return {
        "rule": rule.data.id,
        "code": rule.data.code,
        "severity": rule.data.severity.value,
        "group": rule.data.group.value,
        "clauses": [f"{standard}:{clause}" for standard, clause in rule.data.clauses],
        "summary": page.summary,
        "why": page.why,
        "mend": page.mend,
    }
