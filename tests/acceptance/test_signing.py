"""The three signed acts: approve, review, withdraw; each really signed by git with a real key."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.acceptance.installed import environment
from tests.acceptance.manual import QF_001, QP_001, QP_002, SECOND, TRAINING
from tests.disk import DiskManual
from tests.memory import POLICY

pytestmark = pytest.mark.acceptance

LAST = "2026-02-10T09:00:00+00:00"


def refused(
    manual: DiskManual, *arguments: str, rule: str | None = None, code: int = 1, person: str = "jane.doe"
) -> str:
    """Run a signing command that must refuse; gives what it said. No tag may be made."""
    before = manual.git("tag", "--list")
    answer = manual.run(*arguments, "--yes", **manual.act(person))
    assert answer.code == code, answer.err
    assert "Traceback" not in answer.err
    if rule is not None:
        assert f"[{rule}]" in answer.err
    assert manual.git("tag", "--list") == before
    return answer.err


def test_approve_shows_signs_and_tells_what_is_still_needed(manual: DiskManual) -> None:
    answer = manual.sign("QP-001", "jane.doe")
    assert "kept [-five-]{+ten+} years" in answer.out
    assert "Meaning: I approve this revision for use." in answer.out
    assert "Still needed: 1 process-owner." in answer.out
    assert "git push origin refs/tags/approved/QP-001/2/jane.doe" in answer.out
    answer = manual.sign("QP-001", "amir.khan")
    assert "has all its signatures and is in force from" in answer.out
    assert manual.json("show", "QP-001", "--json")["effective_revision"] == 2


def test_a_signed_tag_is_one_that_git_itself_verifies(manual: DiskManual) -> None:
    manual.sign("QP-001", "jane.doe")
    manual.git("-c", "gpg.ssh.allowedSignersFile=allowed_signers", "verify-tag", "approved/QP-001/2/jane.doe")


def test_approve_asks_first(manual: DiskManual) -> None:
    answer = manual.run("approve", "QP-001", **manual.act("jane.doe"))
    assert answer.code == 130
    assert "Sign this?" in answer.out
    assert "approved/QP-001/2" not in manual.git("tag", "--list")


def test_approve_signs_as_somebody_named(manual: DiskManual) -> None:
    variables = manual.act("amir.khan") | {"GIT_CONFIG_VALUE_1": "nobody@example.org"}
    assert "belongs to nobody" in manual.run("approve", "QP-001", "-y", **variables).err
    assert manual.run("approve", "QP-001", "-y", "--as", "amir.khan", **variables).code == 0
    assert "nobody called 'amir'" in refused(manual, "approve", "QP-002", "--as", "amir", code=2)


def test_the_message_alone_makes_the_same_tag_with_plain_git(manual: DiskManual) -> None:
    variables = manual.act("jane.doe")
    answer = manual.run("approve", "QP-001", "--message-only", **variables)
    assert answer.code == 0
    assert answer.out.startswith("Approve QP-001 revision 2: Control of documented information\n\nManual: ")
    assert (
        f"git tag -s --cleanup=verbatim -F - approved/QP-001/2/jane.doe {manual.git('rev-parse', 'HEAD')}" in answer.err
    )
    subprocess.run(
        ["git", "tag", "-s", "--cleanup=verbatim", "-F", "-", "approved/QP-001/2/jane.doe", "HEAD"],
        cwd=manual.root,
        input=answer.out,
        env=environment(manual.home) | variables,
        text=True,
        check=True,
    )
    verdicts = {row["tag"]: row["verdict"] for row in manual.json("verify", "QP-001", "--json")["approvals"]}
    assert verdicts["approved/QP-001/2/jane.doe"] == "valid"


def test_the_message_alone_works_with_gits_own_cleanup(manual: DiskManual) -> None:
    variables = manual.act("jane.doe")
    answer = manual.run("approve", "QP-001", "--message-only", **variables)
    subprocess.run(
        ["git", "tag", "-s", "-F", "-", "approved/QP-001/2/jane.doe", "HEAD"],
        cwd=manual.root,
        input=answer.out,
        env=environment(manual.home) | variables,
        text=True,
        check=True,
    )
    assert manual.run("verify", "QP-001").code == 0


# what would not count


def test_nothing_waits(manual: DiskManual) -> None:
    assert "Nothing of QF-001 waits" in refused(manual, "approve", "QF-001")


def test_signed_already(manual: DiskManual) -> None:
    manual.sign("QP-001", "jane.doe")
    assert "has all the signatures it needs as quality-manager" in refused(
        manual, "approve", "QP-001", "--role", "quality-manager"
    )
    refused(manual, "approve", "QP-001")


def test_the_role_is_not_held(manual: DiskManual) -> None:
    said = refused(manual, "approve", "QP-001", person="helen.ward", rule="approval-unauthorised")
    assert "Helen Ward does not hold the role process-owner or quality-manager today" in said
    refused(manual, "approve", "QP-001", "--role", "process-owner", rule="approval-unauthorised")
    said = refused(manual, "approve", "QP-001", "--role", "clerk", rule="approval-unauthorised")
    assert "the policy asks for process-owner or quality-manager, not for 'clerk'" in said


def test_the_author_cannot_sign_in_an_independent_role(manual: DiskManual) -> None:
    manual.write(QP_001, SECOND.replace("ten years", "eleven years"))
    manual.commit(by="jane.doe", on=LAST)
    assert "wrote part of this change" in refused(manual, "approve", "QP-001", rule="approval-self")
    assert not re.search(r"^approve +QP-001", manual.run("inbox", "jane.doe").out, re.MULTILINE)
    manual.sign("QP-001", "amir.khan")


def test_the_effective_date_has_passed(manual: DiskManual) -> None:
    manual.write(QP_001, SECOND.replace("revision: 2\n", "revision: 2\neffective: 2026-02-11\n"))
    manual.commit(on=LAST)
    assert "takes effect on 2026-02-11" in refused(manual, "approve", "QP-001", rule="effective-before-approval")


def test_the_effective_date_is_signed(manual: DiskManual) -> None:
    manual.write(QP_001, SECOND.replace("revision: 2\n", "revision: 2\neffective: 2199-02-11\n"))
    manual.commit(on=LAST)
    manual.sign("QP-001", "jane.doe")
    answer = manual.sign("QP-001", "amir.khan")
    assert "Effective: 2199-02-11" in answer.out
    row = manual.json("show", "QP-001", "--json")
    assert (row["status"], row["effective_revision"]) == ("effective", 1)


def test_faults_of_the_text_are_mended_before_anybody_signs(manual: DiskManual) -> None:
    manual.write(QP_002, TRAINING.replace("title: Training\n", "").replace("owner: amir.khan", "owner: TBD"))
    manual.commit(on=LAST)
    assert QP_002 in refused(manual, "approve", "QP-002", rule="field-missing")
    manual.write(QP_001, SECOND.replace("revision: 2", "revision: 4"))
    manual.commit(on=LAST)
    refused(manual, "approve", "QP-001", rule="revision-gap")


def test_what_is_signed_is_what_the_trunk_holds(manual: DiskManual) -> None:
    manual.write(QP_001, SECOND.replace("ten years", "twenty years"))
    answer = manual.sign("QP-001", "jane.doe")
    assert "twenty" not in answer.out
    assert "differ" in answer.out
    assert "ten+" in answer.out


def test_a_document_that_is_not_on_the_trunk(manual: DiskManual) -> None:
    manual.git("switch", "--quiet", "--create", "draft")
    manual.write("documents/procedures/new.md", TRAINING.replace("QP-002", "QP-003"))
    manual.commit(on=LAST)
    said = refused(manual, "approve", "QP-003", code=2)
    assert "There is no document 'QP-003' on the branch 'main'" in said


def test_the_policy_must_be_approved_first(manual: DiskManual) -> None:
    manual.git("tag", "--delete", "approved/POLICY/1/helen.ward")
    said = refused(manual, "approve", "QP-001", rule="policy-unapproved")
    assert "qmsdoc approve POLICY" in said
    answer = manual.sign("POLICY", "helen.ward")
    assert "Policy: 1" in answer.out


def test_the_next_policy_is_judged_by_the_former(manual: DiskManual) -> None:
    manual.write(
        "qmsdoc.yml",
        POLICY.replace("revision: 1", "revision: 2\nchange: The quality manager decides.").replace(
            "{managing-director: 1}", "{quality-manager: 1}"
        ),
    )
    manual.commit(on=LAST)
    refused(manual, "approve", "POLICY", rule="approval-unauthorised")
    answer = manual.sign("POLICY", "helen.ward")
    assert "Policy: 1" in answer.out
    assert "[-managing-director-]{+quality-manager+}" in answer.out


def test_a_policy_other_than_the_pinned_one_is_not_signed(manual: DiskManual) -> None:
    manual.git("tag", "--delete", "approved/POLICY/1/helen.ward")
    wrong = "sha256:" + "0" * 64
    refused(manual, "approve", "POLICY", "--trust-root", wrong, rule="policy-unapproved", code=3, person="helen.ward")


def test_a_key_of_nobody_and_one_of_somebody_else(manual: DiskManual) -> None:
    said = refused(manual, "approve", "QP-001", "--key", str(manual.keys / "amir.khan.pub"), rule="signer-mismatch")
    assert "belongs to amir.khan, not to jane.doe" in said
    stranger = manual.root.with_name("stranger")
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(stranger)], check=True)
    refused(manual, "approve", "QP-001", "--key", f"{stranger}.pub", rule="signer-unknown")


def test_a_signature_that_does_not_count_is_taken_away_again(manual: DiskManual) -> None:
    variables = manual.act("jane.doe") | {"GIT_COMMITTER_DATE": "2026-01-20T09:00:00+00:00"}
    answer = manual.run("approve", "QP-001", "-y", **variables)
    assert answer.code == 1
    assert "taken away again: It is dated 2026-01-20" in answer.err
    assert "[approval-date-invalid]" in answer.err
    assert "approved/QP-001/2" not in manual.git("tag", "--list")


def test_git_cannot_sign(manual: DiskManual) -> None:
    variables = manual.act("jane.doe") | {"GIT_CONFIG_VALUE_2": str(manual.keys / "none.pub")}
    answer = manual.run("approve", "QP-001", "-y", **variables)
    assert answer.code in {1, 2}  # some versions of git make an unsigned tag then
    assert "Git did not sign" in answer.err or "[tag-unsigned]" in answer.err
    assert "qmsdoc doctor" in answer.err
    assert "approved/QP-001/2" not in manual.git("tag", "--list")


def test_a_tag_of_that_name_that_does_not_count(manual: DiskManual) -> None:
    manual.git("tag", "approved/QP-001/2/jane.doe", "HEAD")
    said = refused(manual, "approve", "QP-001", rule="tag-lightweight")
    assert "git tag -d approved/QP-001/2/jane.doe" in said


# review and withdraw


def test_review_moves_the_date(manual: DiskManual) -> None:
    answer = manual.sign("QP-001", "jane.doe", command="review")
    assert "I have reviewed this revision and it remains fit for use unchanged." in answer.out
    assert "Review-by: " in answer.out
    due = manual.json("show", "QP-001", "--json")["review_by"]
    assert due > "2028-01-08"
    assert due in answer.out


def test_review_until_a_day(manual: DiskManual) -> None:
    assert "year-month-day" in refused(manual, "review", "QP-001", "--review-by", "2028-2-1", code=2)
    said = refused(manual, "review", "QP-001", "--review-by", "2199-01-01", rule="review-interval-exceeded")
    assert "may not be later than" in said
    assert "does not lie ahead" in refused(manual, "review", "QP-001", "--review-by", "2026-01-01", code=2)
    assert "sets no review interval" in refused(manual, "review", "QF-001", code=2)
    manual.sign("QF-001", "jane.doe", command="review", by="2199-01-01")
    assert manual.json("show", "QF-001", "--json")["review_by"] == "2199-01-01"


def test_review_is_for_owner_and_approvers_of_what_is_in_force(manual: DiskManual) -> None:
    refused(manual, "review", "QP-001", person="helen.ward", rule="approval-unauthorised")
    assert "no edition in force" in refused(manual, "review", "QP-002")


def test_withdraw_takes_all_its_signatures(manual: DiskManual) -> None:
    first = manual.sign("QP-001", "jane.doe", command="withdraw", reason="Replaced.", successor="QF-001")
    assert "needs" in first.out
    assert manual.json("show", "QP-001", "--json")["status"] == "effective"
    waiting = manual.json("inbox", "amir.khan", "--json")["waiting"]
    assert ("withdrawn", "QP-001") in {(item["act"], item["document"]) for item in waiting}
    last = manual.sign("QP-001", "amir.khan", command="withdraw", reason="Replaced.", successor="QF-001")
    assert "QP-001 is withdrawn." in last.out
    assert manual.json("show", "QP-001", "--json")["status"] == "withdrawn"
    assert "QF-001" in manual.run("show", "QP-001").out
    assert "was withdrawn on" in refused(manual, "withdraw", "QP-001", "--reason", "Again.")
    assert "withdrawn" in refused(manual, "approve", "QP-001")


def test_withdraw_needs_a_reason_and_a_successor_that_stands(manual: DiskManual) -> None:
    assert "--reason" in refused(manual, "withdraw", "QP-001", code=2)
    assert "cannot be the successor" in refused(
        manual, "withdraw", "QP-001", "--reason", "Old.", "--successor", "QP-009", code=2
    )
    assert "never approved" in refused(manual, "withdraw", "QP-002", "--reason", "Old.")
    assert "can only be revised" in refused(manual, "withdraw", "POLICY", "--reason", "Old.", person="helen.ward")


def test_an_edited_form_waits_for_no_signature(manual: DiskManual) -> None:
    manual.write(QF_001, (manual.root / QF_001).read_text() + "\nMore.\n")
    manual.commit(on=LAST)
    refused(manual, "approve", "QF-001", rule="changed-without-revision")
