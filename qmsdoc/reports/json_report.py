"""Findings as one JSON object (RFC 8259); its keys are public and stable."""

from __future__ import annotations

import json
from typing import Any

from qmsdoc import __version__
from qmsdoc.model.finding import Finding, Waiver
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.reports.notes import NOTHING, Notes


def json_report(snapshot: Snapshot, findings: tuple[Finding, ...], notes: Notes = NOTHING, /) -> str:
    """Give the object of `check --format json`, indented, ended by a newline; unknown values are null.

    `findings` are those that count. Only where there are some, `waived` lists what a waiver accepts
    (with its reason, owner and last day), `baseline` what the baseline holds, `removable` the
    entries of the baseline that are no longer found, `idle_waivers` the waivers in force that have
    nothing to waive, and `not_shown` counts what was not asked for.
    """
    report: dict[str, Any] = {
        "version": __version__,
        "commit": snapshot.commit or None,
        "as_of": snapshot.as_of.isoformat(),
        "trust_root": snapshot.trust_root,
        "findings": [_row(finding) for finding in findings if finding.counts],
    }
    more = {
        "waived": [
            _row(found) | {key: value for key, value in _waiver(waiver).items() if key not in ("rule", "document")}
            for found in findings
            if (waiver := found.waiver) is not None
        ],
        "baseline": [_row(finding) for finding in findings if finding.baselined],
        "idle_waivers": [_waiver(waiver) for waiver in notes.idle],
        "removable": [entry._asdict() for entry in notes.removable],
        "not_shown": notes.hidden,
    }
    report |= {key: value for key, value in more.items() if value}
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def _waiver(waiver: Waiver) -> dict[str, str]:
    return {
        "rule": waiver.rule,
        "document": waiver.document,
        "reason": waiver.reason,
        "owner": waiver.owner,
        "expires": waiver.expires.isoformat(),
    }


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
        "help": finding.remedy,
        "clause": finding.clause,
    }
