"""Repositories that are odd: what is told of each, and that none of it ends in a traceback or touches a file."""

from __future__ import annotations

import os
import subprocess
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from qmsdoc.cli import main
from qmsdoc.editing.adoption import adoption
from qmsdoc.git import open_repository

_FILES = {
    b"docs/latin.md": b"\xff\xfe# latin \xe4\n",
    b"docs/crlf.md": b"---\r\ntitle: Lines\r\nrev: 3\r\n---\r\n# Lines\r\n\r\n[x](y/)\r\n",
    b"docs/n\xe4me \xff.md": b"# Bytes\n",
    b"docs/new\nline.md": b"# New\n",
    b"docs/huge.md": b"---\n" + b"".join(b"k%d: v\n" % at for at in range(9_000)) + b"---\n# H\n",
    b"docs/nul.md": b"---\ntitle: x\n---\n# a\0b\n",
    b"docs/empty.md": b"",
    b"docs/deep.md": b"---\na: " + b"[" * 3000 + b"]" * 3000 + b"\n---\n",
    b"docs/deep-json.md": b'{"a": ' + b'{"b": ' * 2000 + b"1" + b"}" * 2001 + b"\n# d\n",
    b"docs/$(touch x).md": b"# x\n",
    b"docs/-rf.md": b"# dash\n",
}


def _git(folder: Path, *arguments: str) -> None:
    asked = ["git", "-c", "user.name=A", "-c", "user.email=a@b.example", "-C", str(folder), *arguments]
    subprocess.run(asked, check=True, capture_output=True)


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of files that nobody wants and everybody has."""
    folder = tmp_path_factory.mktemp("odd")
    (folder / "docs").mkdir()
    for name, data in _FILES.items():
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_bytes(data)
    (folder / "docs/link.md").symlink_to("crlf.md")
    (folder / "docs/away.md").symlink_to("/etc/hostname")
    (folder / "round").symlink_to("docs")
    _git(folder, "init", "--quiet", "--initial-branch=main")
    _git(folder, "add", ".")
    _git(folder, "commit", "--quiet", "--message", "All")
    return folder


def test_every_file_is_told_and_links_are_not_followed(odd: Path) -> None:
    repository = open_repository(odd)
    found = adoption(repository, date(2026, 8, 19))
    repository.store.close()
    assert sorted(os.fsencode(each.path) for each in found.survey.documents) == sorted(_FILES)
    assert found.versions == len(_FILES)
    faulty = {each.path for each in found.obstacles if each.rule == "front-matter-invalid"}
    assert {"docs/latin.md", "docs/huge.md", "docs/empty.md", "docs/deep.md", "docs/deep-json.md"} <= faulty
    assert found.plan is not None
    assert not (odd / "x").exists()


@pytest.mark.parametrize(
    ("made", "code", "said"),
    [
        (("init", "--quiet"), 2, "no document here that could be adopted"),
        (("init", "--quiet", "--bare"), 2, "This repository is bare"),
        ((), 2, "is in no git repository"),
    ],
)
def test_where_nothing_can_be_adopted_it_says_why(made: tuple[str, ...], code: int, said: str, tmp_path: Path) -> None:
    if made:
        _git(tmp_path, *made)
    answer = CliRunner().invoke(main, ["adopt", str(tmp_path)])
    assert answer.exit_code == code
    assert said in answer.output


def test_files_that_nobody_committed_are_adopted_as_well(tmp_path: Path) -> None:
    _git(tmp_path, "init", "--quiet", "--initial-branch=main")
    (tmp_path / "a.md").write_text("# A\n")
    answer = CliRunner().invoke(main, ["adopt", str(tmp_path), "--write"])
    assert answer.exit_code == 0, answer.output
    assert (tmp_path / "qmsdoc.yml").is_file()
    assert (tmp_path / "a.md").read_text() == "# A\n"


def test_a_readme_that_says_that_it_is_controlled_is_a_document(tmp_path: Path) -> None:
    for name, text in {
        "README.md": "# The repository\n",
        "security/README.md": "---\nowner: Ops\n---\n# Security\n",
        "people/_index.md": "---\ncontrolled_document: true\nowner: Ops\n---\n# People\n",
        "node_modules/x/README.md": "---\nowner: Ops\n---\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    _git(tmp_path, "init", "--quiet")
    repository = open_repository(tmp_path)
    found = adoption(repository, date(2026, 8, 19))
    repository.store.close()
    assert [file.path for file in found.found.files] == ["people/_index.md", "security/README.md"]
    assert found.found.passed_over == ("README.md", "node_modules/x/README.md")
    assert [each.path for each in found.survey.documents] == ["people/_index.md"]
    assert found.survey.uncontrolled == ("security/README.md",)
