"""Runs the installed command line in a home of its own."""

from __future__ import annotations

import atexit
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.acceptance import prepared

QMSDOC = Path(sys.executable).with_name("qmsdoc")
ROOT = Path(__file__).resolve().parents[2]
_SECONDS = 300
_ONE_AT_A_TIME = threading.Lock()
_AT_THE_START = ("PYTHON", "PATH", "LC_")  # variables that are read when a process starts


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
    """Run `qmsdoc` with these arguments in `folder`: in a process that is ready, unless it shall start differently."""
    command, place, whole = [str(QMSDOC), *arguments], folder or home, environment(home) | variables
    if any(name.startswith(_AT_THE_START) for name in variables):
        done = subprocess.run(
            command,
            cwd=place,
            env=whole,
            capture_output=True,
            text=True,
            check=False,
            timeout=_SECONDS,
            stdin=subprocess.DEVNULL,
        )
        return Answer(done.returncode, done.stdout, done.stderr)
    asked = {"command": command, "folder": str(place), "environment": whole, "seconds": _SECONDS}
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        with _ONE_AT_A_TIME:
            socket.send_fds(_prepared(), [json.dumps(asked).encode(), b"\n"], [out.fileno(), err.fileno()])
            code = int(_prepared().recv(9))
        for file in (out, err):
            file.seek(0)
        return Answer(code, out.read(), err.read())


@cache
def _prepared() -> socket.socket:
    """The socket of a process that runs commands for this one, and ends with it."""
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-P", prepared.__file__, str(theirs.fileno())],
            cwd="/",
            env=environment(Path("/")) | {"PYTHONPATH": str(ROOT)},
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
    atexit.register(process.wait)
    atexit.register(ours.close)  # before the wait
    return ours


def git(folder: Path, *arguments: str, home: Path) -> str:
    """Run git as that user."""
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], env=environment(home), capture_output=True, text=True, check=True
    )
    return done.stdout
