"""Fingerprints: how a host tells a finding that it has seen before from a new one."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable

from qmsdoc.model.finding import Finding

SCHEME = "qmsdoc/v1"
_PASSING = re.compile(r"\b(?:line|revision) \d+\b|\b\d+ days?\b|\b[0-9a-f]{12,64}\b")


def fingerprints(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Give each finding's fingerprint, 64 hexadecimal digits (SHA-256), in order.

    It is made from rule, document, path, tag and message, not from the line: it stays the same
    where text above moves the finding down, and where numbers of lines, days and revisions in the
    message pass on. Findings that are otherwise equal are numbered in their order.
    """
    seen: Counter[str] = Counter()
    found = []
    for finding in findings:
        message = _PASSING.sub("#", finding.message)
        base = json.dumps([finding.rule, finding.document, finding.path, finding.ref, message])
        seen[base] += 1
        found.append(hashlib.sha256(f"{base}{seen[base]}".encode()).hexdigest())
    return tuple(found)
