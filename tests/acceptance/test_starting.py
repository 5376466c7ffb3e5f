"""The sample manual as a start of one's own: by init for one or two people, and by its README for a firm of three."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.acceptance.guide import commands, follow
from tests.acceptance.installed import ROOT, run

pytestmark = pytest.mark.acceptance

_README = (ROOT / "sample_manual" / "README.md").read_text()
_WHO = ("--organisation", "Finch & <Sons>_Ltd", "--name", "Ada Finch", "--email", "ada@finch.example")
_DEPUTY = ("--deputy", "Ben Marsh <ben@finch.example>")


def test_the_readme_leads_a_firm_of_three_to_a_published_manual(tmp_path: Path) -> None:
    assert len(commands(_README)) <= 25
    said = follow(_README, tmp_path)
    site = tmp_path / "finch" / "site"
    rows = json.loads((site / "register.json").read_text())["documents"]
    texts = list((tmp_path / "finch" / "documents").rglob("*/*.md"))
    assert {row["status"] for row in rows} == {"effective"}
    assert len(rows) > 40
    signed = {row["id"]: {one["person"] for one in row["approvals"]} for row in rows}
    assert signed["POLICY"] == {"ada.finch", "ben.marsh"}
    assert signed["WI-002"] == {"ada.finch", "cleo.reed"}
    assert len(texts) > 40
    assert "Traceback" not in said
    assert not [page for page in site.rglob("*.html") if "Meridian" in page.read_text()]


@pytest.mark.parametrize("start", [("--like", "sample"), ("--profile", "micro"), ("--like", "sample", *_DEPUTY)])
def test_each_start_is_clean_and_under_its_own_name(tmp_path: Path, start: tuple[str, ...]) -> None:
    manual = tmp_path / "manual"
    assert run(tmp_path, "init", *_WHO, *start, "-C", "manual").code == 0
    found = json.loads(run(tmp_path, "check", "--format", "json", folder=manual).out)["findings"]
    assert {finding["rule"] for finding in found} == {"trust-root-unpinned", "approval-missing", "policy-unapproved"}
    texts = {path: path.read_text() for path in manual.rglob("*") if path.suffix in {".md", ".yml", ".svg"}}
    assert not [path for path, text in texts.items() if re.search(r"(?i)meridian|Finch Fine|Alma|Jane Doe", text)]
    assert 'organisation: "Finch & <Sons>_Ltd"' in texts[manual / "qmsdoc.yml"]
    assert not (manual / "history").exists()
    if start[1] == "sample":
        assert "Finch &amp; &lt;Sons&gt;_Ltd" in texts[manual / "documents/manual/images/process-map.svg"]
        assert r"Finch & \<Sons\>\_Ltd makes" in texts[manual / "documents/policy/quality-policy.md"]
        assert "wrote as well, until" in texts[manual / "documents/procedures/control-of-documented-information.md"]
    waits = run(tmp_path, "register", "--json", folder=manual)
    assert {row["status"] for row in json.loads(waits.out)["documents"]} == {"draft"}


def test_one_person_can_sign_all_there_is(tmp_path: Path) -> None:
    assert run(tmp_path, "init", *_WHO, "--like", "sample", "-C", "manual").code == 0
    waiting = run(tmp_path, "check", "--format", "concise", folder=tmp_path / "manual").out
    assert set(re.findall(r"lacks signatures: (.*)\.", waiting)) == {"1 as quality-manager"}


def test_answers_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "answers.yml").write_text(
        "organisation: 'No: 1 Finch'\nname: Ada Finch\nemail: ada@finch.example\nhost: gitlab\nprofile: micro\n"
    )
    answer = run(tmp_path, "init", "--answers", "answers.yml", "--host", "other", "-C", "manual")
    assert answer.code == 0, answer.err
    assert 'organisation: "No: 1 Finch"' in (tmp_path / "manual" / "qmsdoc.yml").read_text()
    assert not (tmp_path / "manual" / ".gitlab-ci.yml").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("organization: x\n", "answers.yml:1: init does not ask for 'organization'"),
        ("name: [a, b]\n", "answers.yml:1: 'name' is not a single answer"),
        ("name: a\nname: b\n", "answers.yml:2:"),
        ("- a\n", "holds no answers"),
        ("organisation: x\nname: y\n", "Your e-mail address is not known"),
        ("organisation: x\nname: y\nemail: y@x.example\nlike: theirs\n", "no such manual to begin with"),
        ("organisation: x\nname: y\nemail: y@x.example\nhost: svn\n", "none of them"),
        ("organisation: x\nname: y\nemail: y@x.example\nkey: no.pub\n", "There is no key in no.pub"),
        ("organisation: x\nname: y\nemail: y@x.example\nlike: sample\nstandard: iso9001-2015\n", "its own standards"),
    ],
)
def test_answers_that_would_not_do_are_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "answers.yml").write_text(text)
    answer = run(tmp_path, "init", "--answers", "answers.yml", "-C", "manual")
    assert answer.code == 2, answer.out
    assert said in " ".join(answer.err.split())
    assert not (tmp_path / "manual").exists()
