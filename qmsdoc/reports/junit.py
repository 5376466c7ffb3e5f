"""Findings as a JUnit report (the XML that build servers read): one test case a document, and one for the manual.

A case fails when the document has an error that counts; what else there is stands in its output.
"""

from __future__ import annotations

from collections import defaultdict
from html import escape

from qmsdoc.model.finding import Finding, Severity
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.reports.concise import line
from qmsdoc.reports.notes import NOTHING, Notes
from qmsdoc.text.terminal import one_line, runner_safe


def junit_report(snapshot: Snapshot, findings: tuple[Finding, ...], notes: Notes = NOTHING, /) -> str:
    """Give the XML document, ended by a newline."""
    by_case: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_case[finding.document or finding.path or ""].append(finding)
    titles = {record.name: record.shown.title for record in snapshot.records if record.draft or record.editions}
    names = ["", *sorted({*titles, *by_case} - {""})]
    failures = sum(any(_fails(finding) for finding in by_case[name]) for name in names)
    suite = _safe(one_line(snapshot.manual or "manual"))
    head = f'<testsuite name="{suite}" tests="{len(names)}" failures="{failures}" errors="0" skipped="0" time="0">'
    cases = [_case(name, titles.get(name, ""), by_case[name], notes if not name else NOTHING) for name in names]
    body = "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>", head, *cases, "</testsuite>"])
    return f"{body}\n</testsuites>\n"


def _safe(text: str) -> str:
    """Write a text in XML, where no line of it is a command of the runner that prints it."""
    return escape(runner_safe(text))


def _fails(finding: Finding) -> bool:
    return finding.counts and finding.severity is Severity.ERROR


def _case(name: str, title: str, findings: list[Finding], notes: Notes) -> str:
    errors = [finding for finding in findings if _fails(finding)]
    rest = [*(line(finding) for finding in findings if not _fails(finding)), *notes.sentences]
    shown = _safe(one_line(f"{name} {title}".strip() or "The manual"))
    parts = [f'<testcase classname="qmsdoc" name="{shown}" time="0">']
    if errors:
        rules = _safe(", ".join(dict.fromkeys(finding.rule for finding in errors)))
        text = "\n".join(f"{line(finding)}\n    {one_line(finding.remedy)}" for finding in errors)
        parts.append(f'<failure type="{rules}" message="{_safe(one_line(errors[0].message))}">{_safe(text)}</failure>')
    if rest:
        parts.append(f"<system-out>{_safe(chr(10).join(rest))}</system-out>")
    return "\n".join([*parts, "</testcase>"])
