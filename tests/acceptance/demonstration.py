"""The demonstration as `qmsdoc demo` makes it, once a run however many workers share it, and copies to change."""

from __future__ import annotations

import fcntl
import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.acceptance.installed import Answer, environment, run

GITCONFIG = """\
[user]
	name = Somebody Real
	email = real@home.example
[commit]
	gpgsign = true
[core]
	hooksPath = /nonexistent
"""


@dataclass(frozen=True, slots=True)
class Demonstration:
    """A home, the manual made from there, and what was said then."""

    home: Path
    manual: Path
    said: str

    @property
    def keys(self) -> Path:
        """The folder of the throw-away keys."""
        return self.manual.with_name(f"{self.manual.name}-throw-away-keys")

    @property
    def root(self) -> str:
        """The trust root that was printed."""
        found = re.search(r"sha256:[0-9a-f]{64}", self.said)
        assert found is not None
        return found[0]

    def copy(self, manual: Path, home: Path) -> Demonstration:
        """Copy the manual and its keys, to be used from another home; one that is not there is copied, too."""
        copied = Demonstration(home, manual, self.said)
        shutil.copytree(self.manual, manual, symlinks=True)
        shutil.copytree(self.keys, copied.keys)
        for file in (manual / ".git/config", *copied.keys.glob("*.gitconfig")):
            file.write_text(file.read_text().replace(str(self.manual), str(manual)))
        if not home.exists():
            shutil.copytree(self.home, home)
        return copied

    def run(self, *arguments: str, **variables: str) -> Answer:
        """Run qmsdoc in the manual."""
        return run(self.home, *arguments, folder=self.manual, **variables)

    def json(self, *arguments: str) -> Any:
        """Run qmsdoc in the manual and read the JSON it prints."""
        return json.loads(self.run(*arguments).out)


def shared_demonstration(place: Path) -> Demonstration:
    """Return the demonstration below `place`, which the first worker that asks makes and nobody may change.

    It is made by somebody whose git has other settings, into an empty folder with a blank in its name, where programs
    other than git and Python are out of reach.
    """
    place.mkdir(exist_ok=True)
    home, manual, said = place / "home", place / "the manual", place / "said"
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            home.mkdir()
            manual.mkdir()
            (home / ".gitconfig").write_text(GITCONFIG)
            answer = run(
                home,
                "demo",
                str(manual),
                "--no-serve",
                GIT_DIR="/nonexistent",
                GIT_AUTHOR_NAME="Somebody Real",
                PATH=str(_programs(place)),
            )
            assert answer.code == 0, answer.err
            said.write_text(answer.out)
    return Demonstration(home, manual, said.read_text())


def _programs(place: Path) -> Path:
    folder = place / "bin"
    folder.mkdir()
    for name in ("git", "python3"):
        (folder / name).symlink_to(str(shutil.which(name, path=environment(place)["PATH"])))
    return folder
