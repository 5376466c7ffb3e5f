"""Which findings `check` shows. Nothing here changes what counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from qmsdoc.errors import UsageError
from qmsdoc.model.finding import Finding
from qmsdoc.model.rule import RuleGroup
from qmsdoc.model.rule_ids import RULE_DATA
from qmsdoc.reports import Notes
from qmsdoc.rules import rule_named

_TRUST = {"trust": RuleGroup.APPROVAL}
_GROUPS = {group.name.lower(): group for group in RuleGroup} | _TRUST


def rules_named(words: Iterable[str]) -> frozenset[str]:
    """Give the rules that names, codes and groups stand for, each word a list separated by commas.

    Raises `UsageError` for a word that is none of them.
    """
    parts = [part.strip() for word in words for part in word.split(",") if part.strip()]
    return frozenset(name for part in parts for name in _named(part))


def _named(word: str) -> tuple[str, ...]:
    group = _GROUPS.get(word.lower())
    if group is not None:
        return tuple(data.id for data in RULE_DATA.values() if data.group is group)
    try:
        return (rule_named(word).data.id,)
    except UsageError as error:
        raise UsageError(error.message, remedy=f"{error.remedy} Groups are: {', '.join(_GROUPS)}.") from error


def select_findings(
    findings: tuple[Finding, ...], select: Sequence[str], ignore: Sequence[str], notes: Notes
) -> tuple[tuple[Finding, ...], Notes]:
    """Give the findings to show, and the notes with the number of those left out."""
    wanted, unwanted = rules_named(select), rules_named(ignore)
    shown = tuple(
        finding for finding in findings if (not wanted or finding.rule in wanted) and finding.rule not in unwanted
    )
    hidden = sum(finding.counts for finding in findings) - sum(finding.counts for finding in shown)
    return shown, replace(notes, hidden=hidden)
