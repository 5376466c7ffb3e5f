"""Findings as GitLab's code quality report, a JSON list.

Format: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import json

from qmsdoc.model.finding import Finding, Severity
from qmsdoc.model.policy import POLICY_PATH
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.reports.finding_labels import accepted, sentence
from qmsdoc.reports.fingerprint import fingerprints
from qmsdoc.reports.notes import NOTHING, Notes

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def gitlab_report(_snapshot: Snapshot, findings: tuple[Finding, ...], _notes: Notes = NOTHING, /) -> str:
    """Give the list, ended by a newline.

    The format wants a file and a line: a finding of the manual as a whole stands at the head of the policy.
    """
    rows = [_row(finding, print_) for finding, print_ in zip(findings, fingerprints(findings), strict=True)]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def _row(finding: Finding, fingerprint: str) -> dict[str, object]:
    why = f"({accepted(finding)}) " if not finding.counts else ""
    about = f"{finding.document}: " if finding.document else ""
    return {
        "description": f"{why}{about}{sentence(finding)}",
        "check_name": finding.rule,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[finding.severity] if finding.counts else "info",
        "location": {"path": finding.path or POLICY_PATH, "lines": {"begin": finding.line or 1}},
    }
