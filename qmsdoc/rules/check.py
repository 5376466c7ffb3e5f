"""Judge a snapshot by every rule."""

from __future__ import annotations

from qmsdoc.model.finding import Finding
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.rules.index import index
from qmsdoc.rules.registry import RULES
from qmsdoc.rules.rule import Breach, Rule


def check(snapshot: Snapshot) -> tuple[Finding, ...]:
    """Give every finding of a snapshot, each once, sorted by path, line and rule."""
    tables = index(snapshot)
    standards = snapshot.policy.standards
    found = {_finding(rule, rule.clause(standards), breach) for rule in RULES for breach in rule.judge(tables)}
    return tuple(sorted(found, key=_order))


def _finding(rule: Rule, clause: str, breach: Breach) -> Finding:
    return Finding(
        rule=rule.name,
        code=rule.code,
        severity=breach.severity or rule.severity,
        message=breach.message,
        help=breach.help,
        clause=clause,
        document=breach.document,
        path=breach.path,
        line=breach.line,
        column=breach.column,
        ref=breach.ref,
    )


def _order(finding: Finding) -> tuple[str, int, str, int, str, str]:
    """Order by place and rule; the rest only makes the order the same on every run."""
    return (
        finding.path or "",
        finding.line or 0,
        finding.rule,
        finding.column or 0,
        finding.ref or "",
        finding.message,
    )
