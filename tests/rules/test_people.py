import pytest

from qmsdoc.model.finding import Severity
from tests.rules.build import found

LENT = "delegations: [{role: quality-manager, by: jane.doe, to: sam.lee, from: 2026-01-01, until: %s}]\n"
TWO = "people: {jane.doe: {quality-manager: {}}, sam.lee: {auditor: {}}}\n"


def test_a_document_without_owner() -> None:
    (finding,) = found("draft: {id: QP-001, owner: null}", "owner-missing")
    assert (finding.document, finding.line, finding.clause) == ("QP-001", 1, "iso9001-2015:5.3")


def test_an_owner_that_is_there_but_wrong_is_not_missing() -> None:
    assert not found("draft: {id: QP-001, owner: ''}", "owner-missing")


def test_an_owner_missing_to_the_parser_is_told_once() -> None:
    problems = "problems: [{rule: owner-missing, message: None., path: documents/x.md}]"
    assert len(found(problems, "owner-missing")) == 1


@pytest.mark.parametrize("owner", ["quality-manager", "jane.doe"])
def test_a_known_owner(owner: str) -> None:
    assert not found(f"draft: {{id: QP-001, owner: {owner}}}", "owner-unknown")


@pytest.mark.parametrize(("owner", "meant"), [("jane.do", "jane.doe"), ("Quality-Manager", "quality-manager")])
def test_an_unknown_owner_suggests_a_known_one(owner: str, meant: str) -> None:
    (finding,) = found(f"draft: {{id: QP-001, owner: {owner}}}", "owner-unknown")
    assert f"'{owner}'" in finding.message
    assert finding.remedy.startswith(f"Did you mean '{meant}'?")
    assert finding.line == 5


def test_an_unknown_owner_like_nothing_gets_no_suggestion() -> None:
    (finding,) = found("draft: {id: QP-001, owner: xyz}", "owner-unknown")
    assert finding.remedy == "Name a role or a person of people.yml."


ENDED = "people: {jane.doe: {quality-manager: {until: 2026-02-28}}}\nas_of: %s\n"


@pytest.mark.parametrize("owner", ["jane.doe", "quality-manager"])
def test_an_owner_is_active_on_the_last_day_and_not_after_it(owner: str) -> None:
    draft = f"draft: {{id: QP-001, owner: {owner}}}"
    assert not found(ENDED % "2026-02-28" + draft, "owner-inactive")
    (finding,) = found(ENDED % "2026-03-01" + draft, "owner-inactive")
    assert "on 2026-03-01" in finding.message


def test_a_withdrawn_document_needs_no_owner_any_more() -> None:
    assert not found(ENDED % "2026-03-01" + "approved: {id: QP-001}\nwithdrawn: [QP-001]", "owner-inactive")
    assert not found(ENDED % "2026-03-01" + "draft: {id: QP-001, owner: null}", "owner-inactive")


def test_a_type_without_approvals() -> None:
    for approvals in ("", ", approvals: {}"):
        (finding,) = found(
            f"types: {{t: {{prefix: QP{approvals}}}}}\ndraft: {{id: QP-1, type: t}}", "approvals-undefined"
        )
        assert finding.line == 4


def test_a_role_with_too_few_people_is_named_once() -> None:
    types = "types: {procedure: {prefix: QP, approvals: {quality-manager: 2}}}\n"
    drafts = "drafts: [{id: QP-001}, {id: QP-002}]\n"
    (finding,) = found(types + drafts, "approver-unavailable")
    assert "only 1 of the 2 people needed" in finding.message
    assert (finding.path, finding.document) == ("people.yml", None)
    assert not found(types + drafts + TWO.replace("auditor", "quality-manager"), "approver-unavailable")
    (finding,) = found(types + drafts + "people: {jane.doe: {auditor: {}}}", "approver-unavailable")
    assert "nobody holds" in finding.message


def test_a_type_without_documents_needs_nobody() -> None:
    assert not found("types: {procedure: {prefix: QP, approvals: {ghost: 1}}}", "approver-unavailable")


def test_a_delegation_ends_after_its_last_day() -> None:
    draft = "draft: {id: QP-001}\n"
    assert not found(TWO + draft + LENT % "2026-03-01", "delegation-expired")
    (finding,) = found(TWO + draft + LENT % "2026-02-28", "delegation-expired")
    assert finding.severity is Severity.WARNING
    assert "from jane.doe to sam.lee ended on 2026-02-28" in finding.message


def test_an_ended_delegation_that_nobody_counts_on_is_no_matter() -> None:
    ended = LENT % "2026-02-28"
    draft = "draft: {id: QP-001}\n"
    assert not found(TWO + ended, "delegation-expired")
    assert not found(TWO.replace("auditor", "quality-manager") + draft + ended, "delegation-expired")
    later = ", {role: quality-manager, by: jane.doe, to: kim.ray, from: 2026-03-01, until: 2026-04-01}]"
    three = TWO.replace("}}}", "}}, kim.ray: {auditor: {}}}")
    assert not found(three + draft + ended.replace("]", later), "delegation-expired")
