"""Findings as annotations of a pull request: the workflow commands of GitHub Actions.

Format: https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from qmsdoc.model.finding import Finding
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.reports.finding_labels import WORDS, accepted, sentence
from qmsdoc.reports.notes import NOTHING, Notes
from qmsdoc.text.terminal import one_line


def github_report(_snapshot: Snapshot, findings: tuple[Finding, ...], _notes: Notes = NOTHING, /) -> str:
    """Give one command a line; what does not count is a notice that says why."""
    return "".join(f"{_command(finding)}\n" for finding in findings)


def _command(finding: Finding) -> str:
    command = WORDS[finding.severity] if finding.counts else "notice"
    why = f" ({accepted(finding)})" if not finding.counts else ""
    about = f"{finding.document} " if finding.document else ""
    known = {"file": finding.path, "line": finding.line, "col": finding.column, "title": f"{about}{finding.rule}{why}"}
    properties = ",".join(f"{key}={_property(str(value))}" for key, value in known.items() if value is not None)
    tag = f" {one_line(finding.ref)}" if finding.ref else ""
    return f"::{command} {properties}::{_data(sentence(finding) + tag)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
