"""Follows a page of the documentation as somebody with a bare machine does: each command as it is written."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.acceptance.installed import environment

_BLOCK = re.compile(r"^( *)```console\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
_MAY_FIND = ("qmsdoc check", "qmsdoc pr")


def commands(text: str) -> list[str]:
    """Return the commands of a page, one for each line that begins with a dollar sign, in order."""
    lines = [line.strip() for block in _BLOCK.finditer(text) for line in block[2].splitlines()]
    assert all(line.startswith("$ ") for line in lines), lines
    return [line.removeprefix("$ ") for line in lines]


def script(lines: list[str]) -> str:
    """Return a script that stops at the first command that fails; checks may find something, questions get a y."""
    rows = ["set -eu", "set -o pipefail"]
    for line in lines:
        rows.append(f"echo '@@ {len(rows)}'")
        if line.startswith(_MAY_FIND):
            rows.append(f"{line} || [ $? = 1 ]")
        elif " approve " in line or " review " in line or " withdraw " in line:
            rows.append(f"(yes || true) | {line}")
        else:
            rows.append(line)
    return "\n".join(rows)


def follow(text: str, home: Path, folder: Path | None = None, **variables: str) -> str:
    """Run every command of a page in one shell with this home; return what they printed, errors included.

    Nobody types a passphrase: ssh-keygen asks a program that answers with an empty one (ssh-keygen(1), SSH_ASKPASS).
    """
    askpass = home / "askpass"
    askpass.write_text("#!/bin/sh\necho\n")
    askpass.chmod(0o755)
    (home / ".ssh").mkdir(exist_ok=True, mode=0o700)
    said = {"SSH_ASKPASS": str(askpass), "SSH_ASKPASS_REQUIRE": "force", "GIT_CONFIG_NOSYSTEM": "1"} | variables
    done = subprocess.run(
        ["bash", "-c", script(commands(text))],
        cwd=folder or home,
        env=environment(home) | said,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=300,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    return done.stdout
