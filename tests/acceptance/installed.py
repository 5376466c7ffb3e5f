"""Runs the installed command line in a home of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

QMSDOC = Path(sys.executable).with_name("qmsdoc")
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command said."""

    code: int
    out: str
    err: str


def environment(home: Path) -> dict[str, str]:
    """The environment of a user who has nothing but a home and a path."""
    path = os.pathsep.join([str(QMSDOC.parent), os.environ.get("PATH", os.defpath)])
    return {"PATH": path, "HOME": str(home), "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}


def run(home: Path, *arguments: str, folder: Path | None = None, **variables: str) -> Answer:
    """Run `qmsdoc` with these arguments in `folder`."""
    done = subprocess.run(
        [str(QMSDOC), *arguments],
        cwd=folder or home,
        env=environment(home) | variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )
    return Answer(done.returncode, done.stdout, done.stderr)


def git(folder: Path, *arguments: str, home: Path) -> str:
    """Run git as that user."""
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], env=environment(home), capture_output=True, text=True, check=True
    )
    return done.stdout
