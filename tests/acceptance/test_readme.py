"""The README's tour, followed word for word."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.acceptance.guide import commands, follow
from tests.acceptance.installed import ROOT, environment

pytestmark = pytest.mark.acceptance

_BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
_MAY_FIND = ("qmsdoc check",)


def _tour() -> list[str]:
    text = (ROOT / "README.md").read_text()
    part = text[text.index("## A tour") : text.index("## Read on")]
    lines = "".join(_BLOCK.findall(part)).splitlines()
    assert all(line.startswith("$ ") for line in lines)
    return [line.removeprefix("$ ") for line in lines]


def _script(commands: list[str]) -> str:
    """Stop at the first command that fails; checks may leave with 1, and approvals are answered with y."""
    lines = ["set -eu"]
    for command in commands:
        lines.append(f"echo '@@ {len(lines)}'")
        if command.startswith("qmsdoc approve"):
            lines.append(f"echo y | {command}")
        elif command.startswith(_MAY_FIND):
            lines.append(f"{command} || [ $? = 1 ]")
        else:
            lines.append(command)
    return "\n".join(lines)


@pytest.mark.long
def test_the_tour(tmp_path: Path) -> None:
    script = _script(_tour())
    activate = tmp_path / ".venv" / "bin" / "activate"
    activate.parent.mkdir(parents=True)
    activate.write_text(f'export PATH="{Path(sys.executable).parent}:$PATH"\n')
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    page = (tmp_path / "meridian" / "site" / "qp-004" / "index.html").read_text()
    assert 'data-revision="5"' in page
    assert "New starters meet their trainer on the first day." in page
    digests = re.findall(r"\b[0-9a-f]{64}\b", done.stdout)
    assert digests[-2] == digests[-1]
    assert 'Good "git" signature for grace.miller@meridian.example' in done.stdout + done.stderr


def test_ones_own_manual_in_ten_minutes(tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text()
    part = text[text.index("## Your own manual") : text.index("## See it")]
    assert len(commands(part)) <= 15
    follow(part, tmp_path)
    page = (tmp_path / "manual" / "site" / "qp-001" / "index.html").read_text()
    assert "Finch Instruments Ltd" in page
    assert 'data-status="effective"' in page


def test_the_links_lead_somewhere() -> None:
    named = ["README.md", "CONTRIBUTING.md", "docs/index.md", "docs/architecture.md", "docs/adr/index.md"]
    guides = [*(ROOT / "docs" / "guides").glob("tutorial-*.md"), ROOT / "docs" / "guides" / "a-year.md"]
    for name in (*named, *(path.relative_to(ROOT).as_posix() for path in sorted(guides))):
        for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", (ROOT / name).read_text()):
            if not link.startswith("http"):
                assert ((ROOT / name).parent / link).exists(), f"{name}: {link}"
