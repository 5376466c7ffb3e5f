"""Renderers of others: a staged tree becomes a folder of HTML by MkDocs or ProperDocs, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime, time
from pathlib import Path

from qmsdoc.errors import PublishError
from qmsdoc.render.files import write
from qmsdoc.render.renderers.renderer import MANY
from qmsdoc.render.tree import Group, Staged, staged_files
from qmsdoc.render.workers import spread

_TIME_LIMIT = 7200
_KEPT = ("PATH", "SYSTEMROOT", "TMPDIR", "LD_LIBRARY_PATH")
# Debris of the theme that no page needs, and a copy of the sitemap that compresses otherwise on every machine.
_DEBRIS = ("**/*.map", "sitemap.xml.gz")


class MkDocs:
    """MkDocs, or what continues it, run with nothing of the caller's environment that could change its output.

    `module` is what Python runs, `name` what readers know it by.
    """

    def __init__(self, module: str = "mkdocs", name: str = "MkDocs") -> None:
        self._module = module
        self._name = name

    def render(self, staged: Staged, work: Path, site: Path, *, as_of: date) -> frozenset[str]:
        """See `Renderer`."""
        write(staged.frame(), work)
        files = spread(lambda group: _write_group(staged, group, work), staged.groups, least=MANY)
        self._run(work, site, as_of)
        for pattern in _DEBRIS:
            for path in site.glob(pattern):
                path.unlink()
        return frozenset(staged.files).union(*files)

    def _run(self, work: Path, site: Path, as_of: date) -> None:
        command = [sys.executable, "-P", "-m", self._module, "build", "--quiet", "-f", "mkdocs.yml"]
        try:
            done = subprocess.run(
                [*command, "-d", str(site.absolute())],
                cwd=work,
                env=_environment(work, as_of),
                capture_output=True,
                timeout=_TIME_LIMIT,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PublishError(
                f"The pages could not be rendered: {self._name} did not finish.", remedy=str(error)
            ) from error
        if done.returncode:
            said = (done.stderr or done.stdout).decode("utf-8", "replace").strip().splitlines()
            raise PublishError("The pages could not be rendered.", remedy=f"{self._name} says: " + " ".join(said[-8:]))


def _write_group(staged: Staged, group: Group, work: Path) -> frozenset[str]:
    made = staged.make(group)
    write(staged_files(made), work)
    return frozenset(made.files)


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
