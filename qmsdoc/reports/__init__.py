"""Findings and the register in the forms that people and programs read."""

from __future__ import annotations

from collections.abc import Callable

from qmsdoc.model.finding import Finding
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.reports.json_report import json_report
from qmsdoc.reports.register import register_json, register_rows
from qmsdoc.reports.text import text_report

REPORTS: dict[str, Callable[[Snapshot, tuple[Finding, ...]], str]] = {
    "text": text_report,
    "json": json_report,
}

__all__ = ["REPORTS", "json_report", "register_json", "register_rows", "text_report"]
