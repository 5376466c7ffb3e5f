"""A manual in a real repository on disk, made from one in memory, and what qmsdoc says of it.

Objects are written as git itself would store them, so that every case is read by real git with real
signatures; a case changes the manual before it is written, or the repository afterwards.
"""

from __future__ import annotations

import copy
import shutil
import subprocess
import zlib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from qmsdoc.capture import capture
from qmsdoc.checking.exit_codes import exit_code
from qmsdoc.errors import QmsdocError
from qmsdoc.git import open_repository
from qmsdoc.model.finding import Severity
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.rules import check
from qmsdoc.trust.ledger import Ledger, extend
from tests.acceptance.installed import Answer, environment, run
from tests.memory import DAY, MemoryManual, document, moment

CONTROL = "documents/procedures/control.md"
TRAINING = "documents/procedures/training.md"
FORM = "documents/forms/request.md"
FLOW = "documents/procedures/flow.svg"
JANE = "refs/tags/approved/QP-001/1/jane.doe"
AMIR = "refs/tags/approved/QP-001/1/amir.khan"
LEDGER = "refs/heads/qmsdoc-ledger"
TEXTS = {
    CONTROL: document(body="![Flow](flow.svg)\n\nSee [training](QP-002) and [the form](../forms/request.md).\n"),
    TRAINING: document("QP-002", body="See [control](QP-001).\n"),
    FORM: document("QF-001", type="form", body="See [control](QP-001).\n"),
}


def base() -> MemoryManual:
    """POLICY 1, QP-001/1 and QF-001/1 approved; QP-002/1 waits for its signatures. Nothing is wrong with it."""
    manual = MemoryManual().found()
    for path, text in TEXTS.items():
        manual.write(path, text)
    manual.write(FLOW, '<svg xmlns="http://www.w3.org/2000/svg"/>\n')
    manual.commit("2026-01-10")
    manual.approve(on="2026-01-12")
    manual.sign("QF-001", "jane.doe", on="2026-01-12", role="quality-manager")
    return manual


_BASE = base()


def fresh() -> MemoryManual:
    """A copy of the manual to change."""
    return copy.deepcopy(_BASE)


@dataclass
class Outcome:
    """What qmsdoc says: the exit code of `check`, the rules of its errors, what was read (None where refused)."""

    code: int
    rules: set[str]
    snapshot: Snapshot | None = None
    reasons: dict[str, str] = field(default_factory=dict)

    def effective(self, name: str) -> int | None:
        """The revision in force of a document."""
        record = self.snapshot.record(name) if self.snapshot else None
        return record.effective.revision if record and record.effective else None


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
        try:
            repository = open_repository(self.root)
            with repository.store:
                snapshot = capture(
                    repository.store,
                    as_of=as_of,
                    working_tree=repository.working_tree(),
                    trust_root=trust_root,
                    today=as_of,
                )
        except QmsdocError as error:
            return Outcome(error.exit_code, {error.rule or ""}, None, {error.rule or "": error.message})
        findings = check(snapshot)
        errors = [finding for finding in findings if finding.severity is Severity.ERROR]
        reasons = {finding.rule: finding.message for finding in errors}
        return Outcome(exit_code(snapshot, findings), set(reasons), snapshot, reasons)


_WHO = {"NAME": "Mallory", "EMAIL": "mallory@example.org", "DATE": "2026-01-15T09:00:00+00:00"}


def record(manual: MemoryManual, on: str, former: Ledger | None = None) -> Ledger:
    """Record every tag of the manual on the ledger's branch."""
    tags = [
        (ref, oid, manual.store.read(oid).data)
        for ref, oid in manual.store.heads.items()
        if ref.startswith(("refs/tags/approved/", "refs/tags/withdrawn/", "refs/tags/reviewed/"))
    ]
    ledger = extend(former or Ledger(), tags, moment(on))
    keep(manual, ledger.data)
    return ledger


def keep(
    manual: MemoryManual, data: bytes, *, mode: str = "100644", path: str = "ledger.jsonl", ref: str = LEDGER
) -> str:
    """Put a ledger's bytes on its branch, as a commit without a parent."""
    tree = manual.store.put_tree({path: (mode, data)})
    who = "CI <ci@meridian.example> 0 +0000"
    manual.store.heads[ref] = manual.store.put(
        "commit", f"tree {tree}\nauthor {who}\ncommitter {who}\n\nRecord\n".encode()
    )
    return manual.store.heads[ref]
