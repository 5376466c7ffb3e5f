import json
from datetime import date
from typing import Any

import pytest

from qmsdoc.reports import register_json, register_rows
from tests.memory import MemoryManual, document
from tests.rules.build import scene

KEYS = [
    "id", "title", "type", "owner", "status", "draft_revision", "effective_revision", "approved_on", "effective_on",
    "review_by", "overdue", "path", "content", "approvals",
]  # fmt: skip
ACT = ["person", "name", "role", "meaning", "signed_on", "signed_at", "recorded_on", "key", "tag"]


def row(text: str, *, published: bool = False) -> dict[str, Any]:
    _, found = register_rows(scene(text), published=published)
    return found


def test_the_object_and_its_keys_in_their_order() -> None:
    register = json.loads(register_json(scene("approved: [{id: QP-002}, {id: QP-001}]")))
    assert list(register) == ["manual", "as_of", "commit", "documents"]
    assert (register["manual"], register["as_of"]) == ("meridian-quality-manual", "2026-03-01")
    assert [found["id"] for found in register["documents"]] == ["POLICY", "QP-001", "QP-002"]
    assert list(register["documents"][0]) == KEYS
    assert list(register["documents"][0]["approvals"][0]) == ACT


def test_the_published_object_has_no_draft_revision_and_no_drafts() -> None:
    text = "{approved: {id: QP-001}, draft: {id: QP-002}}"
    register = json.loads(register_json(scene(text), published=True))
    assert [found["id"] for found in register["documents"]] == ["POLICY", "QP-001"]
    assert list(register["documents"][0]) == [key for key in KEYS if key != "draft_revision"]
    assert [found["id"] for found in register_rows(scene(text))] == ["POLICY", "QP-001", "QP-002"]


def test_an_effective_edition_with_its_signature() -> None:
    found = row("approved: {id: QP-001, review_by: 2026-12-31}")
    assert found["status"] == "effective"
    assert (found["draft_revision"], found["effective_revision"]) == (None, 1)
    assert (found["approved_on"], found["effective_on"], found["review_by"]) == (
        "2026-01-15",
        "2026-01-15",
        "2026-12-31",
    )
    assert found["overdue"] is False
    assert found["path"] == "documents/qp-001.md"
    assert found["content"].startswith("sha256:")
    (act,) = found["approvals"]
    assert (act["person"], act["name"], act["role"]) == ("jane.doe", "Jane Doe", "quality-manager")
    assert (act["signed_on"], act["signed_at"]) == ("2026-01-15", "2026-01-15T12:00:00+00:00")
    assert (act["recorded_on"], act["tag"]) == (None, "approved/QP-001/1/jane.doe")
    assert act["meaning"] == "I approve this revision for use."


def test_a_newer_draft_does_not_change_what_is_shown() -> None:
    text = "{approved: {id: QP-001, title: Old}, draft: {id: QP-001, title: New, revision: 2, change: Why.}}"
    found = row(text)
    assert (found["title"], found["draft_revision"], found["effective_revision"]) == ("Old", 2, 1)
    assert row(text, published=True)["title"] == "Old"


def test_a_draft_shows_itself() -> None:
    found = row("draft: {id: QP-001, effective: 2026-05-01}")
    assert (found["status"], found["draft_revision"], found["effective_revision"]) == ("draft", 1, None)
    assert (found["approved_on"], found["effective_on"], found["approvals"]) == (None, "2026-05-01", [])


@pytest.mark.parametrize(
    ("as_of", "status", "revision"), [("2026-01-31", "approved", None), ("2026-02-01", "effective", 1)]
)
def test_an_edition_that_is_not_yet_in_force(as_of: str, status: str, revision: int | None) -> None:
    found = row(f"{{as_of: {as_of}, approved: {{id: QP-001, effective: 2026-02-01}}}}", published=True)
    assert (found["status"], found["effective_revision"], found["effective_on"]) == (status, revision, "2026-02-01")


def test_a_withdrawn_document_shows_its_last_edition_and_never_a_draft_where_published() -> None:
    text = (
        "{approved: {id: QP-001, title: Old}, withdrawn: [QP-001],"
        " draft: {id: QP-001, title: New, revision: 2, change: Why.}}"
    )
    found = row(text, published=True)
    assert (found["title"], found["status"], found["effective_revision"]) == ("Old", "withdrawn", None)
    assert row(text)["title"] == "New"
    assert row(text.replace("revision: 2", "revision: 1"))["title"] == "Old"


def test_signatures_of_a_revision_in_review_are_shown() -> None:
    manual = MemoryManual()
    manual.write("documents/procedures/a.md", document())
    manual.found()
    manual.sign("QP-001", "jane.doe", on="2026-01-12T09:30:00+02:00")
    rows = {found["id"]: found for found in register_rows(manual.snapshot(date(2026, 2, 2)))}
    assert rows["QP-001"]["status"] == "in-review"
    assert [act["person"] for act in rows["QP-001"]["approvals"]] == ["jane.doe"]
    assert rows["QP-001"]["approvals"][0]["key"].startswith("SHA256:")
    assert rows["POLICY"]["effective_revision"] == 1
    assert rows["POLICY"]["path"] == "qmsdoc.yml"
