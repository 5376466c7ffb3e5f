"""A repository written in one go holds exactly what was given."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from qmsdoc.errors import RepositoryError
from qmsdoc.git.command import run
from qmsdoc.git.write import Identity, NewCommit, NewTag, check_out, configure, create, write_commits, write_tags

_ANN = Identity("Ann Åse", "ann@example.com", datetime(2025, 3, 4, 9, 30, tzinfo=UTC))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    create(tmp_path, "main")
    return tmp_path


def _git(folder: Path, *arguments: str) -> str:
    output = run(folder, *arguments)
    assert output.status == 0, output.stderr
    return output.stdout.decode()


def test_commits_merges_and_files(folder: Path) -> None:
    commits = (
        NewCommit(_ANN, "First\n", (("a b.md", b"1\n"), ("x/y.md", b"\0bin")), ()),
        NewCommit(_ANN, "On a branch\n\ndata 3\n", (("a b.md", b"2\n"),), (0,)),
        NewCommit(_ANN, "Merge\n", (("a b.md", b"2\n"), ("x/y.md", None)), (0, 1)),
    )
    oids = write_commits(folder, "main", commits)
    check_out(folder)
    assert _git(folder, "rev-parse", "main").strip() == oids[2]
    assert _git(folder, "rev-list", "--parents", "-1", oids[2]).split() == [oids[2], oids[0], oids[1]]
    assert _git(folder, "log", "-1", "--format=%an|%ce|%aI|%B", oids[1]).strip() == (
        "Ann Åse|ann@example.com|2025-03-04T09:30:00+00:00|On a branch\n\ndata 3"
    )
    assert (folder / "a b.md").read_bytes() == b"2\n"
    assert not (folder / "x").exists()
    assert _git(folder, "status", "--porcelain") == ""


def test_tags_have_exactly_the_bytes_that_are_signed(folder: Path) -> None:
    (commit,) = write_commits(folder, "main", (NewCommit(_ANN, "First\n", (("a.md", b"1"),), ()),))
    tag = NewTag("approved/QP-001/1/ann", commit, _ANN, "Approve\n\nA: b\n-----BEGIN SSH SIGNATURE-----\n")
    write_tags(folder, (tag,))
    assert _git(folder, "cat-file", "tag", "refs/tags/approved/QP-001/1/ann").encode() == tag.payload


def test_settings_stay_in_the_repository(folder: Path) -> None:
    configure(folder, (("user.name", "Ann"),))
    assert "name = Ann" in (folder / ".git" / "config").read_text()
    assert not (folder / ".git" / "hooks").exists()


def test_a_refusal_says_what_git_said(folder: Path) -> None:
    tag = NewTag("t", "0" * 40, _ANN, "x\n")
    with pytest.raises(RepositoryError, match="fast-import"):
        write_tags(folder, (tag,))
    with pytest.raises(RepositoryError, match="config"):
        configure(folder, (("no section", "x"),))
