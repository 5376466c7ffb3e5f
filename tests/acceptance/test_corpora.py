"""A quality system that no one here wrote, mapped into a manual: committed, approved, checked and published."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from qmsdoc.capture.document_reader import DocumentReader
from qmsdoc.demo.closures import Closures
from qmsdoc.demo.keys import ThrowAwayKey, allowed_signers, make_keys, sign
from qmsdoc.git.write import Identity, NewCommit, NewTag, check_out, create, write_commits, write_tags
from qmsdoc.model.approval import MEANINGS, Act, Statement, TagName
from qmsdoc.model.policy import Person
from qmsdoc.parse.front_matter import front_matter
from qmsdoc.trust.message import write_message
from tests.acceptance.installed import ROOT, run

pytestmark = pytest.mark.acceptance

_COMMITTED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_TYPES = {
    "SOP": ("procedure", "sops"),
    "POL": ("policy-statement", "policies"),
    "WI": ("work-instruction", "work-instructions"),
    "AUD": ("audit", "audits"),
    "JD": ("job-description", "personnel"),
    "SUP": ("supplier", "suppliers"),
    "GUIDE": ("guide", "user-guide"),
}
_PEOPLE = (("jane.smith", "Jane Smith", "quality-manager"), ("quality.director", "Quinn Dale", "quality-director"))
_BROKEN = {
    "JD-PROD-001": 4,
    "JD-QM-001": 5,
    "JD-RA-001": 2,
    "JD-SWE-001": 1,
}


def _corpus() -> Path:
    place = Path(os.environ.get("QMSDOC_CORPORA") or ROOT.parent / "shared" / "corpora")
    folder = place / "sample-qms-iso13485"
    if not folder.is_dir():
        pytest.skip(f"The folder {folder.name} is not there: name the folder that holds it in QMSDOC_CORPORA.")
    return folder


@dataclass(frozen=True, slots=True)
class Mapped:
    path: str
    data: bytes
    name: str
    title: str


def _mapped(corpus: Path) -> Iterator[Mapped]:
    """Give every document with our front matter in place of its own; the text below it stays as it is."""
    for path in sorted(corpus.rglob("*.md")):
        text = path.read_text()
        relative = path.relative_to(corpus).as_posix()
        if relative == "README.md":
            text = text.replace("](docs/", "](../")
            relative, text = "docs/user-guide/README.md", f"---\nid: GUIDE-000\ntitle: Sample.QMS.ISO13485\n---\n{text}"
        _, front, body = text.split("---\n", 2)
        name = _field(front, "id")
        title = _field(front, "title")
        kind, _ = _TYPES[name.split("-")[0]]
        ours = f'id: {name}\ntitle: "{title}"\ntype: {kind}\nowner: quality-manager\nrevision: 1\n'
        yield Mapped(relative, f"---\n{ours}---\n{body}".encode(), name, title)


def _field(front: str, name: str) -> str:
    found = re.search(rf"^{name}: *(.*)$", front, re.MULTILINE)
    assert found
    return found[1].strip().strip('"')


def _policy() -> dict[str, bytes]:
    types = ["  policy: {prefix: POLICY, approvals: {quality-director: 1}}"]
    for prefix, (name, folder) in _TYPES.items():
        types.append(f"  {name}: {{prefix: {prefix}, folder: {folder}, approvals: {{quality-manager: 1}}}}")
    head = (
        "manual: sample-qms\nrevision: 1\norganisation: Sample Medical Software\ntrunk: main\ndocuments: docs\ntypes:\n"
    )
    people = "".join(
        f"  {person}: {{name: {name}, principals: [{person}@example.com], roles: {{{role}: {{from: 2025-01-01}}}}}}\n"
        for person, name, role in _PEOPLE
    )
    return {"qmsdoc.yml": (head + "\n".join(types) + "\n").encode(), "people.yml": f"people:\n{people}".encode()}


@dataclass(frozen=True, slots=True)
class _Signing:
    """Everything an approval of this manual is made from."""

    commit: str
    files: dict[str, bytes]
    keys: tuple[ThrowAwayKey, ...]
    closures: Closures

    def tag(self, name: str, title: str, path: str, person: str, after: timedelta) -> tuple[NewTag, ThrowAwayKey]:
        role = {each: role for each, _, role in _PEOPLE}[person]
        content = self.closures(path, self.files).content_digest
        meaning = MEANINGS[Act.APPROVED]
        statement = Statement("sample-qms", name, 1, path, content, 1, role, meaning)
        key = next(key for key in self.keys if key.person.id == person)
        tagger = Identity(key.person.name, key.person.principals[0], _COMMITTED + after)
        tag = TagName(Act.APPROVED, name, 1, person).tag
        return NewTag(tag, self.commit, tagger, write_message(Act.APPROVED, title, statement)), key


@pytest.fixture(scope="module")
def manual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    documents = list(_mapped(_corpus()))
    work = tmp_path_factory.mktemp("corpus")
    people = [Person(person, name, (f"{person}@example.com",)) for person, name, _ in _PEOPLE]
    keys = make_keys(work / "keys", people, ())
    files = _policy() | {document.path: document.data for document in documents}
    files["allowed_signers"] = allowed_signers(keys, [person.id for person in people], set(), b"")
    folder = work / "manual"
    folder.mkdir()
    create(folder, "main")
    author = Identity("Robin Author", "robin@example.com", _COMMITTED)
    (commit,) = write_commits(folder, "main", [NewCommit(author, "Add the quality system\n", tuple(files.items()), ())])
    signing = _Signing(commit, files, keys, Closures(DocumentReader()))
    tags = [signing.tag("POLICY", "Policy of sample-qms", "qmsdoc.yml", "quality.director", timedelta(hours=1))]
    late = timedelta(hours=3)
    tags += [signing.tag(each.name, each.title, each.path, "jane.smith", late) for each in documents]
    write_tags(folder, sign(tags))
    check_out(folder)
    return folder


def test_all_of_it_is_mapped() -> None:
    documents = list(_mapped(_corpus()))
    assert len(documents) == 36
    assert len({document.name for document in documents}) == 36
    assert all(not front_matter(document.data).problems for document in documents)


def test_every_approval_is_proved(manual: Path) -> None:
    said = run(manual.parent, "verify", folder=manual)
    assert said.code == 0, said.out + said.err


def test_its_real_broken_links_are_found(manual: Path) -> None:
    said = run(manual.parent, "check", "--format", "json", folder=manual)
    findings = json.loads(said.out)["findings"]
    broken = [finding for finding in findings if finding["rule"] == "link-broken"]
    assert said.code == 1
    assert Counter(finding["document"] for finding in broken) == _BROKEN
    assert all(finding["path"] and finding["line"] and finding["help"] for finding in broken)
    assert any("SOP-CAPA-001" in finding["message"] for finding in broken)


def test_it_is_published(manual: Path, tmp_path: Path) -> None:
    said = run(manual.parent, "build", "--output", str(tmp_path / "site"), folder=manual)
    assert said.code == 0, said.out + said.err
    register = json.loads((tmp_path / "site" / "register.json").read_text())["documents"]
    named = [document for document in register if document["id"] != "POLICY"]
    assert len(named) == 36
    assert {document["status"] for document in named} == {"effective"}
    for document in named:
        page = (tmp_path / "site" / document["id"].lower() / "index.html").read_text()
        assert document["content"] in page
    assert date.fromisoformat(named[0]["effective_on"]) == _COMMITTED.date()
