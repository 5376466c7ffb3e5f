import pytest

from tests.rules.build import found

LINK = 'approved:\n  - {id: QP-001, text: "See [that](qms:QP-002)."}\n'


def test_a_text_in_force_leads_to_a_draft() -> None:
    (finding,) = found(LINK + "draft: {id: QP-002}", "link-to-draft")
    assert (finding.document, finding.path, finding.line) == ("QP-001", "documents/qp-001.md", 8)
    assert "QP-002 has never been approved" in finding.message


def test_a_draft_may_lead_to_a_draft_and_an_edition_to_an_edition() -> None:
    assert not found('drafts: [{id: QP-001, text: "[t](qms:QP-002)"}, {id: QP-002}]', "link-to-draft")
    assert not found(LINK + "  - {id: QP-002}", "link-to-draft")
    assert not found(LINK, "link-to-draft")


def test_a_link_that_the_draft_no_longer_has_gets_no_line() -> None:
    drafts = "drafts: [{id: QP-001, revision: 2, change: Why.}, {id: QP-002}]"
    (finding,) = found(LINK + drafts, "link-to-draft")
    assert (finding.path, finding.line) == ("documents/qp-001.md", None)
    (finding,) = found(LINK + "drafts: [{id: QP-002}]", "link-to-draft")
    assert (finding.path, finding.line) == ("documents/qp-001.md", None)


def test_a_text_in_force_leads_to_a_withdrawn_document() -> None:
    (finding,) = found(LINK + "  - {id: QP-002}\nwithdrawn: [QP-002]", "link-to-withdrawn")
    assert "QP-002 is withdrawn" in finding.message
    assert finding.remedy == "Lead elsewhere in the next revision."
    assert not found(LINK + "  - {id: QP-002}", "link-to-withdrawn")


def test_a_text_in_force_leads_to_a_superseded_document() -> None:
    (finding,) = found(LINK + "  - {id: QP-002}\n  - {id: QP-003, supersedes: [QP-002]}", "link-to-withdrawn")
    assert "QP-002 is superseded" in finding.message
    assert finding.remedy == "Lead to QP-003 in the next revision."


def test_what_is_withdrawn_itself_may_lead_anywhere() -> None:
    assert not found(LINK + "  - {id: QP-002}\nwithdrawn: [QP-001, QP-002]", "link-to-withdrawn")


SUSPECT = """
approved:
  - {id: QP-002, revision: 1, approved_on: 2026-01-01}
  - {id: QP-001, approved_on: 2026-02-01, text: "See [that](qms:QP-002) and [again](qms:QP-002) and [me](qms:QP-001)."}
  - {id: QP-002, revision: 2, change: New., approved_on: %s}
"""


@pytest.mark.parametrize(("day", "count"), [("2026-01-31", 0), ("2026-02-01", 0), ("2026-02-02", 1)])
def test_a_document_relied_on_has_moved_on(day: str, count: int) -> None:
    findings = found(SUSPECT % day, "link-suspect")
    assert len(findings) == count
    assert all(f.message.endswith(": QP-002 (now revision 2).") and f.clause == "iso9001-2015:8.5.6" for f in findings)


@pytest.mark.parametrize(("day", "count"), [("2026-02-02", 1), ("2026-02-04", 0)])
def test_a_signed_review_settles_it(day: str, count: int) -> None:
    reviewed = f"reviewed: [{{id: QP-001, day: {day}, until: 2027-01-01}}]"
    assert len(found(SUSPECT % "2026-02-03" + reviewed, "link-suspect")) == count


def test_a_first_edition_is_not_a_newer_one() -> None:
    later = 'approved: [{id: QP-001, text: "[t](qms:QP-002)"}, {id: QP-002, approved_on: 2026-02-02}]'
    assert not found(later, "link-suspect")


def test_a_parent_is_relied_on() -> None:
    text = """
    approved:
      - {id: QP-001, approved_on: 2026-01-01}
      - {id: WI-001, parent: QP-001, approved_on: 2026-01-02}
      - {id: QP-001, revision: 2, change: New., approved_on: 2026-01-03}
    """
    (finding,) = found(text, "link-suspect")
    assert (finding.document, finding.line) == ("WI-001", 7)


NEIGHBOURS = """
approved:
  - {id: QP-002, approved_on: 2026-01-01, text: "[a](qms:QP-001)"}
  - {id: QP-001, approved_on: 2026-01-02, text: "[a](qms:QP-002)"}
  - {id: QP-002, revision: 2, change: New., approved_on: 2026-01-03, text: "[a](qms:QP-001)"}
"""


@pytest.mark.parametrize(
    ("relies_on", "count"),
    [("", 0), (", relies_on: []", 0), (", relies_on: [form]", 0), (", relies_on: [procedure]", 1)],
)
def test_documents_that_name_each_other_are_neighbours_unless_the_policy_says_more(relies_on: str, count: int) -> None:
    types = f"types: {{procedure: {{prefix: QP, approvals: {{quality-manager: 1}}{relies_on}}}, form: {{prefix: QF}}}}"
    assert len(found(NEIGHBOURS + types, "link-suspect")) == count


