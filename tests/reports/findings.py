"""Findings of every kind for the tests of reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from qmsdoc.model.finding import Finding, Severity, Waiver
from qmsdoc.model.rule_ids import LINK_BROKEN, ORPHAN, OWNER_UNKNOWN
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.rules import check
from tests.rules.build import scene

PATH = "documents/qp-001.md"
WAIVER = Waiver("link-broken", "QP-001", "The supplier moves it.", "quality-manager", date(2026, 12, 31))
BARE = Finding(OWNER_UNKNOWN, "Nobody knows 'me'.", "Name somebody.", clause="iso9001-2015:5.3")
PLACED = replace(BARE, document="QP-001", path=PATH, line=5, column=8)
WAIVED = replace(PLACED, rule=LINK_BROKEN, waiver=WAIVER)
KNOWN = replace(PLACED, rule=ORPHAN, severity=Severity.WARNING, baselined=True)
HOSTILE = replace(
    PLACED,
    message="It says: a,b%\r\n::error::x \x1b[2J\u202e<b>&\"' \ufffe",
    path="documents/a, b:ü%.md",
    severity=Severity.INFO,
    ref="refs/tags/x",
)
ALL = (BARE, PLACED, WAIVED, KNOWN, HOSTILE)


def some() -> Snapshot:
    """A snapshot of one document."""
    return scene("draft: {id: QP-001, title: Training}")


def judged() -> tuple[Snapshot, tuple[Finding, ...]]:
    """A manual with many faults, and its findings."""
    snapshot = scene(
        'drafts: [{id: QP-001, owner: me, text: "[x](qms:QP-9) [y](a.md)"}, {id: QP-002, owner: you}]\n'
        "strays: [documents/Prüfung.md]"
    )
    return snapshot, check(snapshot)
