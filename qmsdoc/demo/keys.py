"""Throw-away Ed25519 keys, made and used by OpenSSH's own `ssh-keygen`, in a folder outside the manual.

The user's own keys, agent and configuration are never asked: ssh-keygen gets the file of each key
and an environment without `SSH_*` (ssh-keygen(1), options -t and -Y sign).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from qmsdoc.demo.story import PolicyText
from qmsdoc.errors import RepositoryError
from qmsdoc.git.write import NewTag
from qmsdoc.model.policy import Person


@dataclass(frozen=True, slots=True)
class ThrowAwayKey:
    """One person's key. `since` and `until` are the first day on which it signs and on which it no longer does.

    `path` is the private key's file; `public` is `ssh-ed25519 AAAA…`.
    """

    person: Person
    path: Path
    public: str
    since: date | None = None
    until: date | None = None

    def signs(self, person: str, day: date) -> bool:
        """Tell whether this is the key with which the person signs on `day`."""
        begun = self.since is None or self.since <= day
        return self.person.id == person and begun and (self.until is None or day < self.until)

    def line(self) -> str:
        """Its line in `allowed_signers`."""
        options = ['namespaces="git"']
        options += [f'valid-after="{self.since:%Y%m%d}"'] if self.since else []
        options += [f'valid-before="{self.until:%Y%m%d}"'] if self.until else []
        return f"{','.join(self.person.principals)} {','.join(options)} {self.public} {self.person.name}\n"


def make_keys(folder: Path, people: Iterable[Person], policies: Iterable[PolicyText]) -> tuple[ThrowAwayKey, ...]:
    """Make a key for each person, and the next one where a policy tells of it; `folder` must be new or empty."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    keys = {person.id: [_make_key(folder / person.id, person)] for person in people}
    for policy in policies:
        for name, day in policy.closed_keys:
            keys[name][-1] = replace(keys[name][-1], until=day)
        for name, day in policy.new_keys:
            old = keys[name][-1]
            retired = _retire(old, day)
            keys[name][-1:] = [retired, replace(_make_key(folder / name, old.person), since=day)]
    return tuple(key for held in keys.values() for key in held)


def allowed_signers(keys: Iterable[ThrowAwayKey], people: Iterable[str], known: set[date], head: bytes) -> bytes:
    """Write `allowed_signers` as a policy revision had it: the keys of its `people`, with the ends `known` then."""
    those = set(people)
    held = (key for key in keys if key.person.id in those and (key.since is None or key.since in known))
    lines = (replace(key, until=key.until if key.until in known else None).line() for key in held)
    return head + "".join(lines).encode()


def sign(tags: Sequence[tuple[NewTag, ThrowAwayKey]]) -> tuple[NewTag, ...]:
    """Sign each tag with its key (SSHSIG, namespace `git`), as `git tag -s` would: one process for each key."""
    signed = dict[int, NewTag]()
    with tempfile.TemporaryDirectory(prefix="qmsdoc-demo-") as scratch:
        for path in sorted({key.path for _, key in tags}):
            numbers = [n for n, (_, key) in enumerate(tags) if key.path == path]
            files = [Path(scratch) / str(n) for n in numbers]
            for n, file in zip(numbers, files, strict=True):
                file.write_bytes(tags[n][0].payload)
            _ssh_keygen("-Y", "sign", "-f", str(path), "-n", "git", *map(str, files))
            for n, file in zip(numbers, files, strict=True):
                tag = tags[n][0]
                signed[n] = replace(tag, message=tag.message + file.with_suffix(".sig").read_text())
    return tuple(signed[n] for n in range(len(tags)))


def _make_key(path: Path, person: Person) -> ThrowAwayKey:
    _ssh_keygen("-t", "ed25519", "-N", "", "-C", f"{person.name} (throw-away)", "-f", str(path))
    algorithm, blob, *_ = Path(f"{path}.pub").read_text().split()
    return ThrowAwayKey(person, path, f"{algorithm} {blob}")


def _retire(key: ThrowAwayKey, until: date) -> ThrowAwayKey:
    place = key.path.with_name(f"{key.path.name}-until-{until.isoformat()}")
    key.path.rename(place)
    Path(f"{key.path}.pub").rename(f"{place}.pub")
    return replace(key, path=place, until=until)


def _ssh_keygen(*arguments: str) -> None:
    program = shutil.which("ssh-keygen")
    if program is None:
        raise RepositoryError("The program ssh-keygen is missing.", remedy="Install OpenSSH's client, 8.2 or newer.")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SSH_")}
    done = subprocess.run(
        [program, "-q", *arguments], capture_output=True, check=False, env=environment, stdin=subprocess.DEVNULL
    )
    if done.returncode != 0:
        raise RepositoryError(
            f"ssh-keygen refused: {done.stderr.decode(errors='replace').strip()}",
            remedy="Install OpenSSH's client, 8.2 or newer.",
        )
