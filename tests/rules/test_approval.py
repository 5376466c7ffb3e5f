from datetime import date

import pytest

from qmsdoc.model.approval import Act
from qmsdoc.model.finding import Finding, Severity
from qmsdoc.rules import RULES, check
from tests.memory import MemoryManual, document
from tests.rules.build import found

VERDICTS = [
    "tag-lightweight", "tag-unsigned", "tag-malformed", "tag-target-invalid", "tag-name-mismatch", "tag-unreachable",
    "signature-invalid", "signature-noncanonical", "signature-unverifiable", "signer-unknown", "signer-mismatch",
    "key-expired", "key-revoked", "approval-unauthorised", "approval-self", "approval-content-mismatch",
    "approval-date-invalid", "approval-foreign", "effective-before-approval",
]  # fmt: skip


@pytest.mark.parametrize("rule", VERDICTS)
def test_a_fault_of_a_tag_is_handed_on_by_its_rule(rule: str) -> None:
    text = f"{{draft: {{id: QP-001}}, tag: approved/QP-001/1/jane.doe, verdict: {rule}, reason: It is wrong.}}"
    (finding,) = found(text, rule)
    assert (finding.message, finding.ref) == ("It is wrong.", "refs/tags/approved/QP-001/1/jane.doe")
    assert (finding.document, finding.path, finding.line) == ("QP-001", "documents/qp-001.md", None)
    assert finding.severity is Severity.ERROR
    assert "{" not in finding.remedy
    assert not found("{draft: {id: QP-001}, tag: approved/QP-001/1/jane.doe}", rule)


def test_every_fault_that_a_tag_can_have_is_a_rule() -> None:
    assert set(VERDICTS) <= {rule.data.id for rule in RULES}


def findings(manual: MemoryManual, rule: str, as_of: date = date(2026, 2, 2)) -> list[Finding]:
    return [finding for finding in check(manual.snapshot(as_of)) if finding.rule == rule]


def manual_of(effective: str = "2026-03-01") -> MemoryManual:
    manual = MemoryManual()
    manual.write("documents/procedures/a.md", document(effective=effective))
    return manual.found()


def test_a_tag_whose_name_says_nothing_still_has_its_finding() -> None:
    manual = manual_of()
    manual.store.heads["refs/tags/approved/nonsense"] = manual.store.heads["refs/heads/main"]
    named = [f for f in check(manual.snapshot()) if f.ref == "refs/tags/approved/nonsense"]
    assert len(named) == 1
    assert (named[0].document, named[0].path) == (None, None)
    assert "{" not in named[0].remedy


def test_a_tag_signed_later_is_no_fault() -> None:
    manual = manual_of()
    manual.approve(on="2026-01-12")
    snapshot = manual.snapshot(date(2026, 1, 11), today=date(2026, 2, 2))
    assert not [finding for finding in check(snapshot) if finding.ref]


def test_a_new_revision_names_who_may_sign() -> None:
    (finding,) = findings(manual_of(), "approval-missing")
    assert finding.message == "Revision 1 still lacks signatures: 1 as process-owner and 1 as quality-manager."
    assert "As process-owner may sign: Amir Khan (amir.khan)." in finding.remedy
    assert "`qmsdoc approve QP-001`" in finding.remedy
    assert finding.severity is Severity.INFO
    assert finding.line == 6


def test_who_has_signed_is_not_asked_again() -> None:
    manual = manual_of()
    manual.sign("QP-001", "jane.doe")
    (finding,) = findings(manual, "approval-missing")
    assert finding.message.endswith("lacks signatures: 1 as process-owner.")
    assert "jane.doe" not in finding.remedy
    manual.sign("QP-001", "amir.khan")
    assert not findings(manual, "approval-missing")


def test_where_nobody_is_left_to_sign_it_says_so() -> None:
    types = "types: {procedure: {prefix: QP, approvals: {ghost: 1}}}\n"
    (finding,) = found(types + "draft: {id: QP-001}", "approval-missing")
    assert "Nobody else may sign as ghost today" in finding.remedy


@pytest.mark.parametrize(("holders", "named"), [(3, "P2 (p2)."), (4, "P2 (p2) and 1 more.")])
def test_three_people_of_a_role_are_named_at_most(holders: int, named: str) -> None:
    people = ", ".join(f"p{number}: {{quality-manager: {{}}}}" for number in range(holders))
    (finding,) = found(f"people: {{{people}}}\ndraft: {{id: QP-001}}", "approval-missing")
    assert named.lower() in finding.remedy.lower()
    assert "p3" not in finding.remedy


