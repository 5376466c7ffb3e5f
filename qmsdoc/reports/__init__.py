"""Findings and the register in the forms that people and programs read."""

from __future__ import annotations

from qmsdoc.reports.concise import concise_report
from qmsdoc.reports.github import github_report
from qmsdoc.reports.gitlab import gitlab_report
from qmsdoc.reports.json_report import json_report
from qmsdoc.reports.junit import junit_report
from qmsdoc.reports.notes import Notes, Reporter
from qmsdoc.reports.register import register_json, register_rows
from qmsdoc.reports.sarif import sarif_report
from qmsdoc.reports.text import text_report

REPORTS: dict[str, Reporter] = {
    "text": text_report,
    "concise": concise_report,
    "json": json_report,
    "sarif": sarif_report,
    "junit": junit_report,
    "github": github_report,
    "gitlab": gitlab_report,
}

__all__ = ["REPORTS", "Notes", "Reporter", "json_report", "register_json", "register_rows", "text_report"]
