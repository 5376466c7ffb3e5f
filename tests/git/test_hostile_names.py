"""Names that could be mistaken for git's own output: of refs, and of files."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from qmsdoc.capture.objects import Objects
from qmsdoc.capture.tree_changes import changed_files
from qmsdoc.git import GitStore, Ref
from qmsdoc.git.objects import parse_refs


def git(folder: Path, *arguments: str, data: bytes = b"") -> str:
    who = ("-c", "user.name=Ben", "-c", "user.email=ben@meridian.example", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", "-C", str(folder), *who, *arguments], input=data, capture_output=True, check=True)
    return done.stdout.decode().strip()


def changed(store: GitStore, tip: str) -> dict[str, set[str]]:
    """The paths that each commit changed, by its id."""
    objects = Objects(store)
    commits = objects.commits(store.reachable(tip)).values()
    return {
        oid: {change.path for change in changes}
        for found in changed_files(objects, commits)
        for oid, changes in found.items()
    }


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main", ".")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "first")
    return tmp_path


@pytest.mark.parametrize("sign", ["\u2028", "\u0085", "\u2029", "é", "\xa0"])
def test_a_ref_with_any_sign_in_its_name_is_one_ref(repository: Path, sign: str) -> None:
    git(repository, "tag", f"a{sign}b")
    with GitStore(repository, "sha1") as store:
        assert [ref.name for ref in store.refs()] == ["HEAD", "refs/heads/main", f"refs/tags/a{sign}b"]


def test_a_file_named_like_a_commit_begins_no_commit(repository: Path) -> None:
    first = git(repository, "rev-parse", "HEAD")
    (repository / first).write_text("x")
    (repository / "z.md").write_text("x")
    (repository / ":colon").write_text("x")
    git(repository, "add", "--all")
    git(repository, "commit", "-q", "-m", "second")
    second = git(repository, "rev-parse", "HEAD")
    with GitStore(repository, "sha1") as store:
        changes = changed(store, second)
    assert changes == {first: set(), second: {first, "z.md", ":colon"}}


def test_a_merge_changed_what_differs_from_all_its_parents(repository: Path) -> None:
    (repository / "a").write_text("a\n")
    git(repository, "add", "a")
    git(repository, "commit", "-q", "-m", "a")
    git(repository, "switch", "-q", "-c", "side")
    (repository / "a").write_text("side\n")
    (repository / "b").write_text("side\n")
    git(repository, "add", "--all")
    git(repository, "commit", "-q", "-m", "side")
    git(repository, "switch", "-q", "main")
    (repository / "a").write_text("main\n")
    git(repository, "commit", "-q", "-a", "-m", "main")
    git(repository, "merge", "-q", "-s", "ours", "--no-commit", "side")
    (repository / "a").write_text("both\n")
    (repository / "b").write_text("side\n")
    git(repository, "add", "--all")
    git(repository, "commit", "-q", "-m", "merge")
    with GitStore(repository, "sha1") as store:
        tip = git(repository, "rev-parse", "HEAD")
        assert changed(store, tip)[tip] == {"a"}


def test_what_git_never_says_is_passed_over() -> None:
    assert list(parse_refs(b"\n1 refs/heads/a \n2 refs/heads/b refs/heads/a\nx\n")) == [Ref("refs/heads/a", "1")]
