"""A manual in a real repository on disk, made from one in memory, and what qmsdoc says of it.

Objects are written as git itself would store them, so that every case is read by real git with real
signatures; a case changes the manual before it is written, or the repository afterwards.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import zlib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from qmsdoc.capture import capture
from qmsdoc.git import open_repository
from qmsdoc.model.snapshot import Snapshot
from tests.acceptance.installed import Answer, environment, run
from tests.approved import Outcome, judged
from tests.memory import DAY, MemoryManual
from tests.trust.keys import make_key, private_file


@dataclass(frozen=True)
class DiskManual:
    """The repository of a manual with its working tree; `keys` holds each person's key pair, `home` an empty home."""

    root: Path
    home: Path
    keys: Path

    @classmethod
    def of(cls, manual: MemoryManual, place: Path) -> DiskManual:
        """Write a manual made in memory to disk."""
        made = cls(place / "manual", place / "home", place / "keys")
        for folder in (made.home, made.keys, made.folder / "refs"):
            folder.mkdir(parents=True)
        (made.folder / "HEAD").write_text("ref: refs/heads/main\n")
        sha256 = manual.store.object_format == "sha256"
        (made.folder / "config").write_text(f"[core]\n\trepositoryformatversion = {int(sha256)}\n\tbare = false\n")
        if sha256:
            made.configure("[extensions]\n\tobjectFormat = sha256\n")
        made.store(manual)
        for path, (mode, data) in manual.files.items():
            made.lay(path, data, mode)
        for person, key in manual.keys.items():
            if key == make_key(person):
                made.lend(person)
        return made

    @property
    def folder(self) -> Path:
        """The repository's own folder."""
        return self.root / ".git"

    def lend(self, person: str) -> None:
        """Put a person's key pair into a file."""
        private, public = self.keys / person, self.keys / f"{person}.pub"
        private.touch(0o600)
        private.write_bytes(private_file(person))
        public.write_text(f"{make_key(person).line} {person}\n")

    def store(self, manual: MemoryManual) -> None:
        """Write every object and ref, as loose files."""
        for oid, found in manual.store.objects.items():
            path = self.object(oid)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(zlib.compress(f"{found.kind} {len(found.data)}\0".encode() + found.data, 1))
        for name, oid in manual.store.heads.items():
            if name != "HEAD":
                self.point(name, oid)

    def object(self, oid: str) -> Path:
        """The file of a loose object."""
        return self.folder / "objects" / oid[:2] / oid[2:]

    def point(self, ref: str, oid: str) -> None:
        """Write a ref."""
        path = self.folder / ref
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(oid + "\n")

    def lay(self, path: str, data: bytes, mode: str = "100644") -> None:
        """Put a file, a link (120000) or an empty repository (160000) into the working tree."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if mode == "120000":
            target.symlink_to(data.decode())
        elif mode == "160000":
            subprocess.run(["git", "init", "--quiet", str(target)], env=environment(self.home), check=True)
        else:
            target.write_bytes(data)

    def configure(self, text: str) -> None:
        """Add to the repository's own configuration."""
        with (self.folder / "config").open("a") as file:
            file.write(text)

    def script(self, name: str) -> tuple[Path, Path]:
        """Give a program that leaves a mark when it is run, and the mark."""
        mark, program = self.home / "mark", self.home / name
        program.write_text(f"#!/bin/sh\necho run >> {mark}\nexit 0\n")
        program.chmod(0o755)
        return program, mark

    def git(self, *arguments: str, **variables: str) -> str:
        """Run git here, with the name of somebody; gives what it prints, without the last end of line."""
        command = ["git", "-C", str(self.root), *arguments]
        named = environment(self.home) | _named("mallory@example.org", "2026-01-15T09:00:00+00:00") | variables
        done = subprocess.run(command, env=named, capture_output=True, text=True, check=True)
        return done.stdout.removesuffix("\n")

    def run(self, *arguments: str, **variables: str) -> Answer:
        """Run the installed command line here."""
        return run(self.home, *arguments, folder=self.root, **variables)

    def json(self, *arguments: str, code: int = 0, **variables: str) -> Any:
        """Run qmsdoc, expect its exit code, and read the JSON it prints."""
        answer = self.run(*arguments, **variables)
        assert answer.code == code, answer.err
        return json.loads(answer.out)

    def act(self, person: str) -> dict[str, str]:
        """The environment of somebody whose git is set up for themselves."""
        settings = {
            "user.name": person,
            "user.email": f"{person}@meridian.example",
            "user.signingKey": str(self.keys / f"{person}.pub"),
            "gpg.format": "ssh",
        }
        pairs = enumerate(settings.items())
        variables = {f"GIT_CONFIG_{part}_{n}": item[i] for n, item in pairs for i, part in enumerate(("KEY", "VALUE"))}
        return {"GIT_CONFIG_COUNT": str(len(settings)), **variables}

    def write(self, path: str, text: str) -> None:
        """Write one file of the working tree."""
        self.lay(path, text.encode())

    def commit(self, *, by: str = "amir.khan", on: str = "2026-01-05T09:00:00+00:00") -> str:
        """Commit everything and give the commit's id."""
        self.git("add", "--all")
        variables = _named(f"{by}@meridian.example", on)
        self.git("commit", "--quiet", "--allow-empty", "--message", "Write", **variables)
        return self.git("rev-parse", "HEAD")

    def sign(self, id_: str, person: str, *, on: str | None = None, command: str = "approve", **options: str) -> Answer:
        """Sign as that person with qmsdoc, at that instant; expects that it counts."""
        extra = [part for name, value in options.items() for part in (f"--{name.replace('_', '-')}", value)]
        clock = {"GIT_COMMITTER_DATE": on} if on else {}
        answer = self.run(command, id_, "--yes", *extra, **self.act(person), **clock)
        assert answer.code == 0, answer.err
        return answer

    def copy(self, place: Path) -> DiskManual:
        """Give a copy of its own, with the same home and keys."""
        shutil.copytree(self.root, place / "manual", symlinks=True)
        return DiskManual(place / "manual", self.home, self.keys)

    def remove(self, ref: str) -> None:
        """Delete a ref's file."""
        (self.folder / ref).unlink()

    def outcome(
        self,
        as_of: date = DAY,
        trust_root: str | None = None,
        *,
        today: date | None = None,
        now: datetime | None = None,
    ) -> Outcome:
        """Judge the working tree as `qmsdoc check` does; today is the day asked for unless it is given."""

        def read() -> Snapshot:
            repository = open_repository(self.root)
            with repository.store:
                return capture(
                    repository.store,
                    as_of=as_of,
                    working_tree=repository.working_tree(),
                    trust_root=trust_root,
                    today=today or as_of,
                    now=now,
                )

        return judged(read)


def _named(address: str, on: str) -> dict[str, str]:
    """The variables by which git takes a name, an address and a date."""
    who = {"NAME": address.partition("@")[0], "EMAIL": address, "DATE": on}
    return {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in who.items()}
