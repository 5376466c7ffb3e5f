import json
from dataclasses import replace

from qmsdoc import __version__
from qmsdoc.reports import REPORTS
from qmsdoc.rules import check
from tests.rules.build import found, scene


def test_a_finding_has_exactly_the_public_keys_in_their_order() -> None:
    snapshot = scene("draft: {id: QP-001, owner: nobody}")
    report = json.loads(REPORTS["json"](snapshot, found("draft: {id: QP-001, owner: nobody}", "owner-unknown")))
    assert list(report) == ["version", "commit", "as_of", "trust_root", "findings"]
    assert (report["version"], report["commit"], report["as_of"]) == (__version__, snapshot.commit, "2026-03-01")
    assert report["trust_root"] is None
    assert report["findings"] == [
        {
            "rule": "owner-unknown",
            "code": "QMS-P02",
            "severity": "error",
            "document": "QP-001",
            "path": "documents/qp-001.md",
            "line": 5,
            "ref": None,
            "message": "The owner 'nobody' is neither a role nor a person of the policy.",
            "help": "Name a role or a person of people.yml.",
            "clause": "iso9001-2015:5.3",
        }
    ]
    keys = ["rule", "code", "severity", "document", "path", "line", "ref", "message", "help", "clause"]
    assert list(report["findings"][0]) == keys


def test_a_manual_without_commits_and_findings() -> None:
    snapshot = replace(scene("{}"), commit="", trust_root="sha256:1")
    report = json.loads(REPORTS["json"](snapshot, ()))
    assert (report["commit"], report["trust_root"], report["findings"]) == (None, "sha256:1", [])


def test_the_same_snapshot_gives_the_same_bytes_and_letters_stay_as_they_are() -> None:
    texts = {REPORTS["json"](s, check(s)) for s in (scene("strays: [documents/Prüfung.md]") for _ in range(2))}
    assert len(texts) == 1
    assert "documents/Prüfung.md" in texts.pop()
