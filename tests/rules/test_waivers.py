from dataclasses import replace
from datetime import date

import pytest

from qmsdoc.model.finding import Finding, Severity, Waiver
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.rules import check, rule_named
from qmsdoc.rules.check import severity_of
from tests.rules.build import of_rule, scene

BROKEN = 'drafts: [{id: QP-001, text: "[x](gone.md)"}, {id: QP-002, text: "[x](gone.md)"}]\nstrays: [documents/s.md]\n'
GOOD = Waiver("link-broken", "QP-001", "It moves.", "quality-manager", date(2026, 3, 1), 9)


def waiving(*waivers: Waiver, draft: tuple[Waiver, ...] | None = None, text: str = BROKEN) -> Snapshot:
    snapshot = scene(text)
    assert snapshot.authority is not None
    return replace(
        snapshot,
        authority=replace(snapshot.authority, waivers=waivers),
        policy=replace(snapshot.policy, waivers=waivers if draft is None else draft),
    )


def accepted(snapshot: Snapshot) -> list[tuple[str, str | None]]:
    return [(finding.rule, finding.document or finding.path) for finding in check(snapshot) if not finding.counts]


def told(snapshot: Snapshot, rule: str = "waiver-invalid") -> list[str]:
    return [finding.message + " " + finding.remedy for finding in of_rule(snapshot, rule)]


def test_a_waiver_accepts_one_rule_of_one_document_on_its_last_day_too() -> None:
    snapshot = waiving(GOOD)
    assert accepted(snapshot) == [("link-broken", "QP-001")]
    assert next(found.waiver for found in check(snapshot) if found.waiver) == GOOD
    assert not told(snapshot)
    assert not told(snapshot, "waiver-expired")


def test_a_waiver_may_name_a_file_that_is_no_document() -> None:
    assert accepted(waiving(replace(GOOD, rule="uncontrolled-file", document="documents/s.md"))) == [
        ("uncontrolled-file", "documents/s.md")
    ]


def test_the_day_after_its_last_a_waiver_is_an_error_and_the_finding_counts_again() -> None:
    snapshot = waiving(replace(GOOD, expires=date(2026, 2, 28)))
    assert not accepted(snapshot)
    (found,) = of_rule(snapshot, "waiver-expired")
    assert (found.severity, found.path, found.line) == (Severity.ERROR, "qmsdoc.yml", 9)
    assert "ended on 2026-02-28" in found.message


def test_a_waiver_that_is_only_drafted_waives_nothing() -> None:
    assert not accepted(waiving(draft=(GOOD,)))
    assert accepted(waiving(GOOD, draft=()))


def test_without_an_approved_policy_nothing_is_waived() -> None:
    assert not accepted(replace(waiving(GOOD), authority=None))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"rule": "link-brokn"}, "names no rule that there is. Did you mean 'link-broken'?"),
        ({"rule": "approval-missing"}, "a rule of the group 'Approval' cannot be waived"),
        ({"rule": "tag-moved"}, "a rule of the group 'Approval' cannot be waived"),
        ({"rule": "waiver-expired"}, "a rule of the group 'Repository and output' cannot be waived"),
        ({"document": "QP-01"}, "names no document of the manual. Did you mean 'QP-001'?"),
        (
            {"owner": "jane.do"},
            "has the owner 'jane.do', who is neither a role nor a person of the policy. Did you mean",
        ),
    ],
)
def test_a_waiver_that_cannot_be_granted_says_why_and_waives_nothing(change: dict[str, str], words: str) -> None:
    snapshot = waiving(replace(GOOD, **change))  # type: ignore[arg-type]
    (message,) = told(snapshot)
    assert words in message
    assert not accepted(snapshot)


def test_a_waiver_in_force_that_the_draft_has_changed_is_judged_once_each() -> None:
    assert len(told(waiving(replace(GOOD, rule="x"), draft=(replace(GOOD, rule="x", line=3),)))) == 1
    assert len(told(waiving(replace(GOOD, rule="x"), draft=(replace(GOOD, rule="y"),)))) == 2


def test_a_finding_of_approvals_is_never_waived() -> None:
    text = "draft: {id: QP-001, effective: 2026-01-01}"
    snapshot = waiving(replace(GOOD, rule="approval-missing"), text=text)
    assert all(found.counts for found in of_rule(snapshot, "approval-missing"))


# severities


def stated(snapshot: Snapshot, **severities: Severity) -> Snapshot:
    listed = tuple((name.replace("_", "-"), severity, 4) for name, severity in severities.items())
    assert snapshot.authority is not None
    return replace(snapshot, authority=replace(snapshot.authority, severities=listed))


def severities(findings: tuple[Finding, ...]) -> set[Severity]:
    return {finding.severity for finding in findings}


def test_the_policy_in_force_raises_and_lowers() -> None:
    snapshot = scene(BROKEN)
    assert severities(of_rule(snapshot, "link-broken")) == {Severity.ERROR}
    assert severities(of_rule(stated(snapshot, link_broken=Severity.INFO), "link-broken")) == {Severity.INFO}
    assert severities(of_rule(stated(snapshot, uncontrolled_file=Severity.ERROR), "uncontrolled-file")) == {
        Severity.ERROR
    }


def test_a_drafted_policy_changes_no_severity_where_one_is_in_force() -> None:
    snapshot = scene(BROKEN + "severities: {link-broken: info}\n")
    assert severities(of_rule(replace(snapshot, authority=scene(BROKEN).authority), "link-broken")) == {Severity.ERROR}
    assert severities(of_rule(replace(snapshot, authority=None), "link-broken")) == {Severity.INFO}


@pytest.mark.parametrize(
    ("rule", "own", "said", "given"),
    [
        ("link-broken", "error", None, "error"),
        ("link-broken", "error", "warning", "warning"),
        ("orphan", "warning", "error", "error"),
        ("orphan", "warning", "warning", "warning"),
        ("approval-missing", "error", "info", "error"),
        ("approval-missing", "info", "error", "error"),
        ("approval-missing", "error", "warning", "error"),
        ("tag-moved", "error", "info", "error"),
        ("approval-unrecorded", "warning", "info", "warning"),
    ],
)
def test_the_severity_of_one_finding(rule: str, own: str, said: str | None, given: str) -> None:
    assert severity_of(rule_named(rule).data, Severity(own), Severity(said) if said else None) is Severity(given)


def test_what_a_policy_may_not_make_lighter_is_said() -> None:
    snapshot = stated(scene(BROKEN), tag_moved=Severity.WARNING, link_brokn=Severity.ERROR, orphan=Severity.INFO)
    second, first = of_rule(snapshot, "waiver-invalid")
    assert "sets the severity of 'link-brokn', which is no rule" in first.message
    assert "makes tag-moved a matter of warning, which no policy may" in second.message
    assert first.line == 4
    assert not of_rule(
        stated(scene(BROKEN), tag_moved=Severity.ERROR, approval_missing=Severity.WARNING), "waiver-invalid"
    )
