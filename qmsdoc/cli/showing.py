"""Which findings `check` shows, and how. Nothing here changes what counts."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace

import click

from qmsdoc.cli.printing import coloured, width
from qmsdoc.errors import UsageError
from qmsdoc.model.finding import Finding
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.reports import REPORTS, Notes, text_report
from qmsdoc.reports.statistics import statistics
from qmsdoc.reports.text import WIDTH
from qmsdoc.rules import RULES, explain, rule_named
from qmsdoc.rules.rule import Group

_TRUST = {"trust": Group.APPROVAL}
_GROUPS = {group.name.lower(): group for group in Group} | _TRUST


def rules_named(words: Iterable[str]) -> frozenset[str]:
    """Give the rules that names, codes and groups stand for, each word a list separated by commas.

    Raises `UsageError` for a word that is none of them.
    """
    parts = [part.strip() for word in words for part in word.split(",") if part.strip()]
    return frozenset(name for part in parts for name in _named(part))


def _named(word: str) -> tuple[str, ...]:
    group = _GROUPS.get(word.lower())
    if group is not None:
        return tuple(rule.name for rule in RULES if rule.group is group)
    try:
        return (rule_named(word).name,)
    except UsageError as error:
        raise UsageError(error.message, remedy=f"{error.remedy} Groups are: {', '.join(_GROUPS)}.") from error


def chosen(
    findings: tuple[Finding, ...], select: Sequence[str], ignore: Sequence[str], notes: Notes
) -> tuple[tuple[Finding, ...], Notes]:
    """Give the findings to show, and the notes with the number of those left out."""
    wanted, unwanted = rules_named(select), rules_named(ignore)
    shown = tuple(
        finding for finding in findings if (not wanted or finding.rule in wanted) and finding.rule not in unwanted
    )
    hidden = sum(finding.counts for finding in findings) - sum(finding.counts for finding in shown)
    return shown, replace(notes, hidden=hidden)


def show(snapshot: Snapshot, findings: tuple[Finding, ...], notes: Notes, form: str, *, counts: bool) -> None:
    """Print the findings in a form, or how often each rule was broken."""
    if counts:
        click.echo(statistics(findings, notes), nl=False)
    elif form == "text":
        report = text_report(
            snapshot, findings, notes, colour=coloured(), width=width() if sys.stdout.isatty() else WIDTH
        )
        click.echo(report.encode("utf-8", "replace"), nl=False, color=True)
    else:
        pages = {name: (_summary(name), explain(name)) for name in {finding.rule for finding in findings}}
        report = REPORTS[form](snapshot, findings, replace(notes, pages=pages))
        click.echo(report.encode("utf-8", "replace"), nl=False)
        for sentence in notes.sentences:
            click.echo(sentence, err=True)


def _summary(rule: str) -> str:
    return " ".join(rule_named(rule).page.summary.split())
