import pytest

from tests.rules.build import found

HEAD = "---\nid: QP-001\ntitle: Training\ntype: procedure\nowner: quality-manager\nrevision: 1\n"


def test_a_fault_met_while_reading_keeps_its_place_and_remedy() -> None:
    (finding,) = found(HEAD.replace("owner", "ownr"), "front-matter-invalid")
    assert (finding.path, finding.line, finding.clause) == ("documents/qp-001.md", 1, "iso9001-2015:7.5.2")
    assert finding.remedy


def test_an_unreadable_document_is_told_once_and_not_judged_further() -> None:
    assert not found("---\nid: QP-001\n", "owner-missing")


def test_an_unknown_field_is_found_on_its_line() -> None:
    (finding,) = found(f"{HEAD}revison: 2\n---\n", "field-unknown")
    assert finding.line == 7
    assert finding.document == "QP-001"
    assert "revision" in finding.message


def test_an_unknown_type_suggests_a_known_one() -> None:
    (finding,) = found("draft: {id: QP-001, type: procedre}", "field-invalid")
    assert finding.message == "The policy knows no document type 'procedre'."
    assert finding.remedy.startswith("Did you mean 'procedure'? ")
    assert (finding.line, finding.column) == (4, 1)


def test_no_type_is_unknown_while_the_policy_cannot_be_read() -> None:
    assert not found("{types: {}, people: {}, draft: {id: QP-001, type: procedre, owner: me}}", "field-invalid")
    assert not found("{types: {}, people: {}, draft: {id: QP-001, type: procedre, owner: me}}", "owner-unknown")


@pytest.mark.parametrize(
    "value",
    ["TBD", "todo", "N/A", "'<title of the procedure>'", "'<Role/Name>'", "'\"[DATE]\"'", "Lorem ipsum dolor", "'...'"],
)
def test_a_placeholder_is_found(value: str) -> None:
    (finding,) = found(f"draft: {{id: QP-001, title: {value}}}".replace("'...'", "'\"...\"'"), "placeholder")
    assert (finding.line, finding.column) == (3, 1)


@pytest.mark.parametrize("value", ["To do lists", "Orders < 100 EUR and > 5 EUR", "Nature of work", "NA-3 test"])
def test_what_only_looks_like_a_placeholder_is_left_alone(value: str) -> None:
    assert not found(f'draft: {{id: QP-001, title: "{value}"}}', "placeholder")


def test_placeholders_are_found_in_every_text_field() -> None:
    text = f"{HEAD}change: TBD\nclauses: [iso9001-2015:7.5]\nparent: TODO\nx-site: ''\n---\n"
    assert [(f.line, f.message) for f in found(text, "placeholder")] == [
        (7, "The field 'change' still says 'TBD'."),
        (9, "The field 'parent' still says 'TODO'."),
        (10, "The field 'x-site' is empty."),
    ]


def test_a_date_that_is_no_day_is_found_on_its_line() -> None:
    (finding,) = found(f"{HEAD}effective: 2023-02-29\n---\n", "date-invalid")
    assert finding.line == 7
    assert not found(f"{HEAD}effective: 2024-02-29\n---\n", "date-invalid")


def test_a_link_out_of_the_manual_is_unsafe_at_its_place() -> None:
    (finding,) = found('draft: {id: QP-001, text: "See [the list](../../etc/passwd)."}', "content-unsafe")
    assert (finding.line, finding.column) == (8, 16)
    assert "'../../etc/passwd'" in finding.message


@pytest.mark.parametrize(
    ("destination", "remedy"),
    [
        ("/qp-011/", "to a document by its id"),
        (r"..\\forms\\a.md", "'../forms/a.md'"),
        ("file:///etc/passwd", "by a relative path"),
    ],
)
def test_an_unsafe_link_is_told_with_what_to_write(destination: str, remedy: str) -> None:
    (finding,) = found(f'draft: {{id: QP-001, text: "See [it]({destination})."}}', "content-unsafe")
    assert remedy in finding.remedy


def test_an_unsafe_link_that_the_parser_told_of_is_told_once() -> None:
    findings = found('draft: {id: QP-001, text: "See [this](javascript:alert(1))."}', "content-unsafe")
    assert len(findings) == 1
    assert not found('draft: {id: QP-001, text: "See [this](../other/file.md)."}', "content-unsafe")
