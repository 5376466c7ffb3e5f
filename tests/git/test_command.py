"""The one runner of git: what of the environment and the configuration reaches it, and what never does."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qmsdoc.git.command import Output, run
from qmsdoc.git.sign import signing_settings


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty repository, and the settings of a user outside it."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    root = tmp_path / "manual"
    root.mkdir()
    assert run(root, "init", "--quiet", "--template=", "--initial-branch=main").status == 0
    mine = tmp_path / "gitconfig"
    mine.write_text("[user]\n\tname = Jane Doe\n\temail = jane.doe@meridian.example\n[gpg]\n\tformat = ssh\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(mine))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return root


def committed(root: Path, *, as_user: bool) -> Output:
    tree = run(root, "mktree", stdin=b"").text
    return run(root, "commit-tree", tree, stdin=b"Begin", as_user=as_user)


def test_only_what_runs_as_the_user_knows_who_that_is(folder: Path) -> None:
    assert run(folder, "config", "--get", "user.name").status != 0
    assert run(folder, "config", "--get", "user.name", as_user=True).text == "Jane Doe"
    commit = committed(folder, as_user=True)
    assert "author Jane Doe <jane.doe@meridian.example>" in run(folder, "cat-file", "commit", commit.text).text


@pytest.mark.parametrize(
    "name", ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_EXEC_PATH"]
)
@pytest.mark.parametrize("as_user", [False, True])
def test_nothing_leads_git_elsewhere(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, as_user: bool
) -> None:
    monkeypatch.setenv(name, str(tmp_path / "elsewhere"))
    assert run(folder, "rev-parse", "--show-toplevel", as_user=as_user).text == str(folder)
    assert os.environ[name] == str(tmp_path / "elsewhere")
    assert run(folder, "hash-object", "-w", "--stdin", stdin=b"x", as_user=as_user).status == 0
    assert not (tmp_path / "elsewhere").exists()


def test_threads_that_run_git_at_once_do_not_disturb_each_other(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(run, folder, "rev-parse", "--show-toplevel", as_user=bool(at % 3)) for at in range(120)]
    assert {each.result().text for each in asked} == {str(folder)}
    assert os.environ["GIT_DIR"] == str(tmp_path / "elsewhere")
    assert "GIT_PYTHON_REFRESH" not in os.environ


def test_settings_are_not_read_from_a_file_that_git_tag_would_not_read(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other").write_text("[user]\n\temail = mallory@example.org\n")
    monkeypatch.setenv("GIT_CONFIG", str(tmp_path / "other"))
    assert signing_settings(folder).email == "jane.doe@meridian.example"


def test_the_last_setting_counts_and_the_committer_before_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(folder, "config", "user.signingKey", "ssh-ed25519 AAAA here").status == 0
    found = signing_settings(folder)
    assert (found.name, found.format, found.key_text) == ("Jane Doe", "ssh", "ssh-ed25519 AAAA here")
    monkeypatch.setenv("GIT_COMMITTER_EMAIL", "amir.khan@meridian.example")
    assert signing_settings(folder, "ssh-ed25519 BBBB").email == "amir.khan@meridian.example"
    assert signing_settings(folder, "ssh-ed25519 BBBB").key_text == "ssh-ed25519 BBBB"


@pytest.mark.parametrize("as_user", [False, True])
def test_no_hook_runs(folder: Path, as_user: bool) -> None:
    hooks = folder / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    hook = hooks / "reference-transaction"
    hook.write_text(f"#!/bin/sh\ntouch {folder}/ran\n")
    hook.chmod(0o755)
    commit = committed(folder, as_user=True).text
    assert run(folder, "update-ref", "refs/heads/other", commit, as_user=as_user).status == 0
    assert not (folder / "ran").exists()


def test_no_commit_graph_decides_anything(folder: Path) -> None:
    assert run(folder, "config", "core.commitGraph", "true").status == 0
    assert run(folder, "config", "--get", "core.commitGraph").text == "false"


def test_replaced_objects_are_read_as_they_are(folder: Path) -> None:
    one, two = (run(folder, "hash-object", "-w", "--stdin", stdin=data).text for data in (b"one", b"two"))
    assert run(folder, "update-ref", f"refs/replace/{one}", two).status == 0
    for as_user in (False, True):
        assert run(folder, "cat-file", "blob", one, as_user=as_user).text == "one"


def test_a_command_without_an_end_is_ended(folder: Path) -> None:
    with pytest.raises(TimeoutError):
        run(folder, "-c", "alias.wait=!sleep 30", "wait", as_user=True, limit=0.2)
