"""Findings one a line: `path:line:column: severity rule message`, as editors and grep take them."""

from __future__ import annotations

from qmsdoc.model.finding import Finding
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.reports.finding_labels import WORDS, accepted, place
from qmsdoc.reports.notes import NOTHING, Notes
from qmsdoc.text.terminal import one_line, runner_safe


def concise_report(_snapshot: Snapshot, findings: tuple[Finding, ...], _notes: Notes = NOTHING, /) -> str:
    """Give one line a finding; those that do not count say so in place of their severity."""
    return runner_safe("".join(f"{line(finding)}\n" for finding in findings))


def line(finding: Finding) -> str:
    """Give a finding in one line."""
    if finding.counts:
        return f"{place(finding)}: {WORDS[finding.severity]} {finding.rule} {one_line(finding.message)}"
    word = "waived" if finding.waiver else "known"
    return f"{place(finding)}: {word} {finding.rule} {one_line(finding.message)} ({accepted(finding)})"
