"""The swap: all or nothing, and nothing but a published site is ever replaced."""

from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path

import pytest

from qmsdoc.errors import PublishError
from qmsdoc.render import publish
from qmsdoc.render.files import files_below, write
from qmsdoc.render.publish import swap, workshop


def site(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}")
    (folder / "index.html").write_text(text)
    return folder


def test_a_new_site_takes_the_place_of_the_old(tmp_path: Path) -> None:
    output = site(tmp_path / "site", "old")
    with workshop(output) as place:
        swap(site(place / "site", "new"), output)
    assert (output / "index.html").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_without_the_system_call_the_swap_is_two_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish, "_exchange", lambda built, output: False)
    output = site(tmp_path / "site", "old")
    with workshop(output) as place:
        swap(site(place / "site", "new"), output)
    assert (output / "index.html").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_failure_leaves_everything_as_it_was(tmp_path: Path) -> None:
    output = site(tmp_path / "site", "old")
    with pytest.raises(PublishError, match="cannot be written"), workshop(output) as place:
        site(site(place / "site", "new"), "twice")
    assert (output / "index.html").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_mount_is_told_as_what_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = site(tmp_path / "www", "old")
    monkeypatch.setattr(Path, "is_mount", lambda self: self == output)
    with pytest.raises(PublishError, match="is a mount") as told, workshop(output):
        pass
    assert str(output / "site") in (told.value.remedy or "")


def test_what_turns_out_to_be_a_mount_is_told_as_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> bool:
        raise OSError(errno.EBUSY, "Device or resource busy")

    output = site(tmp_path / "www", "old")
    monkeypatch.setattr(publish, "_exchange", busy)
    with pytest.raises(PublishError, match="is a mount"), workshop(output) as place:
        swap(site(place / "site", "new"), output)


def test_an_empty_folder_may_be_used(tmp_path: Path) -> None:
    output = tmp_path / "site"
    output.mkdir()
    with workshop(output) as place:
        swap(site(place / "site", "new"), output)
    assert (output / "index.html").read_text() == "new"


@pytest.mark.parametrize("kind", ["files", "file", "link"])
def test_what_qmsdoc_did_not_publish_is_never_replaced(tmp_path: Path, kind: str) -> None:
    output = tmp_path / "site"
    if kind == "files":
        output.mkdir()
        (output / "thesis.txt").write_text("years of work")
    elif kind == "file":
        output.write_text("x")
    else:
        site(tmp_path / "other", "old")
        output.symlink_to(tmp_path / "other")
    with pytest.raises(PublishError, match="site"), workshop(output):
        pass


def test_what_a_killed_run_left_is_swept_up_and_a_running_one_is_not(tmp_path: Path) -> None:
    dead, alive = tmp_path / ".site.qmsdoc-dead", tmp_path / ".site.qmsdoc-live"
    dead.mkdir()
    alive.mkdir()
    held = os.open(alive, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_SH)
    with workshop(tmp_path / "site"):
        assert not dead.exists()
        assert alive.exists()
    os.close(held)


def test_an_unwritable_place_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(PublishError, match="cannot be written"), workshop(tmp_path / "file" / "site"):
        pass


def test_the_files_below_a_folder_are_told_as_seen_from_it(tmp_path: Path) -> None:
    paths = ("a.html", "b/c.html", "b/.d/e", "b/f g.css")
    write(dict.fromkeys(paths, b"1"), tmp_path)
    (tmp_path / "empty").mkdir()
    assert sorted(files_below(tmp_path)) == sorted(paths)
