"""Real git: what is read agrees with git itself, what is unfit is refused, and nothing configured is executed."""

from __future__ import annotations

import os
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest

from qmsdoc.capture.objects import Objects
from qmsdoc.capture.tree_changes import changed_files
from qmsdoc.errors import RepositoryError, UsageError
from qmsdoc.git import CommitTree, MissingObjectError, Repository, WorkingTree, open_repository


def git(folder: Path, *arguments: str, stdin: str | None = None) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Ben",
        "GIT_AUTHOR_EMAIL": "ben@meridian.example",
        "GIT_COMMITTER_NAME": "Ben",
        "GIT_COMMITTER_EMAIL": "ben@meridian.example",
    }
    command = ["git", "-C", str(folder), *arguments]
    done = subprocess.run(command, env=environment, input=stdin, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    top = tmp_path / "manual"
    (top / "documents" / "deep er").mkdir(parents=True)
    git(tmp_path, "init", "-q", "-b", "main", str(top))
    (top / "documents" / "deep er" / "ä b.md").write_text("one", encoding="utf-8")
    (top / "qmsdoc.yml").write_text("two", encoding="utf-8")
    git(top, "add", "-A")
    git(top, "commit", "-q", "-m", "First\n\nCo-authored-by: Jane <jane@meridian.example>")
    return top


@pytest.fixture
def repository(folder: Path) -> Repository:
    return open_repository(folder / "documents")


def tree_of(repository: Repository, ref: str = "HEAD") -> CommitTree:
    objects = Objects(repository.store)
    commit = objects.commit(repository.resolve(ref))
    assert commit is not None
    return objects.tree(commit)


def test_the_tree_of_a_commit_is_what_git_lists(folder: Path, repository: Repository) -> None:
    tree = tree_of(repository)
    assert list(tree.paths()) == git(folder, "-c", "core.quotePath=false", "ls-files").split("\n")
    assert tree.read("documents/deep er/ä b.md") == b"one"
    assert tree.mode("qmsdoc.yml") == "100644"
    assert (tree.read("documents"), tree.mode("documents"), tree.read("none"), tree.read("qmsdoc.yml/x")) == (None,) * 4
    repository.store.close()


def test_the_working_tree_is_what_git_does_not_ignore(folder: Path, repository: Repository) -> None:
    (folder / ".gitignore").write_text("site/\n", encoding="utf-8")
    (folder / "site").mkdir()
    (folder / "site" / "index.md").write_text("x", encoding="utf-8")
    (folder / "new.md").write_text("x", encoding="utf-8")
    (folder / "link.md").symlink_to("/etc/hostname")
    (folder / "outside").symlink_to("/etc")
    (folder / "qmsdoc.yml").unlink()
    tree = repository.working_tree()
    assert tree.paths() == (".gitignore", "documents/deep er/ä b.md", "link.md", "new.md", "outside")
    assert (tree.mode("link.md"), tree.read("link.md")) == ("120000", None)
    assert (tree.read("outside/hostname"), tree.read("../manual/new.md")) == (None, None)
    assert (tree.read("documents"), tree.read("a\0b")) == (None, None)


def test_what_has_become_a_link_or_is_gone_since_its_mode_was_asked_for_is_not_read(
    folder: Path, tmp_path: Path, repository: Repository
) -> None:
    (tmp_path / "secret.md").write_text("SECRET", encoding="utf-8")
    for name in ("a.md", "b.md"):
        (folder / name).write_text("x", encoding="utf-8")
    tree = repository.working_tree()
    assert (tree.mode("a.md"), tree.mode("b.md")) == ("100644", "100644")
    (folder / "a.md").unlink()
    (folder / "a.md").symlink_to(tmp_path / "secret.md")
    (folder / "b.md").unlink()
    assert (tree.read("a.md"), tree.read("b.md")) == (None, None)
    tree.forget()
    assert (tree.mode("a.md"), tree.mode("b.md")) == ("120000", None)


def test_line_ends_that_git_translated_are_read_as_git_keeps_them(folder: Path, tmp_path: Path) -> None:
    (folder / "lines.md").write_bytes(b"one\ntwo\n")
    (folder / "kept.md").write_bytes(b"one\r\ntwo\r\n")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Lines")
    git(tmp_path, "-c", "core.autocrlf=true", "clone", "-q", folder.as_uri(), "windows")
    tree = WorkingTree(tmp_path / "windows")
    assert (tmp_path / "windows" / "lines.md").read_bytes() == b"one\r\ntwo\r\n"
    assert (tree.read("lines.md"), tree.read("kept.md")) == (b"one\ntwo\n", b"one\r\ntwo\r\n")


def test_what_filters_change_on_the_way_to_the_disk_is_read_as_git_keeps_it(folder: Path) -> None:
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha256(b'PNG').hexdigest()}\nsize 3\n"
    texts = {"id.md": "$Id$ text\n", "picture.png": pointer, "wide.md": "häuser\n", "other.md": "as kept\n"}
    rules = "id.md ident\n*.png filter=lfs\nwide.md working-tree-encoding=UTF-16\nother.md filter=upper\n"
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    git(folder, "add", "-A")
    (folder / ".gitattributes").write_text(rules, encoding="utf-8")
    git(folder, "add", ".gitattributes")
    git(folder, "commit", "-q", "-m", "Files")
    (folder / "id.md").write_text("$Id: 0123abc $ text\n", encoding="utf-8")
    (folder / "picture.png").write_bytes(b"PNG")
    (folder / "wide.md").write_bytes("häuser\n".encode("utf-16"))
    git(folder, "config", "filter.upper.smudge", "tr a-z A-Z")
    git(folder, "config", "filter.upper.clean", f"touch {folder}/ran; tr A-Z a-z")
    (folder / "other.md").unlink()
    git(folder, "checkout", "--", "other.md")
    (folder / "ran").unlink(missing_ok=True)
    tree = WorkingTree(folder)
    assert (folder / "other.md").read_text(encoding="utf-8") == "AS KEPT\n"
    assert {name: (tree.read(name) or b"").decode() for name in texts} == texts
    assert tree.filters() == {"lfs", "upper"}
    (folder / "other.md").write_text("CHANGED HERE\n", encoding="utf-8")
    assert WorkingTree(folder).read("other.md") == b"CHANGED HERE\n"
    assert not (folder / "ran").exists()


