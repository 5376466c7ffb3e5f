"""A manual in a real repository on disk, made from one in memory, and what qmsdoc says of it.

Objects are written as git itself would store them, so that every case is read by real git with real
signatures; a case changes the manual before it is written, or the repository afterwards.
"""

from __future__ import annotations

import shutil
import subprocess
import zlib
from datetime import date
from pathlib import Path

from qmsdoc.capture import capture
from qmsdoc.git import open_repository
from qmsdoc.model.snapshot import Snapshot
from tests.acceptance.installed import Answer, environment, run
from tests.approved import Outcome, judged
from tests.memory import DAY, MemoryManual


class Disk:
    """The repository of a manual, with its working tree."""

    def __init__(self, manual: MemoryManual, place: Path) -> None:
        self.root, self.home = place / "manual", place / "home"
        self.home.mkdir(parents=True)
        self.folder = self.root / ".git"
        (self.folder / "refs").mkdir(parents=True)
        (self.folder / "HEAD").write_text("ref: refs/heads/main\n")
        (self.folder / "config").write_text("[core]\n\trepositoryformatversion = 0\n\tbare = false\n")
        self.store(manual)
        for path, (mode, data) in manual.files.items():
            self.lay(path, data, mode)

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

    def git(self, *arguments: str) -> str:
        """Run git here, with the name of somebody."""
        who = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in _WHO.items()}
        command = ["git", "-C", str(self.root), *arguments]
        done = subprocess.run(command, env=environment(self.home) | who, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def cli(self, *arguments: str, **variables: str) -> Answer:
        """Run the installed command line here."""
        return run(self.home, *arguments, folder=self.root, **variables)

    def remove(self, ref: str) -> None:
        """Delete a ref's file."""
        (self.folder / ref).unlink()

    def copy(self, place: Path) -> Path:
        """Copy the repository elsewhere."""
        return Path(shutil.copytree(self.root, place, symlinks=True))

    def outcome(self, as_of: date = DAY, trust_root: str | None = None) -> Outcome:
        """Judge the working tree as `qmsdoc check` does."""

        def read() -> Snapshot:
            repository = open_repository(self.root)
            with repository.store:
                return capture(
                    repository.store,
                    as_of=as_of,
                    working_tree=repository.working_tree(),
                    trust_root=trust_root,
                    today=as_of,
                )

        return judged(read)


_WHO = {"NAME": "Mallory", "EMAIL": "mallory@example.org", "DATE": "2026-01-15T09:00:00+00:00"}
