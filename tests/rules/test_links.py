import pytest

from qmsdoc.model.finding import Severity
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.rules import check
from tests.rules.build import found, scene


def draft(text: str, **more: str) -> str:
    fields = "".join(f", {key}: {value}" for key, value in more.items())
    return (
        f'drafts:\n  - {{id: QP-001, text: "{text}"{fields}}}\n  - {{id: QP-002, text: "## Records\\n\\n## Records"}}\n'
    )


@pytest.mark.parametrize(
    "link", ["qp-002.md", "QP-002", "qms:QP-002", "qms:qp-002", "https://example.org/x.md", "mailto:a@b.example", "#"]
)
def test_a_link_that_leads_somewhere(link: str) -> None:
    assert not found(draft(f"See [this]({link})."), "link-broken")


@pytest.mark.parametrize(
    ("link", "help_", "message"),
    [
        ("qp-003.md", "Did you mean 'documents/qp-002.md'?", "'documents/qp-003.md', which is not there"),
        ("picture-of-nothing.pdf", "Correct the path", "which is not there"),
        ("QP-003", "Did you mean 'QP-002'?", "No document has the id 'QP-003'"),
        ("qms:XX-9", "Correct the id.", "No document has the id 'XX-9'"),
    ],
)
def test_a_link_that_leads_nowhere(link: str, help_: str, message: str) -> None:
    (finding,) = found(draft(f"See [this]({link})."), "link-broken")
    assert finding.remedy.startswith(help_)
    assert message in finding.message
    assert (finding.document, finding.line) == ("QP-001", 8)


def test_a_parent_is_a_document() -> None:
    (finding,) = found("draft: {id: QP-001, parent: QP-002}", "link-broken")
    assert "'QP-002' is no document" in finding.message
    assert finding.line == 7
    assert not found(draft("", parent="QP-002"), "link-broken")


@pytest.mark.parametrize(("text", "kind"), [("![P](p.svg)", "image"), ('--8<-- \\"p.svg\\"', "include")])
def test_a_missing_image_or_include(text: str, kind: str) -> None:
    (finding,) = found(draft(text), "asset-missing")
    assert finding.message == f"The {kind} 'p.svg' is not there."
    assert finding.remedy.startswith("Add the file 'documents/p.svg'")
    assert not found(draft(text), "link-broken")
    assert not found(draft(text) + "files: [documents/p.svg]", "asset-missing")


def test_a_missing_link_is_no_missing_asset() -> None:
    assert not found(draft("[P](p.svg)"), "asset-missing")


@pytest.mark.parametrize(
    "link", ["qms:QP-002#records", "qp-002.md#records-1", "qp-002.md#", "#top", "#fn:1", "qms:QP-003#x", "a.pdf#page=2"]
)
def test_an_anchor_that_is_there_or_cannot_be_judged(link: str) -> None:
    assert not found(draft(f"See [this]({link}).") + "files: [documents/a.pdf]", "anchor-missing")


def test_an_anchor_of_an_own_heading() -> None:
    assert not found(draft("## 3 Größe\\n\\nSee [this](#3%2Dgr%C3%B6%C3%9Fe)."), "anchor-missing")
    assert not found(draft("## Scope\\n\\nSee [this](#scope)."), "anchor-missing")


@pytest.mark.parametrize(
    ("link", "message", "help_"),
    [
        ("#scop", "This document has no heading '#scop'.", "Did you mean 'scope'? Correct"),
        ("qms:QP-002#record", "QP-002 has no heading '#record'.", "Did you mean 'records'? Correct"),
        ("qp-002.md#xyz", "QP-002 has no heading '#xyz'.", "Correct"),
    ],
)
def test_an_anchor_that_is_not_there(link: str, message: str, help_: str) -> None:
    (finding,) = found(draft(f"## Scope\\n\\nSee [this]({link})."), "anchor-missing")
    assert finding.message == message
    assert finding.remedy.startswith(help_)
    assert finding.line == 10


def test_an_anchor_in_a_document_whose_file_is_gone_is_sought_in_its_edition() -> None:
    text = 'approved: {id: QP-002, text: "## Records"}\ndrafts: [{id: QP-001, text: "See [this](qms:QP-002#%s)."}]'
    assert not found(text % "records", "anchor-missing")
    assert found(text % "other", "anchor-missing")


def test_each_wrong_anchor_is_found() -> None:
    assert len(found(draft("[a](qms:QP-002#x) [b](qms:QP-002#y) [c](qms:QP-002#records)"), "anchor-missing")) == 2


