from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from qmsdoc.model.finding import Severity
from qmsdoc.model.snapshot import Snapshot
from tests.rules.build import found, of_rule, scene

EARLY = "{id: QP-001, effective: 2026-01-14, approved_on: 2026-01-13}"
EVERY = "types: {procedure: {prefix: QP, approvals: {quality-manager: 1}, review_every: 12 months}}\n"


def late(text: str, on: date = date(2026, 1, 15)) -> Snapshot:
    """Build a scene whose editions were complete only on that day, later than they were signed."""
    snapshot = scene(text)
    at = datetime.combine(on, time(12), UTC)
    records = (
        replace(record, editions=tuple(edition._replace(approved_on=on, approved_at=at) for edition in record.editions))
        for record in snapshot.records
    )
    return replace(snapshot, records=tuple(records))


@pytest.mark.parametrize(("effective", "count"), [("2026-01-14", 1), ("2026-01-15", 0), ("2026-01-16", 0), ("null", 0)])
def test_the_effective_date_is_not_before_the_approval(effective: str, count: int) -> None:
    snapshot = late(f"approved: {{id: QP-001, effective: {effective}, approved_on: 2026-01-13}}")
    findings = of_rule(snapshot, "effective-before-approval")
    assert len(findings) == count
    assert all("was approved only on 2026-01-15" in f.message and f.line == 7 for f in findings)


def test_what_the_verdict_on_a_tag_says_is_not_said_twice() -> None:
    tag = "tag: approved/QP-001/2/jane.doe, verdict: effective-before-approval, reason: Too early."
    findings = of_rule(late(f"{{approved: {EARLY}, {tag}}}"), "effective-before-approval")
    assert [finding.message for finding in findings] == ["Too early."]


def test_without_a_file_the_approved_path_is_named() -> None:
    (finding,) = of_rule(late(f"{{approved: {EARLY}, drafts: []}}"), "effective-before-approval")
    assert (finding.path, finding.line) == ("documents/qp-001.md", None)


@pytest.mark.parametrize(
    ("as_of", "overdue", "soon"),
    [
        ("2026-05-01", 0, 0),
        ("2026-05-02", 0, 1),
        ("2026-06-01", 0, 1),
        ("2026-06-02", 1, 0),
    ],
)
def test_a_review_is_announced_thirty_days_before_and_overdue_the_day_after(
    as_of: str, overdue: int, soon: int
) -> None:
    text = f"{{as_of: {as_of}, approved: {{id: QP-001, review_by: 2026-06-01}}}}"
    late = found(text, "review-overdue")
    assert (len(late), len(found(text, "review-due-soon"))) == (overdue, soon)
    assert all(f.severity is Severity.ERROR and f.line == 7 and "`qmsdoc review QP-001`" in f.remedy for f in late)


def test_without_a_date_the_interval_counts_from_the_approval() -> None:
    approved = "approved: {id: QP-001, approved_on: 2025-01-15}\n"
    assert not found(EVERY + approved + "as_of: 2026-01-15", "review-overdue")
    assert found(EVERY + approved + "as_of: 2026-01-16", "review-overdue")


def test_documents_out_of_force_need_no_review() -> None:
    text = "{as_of: 2027-01-01, approved: {id: QP-001, review_by: 2026-06-01}, withdrawn: [QP-001]}"
    assert not found(text, "review-overdue")
    assert not found(text.replace("2027-01-01", "2026-05-20"), "review-due-soon")


@pytest.mark.parametrize(
    ("fields", "latest"),
    [
        ("effective: 2026-02-01, review_by: 2027-02-01", None),
        ("effective: 2026-02-01, review_by: 2027-02-02", "2027-02-01"),
        ("review_by: 2027-03-01", None),
        ("review_by: 2027-03-02", "2027-03-01"),
        ("effective: 2026-02-01", None),
        ("type: instruction, effective: 2026-02-01, review_by: 2047-02-01", None),
    ],
)
def test_a_review_date_of_a_draft_keeps_the_interval(fields: str, latest: str | None) -> None:
    findings = found(f"{EVERY}draft: {{id: QP-001, {fields}}}", "review-interval-exceeded")
    assert len(findings) == (latest is not None)
    assert all(f"{latest} at the latest" in finding.message for finding in findings)


