import pytest

from tests.rules.build import found


def test_a_second_use_of_an_id_is_found_where_the_document_is_not_the_approved_one() -> None:
    findings = found(
        """
        approved: {id: QP-001, path: documents/z.md}
        draft: {id: QP-001, path: documents/a.md}
        """,
        "id-duplicate",
    )
    assert [(f.path, f.message) for f in findings] == [
        ("documents/a.md", "'QP-001' is already the id of documents/z.md.")
    ]


def test_a_translation_has_the_same_id_in_another_language() -> None:
    two = "drafts: [{id: QP-001}, {id: QP-001, lang: de, path: documents/de.md}]"
    assert not found(two, "id-duplicate")
    assert found(two.replace("{id: QP-001}", "{id: QP-001, lang: de}"), "id-duplicate")


def test_the_id_of_a_withdrawn_document_is_not_used_again() -> None:
    (finding,) = found(
        "{approved: {id: QP-001}, withdrawn: [QP-001], draft: {id: QP-001, revision: 2}}",
        "id-duplicate",
    )
    assert "never used again" in finding.message
    moved = "{approved: {id: QP-001}, withdrawn: [QP-001], drafts: [{id: QP-001, path: documents/x.md%s}]}"
    assert found(moved % ", text: Other.", "id-duplicate")
    assert not found(moved % "", "id-duplicate")
    assert not found("{approved: {id: QP-001}, withdrawn: [QP-001]}", "id-duplicate")


@pytest.mark.parametrize("name", ["QP-001", "QP", "QP-a", "QP-" + "1" * 61])
def test_a_good_id(name: str) -> None:
    assert not found(f"draft: {{id: {name}, type: procedure}}", "id-pattern")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("QPX-001", "does not open with 'QP-'"),
        ("qp-001", "does not open with 'QP-'"),
        ("QP-" + "1" * 62, "longer than 64"),
        ("-QP", "opens with a hyphen"),
        ("Q\u0420-001", "CYRILLIC CAPITAL LETTER ER"),
        ("QP\u202e-001", "RIGHT-TO-LEFT OVERRIDE"),
        ("'QP 001'", "SPACE"),
    ],
)
def test_a_bad_id(name: str, reason: str) -> None:
    (finding,) = found(f'draft: {{id: "{name}", type: procedure, path: documents/x.md}}', "id-pattern")
    assert reason in finding.message
    assert "QP-001" in finding.remedy
    assert finding.line == 2


@pytest.mark.parametrize("name", ["POLICY", "register", "Search", "COM1", "HELP", "People", "waivers", "FILES"])
def test_a_reserved_id(name: str) -> None:
    types = "types: {policy: {prefix: POLICY}}\n"
    assert found(f"{types}draft: {{id: {name}, type: policy}}", "id-pattern")
    assert found(f"draft: {{id: {name}, type: odd}}", "id-pattern")


def test_an_empty_id_is_left_to_the_schema() -> None:
    assert not found("---\nid:\ntitle: T\n---\n", "id-pattern")
    assert not found("---\ntitle: T\n---\n", "id-pattern")


def test_two_ids_that_differ_only_by_case() -> None:
    (finding,) = found("drafts: [{id: QP-a, path: documents/1.md}, {id: QP-A, path: documents/2.md}]", "id-pattern")
    assert finding.path == "documents/2.md"
    (finding,) = found(
        "{approved: {id: QP-A, path: documents/2.md}, draft: {id: QP-a, path: documents/1.md}}", "id-pattern"
    )
    assert finding.path == "documents/1.md"


FOLDER = "types: {procedure: {prefix: QP, folder: procedures, approvals: {quality-manager: 1}}}\n"


@pytest.mark.parametrize(
    ("documents", "path", "count"),
    [
        ("[documents]", "documents/procedures/a.md", 0),
        ("[documents]", "documents/procedures/deep/a.md", 0),
        ("['documents/**/*.md']", "documents/procedures/a.md", 0),
        ("['*.md']", "procedures/a.md", 0),
        ("[documents]", "documents/a.md", 1),
        ("[documents]", "documents/proceduresx/a.md", 1),
        ("[documents]", "documents/forms/procedures/a.md", 1),
    ],
)
def test_a_document_lies_in_the_folder_of_its_type(documents: str, path: str, count: int) -> None:
    findings = found(f"{FOLDER}documents: {documents}\ndraft: {{id: QP-001, path: {path}}}", "id-pattern")
    assert len(findings) == count


def test_an_approved_id_that_was_altered() -> None:
    (finding,) = found(
        "{approved: {id: QP-001, path: documents/x.md}, draft: {id: QP-002, path: documents/x.md}}", "id-changed"
    )
    assert (finding.document, finding.line) == ("QP-002", 2)
    assert "approved document QP-001" in finding.message


def test_an_id_that_moved_to_another_file_or_was_withdrawn_has_not_changed() -> None:
    swapped = "drafts: [{id: QP-002, path: documents/x.md}, {id: QP-001, path: documents/y.md}]"
    assert not found(f"approved: {{id: QP-001, path: documents/x.md}}\n{swapped}", "id-changed")
    gone = "{approved: {id: QP-001, path: documents/x.md}, withdrawn: [QP-001], drafts: [%s]}"
    assert not found(gone % "{id: QP-002, path: documents/x.md}", "id-changed")
    assert not found("{approved: {id: QP-001, path: documents/x.md}, drafts: []}", "id-changed")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("# Training", 0),
        ("# **Training**", 0),
        ("# QP-001: Training", 0),
        ("## Purpose", 0),
        ("No heading.", 0),
        ("# training", 1),
        ("# Training of staff", 1),
    ],
)
def test_title_and_heading(text: str, count: int) -> None:
    findings = found(f'draft: {{id: QP-001, title: Training, text: "{text}"}}', "title-mismatch")
    assert len(findings) == count


def test_a_stray_file_is_named() -> None:
    (finding,) = found("strays: [documents/notes.md]", "uncontrolled-file")
    assert (finding.path, finding.document, finding.line) == ("documents/notes.md", None, None)


@pytest.mark.parametrize("ending", ["MD", "markdown"])
def test_a_document_under_another_ending_is_told_how_to_be_called(ending: str) -> None:
    (finding,) = found(f"strays: ['documents/a b.{ending}']", "uncontrolled-file")
    assert f"'.{ending}'" in finding.message
    assert f"git mv 'documents/a b.{ending}' 'documents/a b.md'" in finding.remedy


def test_the_heading_of_a_translation_may_open_with_the_id() -> None:
    text = 'draft: {id: QP-001, lang: de, title: Schulung, text: "# %s"}'
    assert not found(text % "QP-001 Schulung", "title-mismatch")
    assert not found(text % "QP-001.de \u2013 Schulung", "title-mismatch")
    assert found(text % "QP-002 Schulung", "title-mismatch")
