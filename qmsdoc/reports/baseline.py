"""The baseline: the findings a manual had when it adopted qmsdoc, so that only new ones stop anybody.

A JSON file (RFC 8259) at the top of the manual, one entry a finding:
`{"version": 1, "findings": [{"fingerprint", "rule", "document", "path", "message"}]}`.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from qmsdoc.errors import UsageError
from qmsdoc.model.finding import Finding
from qmsdoc.reports.fingerprint import fingerprints

PATH = ".qmsdoc-baseline.json"
_VERSION = 1
_KEYS = ("rule", "document", "path", "message")


class BaselineEntry(NamedTuple):
    """One finding of the baseline; only its fingerprint decides, the rest is for people."""

    fingerprint: str
    rule: str = ""
    document: str = ""
    path: str = ""
    message: str = ""


def read_baseline(data: bytes) -> tuple[BaselineEntry, ...]:
    """Read the file; raises `UsageError` for one that is not as `write_baseline` writes it."""
    try:
        content = json.loads(data)
        if content["version"] != _VERSION:
            raise ValueError(content["version"])
        return tuple(_entry(row) for row in content["findings"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UsageError(
            f"The file {PATH} cannot be read as a baseline.",
            remedy="Write it anew with: qmsdoc check --write-baseline, or delete it.",
        ) from error


def _entry(row: dict[str, Any]) -> BaselineEntry:
    fields = {key: str(row.get(key) or "") for key in _KEYS}
    return BaselineEntry(str(row["fingerprint"]), **fields)


def write_baseline(findings: Iterable[Finding], firm: Container[str]) -> tuple[str, int]:
    """Give the file for these findings, ended by a newline, and how many it holds.

    Waived findings are left out, and those of the rules `firm`, which no baseline covers.
    """
    listed = tuple(findings)
    rows = [
        {"fingerprint": print_, **{key: getattr(finding, key) for key in _KEYS}}
        for finding, print_ in zip(listed, fingerprints(listed), strict=True)
        if finding.waiver is None and finding.rule not in firm
    ]
    return json.dumps({"version": _VERSION, "findings": rows}, ensure_ascii=False, indent=1) + "\n", len(rows)


def baselined(
    findings: tuple[Finding, ...], entries: Iterable[BaselineEntry], firm: Container[str]
) -> tuple[tuple[Finding, ...], tuple[BaselineEntry, ...]]:
    """Mark the findings that the baseline holds, and give the entries that are no longer found.

    Findings of the rules `firm` are never marked. `findings` are all that the manual has.
    """
    known = {entry.fingerprint for entry in entries}
    prints = fingerprints(findings)
    marked = tuple(
        replace(finding, baselined=True)
        if print_ in known and finding.waiver is None and finding.rule not in firm
        else finding
        for finding, print_ in zip(findings, prints, strict=True)
    )
    there = {print_ for finding, print_ in zip(marked, prints, strict=True) if finding.baselined}
    return marked, tuple(entry for entry in entries if entry.fingerprint not in there)
