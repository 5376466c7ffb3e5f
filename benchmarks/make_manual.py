"""Make a large manual with real history and real signatures: python benchmarks/make_manual.py DIR DOCUMENTS REVISIONS.

Each revision is one commit of one document of about 7.6 kB, in which five lines change, signed by two of six people; a
link leads to the next document. Everything follows from the numbers given, so two runs make the same repository.
"""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from tests.trust.keys import make_key, tag_payload

PEOPLE = ["owner-1", "owner-2", "owner-3", "quality-1", "quality-2", "director"]
LINES = 7
WORDS = str.split(
    "the owner shall record review approve verify each batch sample device form change before after release storage"
    " disposal training evidence deviation corrective action supplier audit calibration equipment temperature label"
    " trace lot serial number complaint risk control plan acceptance criteria inspection report signature date manager"
    " responsible quality unit retention archive obsolete version distribution site line clean room validated software"
    " system input output requirement specification drawing document procedure instruction reading standard gauge"
)
START = datetime(2023, 1, 2, tzinfo=UTC)


def policy() -> str:
    return """manual: large-manual
revision: 1
organisation: Large Ltd
trunk: main
documents: documents
types:
  policy: {prefix: POLICY, approvals: {director: 1}}
  procedure: {prefix: QP, approvals: {process-owner: 1, quality-manager: 1}, independent: [quality-manager],
    review_every: 60 months}
"""


def people() -> str:
    roles = {"owner": "process-owner", "quality": "quality-manager", "director": "director"}
    rows = (
        f"  {person}:\n    name: {person.title()}\n    principals: [{person}@large.example]\n"
        f"    roles: {{{roles[person.split('-')[0]]}: {{from: 2020-01-01}}}}\n"
        for person in PEOPLE
    )
    return "people:\n" + "".join(rows)


def sentence(number: int, place: int, revision: int) -> str:
    """A line as it was written in a revision: the same for the same numbers."""
    chance = random.Random(f"{number} {place} {revision}")
    return " ".join(chance.choices(WORDS, k=chance.randint(6, 13))).capitalize() + "."


def document(number: int, revision: int, total: int) -> str:
    """A document of twelve sections, of which each revision writes five of 84 lines anew."""
    written = dict.fromkeys(range(12 * LINES), 1)
    for later in range(2, revision + 1):
        written |= dict.fromkeys(random.Random(f"{number} {later}").sample(range(12 * LINES), 5), later)
    text = []
    for section in range(12):
        lines = [sentence(number, at, written[at]) for at in range(section * LINES, (section + 1) * LINES)]
        items = "".join(f"- **{line.split()[0]}**: {line}\n" for line in lines[3:5])
        table = f"| Step | Record |\n|---|---|\n| {lines[5]} | {lines[6]} |\n"
        text.append(f"## Section {section + 1}\n\n{lines[0]}\n{lines[1]}\n\n{lines[2]}\n\n{items}\n{table}")
    change = f"change: {sentence(number, -1, revision)}\n" if revision > 1 else ""
    other = f"QP-{number % total + 1:05d}"
    return (
        f"---\nid: QP-{number:05d}\ntitle: Procedure {number}\ntype: procedure\nowner: quality-manager\n"
        f"revision: {revision}\n{change}---\n\n# Procedure {number}\n\nSee [the next one]({other.lower()}.md).\n\n"
        + "\n".join(text)
    )


class Writer:
    """Streams a repository into git fast-import."""

    def __init__(self, folder: Path) -> None:
        subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True)
        self.git = subprocess.Popen(
            ["git", "-C", str(folder), "fast-import", "--quiet"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.commits = 0

    def say(self, text: str) -> None:
        assert self.git.stdin
        self.git.stdin.write(text.encode())

    def commit(self, files: dict[str, str], at: datetime) -> str:
        assert self.git.stdin
        assert self.git.stdout
        self.commits += 1
        stamp = f"Owner-1 <owner-1@large.example> {int(at.timestamp())} +0000"
        self.say(f"commit refs/heads/main\nmark :{self.commits}\ncommitter {stamp}\ndata 6\nChange\n")
        if self.commits > 1:
            self.say(f"from :{self.commits - 1}\n")
        for path, text in files.items():
            self.say(f"M 100644 inline {path}\ndata {len(text.encode())}\n{text}\n")
        self.say(f"\nget-mark :{self.commits}\n")
        self.git.stdin.flush()
        return self.git.stdout.readline().decode().strip()

    def tag(self, name: str, data: bytes) -> tuple[str, str]:
        head, _, message = data.partition(b"\n\n")
        target, _, _, tagger = head.decode().split("\n")
        body = message
        self.say(f"tag {name}\nfrom {target.split()[1]}\n{tagger}\ndata {len(body)}\n")
        assert self.git.stdin
        self.git.stdin.write(body + b"\n")
        return name, ""

    def close(self) -> None:
        assert self.git.stdin
        self.git.stdin.close()
        if self.git.wait():
            raise SystemExit("git fast-import failed")


def content(files: dict[str, str]) -> str:
    rows = "".join(f"{hashlib.sha256(text.encode()).hexdigest()}  {path}\n" for path, text in sorted(files.items()))
    return "sha256:" + hashlib.sha256(rows.encode()).hexdigest()


def approvals(
    name: str,
    title: str,
    revision: int,
    path: str,
    digest: str,
    signers: list[tuple[str, str]],
    commit: str,
    at: datetime,
) -> Iterator[tuple[str, bytes]]:
    for person, role in signers:
        message = (
            f"Approve {name} revision {revision}: {title}\n\n"
            f"Manual: large-manual\nDocument: {name}\nRevision: {revision}\n"
            f"Path: {path}\nContent: {digest}\nPolicy: 1\nRole: {role}\nMeaning: I approve this revision for use.\n"
        )
        tag = f"approved/{name}/{revision}/{person}"
        payload = tag_payload(
            tag, message, target=commit, tagger=f"{person} <{person}@large.example>", seconds=int(at.timestamp())
        )
        yield tag, payload + make_key(person).sign(payload).encode()


def main(folder: Path, documents: int, revisions: int) -> None:
    writer = Writer(folder)
    signers = "".join(f"{person}@large.example {make_key(person).line}\n" for person in PEOPLE)
    files = {"qmsdoc.yml": policy(), "people.yml": people(), "allowed_signers": signers}
    commit = writer.commit(files, START)
    for tag, data in approvals(
        "POLICY",
        "Policy of large-manual",
        1,
        "qmsdoc.yml",
        content(files),
        [("director", "director")],
        commit,
        START + timedelta(minutes=1),
    ):
        writer.tag(tag, data)
    at = START + timedelta(hours=1)
    for revision in range(1, revisions + 1):
        for number in range(1, documents + 1):
            at += timedelta(minutes=2)
            path, text = f"documents/qp-{number:05d}.md", document(number, revision, documents)
            commit = writer.commit({path: text}, at)
            pair = [(f"owner-{number % 3 + 1}", "process-owner"), (f"quality-{number % 2 + 1}", "quality-manager")]
            name = f"QP-{number:05d}"
            for tag, data in approvals(
                name,
                f"Procedure {number}",
                revision,
                path,
                content({path: text}),
                pair,
                commit,
                at + timedelta(minutes=1),
            ):
                writer.tag(tag, data)
    writer.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
