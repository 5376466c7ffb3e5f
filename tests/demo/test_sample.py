"""The sample manual keeps its own rules: in its whole history, and but for the faults planted on purpose."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from qmsdoc import resources
from qmsdoc.capture import capture
from qmsdoc.demo.make import make
from qmsdoc.git import open_repository
from qmsdoc.model.document import TargetKind
from qmsdoc.model.policy import POLICY_ID
from qmsdoc.model.policy_time import LeadTime
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.rules import check

_TODAY = date(2026, 11, 29)
_PLANTED = {
    ("approval-missing", "QP-008"),
    ("approval-missing", "QP-018"),
    ("approval-missing", "WI-012"),
    ("approval-unrecorded", None),
    ("clause-changed", "QP-003"),
    ("link-suspect", "QP-003"),
    ("review-due-soon", "QP-008"),
    ("review-overdue", "QP-005"),
}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder = tmp_path_factory.mktemp("sample")
    made = make(resources.folder("sample_manual"), folder / "manual", folder / "keys", _TODAY)
    repository = open_repository(made.folder)
    with repository.store:
        yield capture(repository.store, as_of=_TODAY, today=_TODAY, trust_root=made.root)


def test_check_finds_the_faults_planted_on_purpose_and_no_others(sample: Snapshot) -> None:
    assert {(str(finding.rule), finding.document) for finding in check(sample)} == _PLANTED


def test_three_working_days_lie_before_the_force_of_every_edition(sample: Snapshot) -> None:
    lead = LeadTime(3, working=True)
    editions = [edition for record in sample.records for edition in record.editions if record.name != POLICY_ID]
    assert len(editions) > 150
    assert [
        (edition.name, edition.revision)
        for edition in editions
        if lead.days_between(edition.approved_on, edition.effective_on) < lead.days
    ] == []


def test_each_owner_has_signed_what_took_force_under_the_policy_of_owners(sample: Snapshot) -> None:
    for record in (record for record in sample.records if record.name != POLICY_ID):
        for edition in record.editions:
            kind = edition.policy.type_of(record.name, edition.type)
            asked = {need.role for need in edition.policy.asked_of((kind and kind.approvals) or (), edition.owner)}
            assert {act.statement.role for act in edition.approvals} == asked, (record.name, edition.revision)


def test_deviations_end_after_fourteen_days(sample: Snapshot) -> None:
    record = sample.record("DV-001")
    assert record is not None
    assert record.effective is not None
    front = record.effective.document.front
    assert front.effective is not None
    assert front.expires is not None
    assert front.expires - front.effective < timedelta(days=14)


def test_people_are_named_in_people_yml_alone(sample: Snapshot) -> None:
    names = [person.name for person in sample.policy.people]
    assert [
        (document.path, name)
        for document in sample.documents
        for name in names
        if name in document.text and document.front.id not in ("WI-009", "QP-000")
    ] == []


def test_nobody_is_named_in_the_pictures() -> None:
    pictures = (resources.folder("sample_manual") / "documents").rglob("*.svg")
    assert not [path for path in pictures if "Jane Doe" in Path(path).read_text()]


def test_every_text_leads_to_what_was_there_when_it_was_signed_and_in_force_with_it(sample: Snapshot) -> None:
    begun = {record.name: record.editions[0].effective_on for record in sample.records if record.editions}
    assert [
        (edition.name, edition.revision, target.document or target.path)
        for record in sample.records
        for edition in record.editions
        for target in edition.document.targets
        if target.kind is TargetKind.MISSING
        or (target.document in begun and begun[target.document] > edition.effective_on)
    ] == []
