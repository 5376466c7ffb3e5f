"""What of a manual `check` judges, and what of its findings it shows."""

from __future__ import annotations

import pytest

from tests.acceptance.manual import FORM, QF_001, QP_001, QP_002, STEPS, TEXTS, TRAINING
from tests.disk import DiskManual
from tests.memory import POLICY

pytestmark = pytest.mark.acceptance

DAY = ("--as-of", "2026-03-02")
BROKEN = TRAINING.replace("[documents](QP-001)", "[gone](gone.md)")


def found(manual: DiskManual, *arguments: str, code: int = 0) -> set[tuple[str, str | None]]:
    report = manual.json("check", *DAY, "--format", "json", *arguments, code=code)
    return {(finding["rule"], finding["document"]) for finding in report["findings"]}


# --since


@pytest.fixture
def branch(manual: DiskManual) -> DiskManual:
    """A branch on a manual that already has a broken link."""
    manual.write(QP_002, BROKEN)
    manual.commit(on="2026-02-10T09:00:00+00:00")
    manual.git("switch", "--quiet", "--create", "work")
    return manual


def test_since_leaves_out_what_was_there_before(branch: DiskManual) -> None:
    assert ("link-broken", "QP-002") in found(branch, code=1)
    assert found(branch, "--since", "main") == set()
    assert found(branch, "--since", "HEAD") == set()


def test_since_tells_all_of_a_document_that_has_changed(branch: DiskManual) -> None:
    branch.write(QP_002, BROKEN + "\nMore.\n")
    assert found(branch, "--since", "main", code=1) == {("link-broken", "QP-002"), ("approval-missing", "QP-002")}
    branch.commit(on="2026-02-11T09:00:00+00:00")
    assert ("link-broken", "QP-002") in found(branch, "--since", "main", code=1)


def test_since_counts_a_changed_picture_as_a_change(branch: DiskManual) -> None:
    branch.write(STEPS, (branch.root / STEPS).read_text() + "\n")
    assert {document for _, document in found(branch, "--since", "main")} == {"QP-001"}


def test_since_tells_what_a_change_breaks_elsewhere(manual: DiskManual) -> None:
    manual.write(QP_001, TEXTS[QP_001] + "\n## Keeping\n")
    manual.write(QP_002, TRAINING.replace("[documents](QP-001)", "[documents](QP-001#keeping)"))
    manual.commit(on="2026-02-10T09:00:00+00:00")
    manual.git("switch", "--quiet", "--create", "work")
    manual.write(QP_001, TEXTS[QP_001])
    assert ("anchor-missing", "QP-002") in found(manual, "--since", "main", code=1)


def test_since_tells_a_deletion_once_and_not_the_links_that_follow_from_it(branch: DiskManual) -> None:
    (branch.root / QF_001).unlink()
    rules = found(branch, "--since", "main", code=1)
    assert ("deleted-not-withdrawn", "QF-001") in rules
    assert not {("link-broken", "QP-001"), ("link-broken", "QP-002")} & rules


def test_since_compares_with_the_commit_at_which_the_work_began(branch: DiskManual) -> None:
    branch.git("switch", "--quiet", "main")
    branch.write(QF_001, FORM.replace("See [documents](QP-001).", "[x](nowhere.md)"))
    branch.commit(on="2026-02-12T09:00:00+00:00")
    branch.git("switch", "--quiet", "work")
    assert found(branch, "--since", "main") == set()
    branch.write(QP_001, (branch.root / QP_001).read_text().replace("ten years", "12 years"))
    branch.commit(on="2026-02-13T09:00:00+00:00")
    assert {document for _, document in found(branch, "--ref", "work", "--since", "main")} == {"QP-001"}


def test_since_never_leaves_out_the_policy(branch: DiskManual) -> None:
    branch.write("qmsdoc.yml", POLICY + "# more\n")
    branch.commit(on="2026-02-12T09:00:00+00:00")
    assert ("policy-unapproved", "POLICY") in found(branch, "--since", "HEAD", code=1)
    branch.write("qmsdoc.yml", POLICY.replace("revision: 1", "revision: many"))
    assert ("policy-invalid", None) in found(branch, QP_002, code=2)


def test_since_a_commit_that_is_none(branch: DiskManual) -> None:
    answer = branch.run("check", "--since", "nowhere")
    assert (answer.code, "There is no commit called 'nowhere'" in answer.err) == (2, True)


def test_since_a_branch_with_another_history(branch: DiskManual) -> None:
    branch.git("switch", "--quiet", "--orphan", "apart")
    branch.commit(on="2026-02-12T09:00:00+00:00")
    branch.git("switch", "--quiet", "work")
    answer = branch.run("check", "--since", "apart")
    assert (answer.code, "no history in common" in answer.err) == (2, True)


def test_since_a_commit_without_a_manual_everything_is_new(manual: DiskManual) -> None:
    manual.git("tag", "--delete", "approved/POLICY/1/helen.ward")
    manual.git("switch", "--quiet", "--orphan", "young")
    manual.commit(on="2026-02-12T09:00:00+00:00")
    manual.git("checkout", "--quiet", "main", "--", ".")
    manual.commit(on="2026-02-13T09:00:00+00:00")
    assert found(manual, "--since", "HEAD~1", code=1) == found(manual, code=1)


# --select, --ignore, --statistics


def test_select_and_ignore_change_what_is_shown_and_nothing_else(branch: DiskManual) -> None:
    answer = branch.run("check", *DAY, "--select", "approval,people")
    assert answer.code == 1
    assert "link-broken" not in answer.out
    assert "approval-missing" in answer.out
    assert "2 findings of other rules are not shown; the exit code counts all." in answer.out
    report = branch.json("check", *DAY, "--format", "json", "--ignore", "trust", "--ignore", "links", code=1)
    assert report["findings"] == []
    assert report["not_shown"] == len(branch.json("check", *DAY, "--format", "json", code=1)["findings"])
    answer = branch.run("check", *DAY, "--format", "concise", "--select", "QMS-L01")
    assert answer.out.count("\n") == 1
    assert "not shown; the exit code counts all" in answer.err


def test_a_rule_that_is_none(manual: DiskManual) -> None:
    answer = manual.run("check", "--select", "link-brokn")
    assert answer.code == 2
    assert "Did you mean 'link-broken'?" in answer.err
    assert "Groups are: identity, people" in answer.err


def test_statistics(branch: DiskManual) -> None:
    answer = branch.run("check", *DAY, "--statistics")
    assert answer.code == 1
    lines = [line.split() for line in answer.out.splitlines()]
    assert lines[0] == ["1", "error", "link-broken"]
    assert lines[-1][1:] == ["findings", "in", "all"]
    assert sum(int(line[0]) for line in lines[:-1]) == int(lines[-1][0])
    assert branch.run("check", "--statistics", "--format", "json").code == 2


# PATH


def test_a_path_is_a_scope_with_its_own_exit_code(branch: DiskManual) -> None:
    assert branch.run("check", QF_001, *DAY).code == 0
    assert branch.run("check", QP_002, *DAY).code == 1
    assert branch.run("check", "documents/procedures", *DAY).code == 1


def test_an_id_is_a_scope_as_the_path_of_its_document_is(branch: DiskManual) -> None:
    assert found(branch, "QP-002", code=1) == found(branch, QP_002, code=1) != set()
    assert found(branch, "qp-001") == found(branch, QP_001)
    assert found(branch, "POLICY", QP_001, code=0) >= found(branch, QP_001)
    answer = branch.run("check", *DAY, "QP-02")
    assert (answer.code, "Did you mean 'QP-002'?" in answer.err) == (2, True)