def test_what_a_sparse_checkout_leaves_out_is_read_from_git(folder: Path) -> None:
    whole = {path: WorkingTree(folder).read(path) for path in WorkingTree(folder).paths()}
    git(folder, "sparse-checkout", "set", "nothing")
    tree = WorkingTree(folder)
    assert not (folder / "documents").exists()
    assert {path: tree.read(path) for path in tree.paths()} == whole
    assert tree.left_out() == ("documents/deep er/ä b.md",)
    assert tree.mode("documents/deep er/ä b.md") == "100644"


def test_what_an_editor_lays_beside_a_file_is_none_of_the_manual(folder: Path) -> None:
    before = WorkingTree(folder).paths()
    (folder / ".#a.md").symlink_to("jane@desk.4711:1")
    for name in ("._a.md", "~$a.md", ".~lock.a.md#"):
        (folder / name).write_text("x", encoding="utf-8")
    assert WorkingTree(folder).paths() == before
    git(folder, "add", "-f", "._a.md")
    assert "._a.md" in WorkingTree(folder).paths()


def test_a_clone_without_tags_is_refused_until_it_has_them(folder: Path, tmp_path: Path) -> None:
    git(folder, "tag", "-a", "-m", "x", "approved/QP-001/1/jane.doe")
    git(tmp_path, "clone", "-q", "--no-tags", folder.as_uri(), "bald")
    with pytest.raises(RepositoryError, match="without tags") as caught:
        open_repository(tmp_path / "bald")
    assert caught.value.rule == "repository-incomplete"
    git(tmp_path / "bald", "fetch", "-q", "--tags")
    open_repository(tmp_path / "bald")


def test_history_lists_children_first_with_what_they_changed(folder: Path, repository: Repository) -> None:
    git(folder, "checkout", "-q", "-b", "side")
    (folder / "a.md").write_text("a", encoding="utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Side")
    git(folder, "checkout", "-q", "main")
    (folder / "b.md").write_text("b", encoding="utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Main")
    git(folder, "merge", "-q", "--no-ff", "-m", "Merge", "side")
    objects, tip = Objects(repository.store), repository.resolve("main")
    (changes,) = changed_files(objects, objects.commits(repository.store.reachable(tip)).values())
    by_subject = {
        git(folder, "show", "-s", "--format=%s", oid): tuple(sorted(each.path for each in found))
        for oid, found in changes.items()
    }
    assert by_subject == {
        "Merge": (),
        "Side": ("a.md",),
        "Main": ("b.md",),
        "First": ("documents/deep er/ä b.md", "qmsdoc.yml"),
    }
    assert next(iter(changes)) == repository.resolve("main")
    repository.store.close()


def test_a_commit_says_who_wrote_it(folder: Path, repository: Repository) -> None:
    commit = Objects(repository.store).commit(repository.resolve("HEAD"))
    assert commit is not None
    assert (commit.author_email, commit.coauthors, commit.parents) == (
        "ben@meridian.example",
        ("jane@meridian.example",),
        (),
    )
    assert commit.tree == git(folder, "rev-parse", "HEAD^{tree}")
    assert int(commit.committed_at.timestamp()) == int(git(folder, "show", "-s", "--format=%ct"))
    repository.store.close()


def test_a_missing_object_is_said_and_the_next_is_still_read(repository: Repository) -> None:
    with pytest.raises(MissingObjectError):
        Objects(repository.store).read("1" * 40)
    assert Objects(repository.store).read(repository.resolve("HEAD")).kind == "commit"
    repository.store.close()


