"""`new`, `revise`, `people` and `key`: files edited as a person would, everything else the same, nothing signed."""

from __future__ import annotations

import base64
import re
import shutil
from pathlib import Path

import pytest

from tests.acceptance.installed import Answer
from tests.acceptance.manual import QF_001, QP_001, QP_002
from tests.disk import DiskManual

pytestmark = pytest.mark.acceptance
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEIUAEYrOlAr4YPtNJ1B1ARvPqnpBBBv2mZ0Ih3kFb3v ben@laptop"


def ok(answer: Answer) -> str:
    assert answer.code == 0, answer.err
    assert "Traceback" not in answer.err
    return answer.out


def refused(answer: Answer, *words: str) -> None:
    assert answer.code in {1, 2}, answer.out
    assert "Traceback" not in answer.err
    for word in words:
        assert word in answer.err


def changed(manual: DiskManual) -> list[str]:
    return [line[3:] for line in manual.git("status", "--porcelain", "--untracked-files=all").splitlines()]


def test_new_takes_the_next_number_over_all_branches(manual: DiskManual) -> None:
    manual.git("switch", "--quiet", "--create", "other")
    manual.write("documents/procedures/else.md", "---\nid: QP-007\ntitle: Else\n---\n\n# Else\n")
    manual.commit()
    manual.git("switch", "--quiet", "main")
    out = ok(manual.run("new", "Procedure", "Handling: of “complaints”", "--owner", "quality-manager"))
    assert "QP-008 is a draft" in out
    (path,) = changed(manual)
    assert path == "documents/procedures/handling-of-complaints.md"
    text = (manual.root / path).read_text()
    assert (
        'id: QP-008\ntitle: "Handling: of “complaints”"\ntype: procedure\nowner: quality-manager\nrevision: 1\n' in text
    )
    findings = manual.json("check", path, "--format", "json")["findings"]
    assert [f["rule"] for f in findings if f["document"] == "QP-008" and f["severity"] == "error"] == []


def test_new_refuses_what_would_not_check(manual: DiskManual) -> None:
    refused(manual.run("new", "proceedure", "X"), "no document type 'proceedure'", "Did you mean 'procedure'?")
    refused(manual.run("new", "procedure", "X", "--owner", "qualty-manager"), "'qualty-manager'", "quality-manager")
    refused(manual.run("new", "procedure", " "), "needs a title")
    refused(manual.run("new", "procedure", "X", "--path", QP_001, "--owner", "quality-manager"), "a file at")
    for place in ("/tmp/x.md", "documents/../x.md", "documents/procedures/x.txt", "documents/forms/x.md"):
        arguments = ("new", "procedure", "X", "--owner", "quality-manager", "--path", place)
        refused(manual.run(*arguments), "lies in the folder" if "forms" in place else "no place for a document")
    assert changed(manual) == []


def test_a_title_is_plain_text_in_the_heading_too(manual: DiskManual) -> None:
    ok(manual.run("new", "procedure", "A *b* [c] _d_ e_f #", "--owner", "quality-manager"))
    (path,) = changed(manual)
    assert r"# A \*b\* \[c\] \_d\_ e_f \#" in (manual.root / path).read_text()
    found = manual.json("check", path, "--format", "json", code=0)["findings"]
    assert "title-mismatch" not in {finding["rule"] for finding in found}


def test_a_dry_run_writes_nothing(manual: DiskManual) -> None:
    assert "+id: QP-003" in ok(manual.run("new", "procedure", "X", "--owner", "quality-manager", "--dry-run"))
    assert "-revision:" in ok(manual.run("revise", "QF-001", "--dry-run"))
    assert changed(manual) == []


def test_revise_begins_the_next_revision_once(manual: DiskManual) -> None:
    before = (manual.root / QF_001).read_bytes()
    out = ok(manual.run("revise", "qf-001", "--change", "Records: ten years.", "--branch"))
    assert "must be signed by" in out
    assert manual.git("branch", "--show-current").strip() == "qf-001-revision-2"
    after = (manual.root / QF_001).read_bytes()
    assert b'revision: 2\nchange: "Records: ten years."\n' in after
    assert b"effective:" not in after
    assert before.partition(b"\n---\n")[2] == after.partition(b"\n---\n")[2]
    refused(manual.run("revise", "QF-001"), "at revision 2 already", "Change documents/")


