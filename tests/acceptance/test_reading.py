"""The commands that only read: check, rule, register, show, history, diff, inbox, verify, doctor."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.acceptance.installed import QMSDOC, Answer, environment, run
from tests.acceptance.manual import FORM, QF_001, QP_001, QP_002, SECOND
from tests.disk import DiskManual
from tests.memory import POLICY

pytestmark = pytest.mark.acceptance

DAY = ("--as-of", "2026-03-02")


def said(answer: Answer, *words: str, code: int = 0) -> None:
    assert answer.code == code, answer.err
    for word in words:
        assert word in answer.out + answer.err
    assert "Traceback" not in answer.err


# check


def test_check_prints_findings_and_leaves_with_0_without_errors(shared: DiskManual) -> None:
    said(shared.run("check", *DAY), "approval-missing", "QP-002")


def test_check_leaves_with_1_for_an_error(manual: DiskManual) -> None:
    manual.write(QP_002, (manual.root / QP_002).read_text().replace("[documents](QP-001)", "[gone](gone.md)"))
    said(manual.run("check", *DAY), "link-broken", f"{QP_002}:11", code=1)


def test_check_sees_a_text_changed_after_its_approval(manual: DiskManual) -> None:
    manual.write(QF_001, FORM.replace("and why", "and when"))
    report = manual.json("check", *DAY, "--format", "json", code=1)
    assert [(f["rule"], f["path"]) for f in report["findings"] if f["severity"] == "error"] == [
        ("changed-without-revision", QF_001)
    ]


def test_check_prints_its_object_with_the_contracts_keys(shared: DiskManual) -> None:
    report = shared.json("check", *DAY, "--format", "json")
    assert list(report) == ["version", "commit", "as_of", "trust_root", "findings"]
    assert report["commit"] == shared.git("rev-parse", "HEAD").strip()
    assert report["as_of"] == "2026-03-02"
    assert report["trust_root"] is None
    keys = ["rule", "code", "severity", "document", "path", "line", "ref", "message", "help", "clause"]
    assert all(list(finding) == keys for finding in report["findings"])


def test_check_tells_only_of_the_paths_asked_for(shared: DiskManual) -> None:
    report = shared.json("check", QP_002, *DAY, "--format", "json")
    assert {finding["document"] for finding in report["findings"]} == {"QP-002"}
    everything = shared.json("check", ".", *DAY, "--format", "json")
    assert {finding["document"] for finding in everything["findings"]} > {"QP-002"}


def test_check_refuses_paths_that_are_not_there_or_not_of_the_manual(shared: DiskManual) -> None:
    said(shared.run("check", "documents/none.md"), "There is no file, folder or document documents/none.md", code=2)
    said(shared.run("check", "/"), "outside this manual", code=2)


def test_check_judges_a_commit_with_ref(manual: DiskManual) -> None:
    manual.write(QF_001, "no front matter at all\n")
    report = manual.json("check", "--ref", "HEAD~1", *DAY, "--format", "json")
    assert report["commit"] == manual.git("rev-parse", "HEAD~1").strip()
    assert "approval-missing" in {finding["rule"] for finding in report["findings"]}
    said(manual.run("check", "--ref", "nowhere"), "There is no commit called 'nowhere'", code=2)


def test_check_leaves_with_2_where_the_policy_cannot_be_read(manual: DiskManual) -> None:
    manual.write("qmsdoc.yml", POLICY.replace("revision: 1", "revision: many"))
    report = manual.json("check", *DAY, "--format", "json", code=2)
    assert ("policy-invalid", "qmsdoc.yml", 2) in {(f["rule"], f["path"], f["line"]) for f in report["findings"]}


def test_check_leaves_with_3_for_another_trust_root(shared: DiskManual) -> None:
    wrong = "sha256:" + "0" * 64
    report = shared.json("check", *DAY, "--format", "json", "--trust-root", wrong, code=3)
    assert "policy-unapproved" in {finding["rule"] for finding in report["findings"]}
    assert report["trust_root"] == wrong
    said(shared.run("check", *DAY, QMSDOC_TRUST_ROOT=wrong), "policy-unapproved", code=3)


def test_check_is_content_with_the_right_trust_root(shared: DiskManual) -> None:
    root = shared.json("verify", "--json")["root"]
    report = shared.json("check", *DAY, "--format", "json", "--trust-root", root)
    assert "trust-root-unpinned" not in {finding["rule"] for finding in report["findings"]}


def test_check_leaves_with_4_for_a_shallow_clone(shared: DiskManual, manual: DiskManual) -> None:
    clone = manual.root.with_name("shallow")
    manual.git("clone", "--quiet", "--depth", "1", shared.root.as_uri(), str(clone))
    said(run(manual.home, "check", folder=clone), "repository-incomplete", "git fetch --unshallow", code=4)
    answer = run(manual.home, "check", "--format", "json", folder=clone)
    assert answer.code == 4
    assert '"rule": "repository-incomplete"' in answer.out


# where there is no manual


@pytest.mark.parametrize("command", ["check", "register", "inbox", "verify", "build", "doctor"])
def test_no_manual_here(manual: DiskManual, command: str) -> None:
    said(run(manual.home, command), "There is no manual here", code=2)
    said(manual.run("-C", "/nowhere", command), "There is no folder /nowhere", code=2)


def test_a_repository_that_holds_no_manual(manual: DiskManual) -> None:
    empty = manual.root.with_name("empty")
    manual.git("init", "--quiet", str(empty))
    said(run(manual.home, "check", folder=empty), "no qmsdoc.yml", "qmsdoc demo", code=2)


@pytest.mark.parametrize("command", ["check", "approve", "register", "build", "doctor"])
def test_git_is_missing(shared: DiskManual, command: str) -> None:
    arguments = [command, "QP-001"] if command == "approve" else [command]
    said(shared.run(*arguments, PATH="/nonexistent"), "Git is not installed", code=4)


@pytest.mark.parametrize("day", ["2026-02-30", "20260202", "tomorrow", "2026-2-2"])
def test_a_date_that_is_none(shared: DiskManual, day: str) -> None:
    said(shared.run("register", "--as-of", day), f"'{day}' is not a real date", "2026-02-01", code=2)


def test_a_trust_root_that_is_none(shared: DiskManual) -> None:
    said(shared.run("register", "--trust-root", "sha256:12"), "is not a trust root", code=2)


# rule


def test_rule_lists_and_explains(shared: DiskManual) -> None:
    said(shared.run("rule"), "approval-self", "link-broken")
    said(shared.run("rule", "approval-self"), "approval-self", "iso9001-2015 7.5.2 c", "How to mend it")
    said(shared.run("rule", "aproval-self"), "approval-self", code=2)
    assert shared.json("rule", "approval-self", "--json")["code"].startswith("QMS-")
    assert len(shared.json("rule", "--json")["rules"]) > 40


# register, show, history


def test_register(shared: DiskManual) -> None:
    said(shared.run("register", *DAY), "QP-001", "Control of documented information", "effective", "2028-01-08")
    found = shared.json("register", *DAY, "--json")
    assert list(found) == ["manual", "as_of", "commit", "documents"]
    rows = {row["id"]: row for row in found["documents"]}
    assert list(rows) == ["POLICY", "QF-001", "QP-001", "QP-002"]
    procedure = rows["QP-001"]
    assert (procedure["status"], procedure["effective_revision"], procedure["draft_revision"]) == ("effective", 1, 2)
    assert [(a["person"], a["role"]) for a in procedure["approvals"]] == [
        ("amir.khan", "process-owner"),
        ("jane.doe", "quality-manager"),
    ]
    assert rows["QP-002"]["status"] == "draft"


def test_register_of_a_day_gone_by(shared: DiskManual) -> None:
    rows = {row["id"]: row for row in shared.json("register", "--as-of", "2026-01-07", "--json")["documents"]}
    assert rows["QP-001"]["status"] == "in-review"
    assert rows["POLICY"]["status"] == "effective"


def test_show(shared: DiskManual) -> None:
    said(shared.run("show", "qp-001", *DAY), "In force since", "2026-01-08", "Jane Doe", "Revision 2 waits for")
    assert shared.json("show", "QP-001", "--json", *DAY)["id"] == "QP-001"
    said(shared.run("show", "QP-002", *DAY), "draft", "process-owner")


@pytest.mark.parametrize("command", ["show", "history", "diff", "verify", "approve", "review"])
def test_an_unknown_id(shared: DiskManual, command: str) -> None:
    said(shared.run(command, "QP-0001", **shared.act("jane.doe")), "QP-0001", "Did you mean 'QP-001'?", code=2)


def test_history(shared: DiskManual) -> None:
    said(shared.run("history", "QP-001", *DAY), "2026-01-08", "amir.khan, jane.doe")
    said(shared.run("history", "QP-002", *DAY), "no edition yet")
    found = shared.json("history", "QP-001", "--json", *DAY)
    assert [edition["revision"] for edition in found["editions"]] == [1]
    assert found["editions"][0]["tags"] == ["approved/QP-001/1/amir.khan", "approved/QP-001/1/jane.doe"]


# diff


def test_diff_shows_words(shared: DiskManual) -> None:
    said(shared.run("diff", "QP-001"), "revision 1 → draft of revision 2", "kept [-five-]{+ten+} years")


def test_diff_of_two_revisions(manual: DiskManual) -> None:
    manual.sign("QP-001", "amir.khan")
    manual.sign("QP-001", "jane.doe")
    said(manual.run("diff", "QP-001", "1", "2"), "revision 1 → revision 2", "[-five-]{+ten+}")
    said(manual.run("diff", "QP-001"), "Nothing differs.", "qmsdoc diff QP-001 1 2")
    said(manual.run("diff", "QP-001", "2", "1"), "revision 1 → revision 2", "[-five-]{+ten+}")


def test_diff_names_a_document_that_was_renamed(manual: DiskManual) -> None:
    (manual.root / QP_001).rename(manual.root / "documents/procedures/renamed.md")
    said(manual.run("diff", "QP-001"), f"File renamed: {QP_001} → documents/procedures/renamed.md")


def test_diff_writes_a_page_that_stands_alone(shared: DiskManual, tmp_path: Path) -> None:
    page = tmp_path / "redline.html"
    said(shared.run("diff", "QP-001", "--html", str(page)), "revision 1 → draft of revision 2: written to")
    text = page.read_text("utf-8")
    assert ">five<" in text
    assert ">ten<" in text
    assert 'src="data:image/svg+xml;base64,' in text
    assert not re.search(r'(?:src|href)="(?!data:|https:|mailto:|tel:|#__ch)', text)
    answer = shared.run("diff", "QP-001", "--html", str(tmp_path / "none" / "redline.html"))
    assert answer.code == 2
    assert "cannot be written" in answer.err


def test_diff_tells_a_cell_a_file_and_nothing_else(manual: DiskManual) -> None:
    manual.write(QP_001, SECOND.replace("| Calibration | 5 years |", "| Calibration | 10 years |"))
    manual.write("documents/procedures/steps.svg", "<svg/>\n")
    said(
        manual.run("diff", "QP-001"),
        "| Calibration | [-5-]{+10+} years |",
        "File changed: documents/procedures/steps.svg",
    )
    found = manual.json("diff", "QP-001", "--json")
    texts = [run["text"] for block in found["texts"][0]["blocks"] for run in block["runs"] if run["kind"] != "insert"]
    assert "Records are kept five years" in "".join(texts)
    assert found["files"]["changed"] == ["documents/procedures/steps.svg"]


def test_diff_of_the_policy_shows_its_people(manual: DiskManual) -> None:
    people = (manual.root / "people.yml").read_text()
    manual.write("people.yml", people.replace("name: Jane Doe", "name: Jane Roe"))
    said(manual.run("diff", "POLICY"), "people.yml", "name: Jane [-Doe-]{+Roe+}")


def test_diff_without_an_edition_or_revision(shared: DiskManual) -> None:
    said(shared.run("diff", "QP-002"), "no edition to compare with", code=2)
    said(shared.run("diff", "QP-001", "7"), "no approved revision 7", "1", code=2)
    said(shared.run("diff", "QP-001", "one"), "one", code=2)


# inbox


def test_inbox_of_whoever_git_says(shared: DiskManual) -> None:
    said(shared.run("inbox", *DAY, **shared.act("jane.doe")), "Waits for Jane Doe", "QP-001", "quality-manager")
    said(shared.run("inbox", *DAY, **shared.act("helen.ward")), "Nothing waits for Helen Ward")


def test_inbox_of_a_person_and_of_all(shared: DiskManual) -> None:
    mine = shared.json("inbox", "amir.khan", *DAY, "--json")
    assert [(item["document"], item["role"]) for item in mine["waiting"]] == [
        ("QP-001", "process-owner"),
        ("QP-002", "process-owner"),
    ]
    everything = shared.json("inbox", "--all", *DAY, "--json")
    assert len(everything["waiting"]) == 4
    said(shared.run("inbox", *DAY), "listing all", "QP-002")
    said(shared.run("inbox", "jane.do"), "Did you mean 'jane.doe'?", code=2)


def test_inbox_tells_of_reviews_due(shared: DiskManual) -> None:
    found = shared.json("inbox", "jane.doe", "--as-of", "2028-01-02", "--json")
    assert ("reviewed", "QP-001", False) in {(i["act"], i["document"], i["overdue"]) for i in found["waiting"]}
    later = shared.json("inbox", "jane.doe", "--as-of", "2028-02-02", "--json")
    assert ("reviewed", "QP-001", True) in {(i["act"], i["document"], i["overdue"]) for i in later["waiting"]}


# verify


def test_verify_proves_every_approval(shared: DiskManual) -> None:
    said(shared.run("verify"), "4 approvals: 4 valid.", "Jane Doe as quality-manager", "The trust root is not pinned")
    found = shared.json("verify", "QP-001", "--json")
    assert [row["verdict"] for row in found["approvals"]] == ["valid", "valid"]
    said(shared.run("verify", "--trust-root", found["root"]), "as the trust root says")


def test_verify_leaves_with_3_where_it_disproves_one(manual: DiskManual) -> None:
    manual.git("tag", "approved/QP-002/1/amir.khan", "HEAD")
    said(manual.run("verify"), "invalid", "tag-lightweight", "4 valid, 1 invalid", code=3)
    assert manual.json("verify", "QP-001", "--json")["approvals"]
    assert manual.json("verify", "QP-002", "--json", code=3)["approvals"][0]["rule"] == "tag-lightweight"


def test_verify_leaves_with_3_for_a_policy_other_than_the_pinned_one(shared: DiskManual) -> None:
    said(shared.run("verify", "--trust-root", "sha256:" + "0" * 64), "policy-unapproved", code=3)


def test_verify_a_signature_over_other_bytes(manual: DiskManual) -> None:
    tag = manual.git("cat-file", "tag", "approved/QP-001/1/jane.doe") + "\n"
    tag = tag.replace("quality-manager", "process-owner")
    (manual.root / "forged").write_text(tag)
    oid = manual.git("hash-object", "-t", "tag", "-w", "forged").strip()
    manual.git("update-ref", "refs/tags/approved/QP-001/1/jane.doe", oid)
    found = manual.json("verify", "QP-001", "--json", code=3)
    assert {row["rule"] for row in found["approvals"]} == {None, "signature-invalid"}
    assert manual.json("show", "QP-001", "--json")["status"] == "draft"


# doctor


def test_doctor(shared: DiskManual) -> None:
    said(shared.run("doctor", **shared.act("jane.doe")), "ok    git:", "Jane Doe", "is in allowed_signers")
    root = shared.json("verify", "--json")["root"]
    checks = {c["name"]: c["state"] for c in shared.json("doctor", "--json", "--trust-root", root)["checks"]}
    assert checks["trust root"] == "ok"
    assert checks["signing key"] == "warn"
    assert checks["policy"] == "ok"


def test_doctor_in_a_shallow_clone(shared: DiskManual, manual: DiskManual) -> None:
    clone = manual.root.with_name("shallow")
    manual.git("clone", "--quiet", "--depth", "1", shared.root.as_uri(), str(clone))
    said(run(manual.home, "doctor", folder=clone), "fail  manual: This clone is shallow", code=4)


# the command line itself


def test_help_version_and_an_unknown_command(shared: DiskManual) -> None:
    said(shared.run("--version"), "qmsdoc ")
    said(shared.run("--help"), "check", "approve", "doctor")
    said(shared.run("regster"), "Did you mean 'register'?", code=2)
    assert "register" in shared.run(_QMSDOC_COMPLETE="bash_complete", COMP_WORDS="qmsdoc re", COMP_CWORD="1").out


@pytest.mark.parametrize(
    "command",
    [
        "demo",
        "check",
        "rule",
        "register",
        "show",
        "history",
        "diff",
        "inbox",
        "approve",
        "review",
        "withdraw",
        "verify",
        "build",
        "serve",
        "doctor",
    ],
)
def test_every_command_explains_itself(shared: DiskManual, command: str) -> None:
    answer = shared.run(command, "--help")
    assert answer.code == 0
    assert f"Usage: qmsdoc {command}" in answer.out


def test_output_that_nobody_reads_to_the_end(shared: DiskManual) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", f"{QMSDOC} rule | head -1"],
        cwd=shared.root,
        env=environment(shared.home),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Traceback" not in done.stderr
