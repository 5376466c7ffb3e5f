"""Runs git: the one runner, in an environment scrubbed of what could change or run anything.

What reads is started as it is; what else runs as the user goes through GitPython's command layer.

Invariants
1. No inherited `GIT_*` variable and no system or global configuration reaches git, but what says who signs and how
   a remote is reached where a command runs `as_user`; those that lead to another repository never do.
2. Replace refs, grafts and commit-graphs are off; no pager, hook, file system monitor or remote helper runs.
3. What is read is never fetched; arguments are a list, never a shell; messages are English, characters the user's.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, NamedTuple, cast

from qmsdoc.errors import RepositoryError

_SAFE_CONFIGURATION = (
    "safe.directory=*",
    "core.commitGraph=false",
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.quotePath=false",
    "advice.graftFileDeprecated=false",
    "log.showSignature=false",
    "gc.auto=0",
    "maintenance.auto=false",
)
_AS_USER = "protocol.ext.allow=never"
# Who signs and with which settings; how another repository is reached.
_OF_USER = (
    *("GIT_CONFIG_", "GIT_COMMITTER_", "GIT_TRACE"),
    *("GIT_SSH", "GIT_ASKPASS", "GIT_TERMINAL", "GIT_SSL", "GIT_HTTP", "GIT_PROXY"),
)
_ONE_AT_A_TIME = threading.Lock()  # looks at the process's own environment, or changes it for a moment
_PIPED = 16_384  # bytes
_PIECE = 65_536  # bytes that are read at once
_AHEAD = 1_048_576  # bytes: the most that Linux allows everybody
_ENVIRONMENT = {"GIT_NO_REPLACE_OBJECTS": "1", "GIT_GRAFT_FILE": os.devnull, "GIT_OPTIONAL_LOCKS": "0"}
_SCRUBBED_ENVIRONMENT = _ENVIRONMENT | {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",  # whatever the repository's own configuration allows
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_FLUSH": "0",  # `rev-list` writes many lines at once
    "LC_ALL": "C",
}


class Output(NamedTuple):
    """What a finished git command said: exit status, standard output as bytes, standard error as text."""

    status: int
    stdout: bytes
    stderr: str

    @property
    def text(self) -> str:
        """Standard output as UTF-8, what is none of it replaced, without white space around it."""
        return self.stdout.decode("utf-8", "replace").strip()


def run(
    folder: Path,
    *arguments: str,
    stdin: bytes | None = None,
    as_user: bool = False,
    limit: float | None = None,
    terminal: bool = True,
) -> Output:
    """Run one command in `folder` to its end.

    `as_user` leaves it the user's own configuration, identity and credentials: for signing, and for speaking to
    another repository. Without a `terminal` nobody is asked for anything there. Raises `RepositoryError` where git is
    missing, `TimeoutError` after `limit` seconds: git is ended then.
    """
    begin = _as_user if as_user else _reading
    if stdin is not None and len(stdin) > _PIPED:
        # Through a pipe, 4 kB at a time go back and forth while git waits: twice the time for a long list.
        with TemporaryFile() as file:
            file.write(stdin)
            file.seek(0)
            return _finished(_spawn(folder, arguments, file, begin, apart=not terminal), None, limit)
    source = subprocess.DEVNULL if stdin is None else subprocess.PIPE
    return _finished(_spawn(folder, arguments, source, begin, apart=not terminal), stdin, limit)


def start(folder: Path, *arguments: str, stdin: IO[bytes] | None = None) -> subprocess.Popen[bytes]:
    """Start a reading command that stays (`cat-file --batch`): it reads a file or, without `stdin`, a pipe."""
    process = _spawn(folder, arguments, subprocess.PIPE if stdin is None else stdin, _reading)
    _widen(process.stdout)
    return process


def _widen(pipe: IO[bytes] | None) -> None:
    """Let git write ahead of who reads, where the system can (F_SETPIPE_SZ of fcntl(2)) and its limits allow."""
    if pipe is not None and sys.platform == "linux":
        with suppress(ImportError, OSError):
            import fcntl  # noqa: PLC0415 - which other systems lack

            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _AHEAD)


def user_settings(folder: Path, *arguments: str) -> Output:
    """Run `git config`, which but reads, with the user's own configuration. Raises as `run` does."""
    return _finished(_spawn(folder, ("config", *arguments), subprocess.DEVNULL, _for_user), None, None)


