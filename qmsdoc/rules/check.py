"""Judge a snapshot by every rule."""

from __future__ import annotations

from qmsdoc.model.finding import Finding, Severity
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.rules.index import index
from qmsdoc.rules.registry import RULES
from qmsdoc.rules.rule import Breach, Rule
from qmsdoc.rules.waivers import FIRM, lighter, waived

_KNOWN = {rule.name: (rule.group, rule.severity) for rule in RULES}


def check(snapshot: Snapshot) -> tuple[Finding, ...]:
    """Give every finding of a snapshot, each once, sorted by path, line and rule.

    Those that a waiver of the policy in force accepts come with it. Severities are those that the
    policy in force gives; before there is one, those of the policy at hand.
    """
    tables = index(snapshot, _KNOWN)
    standards = snapshot.policy.standards
    stated = {name: severity for name, severity, _ in snapshot.policy_in_force.severities}
    found = frozenset(
        _finding(rule, rule.clause(standards), breach, stated.get(rule.name))
        for rule in RULES
        for breach in rule.judge(tables)
    )
    return tuple(sorted(waived(tables, found), key=_order))


def severity_of(rule: Rule, own: Severity, stated: Severity | None) -> Severity:
    """Give the severity of one finding: `own` is the one that the rule gives it, `stated` the policy's.

    A policy that raises a rule makes no finding of it lighter, and one that lowers a rule makes
    none graver. Rules of approvals and of the repository are never lowered.
    """
    if stated is None:
        return own
    if lighter(stated, rule.severity):
        return own if rule.group in FIRM or lighter(own, stated) else stated
    return stated if lighter(own, stated) else own


def _finding(rule: Rule, clause: str, breach: Breach, stated: Severity | None) -> Finding:
    return Finding(
        rule=rule.name,
        code=rule.code,
        severity=severity_of(rule, breach.severity or rule.severity, stated),
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
