"""SHA-256 repositories in memory: the same verdicts, with longer names of objects."""

from __future__ import annotations

import pytest

from qmsdoc.model.snapshot import Status
from tests.memory import DAY, MemoryManual, document
from tests.trust.vectors.scenes import BEGIN, JANE, PATH, data, jane, next_revision, put


@pytest.fixture
def manual() -> MemoryManual:
    made = MemoryManual(object_format="sha256").found()
    made.write(PATH, document(body="![Flow](flow.svg)\n"))
    made.write("documents/procedures/flow.svg", "<svg/>")
    made.commit("2026-01-10")
    made.sign("QP-001", "amir.khan")
    return made


def test_a_document_is_approved_and_superseded(manual: MemoryManual) -> None:
    jane(manual)
    next_revision(manual)
    manual.sign("QP-001", "amir.khan", on="2026-01-19")
    jane(manual, on="2026-01-19")
    snapshot = manual.snapshot()
    record = snapshot.record("QP-001")
    assert record is not None
    assert [edition.status for edition in record.editions] == [Status.SUPERSEDED, Status.EFFECTIVE]
    assert {len(act.tag_oid) for act in snapshot.acts} == {64}
    assert [file.path for file in record.editions[0].document.closure.files] == [
        "documents/procedures/control.md",
        "documents/procedures/flow.svg",
    ]


@pytest.mark.parametrize(
    ("rule", "target"),
    [
        ("valid", None),
        ("tag-malformed", "1" * 40),
        ("tag-malformed", "1" * 63),
        ("tag-malformed", "A" * 64),
    ],
)
def test_a_target_is_named_by_sha256_alone(manual: MemoryManual, rule: str, target: str | None) -> None:
    ref = jane(manual)
    if target is not None:
        payload = f"object {target}".encode() + data(manual, ref).partition(BEGIN)[0][71:]
        put(manual, ref, payload + manual.keys["jane.doe"].sign(payload).encode())
    assert manual.verdict(ref, DAY) == rule


def test_the_next_author_is_not_independent(manual: MemoryManual) -> None:
    jane(manual)
    next_revision(manual, author="jane.doe")
    manual.sign("QP-001", "amir.khan", on="2026-01-19")
    assert manual.verdict(jane(manual, on="2026-01-19")) == "approval-self"
    assert manual.verdict(JANE) == "valid"
