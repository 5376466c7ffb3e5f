"""Findings as SARIF 2.1.0 (OASIS standard, errata 01): what code hosts take for their list of alerts."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from qmsdoc import __version__
from qmsdoc.model.finding import Finding, Severity
from qmsdoc.model.policy import POLICY_PATH
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.reports.finding_labels import accepted, sentence
from qmsdoc.reports.fingerprint import SCHEME, fingerprints
from qmsdoc.reports.notes import NOTHING, Notes

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def sarif_report(snapshot: Snapshot, findings: tuple[Finding, ...], notes: Notes = NOTHING, /) -> str:
    """Give the log, ended by a newline.

    A finding of the manual as a whole stands at the head of the policy, because hosts leave out what
    has no place. Waived findings and those of the baseline carry a suppression that says why.
    """
    rules = list(dict.fromkeys((finding.rule, finding.code) for finding in findings))
    places = {name: number for number, (name, _) in enumerate(rules)}
    prints = fingerprints(findings)
    driver = {
        "name": "qmsdoc",
        "version": __version__,
        "rules": [_rule(name, code, *notes.pages.get(name, ("", ""))) for name, code in rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(finding, places[finding.rule], print_) for finding, print_ in zip(findings, prints, strict=True)
        ],
        "properties": {
            "manual": snapshot.manual,
            "commit": snapshot.commit or None,
            "asOf": snapshot.as_of.isoformat(),
            "trustRoot": snapshot.trust_root,
            "notes": list(notes.sentences),
        },
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _rule(name: str, code: str, summary: str, page: str) -> dict[str, Any]:
    described = {"shortDescription": {"text": summary}, "help": {"text": page}} if summary and page else {}
    return {"id": name, "name": "".join(part.capitalize() for part in name.split("-")), **described} | {
        "properties": {"code": code}
    }


def _result(finding: Finding, place: int, fingerprint: str) -> dict[str, Any]:
    known = {"document": finding.document, "ref": finding.ref, "clause": finding.clause}
    about = f"{finding.document}: " if finding.document else ""
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": place,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{about}{sentence(finding)}"},
        "locations": [{"physicalLocation": _location(finding)}],
        "partialFingerprints": {"primaryLocationLineHash": fingerprint, SCHEME: fingerprint},
        "properties": {key: value for key, value in known.items() if value is not None},
    }
    if not finding.counts:
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": accepted(finding)}]
    if finding.baselined:
        result["baselineState"] = "unchanged"
    return result


def _location(finding: Finding) -> dict[str, Any]:
    """Give file and region; a file's name is percent-encoded as RFC 3986 wants it."""
    path = (finding.path or POLICY_PATH).encode("utf-8", "surrogateescape")
    region = {"startLine": finding.line or 1}
    if finding.line is not None and finding.column is not None:
        region["startColumn"] = finding.column
    return {"artifactLocation": {"uri": quote(path)}, "region": region}
