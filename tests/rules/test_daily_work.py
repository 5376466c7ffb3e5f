"""What a year of work does to a manual, one situation each: what is told, once, with a remedy that works."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from qmsdoc.errors import UsageError
from qmsdoc.model.approval import Act
from qmsdoc.model.finding import Finding
from qmsdoc.rules import check
from tests.memory import DAY, POLICY, MemoryManual, document
from tests.rules.build import of_rule
from tests.rules.build import scene as written
from tests.trust.vectors.scenes import PATH, next_revision, revised, scene

QUIET = {"approval-unrecorded", "trust-root-unpinned", "clause-uncovered", "orphan", "author-unknown"}
TWO = "approved:\n  - {id: QP-001, text: Five years.}\n  - {id: QP-002, text: Ten years.}\n"


def told(manual: MemoryManual, as_of: date = DAY) -> list[Finding]:
    return [finding for finding in check(manual.snapshot(as_of)) if finding.rule not in QUIET]


def rules_of(text: str) -> list[tuple[str, str | None]]:
    return [(finding.rule, finding.document) for finding in check(written(text)) if finding.rule not in QUIET]


def approved() -> MemoryManual:
    made = scene()
    made.sign("QP-001", "jane.doe")
    return made


def test_a_reverted_change_is_told_the_number_under_which_its_text_holds_again() -> None:
    manual = approved()
    before = manual.files[PATH]
    next_revision(manual, body="Do that.\n")
    manual.approve(on="2026-01-19")
    manual.files[PATH] = before
    (finding,) = told(manual)
    assert finding.rule == "revision-regression"
    assert "write `revision: 3`" in finding.remedy
    assert "put the files of revision 2 back" in finding.remedy
    manual.write(PATH, document(revision=3, change="Back to what it was."))
    assert [finding.rule for finding in told(manual)] == ["approval-missing"]


@pytest.mark.parametrize("ends", [b"\r\n", b"\n"])
def test_line_ends_of_windows_are_told_as_such(ends: bytes) -> None:
    manual = approved()
    manual.write(PATH, manual.files[PATH][1].replace(b"\n", ends))
    faults = told(manual)
    assert [finding.rule for finding in faults] == (["changed-without-revision"] if ends == b"\r\n" else [])
    for finding in faults:
        assert "line ends of Windows" in finding.message
        assert "`* text=auto`" in finding.remedy


def test_a_review_date_moved_on_by_hand_is_told_once() -> None:
    manual = scene(review_by="2026-10-01")
    manual.sign("QP-001", "jane.doe")
    text = manual.files[PATH][1].decode()
    manual.write(PATH, text.replace("2026-10-01", "2026-12-01"))
    assert [finding.rule for finding in told(manual)] == ["review-unsupported"]
    manual.write(PATH, text.replace("2026-10-01", "2026-12-01").replace("Do this", "Do that"))
    assert [finding.rule for finding in told(manual)] == ["changed-without-revision"]


def test_a_review_signed_on_the_policys_day_is_in_time_though_the_signers_is_the_day_before() -> None:
    manual = scene(policy=POLICY + "timezone: Pacific/Auckland\n")
    manual.sign("QP-001", "jane.doe")
    day = date(2026, 1, 20)
    for until, expected in ((date(2028, 1, 20), []), (date(2028, 1, 21), ["review-interval-exceeded"])):
        manual.sign("QP-001", "jane.doe", on="2026-01-19T22:00", act=Act.REVIEWED, day=day, review_by=until)
        assert [finding.rule for finding in told(manual)] == expected


def test_documents_are_joined_in_one_change() -> None:
    joined = TWO + "drafts:\n  - {id: QP-001, revision: 2, change: Joined., supersedes: [QP-002], text: Both.}\n"
    assert rules_of(joined) == [("approval-missing", "QP-001")]
    assert ("deleted-not-withdrawn", "QP-002") in rules_of(joined.replace("supersedes: [QP-002], ", ""))


@pytest.mark.parametrize(
    ("drafts", "expected"),
    [
        ("{id: QP-001, lang: de, translates: 2, path: documents/a.de.md}", ["translation-unapproved"]),
        ("{id: QP-009, lang: de, translates: 1, path: documents/a.de.md}", ["translation-unapproved"]),
        ("{id: QP-001, lang: de, translates: 1, path: documents/a.de.md}", []),
    ],
)
def test_a_translation_of_what_there_is_not(drafts: str, expected: list[str]) -> None:
    listed = rules_of(f"approved: {{id: QP-001}}\ndraft: {drafts}\n")
    assert [rule for rule, _ in listed if rule != "approval-missing"] == expected


def test_a_translation_of_a_draft_is_fine() -> None:
    assert not [
        rule
        for rule, _ in rules_of(
            "drafts:\n  - {id: QP-001, revision: 2, change: New.}\n"
            "  - {id: QP-001, lang: de, translates: 2, path: documents/a.de.md}\n"
        )
        if rule == "translation-unapproved"
    ]


def test_a_translation_that_has_followed_waits_for_signatures_alone() -> None:
    behind = (
        "approved:\n  - {id: QP-001}\n  - {id: QP-001, lang: de, translates: 1, path: documents/qp-001.de.md}\n"
        "  - {id: QP-001, revision: 2, change: New.}\n"
    )
    assert rules_of(behind) == [("translation-stale", "QP-001.de")]
    now = "draft: {id: QP-001, lang: de, translates: 2, revision: 2, change: Neu., path: documents/qp-001.de.md}\n"
    assert rules_of(behind + now) == [("approval-missing", "QP-001.de")]


def test_a_policy_with_a_fault_is_told_once() -> None:
    manual = scene()
    manual.sign("QP-001", "jane.doe")
    manual.write("people.yml", manual.files["people.yml"][1] + b"nonsense: 1\n")
    text = manual.files["qmsdoc.yml"][1].decode()
    manual.write("qmsdoc.yml", text.replace("revision: 1\n", "revision: 2\nchange: Better.\n"))
    assert [finding.rule for finding in told(manual)] == ["policy-invalid"]


def test_signatures_given_while_more_was_asked_are_told_to_lead_nowhere() -> None:
    manual = scene()
    less = (
        manual.files["qmsdoc.yml"][1].decode().replace("{process-owner: 1, quality-manager: 1}", "{process-owner: 1}")
    )
    less = less.replace("    independent: [quality-manager]\n", "")
    assert less != manual.files["qmsdoc.yml"][1].decode()
    revised(manual, policy=less)
    manual.sign("POLICY", "helen.ward", on="2026-01-16")
    (finding,) = told(manual)
    assert finding.rule == "approval-missing"
    assert "asked for more signatures than now" in finding.message
    assert "`revision: 2`" in finding.remedy
    next_revision(manual)
    manual.sign("QP-001", "amir.khan", on="2026-01-19", policy=2)
    assert not told(manual)


def test_a_signature_by_a_policy_whose_approval_is_not_here_says_to_fetch_it() -> None:
    manual = revised(scene())
    manual.sign("POLICY", "helen.ward", on="2026-01-16")
    manual.sign("QP-001", "jane.doe", on="2026-01-17", policy=2)
    assert not told(manual)
    del manual.store.heads["refs/tags/approved/POLICY/2/helen.ward"]
    (wrong,) = (finding for finding in told(manual) if finding.rule == "approval-unauthorised")
    assert wrong.remedy.startswith("Fetch the approvals of policy 2, `git fetch --tags origin`")


def test_a_signed_commit_off_the_trunk_can_be_merged_as_it_is() -> None:
    manual = scene()
    trunk = manual.store.heads["refs/heads/main"]
    manual.write(PATH, document(revision=2, body="Do that.\n"))
    signed = manual.commit("2026-01-18", branch="work", parents=[trunk])
    manual.sign("QP-001", "jane.doe", on="2026-01-19", commit=signed)
    (finding,) = (finding for finding in told(manual) if finding.rule == "tag-unreachable")
    assert f"`git merge {signed[:12]}`" in finding.remedy
    assert "`git push --delete origin approved/QP-001/2/jane.doe`" in finding.remedy
    manual.commit("2026-01-20", parents=[trunk, signed])
    assert "tag-unreachable" not in {finding.rule for finding in told(manual)}


def test_a_key_that_has_ended_says_to_fetch_first_where_a_ledger_may_be_old() -> None:
    tag = "approved: {id: QP-001}\ntag: approved/QP-001/2/jane.doe\nverdict: key-expired\n"
    for ledger, first in (("", False), ("ledger: begun\n", True)):
        snapshot = written(tag + ledger)
        acts = tuple(replace(act, recorded_at=None) if act.rule else act for act in snapshot.acts)
        (finding,) = of_rule(replace(snapshot, acts=acts), "key-expired")
        assert ("fetch first, `git fetch --tags origin`" in finding.remedy) is first
        assert "with the key now in use" in finding.remedy


def test_a_day_of_force_that_has_begun_for_the_policy_alone_is_in_time_for_a_signer_further_east() -> None:
    manual = scene(policy=POLICY + "timezone: Pacific/Honolulu\n", effective="2026-01-12")
    for person in ("amir.khan", "jane.doe"):
        manual.sign("QP-001", person, on="2026-01-12T23:00")
    assert not told(manual)
    for person in ("amir.khan", "jane.doe"):
        manual.sign("QP-001", person, on="2026-01-13T09:59")  # still the 12th in Honolulu, by a clock set to UTC
    assert not told(manual)
    for person in ("amir.khan", "jane.doe"):
        manual.sign("QP-001", person, on="2026-01-13T10:01")
    assert {finding.rule for finding in told(manual)} == {"effective-before-approval"}


def test_files_of_another_branch_are_no_manual_with_everything_deleted() -> None:
    manual = approved()
    manual.files = {"index.html": ("100644", b"x")}
    with pytest.raises(UsageError, match="no manual here") as caught:
        manual.snapshot()
    assert caught.value.remedy.endswith("git switch main")


def test_a_picture_whose_name_differs_by_case_alone_is_named_as_it_is_called() -> None:
    manual = scene(files={"documents/procedures/img/flow.svg": "<svg/>"}, body="![Flow](img/Flow.svg)\n")
    (finding,) = (finding for finding in told(manual) if finding.rule == "asset-missing")
    assert "'documents/procedures/img/flow.svg'" in finding.remedy
    manual.write(PATH, document(body="![Flow](img/other.svg)\n"))
    (finding,) = (finding for finding in told(manual) if finding.rule == "asset-missing")
    assert finding.remedy.startswith("Add the file")
