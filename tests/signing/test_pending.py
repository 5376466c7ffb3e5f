from __future__ import annotations

from datetime import date
from typing import Any

from qmsdoc.model.approval import Act
from qmsdoc.signing.authorship import Authorship
from qmsdoc.signing.pending import PendingSignature, pending
from tests.memory import PEOPLE, POLICY, MemoryManual, document

TODAY = date(2026, 2, 2)


def made(**fields: Any) -> MemoryManual:
    manual = MemoryManual()
    manual.write("documents/procedures/one.md", document(**fields))
    return manual.found()


def items(manual: MemoryManual, day: date = TODAY, wrote: tuple[str, ...] = ()) -> list[PendingSignature]:
    return list(pending(manual.snapshot(day), lambda person, record: person.id in wrote))


def rows(found: list[PendingSignature]) -> list[tuple[str, str, str, list[str]]]:
    return [(item.act.value, item.document, item.role, [person.id for person in item.people]) for item in found]


def test_a_revision_waits_for_each_role_it_lacks() -> None:
    manual = made()
    assert rows(items(manual)) == [
        ("approved", "QP-001", "process-owner", ["amir.khan"]),
        ("approved", "QP-001", "quality-manager", ["jane.doe"]),
    ]
    manual.sign("QP-001", "jane.doe")
    assert rows(items(manual)) == [("approved", "QP-001", "process-owner", ["amir.khan"])]
    manual.sign("QP-001", "amir.khan")
    assert items(manual) == []


def test_who_wrote_it_is_not_asked_in_an_independent_role() -> None:
    assert rows(items(made(), wrote=("jane.doe", "amir.khan"))) == [
        ("approved", "QP-001", "process-owner", ["amir.khan"]),
        ("approved", "QP-001", "quality-manager", []),
    ]


def test_a_delegate_is_not_asked_to_sign_what_the_delegator_wrote() -> None:
    link = "{role: quality-manager, by: jane.doe, to: helen.ward, from: 2026-01-01, until: 2026-12-31}"
    manual = MemoryManual(people=f"{PEOPLE}delegations:\n  - {link}\n")
    manual.write("documents/procedures/one.md", document())
    manual.found()
    assert rows(items(manual))[1] == ("approved", "QP-001", "quality-manager", ["jane.doe", "helen.ward"])
    assert rows(items(manual, wrote=("jane.doe",)))[1] == ("approved", "QP-001", "quality-manager", [])
    assert rows(items(manual, wrote=("helen.ward",)))[1] == ("approved", "QP-001", "quality-manager", ["jane.doe"])
    manual.commit("2026-01-10", author="jane.doe")
    snapshot = manual.snapshot(TODAY)
    record, helen = snapshot.record("QP-001"), snapshot.policy.person("helen.ward")
    assert record is not None
    assert helen is not None
    authorship = Authorship(manual.store, snapshot)
    assert not authorship.roles_for_authors(helen, record, TODAY)
    manual.write("documents/procedures/one.md", document(body="Do that.\n"))
    manual.commit("2026-01-10", author="jane.doe")
    snapshot = manual.snapshot(TODAY)
    record = snapshot.record("QP-001")
    assert record is not None
    authorship = Authorship(manual.store, snapshot)
    assert authorship.roles_for_authors(helen, record, TODAY) == {"quality-manager"}
    assert not authorship.roles_for_authors(helen, record, date(2027, 1, 1))


def test_an_effective_date_that_passes_makes_it_urgent() -> None:
    assert {(item.due, item.overdue) for item in items(made(effective="2026-02-02"))} == {(TODAY, False)}
    assert {(item.due, item.overdue) for item in items(made(effective="2026-02-01"))} == {(date(2026, 2, 1), True)}


def test_a_file_without_a_revision_waits_for_its_author_not_for_a_signature() -> None:
    manual = made()
    manual.write("documents/procedures/one.md", document().replace("revision: 1\n", ""))
    assert items(manual) == []


def test_the_policy_itself_waits() -> None:
    manual = MemoryManual()
    manual.commit()
    assert rows(items(manual)) == [("approved", "POLICY", "managing-director", ["helen.ward"])]


