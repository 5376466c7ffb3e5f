"""Judge a snapshot by every rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import chain

from qmsdoc.model.finding import Finding, Severity
from qmsdoc.model.rule import GRAVEST_FIRST, RuleData, RuleId
from qmsdoc.model.rule_ids import RULE_DATA, data_of
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.model.standard import split_clause
from qmsdoc.parse.standards import shipped
from qmsdoc.rules.chapters.waivers import lighter, waived
from qmsdoc.rules.index import index
from qmsdoc.rules.registry import RULES
from qmsdoc.rules.verdicts import verdicts
from qmsdoc.trust.failure import VerificationFailure
from qmsdoc.trust.tag import read_name


def check(snapshot: Snapshot) -> tuple[Finding, ...]:
    """Return every finding of a snapshot, each once, sorted by severity, path, line and rule.

    They are those met while reading (at their documents), while verifying the signed acts, and by the
    judges of rules. Those that a waiver of the policy in force accepts come with it. Severities are
    those that the policy in force gives; before there is one, those of the policy at hand.
    """
    tables = index(snapshot)
    cite = _citing(snapshot)
    stated = {data.id: severity for name, severity, _ in snapshot.policy_in_force.severities if (data := data_of(name))}
    judged = chain.from_iterable(rule.judge(tables) for rule in RULES if rule.judge is not None)
    causes = causes_alone([*_met(snapshot), *verdicts(tables), *judged])
    found = frozenset(_cited(finding, cite, stated) for finding in causes)
    return tuple(sorted(waived(tables, found), key=_order))


def causes_alone(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Leave out what merely follows from a fault of another document, or from what a document's own id says.

    `RuleData.explains` tells the faults from which others follow, `Finding.because` those that do.
    """
    listed = tuple(findings)
    explained = {
        place.lower()
        for finding in listed
        if RULE_DATA[finding.rule].explains
        for place in (finding.document, finding.path, finding.because)
        if place is not None
    }
    return (
        finding
        for finding in listed
        if RULE_DATA[finding.rule].explains or finding.because is None or finding.because.lower() not in explained
    )


def _met(snapshot: Snapshot) -> Iterator[Finding]:
    """Return what was found while reading, each at its document."""
    for problem in snapshot.problems:
        name = read_name(problem.ref) if problem.ref else None
        known = None if name is None or isinstance(name, VerificationFailure) else name.document
        yield replace(problem, document=problem.document or known)
    for document in snapshot.documents:
        for problem in document.problems:
            # What is wrong with another file of its closure is nobody's own: several documents may share it.
            own = document.front.name if problem.path in (None, document.path) else None
            yield replace(problem, document=own, path=problem.path or document.path)


def _citing(snapshot: Snapshot) -> Callable[[RuleData], str]:
    """Return how rules cite their clause: by an edition that the policy lists, even one that succeeds the known."""
    names = snapshot.policy.standards
    own = {standard.name: standard for standard in snapshot.standards}
    listed = [standard for name in names if (standard := shipped(name) or own.get(name))]
    later = {standard.succeeds: standard for standard in reversed(listed) if standard.succeeds not in names}

    @cache
    def cite(data: RuleData) -> str:
        cited = data.clause(names)
        standard, clause = split_clause(cited)
        successor = later.get(standard)
        if successor is None:
            return cited
        now = next(iter(successor.successors(clause)), clause)
        return f"{successor.name}:{now}{cited.removeprefix(f'{standard}:{clause}')}"

    return cite


def _cited(finding: Finding, cite: Callable[[RuleData], str], stated: Mapping[RuleId, Severity]) -> Finding:
    data = RULE_DATA[finding.rule]
    severity = severity_of(data, finding.severity, stated.get(finding.rule))
    return replace(finding, severity=severity, clause=cite(data))


def severity_of(rule: RuleData, own: Severity, stated: Severity | None) -> Severity:
    """Give the severity of one finding: `own` is the one that the rule gives it, `stated` the policy's.

    A policy that raises a rule makes no finding of it lighter, and one that lowers a rule makes
    none graver. Rules of approvals and of the repository are never lowered.
    """
    if stated is None:
        return own
    if lighter(stated, rule.severity):
        return own if not rule.waivable or lighter(own, stated) else stated
    return stated if lighter(own, stated) else own


def _order(finding: Finding) -> tuple[int, str, int, str, int, str, str]:
    """Order by gravity, since a host shows the first few alone, then by place; the rest only makes it the same."""
    return (
        GRAVEST_FIRST.index(finding.severity),
        finding.path or "",
        finding.line or 0,
        finding.rule,
        finding.column or 0,
        finding.ref or "",
        finding.message,
    )
