"""Lets a guide be followed through a year: a clock for qmsdoc and for git that stands on the days of its story.

Only the environment of a test is arranged: Python's own `sitecustomize` moves the one module that reads the clock, and
a `git` before the real one on the path dates commits and tags by the same instant.
"""

from __future__ import annotations

import re
import shlex
import shutil
from calendar import month_name
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from tests.acceptance.installed import environment

_PYTHON = """\
import datetime, pathlib
import qmsdoc.cli.clock

class Moved(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        moved = datetime.timedelta(seconds=int(pathlib.Path({place!r}).read_text()))
        return datetime.datetime.now(tz) + moved

qmsdoc.cli.clock.datetime = Moved
"""
_GIT = """\
#!/bin/sh
GIT_COMMITTER_DATE="@$(( $(date +%s) + $(cat {place}) )) +0000"
GIT_AUTHOR_DATE=$GIT_COMMITTER_DATE
export GIT_COMMITTER_DATE GIT_AUTHOR_DATE
exec {git} "$@"
"""


@dataclass(frozen=True, slots=True)
class Calendar:
    """A clock in a folder of its own; `begin` sets its day."""

    folder: Path

    @classmethod
    def of(cls, folder: Path, day: date) -> Calendar:
        """Make one that stands on a day."""
        made, git = cls(folder), shutil.which("git")
        folder.mkdir()
        place = folder / "offset"
        (folder / "sitecustomize.py").write_text(_PYTHON.format(place=str(place)))
        (folder / "git").write_text(_GIT.format(place=shlex.quote(str(place)), git=git))
        (folder / "git").chmod(0o755)
        place.write_text(str(_morning(day) - int(datetime.now(UTC).timestamp())))
        return made

    def variables(self, home: Path) -> dict[str, str]:
        """Return what a program's environment needs to live by this clock."""
        return {"PATH": f"{self.folder}:{environment(home)['PATH']}", "PYTHONPATH": str(self.folder)}

    def told(self, text: str, year: int, publisher: Path) -> str:
        """Return a page whose headings name months: each begins on the tenth of its month, after a night's record.

        `publisher` is the clone of the job that records.
        """

        def begun(heading: re.Match[str]) -> str:
            morning = _morning(date(year, list(month_name).index(heading[1]), 10))
            command = f'echo "$(( {morning} - $(date +%s) ))" > {shlex.quote(str(self.folder / "offset"))}'
            clone = shlex.quote(str(publisher))
            night = f"$ git -C {clone} pull --quiet --force --tags\n$ qmsdoc -C {clone} record --push\n"
            return f"{heading[0]}\n\n```console\n{night}$ {command}\n```\n"

        return re.sub(rf"^## ({'|'.join(month_name[1:])}):.*$", begun, text, flags=re.MULTILINE)


def _morning(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, 8, tzinfo=UTC).timestamp())
