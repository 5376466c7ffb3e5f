"""Findings as one JSON object (RFC 8259); its keys are public and stable."""

from __future__ import annotations

import json

from qmsdoc import __version__
from qmsdoc.model.finding import Finding
from qmsdoc.model.snapshot import Snapshot


def json_report(snapshot: Snapshot, findings: tuple[Finding, ...]) -> str:
    """Give the object of `check --format json`, indented, ended by a newline; unknown values are null."""
    report = {
        "version": __version__,
        "commit": snapshot.commit or None,
        "as_of": snapshot.as_of.isoformat(),
        "trust_root": snapshot.trust_root,
        "findings": [_row(finding) for finding in findings],
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def _row(finding: Finding) -> dict[str, str | int | None]:
    return {
        "rule": finding.rule,
        "code": finding.code,
        "severity": finding.severity.value,
        "document": finding.document,
        "path": finding.path,
        "line": finding.line,
        "ref": finding.ref,
        "message": finding.message,
        "help": finding.help,
        "clause": finding.clause,
    }