def test_a_review_waits_from_the_notice_before_its_date() -> None:
    manual = made(review_by="2026-06-30")
    manual.approve()
    assert items(manual, date(2026, 5, 30)) == []
    (item,) = items(manual, date(2026, 5, 31))
    assert (item.act, item.due, item.overdue) == (Act.REVIEWED, date(2026, 6, 30), False)
    assert [person.id for person in item.people] == ["jane.doe"]
    assert not items(manual, date(2026, 6, 30))[0].overdue
    assert items(manual, date(2026, 7, 1))[0].overdue


def test_a_review_is_for_the_approvers_where_nobody_owns_the_document_today() -> None:
    manual = made(review_by="2026-02-10", owner="works-manager")
    manual.approve()
    assert rows(items(manual)) == [("reviewed", "QP-001", "works-manager", ["jane.doe", "amir.khan"])]
    manual = made(review_by="2026-02-10", owner="amir.khan")
    manual.approve()
    assert rows(items(manual)) == [("reviewed", "QP-001", "amir.khan", ["amir.khan"])]


def test_a_withdrawal_waits_once_it_has_begun() -> None:
    manual = made()
    manual.approve()
    manual.sign("QP-001", "jane.doe", act=Act.WITHDRAWN, on="2026-01-20", reason="Old.")
    assert rows(items(manual)) == [("withdrawn", "QP-001", "process-owner", ["amir.khan"])]
    manual.sign("QP-001", "amir.khan", act=Act.WITHDRAWN, on="2026-01-21", reason="Old.")
    assert items(manual) == []


def changed_after_a_signature() -> MemoryManual:
    manual = made()
    manual.sign("QP-001", "jane.doe")
    manual.write("documents/procedures/one.md", document(body="Do that.\n"))
    return manual


def test_a_draft_changed_after_its_first_signature_waits_for_its_author() -> None:
    manual = changed_after_a_signature()
    manual.commit("2026-01-20")
    assert items(manual) == []
    manual.write("documents/procedures/one.md", document(body="Do this.\n"))
    manual.commit("2026-01-21")
    assert rows(items(manual)) == [("approved", "QP-001", "process-owner", ["amir.khan"])]


def policy_by(author: str) -> MemoryManual:
    """A manual whose policy asks a second person, one who did not write it."""
    rule = "approvals: {managing-director: 1, quality-manager: 1}, independent: [quality-manager]"
    manual = MemoryManual(policy=POLICY.replace("approvals: {managing-director: 1}", rule))
    manual.commit("2026-01-05", author=author)
    return manual


def test_who_wrote_the_policy_is_not_asked_for_it_and_cannot_sign_it() -> None:
    """The first policy as every other, by what is asked before signing and by what counts afterwards."""
    for author, asked, rule in (("jane.doe", [], "approval-self"), ("ben.hughes", ["jane.doe"], "valid")):
        manual = policy_by(author)
        snapshot = manual.snapshot(TODAY)
        found = pending(snapshot, Authorship(manual.store, snapshot).wrote)
        assert rows(list(found)) == [
            ("approved", "POLICY", "managing-director", ["helen.ward"]),
            ("approved", "POLICY", "quality-manager", asked),
        ]
        manual.sign("POLICY", "helen.ward", on="2026-01-06")
        assert manual.verdict(manual.sign("POLICY", "jane.doe", on="2026-01-06")) == rule


def test_who_wrote_the_next_policy_is_not_asked_for_it() -> None:
    manual = policy_by("ben.hughes")
    manual.sign("POLICY", "helen.ward", on="2026-01-06")
    manual.sign("POLICY", "jane.doe", on="2026-01-06")
    text = manual.files["qmsdoc.yml"][1].decode()
    manual.write("qmsdoc.yml", text.replace("revision: 1\n", "revision: 2\nchange: Shorter.\n"))
    manual.commit("2026-01-10", author="jane.doe")
    snapshot = manual.snapshot(TODAY)
    found = pending(snapshot, Authorship(manual.store, snapshot).wrote)
    assert rows(list(found))[1] == ("approved", "POLICY", "quality-manager", [])
    assert manual.verdict(manual.sign("POLICY", "jane.doe", on="2026-01-12")) == "approval-self"
