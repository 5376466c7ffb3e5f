"""How often each rule was broken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from qmsdoc.model.finding import Finding, Severity
from qmsdoc.reports.finding_labels import WORDS
from qmsdoc.reports.notes import NOTHING, Notes

_ORDER = tuple(Severity)


def statistics(findings: Iterable[Finding], notes: Notes = NOTHING) -> str:
    """Give a line a rule and severity, errors and the most frequent first, and a last line with the sums."""
    listed = tuple(findings)
    counts = Counter((finding.severity, finding.rule) for finding in listed if finding.counts)
    rows = sorted(counts.items(), key=lambda row: (_ORDER.index(row[0][0]), -row[1], row[0][1]))
    lines = [f"{count:5}  {WORDS[severity]:7}  {rule}" for (severity, rule), count in rows]
    total, aside = sum(counts.values()), sum(not finding.counts for finding in listed)
    beside = f", and {aside} waived or in the baseline" if aside else ""
    lines.append(f"{total:5}  {'finding' if total == 1 else 'findings'} in all{beside}")
    return "\n".join([*lines, *notes.sentences]) + "\n"