def test_revise_tells_of_the_same_revision_on_another_branch(manual: DiskManual) -> None:
    manual.git("switch", "--quiet", "--create", "other")
    manual.write(QF_001, (manual.root / QF_001).read_text().replace("revision: 1\n", "revision: 2\nchange: Shorter.\n"))
    manual.commit()
    manual.git("switch", "--quiet", "main")
    assert "Revision 2 is on the branch 'other' already" in ok(manual.run("revise", "QF-001", "--dry-run"))
    manual.git("update-ref", "refs/remotes/origin/other", "other")
    manual.git("branch", "--quiet", "-D", "other")
    assert "the branch 'origin/other' already" in ok(manual.run("revise", "QF-001", "--dry-run"))


def test_new_tells_of_a_document_with_the_same_title(manual: DiskManual) -> None:
    assert f"QP-002 bears this title already: {QP_002}" in ok(manual.run("new", "procedure", "training", "--dry-run"))
    assert "already" not in ok(manual.run("new", "procedure", "Purchasing", "--dry-run"))


def test_revise_keeps_windows_line_ends(manual: DiskManual) -> None:
    path = manual.root / QF_001
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    ok(manual.run("revise", "QF-001"))
    assert b"\n" not in path.read_bytes().replace(b"\r\n", b"")


def test_a_file_moves(manual: DiskManual) -> None:
    out = ok(manual.run("rename", "QF-001", "documents/forms/requests.md"))
    assert "QP-001 leads to the former place" in " ".join(out.split())
    manual.git("add", "--all")
    manual.commit(on="2026-02-12T09:00:00+00:00")
    assert "changed-without-revision" not in manual.run("check").out


def test_links_of_its_own_follow_a_file(manual: DiskManual) -> None:
    new = "documents/procedures/control/documents.md"
    ok(manual.run("rename", "QP-001", new))
    text = (manual.root / new).read_text()
    assert "](../../forms/" in text
    assert "](../steps.svg)" in text
    assert not (manual.root / QP_001).exists()


def test_an_approved_text_that_moves_with_its_links_is_the_next_revision(manual: DiskManual) -> None:
    manual.write(QF_001, (manual.root / QF_001).read_text())
    text = (manual.root / QF_001).read_text()
    assert "(QP-001)" in text
    out = ok(manual.run("rename", "QF-001", "documents/forms/more/requests.md"))
    assert "becomes revision" not in out
    assert (manual.root / "documents/forms/more/requests.md").read_text() == text


def test_rename_refuses_what_is_no_place(manual: DiskManual) -> None:
    refused(manual.run("rename", "QF-001", QF_001), "lies at")
    refused(manual.run("rename", "QF-001", QP_001), "There is a file at")
    refused(manual.run("rename", "QF-001", "elsewhere/x.md"), "no place for a document")
    refused(manual.run("rename", "QF-001", "documents/procedures/x.md"), "lies in the folder forms")
    for name in (".md", "a\\b.md", "a\nb.md", "a:b.md"):
        refused(manual.run("rename", "QF-001", f"documents/forms/{name}"), "no place for a document")
    refused(manual.run("rename", "QF-009", "documents/forms/x.md"), "no document 'QF-009'")
    assert changed(manual) == []


