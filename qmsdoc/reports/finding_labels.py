"""What the reports have in common: places, severities and accepted findings in words, and text made safe to print."""

from __future__ import annotations

from qmsdoc.model.finding import Finding, Severity
from qmsdoc.text.terminal import one_line

WORDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def place(finding: Finding) -> str:
    """Say where: `path:line:column`, a tag's ref, or `manual` for the manual as a whole."""
    known = (str(part) for part in (finding.path, finding.line, finding.column) if part is not None)
    return one_line(":".join(known) or finding.ref or "manual")


def accepted(finding: Finding) -> str:
    """Say why a finding does not count; nothing for one that does."""
    waiver = finding.waiver
    if waiver is not None:
        return one_line(f"waived until {waiver.expires.isoformat()} by {waiver.owner}: {waiver.reason}")
    return "in the baseline" if finding.baselined else ""


def sentence(finding: Finding) -> str:
    """Give message and remedy in one line."""
    return one_line(f"{finding.message} {finding.remedy}".strip())