def orphans(text: str) -> list[str | None]:
    return [finding.document for finding in found(text, "orphan")]


def test_a_document_that_nobody_leads_to() -> None:
    assert orphans("drafts: [{id: QP-001}, {id: QP-002, text: 'See [this](QP-002) and [that](QP-001).'}]") == ["QP-002"]


def test_a_single_document_is_no_orphan() -> None:
    assert not orphans("draft: {id: QP-001}")


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ("clauses: [iso9001-2015:7.5]", 0),
        ("parent: QM-001", 0),
        ("lang: de", 0),
        ("type: manual", 0),
        ("revision: 1", 1),
    ],
)
def test_what_else_leads_to_a_document(fields: str, count: int) -> None:
    assert len(orphans(f"drafts: [{{id: QM-001}}, {{id: QP-002, {fields}}}]")) == count


def test_a_parent_is_reached_from_below_and_a_withdrawn_document_need_not_be() -> None:
    assert orphans("drafts: [{id: QP-001}, {id: WI-001, parent: QP-001}]") == []
    assert orphans("{approved: {id: QP-001}, withdrawn: [QP-001], draft: {id: QM-001}}") == []


def test_a_file_without_id_is_left_to_the_schema() -> None:
    assert not orphans("drafts: [{id: null, path: documents/x.md}, {id: QM-001}]")


def test_every_problem_that_a_link_can_have_is_a_rule() -> None:
    rules = ("link-broken", "asset-missing", "anchor-missing")
    snapshot: Snapshot = scene(f"problems: [{', '.join(f'{{rule: {rule}, message: M, path: p}}' for rule in rules)}]")
    assert {finding.rule for finding in check(snapshot)} >= set(rules)


@pytest.mark.parametrize(
    ("rule", "text"),
    [("link-broken", "[x](qms:QP-9)"), ("asset-missing", "![x](x.svg)"), ("anchor-missing", "[x](#x)")],
)
def test_a_withdrawn_document_that_nobody_can_mend_is_not_judged(rule: str, text: str) -> None:
    approved = f'approved: {{id: QP-001, text: "{text}"}}\n'
    assert found(approved, rule)
    assert not found(approved + "withdrawn: [QP-001]", rule)


def test_a_link_to_where_a_document_once_lay_says_where_it_is_now() -> None:
    approved = "approved: {id: QP-002, path: documents/old.md}\n"
    drafts = "drafts: [{id: QP-001, text: '[x](old.md)'}%s]\n"
    (finding,) = found(approved + drafts % ", {id: QP-002, path: documents/new.md}", "link-broken")
    assert finding.remedy == "QP-002 now lies at documents/new.md. Lead to it by its id: `qms:QP-002`."
    (finding,) = found(approved + drafts % "" + "withdrawn: [QP-002]", "link-broken")
    assert finding.remedy == "QP-002 lay there and is withdrawn. Remove the link."
    assert not found(approved + drafts % "", "link-broken")
    assert found(approved + drafts % "", "deleted-not-withdrawn")
    successor = "withdrawn: [QP-002]\nsuccessor: QP-001"
    (finding,) = found(approved + drafts % "" + successor, "link-broken")
    assert finding.remedy.endswith("is withdrawn. Lead to QP-001, which took its place.")


def test_a_counted_anchor_that_leads_to_another_heading_than_in_the_last_edition() -> None:
    def manual(now: str, link: str = "records-1") -> str:
        return (
            'approved:\n  - {id: QP-001, text: "## Purpose"}\n'
            '  - {id: QP-002, text: "## A\\n\\n### Records\\n\\n## B\\n\\n### Records"}\n'
            f'drafts:\n  - {{id: QP-001, revision: 2, change: Led on., text: "[a](QP-002#{link})"}}\n'
            f'  - {{id: QP-002, revision: 2, change: Moved., text: "{now}"}}\n'
        )

    moved = "## A\\n\\n### Records\\n\\n## C\\n\\n### Records\\n\\n## B\\n\\n### Records"
    (fault,) = found(manual(moved), "anchor-missing")
    assert fault.severity is Severity.WARNING
    assert "now leads to the heading below 'C'; it led to that below 'B'" in fault.message
    assert not found(manual(moved, "records"), "anchor-missing")
    assert not found(manual("## A\\n\\n### Records\\n\\n## B\\n\\n### Records\\n\\n## C"), "anchor-missing")