@pytest.mark.parametrize(("day", "severity"), [(1, Severity.INFO), (2, Severity.ERROR)])
def test_it_is_an_error_from_the_day_after_the_effective_date(day: int, severity: Severity) -> None:
    manual = manual_of(effective="2026-02-01")
    (finding,) = findings(manual, "approval-missing", date(2026, 2, day))
    assert finding.severity is severity
    assert finding.line == (7 if severity is Severity.ERROR else 6)
    assert ("`effective`" in finding.remedy) == (severity is Severity.ERROR)
    assert ("in force from 2026-02-01" in finding.message) == (severity is Severity.ERROR)


def test_what_to_do_about_a_day_that_has_passed_depends_on_whether_anybody_signed() -> None:
    manual = manual_of(effective="2026-02-01")
    (before,) = findings(manual, "approval-missing", date(2026, 2, 5))
    assert before.remedy.startswith("Write a later day as `effective`")
    manual.sign("QP-001", "jane.doe", on="2026-01-30", act=Act.APPROVED)
    (after,) = findings(manual, "approval-missing", date(2026, 2, 5))
    assert after.remedy.startswith("Write `revision: 2` and a later day as `effective`")
    manual.sign("QP-001", "amir.khan", on="2026-02-04", act=Act.APPROVED)
    (late,) = findings(manual, "effective-before-approval", date(2026, 2, 5))
    assert late.remedy == after.remedy
    assert not findings(manual, "approval-missing", date(2026, 2, 5))


def test_the_policy_and_withdrawn_documents_wait_for_no_approval() -> None:
    manual = MemoryManual()
    manual.commit()
    assert not findings(manual, "approval-missing")
    text = "{approved: {id: QP-001}, withdrawn: [QP-001], draft: {id: QP-001, revision: 2, change: Why.}}"
    assert not found(text, "approval-missing")


def test_a_document_whose_id_was_altered_is_not_asked_for_signatures() -> None:
    text = "{approved: {id: QP-001, path: documents/x.md}, draft: {id: QP-002, path: documents/%s.md}}"
    assert not found(text % "x", "approval-missing")
    assert found(text % "y", "approval-missing")


def test_a_signature_over_an_earlier_text_is_told_once_and_not_as_missing() -> None:
    manual = MemoryManual()
    manual.write("documents/procedures/one.md", document())
    manual.found()
    manual.sign("QP-001", "jane.doe")
    first = manual.snapshot()
    manual.write("documents/procedures/one.md", document(body="Do that.\n"))
    manual.commit("2026-01-20")
    told = [finding for finding in check(manual.snapshot()) if finding.document == "QP-001"]
    told = [finding for finding in told if finding.rule != "author-unknown"]
    assert [finding.rule for finding in told] == ["approval-superseded"]
    assert "Jane Doe on 2026-01-12" in told[0].message
    assert "revision: 2" in told[0].remedy
    assert "approval-superseded" not in [finding.rule for finding in check(first)]
    manual.write("documents/procedures/one.md", document(revision=2, change="Said better.", body="Do that.\n"))
    manual.commit("2026-01-21")
    assert "approval-superseded" not in [finding.rule for finding in check(manual.snapshot())]


def test_an_author_who_is_nobody_is_told_where_signatures_are_to_be_independent() -> None:
    manual = manual_of()
    (finding,) = findings(manual, "author-unknown", date(2026, 2, 1))
    assert (finding.document, finding.path, finding.severity) == ("QP-001", "documents/procedures/a.md", "warning")
    assert "ben.hughes@meridian.example" in finding.message
    manual.write("documents/procedures/b.md", document("QP-002"))
    manual.write("documents/forms/f.md", document("QF-001", type="form"))
    manual.commit("2026-01-20")
    (both,) = findings(manual, "author-unknown", date(2026, 2, 1))
    assert (both.document, both.path) == (None, "people.yml")
    assert "of QP-001 and QP-002 and" in both.message


def test_an_author_of_the_policy_is_known_also_of_an_edition() -> None:
    manual = MemoryManual()
    manual.found()
    manual.write("documents/procedures/a.md", document())
    manual.commit("2026-01-11", author="amir.khan")
    assert not findings(manual, "author-unknown", date(2026, 2, 1))
    manual.approve()
    assert not findings(manual, "author-unknown", date(2026, 2, 1))
    manual.write("documents/procedures/a.md", document(revision=2))
    manual.commit("2026-01-20", author="nobody")
    assert findings(manual, "author-unknown", date(2026, 2, 1))


def test_who_wrote_the_change_is_not_named_as_an_independent_signer() -> None:
    manual = MemoryManual()
    manual.found()
    manual.write("documents/procedures/a.md", document())
    manual.commit("2026-01-11", author="jane.doe")
    (finding,) = findings(manual, "approval-missing", date(2026, 2, 1))
    assert "As process-owner may sign: Amir Khan" in finding.remedy
    assert "Nobody else may sign as quality-manager today, as who holds the role wrote the change" in finding.remedy
    snapshot = manual.snapshot()
    assert snapshot.wrote_change("jane.doe", "QP-001")
    assert not snapshot.wrote_change("amir.khan", "QP-001")
