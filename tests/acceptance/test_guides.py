"""The guides, followed word for word in the demonstration on a bare machine: a home without keys, git unconfigured."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.acceptance.demonstration import Demonstration
from tests.acceptance.guide import commands, follow
from tests.acceptance.installed import ROOT, git, run
from tests.disk import DiskManual

pytestmark = pytest.mark.acceptance

GUIDES = ROOT / "docs/guides"
_INLINE = re.compile(r"`(qmsdoc [^`]+)`")


@dataclass(frozen=True, slots=True)
class Desk:
    """A home, the demonstration in it, and its trust root."""

    home: Path
    manual: Path
    root: str

    def follow(self, text: str) -> str:
        """Run the commands of a text in the manual."""
        return follow(text, self.home, self.manual, QMSDOC_TRUST_ROOT=self.root)

    def findings(self) -> list[tuple[str, str]]:
        """Return rule and document of every finding."""
        said = run(self.home, "check", "--format", "json", folder=self.manual, QMSDOC_TRUST_ROOT=self.root)
        return [(each["rule"], each["document"]) for each in json.loads(said.out)["findings"]]


@pytest.fixture
def desk(demonstration: Demonstration, tmp_path: Path) -> Desk:
    """A copy to change, with a repository called origin beside it."""
    home = tmp_path / "home"
    home.mkdir()
    made = demonstration.copy(home / "manual", home)
    git(home, "clone", "--quiet", "--bare", str(made.manual), str(home / "origin.git"), home=home)
    git(made.manual, "remote", "add", "origin", str(home / "origin.git"), home=home)
    return Desk(home, made.manual, made.root)


def part(guide: str, heading: str) -> str:
    """Return one part of a guide."""
    text = (GUIDES / f"{guide}.md").read_text()
    return re.split(r"^## ", text.partition(f"## {heading}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]


def test_an_approver_signs_and_sends(desk: Desk) -> None:
    said = desk.follow(part("approvers", "Each time"))
    assert "WI-012" in said
    assert "refs/tags/approved/WI-012/1/jane.doe" in git(desk.home / "origin.git", "for-each-ref", home=desk.home)
    shown = json.loads(run(desk.home, "show", "WI-012", "--json", folder=desk.manual).out)
    assert shown["status"] in ("approved", "effective")


def test_a_new_key_is_made_and_told_to_be_nobodys_until_the_policy_has_it(desk: Desk) -> None:
    desk.follow(part("approvers", "Once"))
    assert (desk.home / ".ssh/approvals.pub").is_file()
    refused = run(desk.home, "approve", "WI-012", "--yes", folder=desk.manual)
    assert refused.code == 1
    assert "allowed_signers" in refused.err
    told = run(desk.home, "doctor", folder=desk.manual)
    assert "allowed_signers" in told.out + told.err


@pytest.mark.long
def test_an_auditor_proves_everything(desk: Desk) -> None:
    text = (GUIDES / "auditors.md").read_text()
    said = desk.follow(text.replace("/tmp/then", str(desk.home / "then")))
    assert (desk.home / "then/index.html").is_file()
    assert 'Good "git" signature for jane.doe@meridian.example' in said
    signed, computed = (
        re.search(r"^Content: sha256:(\w{64})$", said, re.MULTILINE),
        re.findall(r"\b[0-9a-f]{64}\b", said),
    )
    assert signed is not None
    assert computed[-1] == signed[1]


def test_an_editor_changes_a_document(desk: Desk) -> None:
    steps = part("editors", "Change a document")
    given = [command for command in _INLINE.findall(steps) if "serve" not in command]
    assert {command.split()[1] for command in given} == {"register", "show", "revise", "check", "diff", "inbox"}
    before = set(desk.findings())
    for command in given:
        answer = run(desk.home, *command.split()[1:], folder=desk.manual, QMSDOC_TRUST_ROOT=desk.root)
        assert answer.code in (0, 1), answer.err
        if " revise " in command:
            path = desk.manual / json.loads(run(desk.home, "show", "QP-011", "--json", folder=desk.manual).out)["path"]
            text = re.sub(r"^change:.*$", "change: A second person looks.", path.read_text(), flags=re.MULTILINE)
            path.write_text(f"{text}\nA second person looks at each release.\n")
    new = set(desk.findings()) - before
    assert new == {("approval-missing", "QP-011")}


def test_an_editor_writes_a_new_document_and_a_map(desk: Desk) -> None:
    written = part("editors", "Write a new one")
    (example,) = re.findall(r"^```markdown\n(.*?)^```", written, re.MULTILINE | re.DOTALL)
    (drawn,) = re.findall(r"^````markdown\n(.*?)^````", part("editors", "Process maps"), re.MULTILINE | re.DOTALL)
    before = set(desk.findings())
    (desk.manual / "documents/work-instructions/filling-the-calibration-bath.md").write_text(f"{example}\n{drawn}")
    new = {rule for rule, document in set(desk.findings()) - before if document == "WI-014"}
    assert new <= {"approval-missing", "template-drift", "orphan"}
    assert "approval-missing" in new


@pytest.mark.parametrize("guide", sorted(path.stem for path in GUIDES.glob("*.md")))
def test_every_block_of_commands_can_be_read(guide: str) -> None:
    text = (GUIDES / f"{guide}.md").read_text()
    blocks = re.findall(r"^ *```console\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)
    assert len(blocks) == text.count("```console")
    if guide in ("approvers", "auditors"):
        assert len(commands(text)) > 5


def test_somebody_adopts_a_handbook_in_ten_minutes(tmp_path: Path) -> None:
    handbook = tmp_path / "handbook"
    (handbook / "sops").mkdir(parents=True)
    (handbook / "sops/SOP-001_v03.md").write_text(
        "# Receiving\n\n**Version:** 03  \n**Next review:** 25.03.2030\n\nAct.\n"
    )
    (handbook / "sops/SOP-002_v01.md").write_text("---\nowner: Stores\n---\n# Storing\n\nSee [that](SOP-001_v03.md).\n")
    git(handbook, "init", "--quiet", "--initial-branch=main", home=tmp_path)
    git(handbook, "config", "user.name", "Ann Lee", home=tmp_path)
    git(handbook, "config", "user.email", "ann@finch.example", home=tmp_path)
    git(handbook, "add", ".", home=tmp_path)
    git(handbook, "commit", "--quiet", "--message", "All", home=tmp_path)
    said = follow(part("adopting", "Ten minutes"), tmp_path)
    assert "SOP-001" in said
    assert (handbook / "site/sop-002/index.html").is_file()
    assert not (handbook / "site/sop-001").exists()
    assert git(handbook, "diff", "--stat", "main~2", "--", "sops", home=tmp_path) == ""


def test_a_clerk_prints_and_keeps_count_of_copies(desk: Desk) -> None:
    text = (GUIDES / "printing.md").read_text()
    elsewhere = [line for line in commands(text) if line.startswith("pip install") or line == "qmsdoc build --pdf"]
    assert len(elsewhere) == 2  # the tests of printing make PDF of the small manual
    said = desk.follow("".join(row for row in text.splitlines(keepends=True) if row[2:].rstrip() not in elsewhere))
    assert "QP-001-rev-6-copy-1" in said
    assert '"holder":"Bench 4"' in (desk.manual / "copies.jsonl").read_text().replace('": "', '":"')
    assert "<ins" in (desk.manual / "changes.html").read_text()


def test_the_publishing_pipeline_of_the_security_page(manual: DiskManual, tmp_path: Path) -> None:
    manual.git("clone", "--quiet", "--bare", str(manual.root), str(tmp_path / "origin.git"))
    manual.git("remote", "add", "origin", str(tmp_path / "origin.git"))
    assert manual.run("build", "--output", "www").code == 0
    text = (ROOT / "docs" / "security.md").read_text().replace("https://manual.example.org/", "www")
    follow(text, manual.home, manual.root)
    assert json.loads((manual.root / "site" / "manifest.json").read_text())["ledger"]["seq"] == 4
