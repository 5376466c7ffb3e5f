"""The tutorials, each followed as written by somebody with a bare machine, one after the other as in a firm."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from tests.acceptance.guide import commands, follow
from tests.acceptance.installed import ROOT, environment, git
from tests.acceptance.manual import QF_001
from tests.acceptance.story_calendar import Calendar
from tests.disk import DiskManual

pytestmark = [pytest.mark.acceptance, pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="no OpenSSH")]


def page(name: str) -> str:
    return (ROOT / "docs" / "guides" / f"{name}.md").read_text()


@dataclass(frozen=True)
class Firm:
    """The homes of its people, each with `manual.git`, the one repository, in it."""

    place: Path

    def home(self, name: str) -> Path:
        home = self.place / name
        home.mkdir(exist_ok=True)
        if name != "ada" and not (home / "manual.git").exists():
            (home / "manual.git").symlink_to(self.place / "ada" / "manual.git")
        return home

    @property
    def clock(self) -> Calendar:
        return Calendar(self.place / "clock")

    def follow(self, text: str, home: Path, folder: Path | None = None) -> str:
        return follow(text, home, folder, **self.clock.variables(home))

    def register(self) -> dict[str, dict[str, object]]:
        rows = json.loads((self.place / "www" / "register.json").read_text())["documents"]
        return {row["id"]: row for row in rows}


def key(home: Path, name: str) -> str:
    """Return a new public key, the private half in nobody's home."""
    place = home / name
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(place)], check=True)
    return place.with_suffix(".pub").read_text()


def year(firm: Firm) -> str:
    key(firm.place, "dan")
    ada = firm.home("ada")
    shutil.copy(firm.place / "dan.pub", ada / "dan.pub")
    return firm.follow(firm.clock.told(page("a-year"), 2026, firm.place / "dana" / "manual"), ada, ada / "manual")


def test_the_tutorials_lead_a_firm_through_its_first_year(tmp_path: Path) -> None:
    firm = Firm(tmp_path)
    Calendar.of(firm.clock.folder, date(2025, 12, 1))
    ada, ben = firm.home("ada"), tmp_path / "ben"
    ben.mkdir()
    before, after = page("tutorial-approver").split("Send the quality manager", 1)
    firm.follow(before, ben)
    shutil.copy(ben / ".ssh" / "id_ed25519.pub", ada / "ben.pub")

    begin = page("tutorial-quality-manager")
    assert len(commands(begin.partition("**The trust root**")[0])) <= 15
    firm.follow(begin, ada)
    stamped = (ada / "manual" / "site" / "qp-001" / "index.html").read_text()
    assert "Ada Finch" in stamped
    assert 'data-revision="1"' in stamped

    said = firm.follow(page("tutorial-editor"), firm.home("cleo"))
    assert "| QP-001 Control of documents | 1 → 2 |" in said
    assert "A print is valid on the day" in said

    said = firm.follow(after, firm.home("ben"))
    assert "Not signed: QP-001 revision 2" in said
    assert "Signed: approved/QP-001/2/ben.marsh" in said

    runs = firm.home("dana")
    firm.follow(page("tutorial-ci"), runs)
    assert 'data-revision="2"' in (runs / "www" / "qp-001" / "index.html").read_text()
    served = published_by_the_script(runs, "rsync", firm.clock)

    said = year(firm)
    assert "though it was to be in force from 2026-05-01" in " ".join(said.split())
    assert "Traceback" not in said
    published_by_the_script(runs, "aws", firm.clock)
    rows = {row["id"]: row for row in json.loads((served / "register.json").read_text())["documents"]}
    assert rows["QP-002"]["status"] == "withdrawn"
    assert rows["QP-001"]["status"] == "effective"
    assert rows["POLICY"]["effective_revision"] == 5
    signed = {act["person"]: act["signed_on"] for act in rows["POLICY"]["approvals"]}
    assert signed == {"ada.finch": "2026-10-10"}


# Brings one folder to the state of another, as rsync and aws do: the last two arguments, options in any place.
_STAND_IN = """\\
#!/bin/sh
for each; do case $each in -*|s3|sync) ;; *) from=$to; to=$each ;; esac; done
rm -rf "$to"; cp -a "$from" "$to"
"""


def senders() -> list[str]:
    """Return the ways to send of the guide's table."""
    return re.findall(r"^\| .* \| `((?:rsync|aws|rclone) .*)` \|$", page("tutorial-ci"), re.MULTILINE)


def published_by_the_script(home: Path, way: str, clock: Calendar) -> Path:
    """Run the guide's publishing script, sending by a way of its table to a folder; return that folder."""
    found = re.search(r"^```sh\n(.*?)^```", page("tutorial-ci"), re.MULTILINE | re.DOTALL)
    assert found
    (home / "publish.sh").write_text(found[1])
    served = home / "served"
    (send,) = (each for each in senders() if each.startswith(way))
    tools = home / "tools"
    tools.mkdir(exist_ok=True)
    for name in {"aws", "rsync"} - {name for name in ("rsync",) if shutil.which(name)}:
        (tools / name).write_text(_STAND_IN)
        (tools / name).chmod(0o755)
    for place in ("www@server:/srv/www/manual/", "s3://finch-manual"):
        send = send.replace(place, str(served))
    variables = {
        "MANUAL": str(home / "manual"),
        "SITE": str(home / "www"),
        "SEND": send,
    } | clock.variables(home)
    variables["PATH"] = f"{tools}:{variables['PATH']}"
    done = subprocess.run(
        ["sh", "publish.sh"], cwd=home, env=environment(home) | variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert git(home / "manual", "ls-remote", "origin", "refs/heads/qmsdoc-ledger", home=home)
    return served


def test_the_address_of_the_project_is_one() -> None:
    address = re.search(r'^Repository = "(.*)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert address
    for name in ("tutorial-ci", "pull-requests"):
        named = set(re.findall(r"https://github\.com/[\w-]+/qmsdoc", page(name)))
        assert named == {address[1]}
        assert "pip install qmsdoc" not in page(name)


def test_the_hook_of_git_itself_stops_a_commit_that_breaks_something(manual: DiskManual) -> None:
    lines = commands(page("pull-requests").partition("## Before a commit")[2])
    for line in lines:
        subprocess.run(["sh", "-euc", line], cwd=manual.root, check=True)

    def commit(text: str) -> int:
        manual.write(QF_001, text)
        arguments = ["git", "-C", str(manual.root), "-c", "user.name=A", "-c", "user.email=a@b.example"]
        done = subprocess.run(
            [*arguments, "commit", "--quiet", "--all", "--message", "Work"],
            env=environment(manual.root),
            capture_output=True,
            check=False,
        )
        return done.returncode

    before = (manual.root / QF_001).read_text()
    assert commit(before.replace("and why?", "and why not?")) != 0
    revised = before.replace("revision: 1\n", "revision: 2\nchange: Asks why not.\n")
    assert commit(revised.replace("and why?", "and why not?")) == 0


def test_the_hooks_are_those_that_pre_commit_is_told() -> None:
    hooks = (ROOT / ".pre-commit-hooks.yaml").read_text()
    for name in re.findall(r"^ +- id: (\S+)$", page("tutorial-ci"), re.MULTILINE):
        assert f"- id: {name}\n" in hooks
    version = re.search(r'__version__ = "(.*)"', (ROOT / "qmsdoc" / "__init__.py").read_text())
    assert version
    assert f"rev: v{version[1]}\n" in page("tutorial-ci")
