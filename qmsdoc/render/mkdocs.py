"""The renderer: a staged folder becomes a folder of HTML, by MkDocs in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Protocol

from qmsdoc.errors import PublishError

_TIME_LIMIT = 1800
_KEPT = ("PATH", "SYSTEMROOT", "TMPDIR", "LD_LIBRARY_PATH")
# Debris of the theme that no page needs, and a copy of the sitemap that compresses otherwise on every machine.
_DEBRIS = ("**/*.map", "sitemap.xml.gz")


class Renderer(Protocol):
    """Turns a staged folder (with its `mkdocs.yml`) into HTML; the same input gives the same bytes."""

    def render(self, staged: Path, site: Path, *, as_of: date) -> None:
        """Write the site; raises `PublishError` when it cannot."""


class MkDocs:
    """MkDocs with Material, run with nothing of the caller's environment that could change its output."""

    def __init__(self, module: str = "mkdocs") -> None:
        self._module = module

    def render(self, staged: Path, site: Path, *, as_of: date) -> None:
        """See `Renderer`."""
        command = [
            sys.executable,
            "-P",
            "-m",
            self._module,
            "build",
            "--quiet",
            "-f",
            "mkdocs.yml",
            "-d",
            str(site.absolute()),
        ]
        try:
            done = subprocess.run(
                command,
                cwd=staged,
                env=_environment(staged, as_of),
                capture_output=True,
                timeout=_TIME_LIMIT,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PublishError("The pages could not be rendered: MkDocs did not finish.", remedy=str(error)) from error
        if done.returncode:
            said = (done.stderr or done.stdout).decode("utf-8", "replace").strip().splitlines()
            raise PublishError("The pages could not be rendered.", remedy="MkDocs says: " + " ".join(said[-8:]))
        for pattern in _DEBRIS:
            for path in site.glob(pattern):
                path.unlink()


def _environment(staged: Path, as_of: date) -> dict[str, str]:
    kept = {key: os.environ[key] for key in _KEPT if key in os.environ}
    epoch = int(datetime.combine(as_of, time(), UTC).timestamp())
    return kept | {
        "HOME": str(staged),
        "LC_ALL": "C.UTF-8",
        "NO_MKDOCS_2_WARNING": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "SOURCE_DATE_EPOCH": str(epoch),
    }