def test_somebody_joins_moves_and_leaves(manual: DiskManual) -> None:
    before = (manual.root / "people.yml").read_text()
    out = ok(manual.run("people", "add", "Ben Hughes", "--email", "ben@meridian.example", "--role", "quality-manager"))
    assert "qmsdoc key add ben.hughes" in out
    assert "The policy is now revision 2" in out
    people = (manual.root / "people.yml").read_text()
    assert people.startswith(before.rstrip("\n"))
    policy = (manual.root / "qmsdoc.yml").read_text()
    assert "revision: 2\nchange: Ben Hughes joins as quality-manager.\n" in policy
    ok(manual.run("people", "move", "ben.hughes", "--to", "process-owner"))
    assert "revision: 2\n" in (manual.root / "qmsdoc.yml").read_text()
    out = ok(manual.run("people", "leave", "Jane Doe"))
    assert "Signatures as quality-manager can be given by" in out
    signers = (manual.root / "allowed_signers").read_text()
    assert re.search(r'^jane\.doe@\S+ \S*valid-before="\d{8}Z" ', signers, re.MULTILINE)
    assert signers.count("valid-before") == 1
    assert "Nothing is to change" in ok(manual.run("people", "leave", "Jane Doe"))
    assert "policy-invalid" not in manual.run("check").out
    assert changed(manual) == ["allowed_signers", "people.yml", "qmsdoc.yml"]


def test_people_refuses_with_the_reason(manual: DiskManual) -> None:
    refused(manual.run("people", "add", "Jane Doe", "--email", "x@meridian.example"), "in people.yml already")
    refused(
        manual.run("people", "add", "Eve", "--email", "jane.doe@meridian.example"), "people.yml:", "belongs to both"
    )
    refused(manual.run("people", "leave", "jane.do"), "Did you mean 'jane.doe'?")
    refused(manual.run("people", "move", "jane.doe"), "Nothing is to change")
    refused(manual.run("people", "move", "jane.doe", "--from", "auditor", "--to", "x"), "but quality-manager")
    assert changed(manual) == []


def test_a_key_is_a_line_of_the_policy(manual: DiskManual, tmp_path: Path) -> None:
    assert "two halves" in ok(manual.run("key", "add", "jane.doe"))
    assert changed(manual) == []
    out = ok(manual.run("key", "add", "jane.doe", "--public", KEY))
    line = next(row.strip() for row in out.splitlines() if row.startswith("  jane.doe@"))
    assert line in (manual.root / "allowed_signers").read_text()
    refused(manual.run("key", "add", "jane.doe", "--public", KEY), "already")
    private = tmp_path / "id"
    private.write_text("-----BEGIN OPENSSH PRIVATE KEY-----\n")
    refused(manual.run("key", "add", "jane.doe", "--public", str(private)), "private key")
    refused(manual.run("key", "add", "jane.doe", "--public", "ssh-ed25519 AAAA"), "not a public SSH key")
    parts = (b"ssh-rsa", b"\x01\x00\x01", b"\x7f" + b"\xff" * 127)
    short = base64.b64encode(b"".join(len(part).to_bytes(4) + part for part in parts)).decode()
    refused(manual.run("key", "add", "jane.doe", "--public", f"ssh-rsa {short}"), "too short", "2048 bits")


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="OpenSSH is not installed")
def test_a_key_is_made_when_asked_and_signs(manual: DiskManual, tmp_path: Path) -> None:
    place = tmp_path / "keys" / "new"
    arguments = ("--make", "file", "--no-passphrase", "--at", str(place), "--use")
    ok(manual.run("key", "rotate", "jane.doe", *arguments))
    assert place.stat().st_mode & 0o077 == 0
    assert manual.git("config", "--local", "user.signingKey").strip() == f"{place}.pub"
    signers = (manual.root / "allowed_signers").read_text()
    assert signers.count("valid-before") == 1
    assert signers.rstrip("\n").endswith(" ".join(Path(f"{place}.pub").read_text().split()[:2]))
    refused(manual.run("key", "rotate", "jane.doe", *arguments), "There is a key at")
    use = ("key", "add", "jane.doe", "--public", f"{place}.pub", "--use")
    assert "git config user.email" not in ok(manual.run(*use, GIT_COMMITTER_EMAIL="Jane.Doe@meridian.example"))
    said = ok(manual.run(*use, GIT_COMMITTER_EMAIL="jane@home.example"))
    assert "git config user.email jane.doe@meridian.example" in said
