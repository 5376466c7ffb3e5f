"""The page on proving an approval by hand, its lines run as they stand, over an honest manual and over forged ones."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.demonstration import Demonstration
from tests.acceptance.installed import ROOT, Answer, environment
from tests.disk import DiskManual
from tests.memory import POLICY, MemoryManual, document
from tests.trust.keys import Passkey

pytestmark = pytest.mark.acceptance

_BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
_TOOLS = {"git", "ssh-keygen", "sha256sum", "sed", "grep", "cut", "cat", "cd", "echo", "export", "mktemp"}


def lines(part: int = 0) -> list[str]:
    """The lines of the page before it comes to passkeys (0), or of what follows (1)."""
    text = (ROOT / "docs/verify-by-hand.md").read_text().split("## 7. Where the key is a passkey")[part]
    found = "".join(_BLOCK.findall(text)).splitlines()
    assert all(line.startswith("$ ") for line in found)
    return [line.removeprefix("$ ") for line in found]


@pytest.fixture(scope="module", name="demonstration")
def recorded(demonstration: Demonstration, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("by-hand")
    (place / "home").mkdir()
    made = demonstration.copy(place / "meridian", place / "home")
    assert made.run("record").code == 0
    return made.manual


def follow(manual: Path, home: Path, part: int = 0) -> tuple[dict[str, str], Answer]:
    """Run the page's lines in one shell; give what each printed, by the line, and the whole."""
    script = "set -eu\n" + "".join(f"echo '@@{n}'\n{line}\n" for n, line in enumerate(lines(part)))
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=manual,
        env=environment(home) | {"TMPDIR": str(home)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    parts = re.split(r"^@@\d+\n", done.stdout, flags=re.MULTILINE)[1:]
    return dict(zip(lines(part), parts, strict=False)), Answer(done.returncode, done.stdout, done.stderr)


def printed(said: dict[str, str], beginning: str) -> str:
    """What the one line that begins so printed; of digests only the hexadecimal digits."""
    found = [text for line, text in said.items() if line.startswith(beginning)]
    assert len(found) == 1, beginning
    return found[0].removesuffix("  -\n").strip()


def copied(manual: Path, place: Path) -> Path:
    subprocess.run(["cp", "-a", str(manual), str(place / "manual")], check=True)
    return place / "manual"


def test_it_needs_git_ssh_keygen_and_sha256sum_alone() -> None:
    words = {word for line in lines() for word in re.findall(r"(?:^|[|(]|&&|\$\() ?([a-z][a-z0-9-]+)(?= )", line)}
    assert words - _TOOLS <= {"line", "day", "hand"}
    assert {"git", "ssh-keygen", "sha256sum"} <= words


def test_an_honest_approval_is_proved(demonstration: Path, tmp_path: Path) -> None:
    said, answer = follow(demonstration, tmp_path)
    assert answer.code == 0, answer.err
    assert printed(said, "git rev-parse --is-shallow") == "false"
    assert printed(said, "git for-each-ref refs/replace") == ""
    assert printed(said, "git fsck") == ""
    assert printed(said, "git cat-file -t") == "tag"
    assert printed(said, 'git rev-parse "refs/tags/$tag"') == printed(said, 'git cat-file tag "refs/tags/$tag"')
    assert printed(said, "grep -x") == "tag approved/QP-001/5/jane.doe"
    assert printed(said, "ssh-keygen").startswith('Good "git" signature for jane.doe@meridian.example')
    assert "jane.doe:" in printed(said, 'git cat-file blob "refs/tags/$law:people.yml"')
    assert printed(said, "git merge-base") == "part of the branch"
    content = printed(said, '(cd "$hand/then" && sha256sum $files)')
    assert re.fullmatch("[0-9a-f]{64}", content)
    assert content == printed(said, "sed -n 's/^Content")
    assert printed(said, '(cd "$hand/then" && sha256sum allowed') == printed(
        said, "git cat-file tag refs/tags/approved"
    )
    assert printed(said, "sha256sum < ") == printed(said, 'sed -n "s|.*')
    assert printed(said, "line=") == printed(said, 'sed -n "${line}s')


def test_the_field_policy_names_the_law_that_the_page_uses(demonstration: Path, tmp_path: Path) -> None:
    said, _ = follow(demonstration, tmp_path)
    assert "\nPolicy: 3\n" in printed(said, 'cat "$hand/tag"')


def test_a_replayed_tag_fails(demonstration: Path, tmp_path: Path) -> None:
    manual = copied(demonstration, tmp_path)
    git = ["git", "-C", str(manual)]
    subprocess.run(
        [*git, "update-ref", "refs/tags/approved/QP-001/5/jane.doe", "refs/tags/approved/QP-001/4/jane.doe"], check=True
    )
    said, answer = follow(manual, tmp_path)
    assert answer.code != 0
    assert next(line for line in reversed(said)).startswith("grep -x")
    assert not any(line.startswith("ssh-keygen") for line in said)


def test_an_altered_statement_fails(demonstration: Path, tmp_path: Path) -> None:
    manual = copied(demonstration, tmp_path)
    git = ["git", "-C", str(manual)]
    tag = subprocess.run(
        [*git, "cat-file", "tag", "approved/QP-001/5/jane.doe"], capture_output=True, check=True
    ).stdout
    forged = re.sub(rb"Content: sha256:[0-9a-f]{8}", b"Content: sha256:00000000", tag)
    command = [*git, "hash-object", "-t", "tag", "-w", "--stdin"]
    oid = subprocess.run(command, input=forged, capture_output=True, check=True).stdout.decode().strip()
    subprocess.run([*git, "update-ref", "refs/tags/approved/QP-001/5/jane.doe", oid], check=True)
    said, answer = follow(manual, tmp_path)
    assert answer.code != 0
    assert 'Good "git" signature' not in answer.out
    assert not any(line.startswith("git merge-base") for line in said)


@pytest.mark.parametrize(
    ("made_with", "fails_at"),
    [
        ({}, ""),
        ({"flags": 0x1D}, ""),
        ({"flags": 0x01}, "od"),
        ({"origin": "http://localhost:9999"}, "at="),
        ({"challenge": b"another"}, "ssh-keygen"),
    ],
)
def test_a_passkeys_signature_is_proved(tmp_path: Path, made_with: dict[str, Any], fails_at: str) -> None:
    key = Passkey("jane", **made_with)
    manual = MemoryManual(policy=POLICY + "passkeys: {rp: localhost, origins: ['http://localhost:8425']}\n")
    manual.keys["jane.doe"] = key.key()
    manual.write("allowed_signers", manual.signers())
    manual.write("documents/procedures/training.md", document("QP-002"))
    manual.found()
    manual.sign("QP-002", "jane.doe")
    said, answer = follow(DiskManual.of(manual, tmp_path / "own").root, tmp_path, 1)
    if fails_at in {"", "od"}:
        assert answer.code == 0, answer.err
        assert printed(said, "ssh-keygen").startswith('Good "git" signature for jane.doe@meridian.example')
        assert '"origin":"http://localhost:8425"' in printed(said, "sed '/^-----/d'")
        assert (int(printed(said, "at=")) in {5, 13, 29}) is (fails_at == "")
    else:
        assert answer.code != 0
        assert list(said)[-1].startswith(fails_at)
