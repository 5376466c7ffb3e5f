"""A small manual in a real repository: three documents, three people with keys of their own, real signed tags."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.acceptance.installed import Answer, environment, git, run

PEOPLE = {"jane.doe": "quality-manager", "helen.ward": "managing-director", "amir.khan": "process-owner"}

POLICY = """\
manual: meridian-quality-manual
revision: 1
organisation: Meridian Instruments Ltd
trunk: main
documents: documents
types:
  policy: {prefix: POLICY, approvals: {managing-director: 1}}
  procedure:
    prefix: QP
    folder: procedures
    approvals: {process-owner: 1, quality-manager: 1}
    independent: [quality-manager]
    review_every: 24 months
  form: {prefix: QF, folder: forms, approvals: {quality-manager: 1}}
"""

PROCEDURE = """\
---
id: QP-001
title: Control of documented information
type: procedure
owner: quality-manager
revision: 1
---

# Control of documented information

Records are kept five years. See [Training](QP-002) and [the form](../forms/change-request.md).

![Steps](steps.svg)

| Record | Kept |
|---|---|
| Calibration | 5 years |
"""
TRAINING = """\
---
id: QP-002
title: Training
type: procedure
owner: amir.khan
revision: 1
---

# Training

People are trained before they work alone. See [documents](QP-001).
"""
FORM = """\
---
id: QF-001
title: Change request
type: form
owner: quality-manager
revision: 1
---

# Change request

What shall change, and why? See [documents](QP-001).
"""
QP_001 = "documents/procedures/control-of-documented-information.md"
QP_002 = "documents/procedures/training.md"
QF_001 = "documents/forms/change-request.md"
STEPS = "documents/procedures/steps.svg"

SECOND = PROCEDURE.replace("revision: 1\n", "revision: 2\nchange: Records are kept ten years.\n").replace(
    "five years", "ten years"
)


@dataclass(frozen=True)
class Manual:
    """One copy of the manual; `keys` holds a key pair named for each person, `home` an empty home."""

    root: Path
    keys: Path
    home: Path

    def run(self, *arguments: str, **variables: str) -> Answer:
        """Run qmsdoc at the manual's top."""
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

    def git(self, *arguments: str) -> str:
        """Run git in the manual."""
        return git(self.root, *arguments, home=self.home)

    def write(self, path: str, text: str) -> None:
        """Write one file of the working tree."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")

    def commit(self, *, by: str = "amir.khan", on: str = "2026-01-05T09:00:00+00:00") -> str:
        """Commit everything and give the commit's id."""
        who = {"NAME": by, "EMAIL": f"{by}@meridian.example", "DATE": on}
        names = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in who.items()}
        git(self.root, "add", "--all", home=self.home)
        subprocess.run(
            ["git", "-C", str(self.root), "commit", "--quiet", "--allow-empty", "--message", "Write"],
            env=environment(self.home) | names,
            check=True,
        )
        return self.git("rev-parse", "HEAD").strip()

    def sign(self, id_: str, person: str, *, on: str | None = None, command: str = "approve", **options: str) -> Answer:
        """Sign as that person, at that instant; expects that it counts."""
        extra = [part for name, value in options.items() for part in (f"--{name.replace('_', '-')}", value)]
        clock = {"GIT_COMMITTER_DATE": on} if on else {}
        answer = self.run(command, id_, "--yes", *extra, **self.act(person), **clock)
        assert answer.code == 0, answer.err
        return answer

    def copy(self, place: Path) -> Manual:
        """Give a copy of its own."""
        shutil.copytree(self.root, place / "manual", symlinks=True)
        return Manual(place / "manual", self.keys, self.home)


def make(place: Path, *, object_format: str = "sha1") -> Manual:
    """Make the manual: POLICY 1, QP-001/1 and QF-001/1 approved, QP-001/2 and QP-002/1 waiting."""
    manual = Manual(place / "manual", place / "keys", place / "home")
    for folder in (manual.root, manual.keys, manual.home):
        folder.mkdir(parents=True)
    lines = [_key(manual.keys / person, person) for person in PEOPLE]
    manual.git("init", "--quiet", "--initial-branch=main", f"--object-format={object_format}")
    manual.write("qmsdoc.yml", POLICY)
    manual.write("people.yml", "people:\n" + "".join(map(_person, PEOPLE)))
    manual.write("allowed_signers", "".join(lines))
    manual.write(QP_001, PROCEDURE)
    manual.write(QP_002, TRAINING)
    manual.write(QF_001, FORM)
    manual.write(
        STEPS, '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>\n'
    )
    manual.commit()
    manual.sign("POLICY", "helen.ward", on="2026-01-06T09:00:00+00:00")
    manual.sign("QP-001", "amir.khan", on="2026-01-07T09:00:00+00:00")
    manual.sign("QP-001", "jane.doe", on="2026-01-08T09:00:00+00:00")
    manual.sign("QF-001", "jane.doe", on="2026-01-08T10:00:00+00:00")
    manual.write(QP_001, SECOND)
    manual.commit(on="2026-02-02T09:00:00+00:00")
    return manual


def _person(person: str) -> str:
    name = person.replace(".", " ").title()
    return (
        f"  {person}:\n    name: {name}\n    principals: [{person}@meridian.example]\n"
        f"    roles:\n      {PEOPLE[person]}: {{from: 2023-01-01}}\n"
    )


def _key(path: Path, person: str) -> str:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", person, "-f", str(path)], check=True)
    algorithm, key, _ = path.with_name(path.name + ".pub").read_text().split()
    return f'{person}@meridian.example namespaces="git" {algorithm} {key}\n'