def test_a_parent_is_relied_on_whatever_the_policy_says_and_though_it_links_back() -> None:
    text = """
    types:
      procedure: {prefix: QP, relies_on: [], approvals: {quality-manager: 1}}
      instruction: {prefix: WI, relies_on: [], approvals: {quality-manager: 1}}
    approved:
      - {id: QP-001, approved_on: 2026-01-01}
      - {id: WI-001, parent: QP-001, approved_on: 2026-01-02, text: "[p](qms:QP-001)"}
      - {id: QP-001, revision: 2, change: New., approved_on: 2026-01-03, text: "[i](qms:WI-001)"}
    """
    assert [finding.document for finding in found(text, "link-suspect")] == ["WI-001"]


@pytest.mark.parametrize(
    ("changes", "count"), [(["Editorial."], 0), (["Editorial.", "New."], 1), (["New.", "Editorial."], 1)]
)
def test_editorial_changes_bear_on_nobody(changes: list[str], count: int) -> None:
    later = "".join(
        f"  - {{id: QP-002, revision: {number}, change: {change}, approved_on: 2026-01-0{number + 1}}}\n"
        for number, change in enumerate(changes, 2)
    )
    text = """
approved:
  - {id: QP-002, approved_on: 2026-01-01}
  - {id: QP-001, approved_on: 2026-01-02, text: "[a](qms:QP-002)"}
"""
    assert len(found(text + later, "link-suspect")) == count


def test_a_parent_that_is_linked_too_counts_once() -> None:
    text = 'approved: [{id: QP-001}, {id: WI-001, parent: QP-001, text: "[t](qms:QP-001)"}]\nwithdrawn: [QP-001]'
    (finding,) = found(text, "link-to-withdrawn")
    assert finding.line == 9


@pytest.mark.parametrize(
    ("chain", "broken"),
    [
        ({"QP-001": "QP-002"}, []),
        ({"QP-001": "QP-000"}, []),
        ({"QP-001": "QP-001"}, ["QP-001"]),
        ({"QP-001": "QP-002", "QP-002": "QP-003"}, []),
        ({"QP-001": "QP-002", "QP-002": "QP-003", "QP-003": "QP-001"}, ["QP-001", "QP-002", "QP-003"]),
        ({"QP-001": "QP-002", "QP-002": "QP-001", "QP-003": "QP-001"}, ["QP-001", "QP-002"]),
    ],
)
def test_no_document_supersedes_itself(chain: dict[str, str], broken: list[str]) -> None:
    names = ("QP-001", "QP-002", "QP-003")
    drafts = ", ".join(
        f"{{id: {name}, supersedes: [{chain[name]}]}}" if name in chain else f"{{id: {name}}}" for name in names
    )
    findings = found(f"drafts: [{drafts}]", "supersession-broken")
    assert [finding.document for finding in findings] == broken
    assert all(finding.line == 7 for finding in findings)


def test_a_successor_that_is_no_document() -> None:
    text = "{approved: {id: QP-001}, withdrawn: [QP-001], successor: QP-009}"
    (finding,) = found(text, "supersession-broken")
    assert "'QP-009', is no document" in finding.message
    assert "`supersedes: [QP-001]`" in finding.remedy
    (finding,) = found(text.replace("}, w", "}, drafts: [], w", 1), "supersession-broken")
    assert (finding.path, finding.line) == ("documents/qp-001.md", None)


def test_a_successor_that_is_there() -> None:
    text = "{approved: [{id: QP-001}, {id: QP-002}], withdrawn: [QP-001], successor: QP-002}"
    assert not found(text, "supersession-broken")


def test_a_successor_that_is_withdrawn_itself() -> None:
    text = "approved: [{id: QP-001}, {id: QP-002, supersedes: [QP-001]}]\nwithdrawn: [QP-001, QP-002]\n"
    (finding,) = found(text, "supersession-broken")
    assert "QP-002, which took the place of QP-001, is withdrawn itself" in finding.message
    assert not found(text + "draft: {id: QP-003, supersedes: [QP-002]}", "supersession-broken")


def test_a_draft_that_overrules_a_successor() -> None:
    text = "{approved: {id: QP-001}, withdrawn: [QP-001], successor: QP-009, draft: {id: QP-002, supersedes: [QP-001]}}"
    assert not found(text, "supersession-broken")


def test_a_file_without_id_supersedes_nothing() -> None:
    assert not found("drafts: [{id: null, path: documents/x.md, supersedes: [QP-001]}]", "supersession-broken")


def test_an_instruction_under_a_withdrawn_procedure() -> None:
    text = "approved: [{id: QP-001}, {id: WI-001, parent: QP-001}]\n"
    (finding,) = found(text + "withdrawn: [QP-001]", "parent-withdrawn")
    assert (finding.document, finding.line) == ("WI-001", 7)
    assert "its parent QP-001 is withdrawn" in finding.message
    assert not found(text, "parent-withdrawn")
    assert not found(text + "withdrawn: [QP-001, WI-001]", "parent-withdrawn")