def test_a_swapped_object_is_found_out(folder: Path, repository: Repository) -> None:
    blob = git(folder, "rev-parse", "HEAD:qmsdoc.yml")
    other = git(folder, "hash-object", "-w", "--stdin", stdin="forged")
    objects = folder / ".git" / "objects"
    target = objects / blob[:2] / blob[2:]
    target.chmod(0o644)
    target.write_bytes((objects / other[:2] / other[2:]).read_bytes())
    with pytest.raises(RepositoryError) as caught:
        Objects(repository.store).read(blob)
    assert caught.value.rule == "repository-tampered"
    repository.store.close()


def test_a_shallow_clone_is_refused(folder: Path, tmp_path: Path) -> None:
    (folder / "c.md").write_text("c", encoding="utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Second")
    git(tmp_path, "clone", "-q", "--depth", "1", folder.as_uri(), "shallow")
    with pytest.raises(RepositoryError, match="shallow") as caught:
        open_repository(tmp_path / "shallow")
    assert caught.value.rule == "repository-incomplete"
    assert "--unshallow" in caught.value.remedy


def test_a_partial_clone_is_refused(folder: Path, tmp_path: Path) -> None:
    git(folder, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--filter=blob:none", folder.as_uri(), "partial")
    with pytest.raises(RepositoryError, match="partial") as caught:
        open_repository(tmp_path / "partial")
    assert caught.value.rule == "repository-incomplete"


def test_replaced_and_grafted_histories_are_refused(folder: Path) -> None:
    first = git(folder, "rev-parse", "HEAD")
    git(folder, "commit", "-q", "--allow-empty", "-m", "Second")
    (folder / ".git" / "info" / "grafts").write_text(f"{git(folder, 'rev-parse', 'HEAD')}\n", encoding="utf-8")
    with pytest.raises(RepositoryError, match="grafts") as caught:
        open_repository(folder)
    assert caught.value.rule == "repository-tampered"
    (folder / ".git" / "info" / "grafts").write_text("\n", encoding="utf-8")
    open_repository(folder)
    git(folder, "replace", "HEAD", first)
    with pytest.raises(RepositoryError, match="replace") as caught:
        open_repository(folder)
    assert caught.value.rule == "repository-tampered"


def test_a_ref_that_git_cannot_read_is_tampering(folder: Path, repository: Repository) -> None:
    git(folder, "tag", "fine")
    repository.store.refs()
    (folder / ".git" / "refs" / "tags" / "fine").write_text("rubbish\n", encoding="utf-8")
    with pytest.raises(RepositoryError) as caught:
        repository.store.refs()
    assert caught.value.rule == "repository-tampered"


def test_no_repository_and_no_such_folder_are_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no manual here"):
        open_repository(tmp_path)
    with pytest.raises(UsageError, match="no folder"):
        open_repository(tmp_path / "none")


def test_missing_git_is_said_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RepositoryError, match="not installed"):
        open_repository(tmp_path)


def test_nothing_that_is_configured_runs_and_no_variable_reaches_git(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap = tmp_path / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\nexit 1\n", encoding="utf-8")
    trap.chmod(0o755)
    for key in ("core.fsmonitor", "gpg.program", "gpg.ssh.program", "core.pager", "diff.external", "diff.x.textconv"):
        git(folder, "config", key, str(trap))
    git(folder, "config", "log.showSignature", "true")
    git(folder, "config", "core.hooksPath", str(tmp_path))
    (folder / ".gitattributes").write_text("* diff=x filter=x\n", encoding="utf-8")
    git(folder, "config", "filter.x.clean", str(trap))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.fsmonitor")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", str(trap))
    repository = open_repository(folder)
    assert repository.root == folder
    repository.store.refs()
    repository.store.reachable(repository.resolve("HEAD"))
    assert "qmsdoc.yml" in WorkingTree(folder).paths()
    repository.store.close()
    assert not (tmp_path / "sprung").exists()
    assert os.environ["GIT_DIR"] == str(tmp_path / "elsewhere")


def test_a_ref_is_known_by_its_full_name(folder: Path, repository: Repository) -> None:
    git(folder, "tag", "approved/QP-001/1/ben")
    known = ("refs/heads/main", "refs/tags/approved/QP-001/1/ben")
    assert all(map(repository.has_ref, known))
    assert not any(map(repository.has_ref, ("main", "refs/tags/approved/QP-001/1", "approved/QP-001/1/ben", "--help")))


def test_what_is_reachable_is_read_as_it_is_by_id(folder: Path, repository: Repository) -> None:
    for number in range(3):
        git(folder, "commit", "-q", "--allow-empty", "-m", f"Number {number} {'x' * 300 * number}")
    store, tip = repository.store, repository.resolve("HEAD")
    several = store.reachable(tip)
    assert dict(store.read_reachable(tip, 10_000)) == dict(store.read_bounded(several, 10_000))
    assert next(store.read_reachable(tip, 10_000))[0] == tip
    assert dict(store.read_reachable(tip, 500)) == {}
    assert dict(store.read_reachable("1" * 40, 500)) == {}
    store.close()
