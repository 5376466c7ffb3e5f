"""Runs git: GitPython's command layer, an environment scrubbed of what could change or execute anything.

Invariants: no inherited `GIT_*` variable and no system or global configuration reaches git; replace
refs and grafts are off; nothing is fetched; no pager, hook, file system monitor or signature program
runs; arguments are a list, never a shell.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, cast

from qmsdoc.errors import RepositoryError

if TYPE_CHECKING:
    from git.cmd import Git

_SAFE_CONFIGURATION = (
    "safe.directory=*",
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.quotePath=false",
    "log.showSignature=false",
    "protocol.allow=never",
    "gc.auto=0",
    "maintenance.auto=false",
)
_PIPED = 16_384  # bytes
_ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}


@contextmanager
def _scrubbed() -> Iterator[None]:
    # GitPython copies the process's own environment into each child's, so it is clean while one starts.
    saved = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("GIT_")}
    os.environ["GIT_PYTHON_REFRESH"] = "quiet"
    try:
        yield
    finally:
        del os.environ["GIT_PYTHON_REFRESH"]
        os.environ.update(saved)


def _git(folder: Path) -> Git:
    if shutil.which("git") is None:
        raise RepositoryError("Git is not installed, or not on the PATH.", remedy="Install git 2.34 or newer.")
    from git.cmd import Git  # noqa: PLC0415 - GitPython takes a tenth of a second to import

    return Git(str(folder))


def _command(arguments: Sequence[str]) -> list[str]:
    settings = [part for setting in _SAFE_CONFIGURATION for part in ("-c", setting)]
    return ["git", "--no-pager", "--no-replace-objects", "--literal-pathspecs", *settings, *arguments]


@dataclass(frozen=True, slots=True)
class Output:
    """What a finished git command said: exit status, standard output as bytes, standard error as text."""

    status: int
    stdout: bytes
    stderr: str


def run(folder: Path, *arguments: str, stdin: bytes | None = None) -> Output:
    """Run one plumbing command in `folder` to its end; raises `RepositoryError` only where git is missing."""
    if stdin is not None and len(stdin) > _PIPED:
        # Through a pipe, 4 kB at a time go back and forth while git waits: twice the time for a long list.
        with TemporaryFile() as file:
            file.write(stdin)
            file.seek(0)
            return _run(folder, arguments, None, file)
    return _run(folder, arguments, stdin, subprocess.PIPE)


def _run(folder: Path, arguments: Sequence[str], stdin: bytes | None, source: int | IO[bytes]) -> Output:
    with _scrubbed():
        process = _spawn(folder, arguments, source)
    stdout, stderr = process.communicate(stdin)
    return Output(process.returncode, stdout, stderr.decode("utf-8", "replace"))


def start(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """Start a command that stays (`cat-file --batch`), with pipes for both directions."""
    with _scrubbed():
        return _spawn(folder, arguments)


def _spawn(
    folder: Path, arguments: Sequence[str], source: int | IO[bytes] = subprocess.PIPE
) -> subprocess.Popen[bytes]:
    handle = _git(folder).execute(_command(arguments), istream=cast("None", source), as_process=True, env=_ENVIRONMENT)
    process, handle.proc = handle.proc, None  # else GitPython ends it with the handle
    return cast("subprocess.Popen[bytes]", process)