def user_variable(name: str) -> str | None:
    """Return a variable of git's that speaks for the user (`GIT_COMMITTER_EMAIL`), None where it is unset or empty."""
    return os.environ.get(name) or None


def _finished(process: subprocess.Popen[bytes], stdin: bytes | None, limit: float | None) -> Output:
    with process:
        try:
            stdout, stderr = process.communicate(stdin, limit)
        except subprocess.TimeoutExpired as error:
            process.kill()
            raise TimeoutError(f"git did not end within {limit} seconds") from error
    return Output(process.returncode, stdout, stderr.decode("utf-8", "replace"))


def _spawn(
    folder: Path,
    arguments: Sequence[str],
    source: int | IO[bytes],
    begin: Callable[..., subprocess.Popen[bytes]],
    *,
    apart: bool = False,
) -> subprocess.Popen[bytes]:
    settings = [part for each in (*_SAFE_CONFIGURATION, _AS_USER) for part in ("-c", each)]
    command = ["git", "--no-pager", "--no-replace-objects", "--literal-pathspecs", *settings, *arguments]
    try:
        return begin(folder, command, source, apart=apart)
    except FileNotFoundError:
        raise RepositoryError(
            "Git is not installed, or not on the PATH.", remedy="Install git 2.34 or newer."
        ) from None


def _reading(folder: Path, command: Sequence[str], source: int | IO[bytes], *, apart: bool) -> subprocess.Popen[bytes]:
    """Start what only reads: without GitPython, whose import takes as long as reading a small manual."""
    environment = {name: value for name, value in _inherited().items() if not name.startswith("GIT_")}
    return _started(folder, command, source, environment | _SCRUBBED_ENVIRONMENT, apart=apart)


def _for_user(folder: Path, command: Sequence[str], source: int | IO[bytes], *, apart: bool) -> subprocess.Popen[bytes]:
    """Start what only reads what the user has set."""
    environment = {name: value for name, value in _inherited().items() if not _is_strange(name)}
    return _started(folder, command, source, environment | _ENVIRONMENT | _locale(), apart=apart)


def _started(
    folder: Path, command: Sequence[str], source: int | IO[bytes], environment: Mapping[str, str], *, apart: bool
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [command[0], "-C", str(folder), *command[1:]],
        bufsize=_PIECE,
        stdin=source,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        start_new_session=apart,
    )


def _as_user(folder: Path, command: Sequence[str], source: int | IO[bytes], *, apart: bool) -> subprocess.Popen[bytes]:
    """Start what signs, or speaks to another repository, as GitPython does."""
    if shutil.which("git") is None:
        raise FileNotFoundError
    from git.cmd import Git  # noqa: PLC0415 - GitPython takes a tenth of a second to import

    with _scrubbed():
        environment = _ENVIRONMENT | _locale()
        handle = Git(str(folder)).execute(
            command, istream=cast("None", source), as_process=True, env=environment, start_new_session=apart
        )
    process, handle.proc = handle.proc, None  # else GitPython ends it with the handle
    return cast("subprocess.Popen[bytes]", process)


@contextmanager
def _scrubbed() -> Iterator[None]:
    # GitPython copies the process's own environment into each child's, so it is clean while one starts.
    with _ONE_AT_A_TIME:
        saved = {name: os.environ.pop(name) for name in filter(_is_strange, tuple(os.environ))}
        os.environ["GIT_PYTHON_REFRESH"] = "quiet"
        try:
            yield
        finally:
            del os.environ["GIT_PYTHON_REFRESH"]
            os.environ.update(saved)


def _inherited() -> dict[str, str]:
    with _ONE_AT_A_TIME:
        return dict(os.environ)


def _is_strange(name: str) -> bool:
    return name.startswith("GIT_") and not name.startswith(_OF_USER)


def _locale() -> dict[str, str]:
    """English messages in the user's own characters, so that a passphrase is asked for as they write it."""
    characters = os.environ.get("LC_ALL") or os.environ.get("LC_CTYPE") or os.environ.get("LANG") or "C"
    return {"LC_ALL": "", "LC_CTYPE": characters, "LC_MESSAGES": "C", "LANGUAGE": ""}