@pytest.mark.parametrize(("until", "count"), [("2027-01-15", 0), ("2027-01-16", 1)])
def test_a_review_date_of_an_edition_counts_from_its_approval(until: str, count: int) -> None:
    text = f"{EVERY}approved: {{id: QP-001, review_by: {until}}}"
    assert len(found(text, "review-interval-exceeded")) == count


@pytest.mark.parametrize(("until", "count"), [("2027-02-01", 0), ("2027-02-02", 1)])
def test_a_signed_review_keeps_the_interval(until: str, count: int) -> None:
    reviewed = f"reviewed: [{{id: QP-001, day: 2026-02-01, until: {until}}}]\n"
    findings = found(f"{EVERY}approved: {{id: QP-001}}\n{reviewed}", "review-interval-exceeded")
    assert len(findings) == count
    assert all(f.ref == "refs/tags/reviewed/QP-001/1/2026-02-01/jane.doe" and f.path for f in findings)
    gone = found(f"{EVERY}approved: {{id: QP-001}}\n{reviewed}drafts: []", "review-interval-exceeded")
    assert [finding.path for finding in gone] == [None] * count


MOVED = "draft: {id: QP-001, review_by: %s}\n"
APPROVED = "approved: {id: QP-001, review_by: 2026-06-01}\n"


@pytest.mark.parametrize(("until", "count"), [("2026-05-31", 0), ("2026-06-01", 0), ("2026-06-02", 1)])
def test_a_review_date_moves_on_only_with_a_signature(until: str, count: int) -> None:
    findings = found(APPROVED + MOVED % until, "review-unsupported")
    assert len(findings) == count
    assert all(f.line == 7 and "2026-06-01" in f.message for f in findings)


def test_a_signed_review_supports_its_date_and_no_later_one() -> None:
    reviewed = "reviewed: [{id: QP-001, day: 2026-02-01, until: 2027-01-01}]\n"
    assert not found(APPROVED + reviewed + MOVED % "2027-01-01", "review-unsupported")
    assert found(APPROVED + reviewed + MOVED % "2027-01-02", "review-unsupported")


def test_a_first_review_date_is_held_against_the_interval() -> None:
    approved = "approved: {id: QP-001}\n"
    assert not found(EVERY + approved + MOVED % "2027-01-15", "review-unsupported")
    assert found(EVERY + approved + MOVED % "2027-01-16", "review-unsupported")
    (finding,) = found(approved + MOVED % "2027-01-16", "review-unsupported")
    assert "was approved with none" in finding.message


def test_a_new_document_or_no_file_moves_no_date() -> None:
    assert not found(MOVED % "2030-01-01", "review-unsupported")
    assert not found(APPROVED + "drafts: []", "review-unsupported")


def test_a_draft_whose_review_date_has_passed_is_to_be_approved_first() -> None:
    (finding,) = found("draft: {id: QP-001, review_by: 2026-02-28}", "review-overdue")
    assert "`qmsdoc approve QP-001`" in finding.remedy
    assert not found("draft: {id: QP-001, review_by: 2026-03-01}", "review-overdue")


@pytest.mark.parametrize(
    ("lead_time", "approved_on", "effective", "soon"),
    [
        ("3 working days", "2026-02-05", "2026-02-11", False),
        ("3 working days", "2026-02-05", "2026-02-10", True),
        ("3 working days", "2026-02-05", None, True),
        ("2 days", "2026-02-05", "2026-02-08", False),
        ("2 days", "2026-02-05", "2026-02-07", True),
    ],
)
def test_the_lead_time_counts_the_days_between(
    lead_time: str, approved_on: str, effective: str | None, soon: bool
) -> None:
    date_line = f", effective: {effective}" if effective else ""
    text = f"lead_time: {lead_time}\napproved: {{id: QP-001, approved_on: {approved_on}{date_line}}}"
    assert bool(found(text, "effective-too-soon")) is soon


def test_a_type_that_ends_asks_for_an_end() -> None:
    types = "types: {procedure: {prefix: QP, approvals: {quality-manager: 1}, valid_for: 14 days}}\n"
    assert found(types + "draft: {id: QP-001}", "deviation-too-long")
    assert not found(types + "draft: {id: QP-001, effective: 2026-03-02, expires: 2026-03-15}", "deviation-too-long")
