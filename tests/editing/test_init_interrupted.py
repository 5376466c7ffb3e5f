"""A beginning that is broken off leaves everything as it was; at most eight questions are asked."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import click
import pytest
from click.testing import CliRunner

from qmsdoc.cli import main
from qmsdoc.cli.commands import init
from qmsdoc.git.atomic_write import replace_file

_WHO = ("--organisation", "Finch Ltd", "--name", "Ada Finch", "--email", "ada@finch.example")


def everything(folder: Path) -> dict[str, bytes | None]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")
    }


@pytest.mark.parametrize("after", [0, 1, 9])
@pytest.mark.parametrize("begun", [False, True])
def test_an_interrupted_beginning_leaves_the_files_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, after: int, begun: bool
) -> None:
    if begun:
        (tmp_path / "manual" / "documents").mkdir(parents=True)
        (tmp_path / "manual" / "documents" / "mine.md").write_text("Mine\n")
    before, write, count = everything(tmp_path), replace_file, 0

    def interrupted(path: Path, data: bytes) -> None:
        nonlocal count
        count += 1
        if count == after + 1:
            raise KeyboardInterrupt
        write(path, data)

    monkeypatch.setattr("qmsdoc.editing.edit_plan.replace_file", interrupted)
    answer = CliRunner().invoke(main, ["init", *_WHO, "--like", "sample", "-C", str(tmp_path / "manual")])
    assert answer.exit_code == 130
    assert everything(tmp_path) == before


def test_at_most_eight_questions_are_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def prompt(text: str, default: str | None = None, **_: object) -> str:
        asked.append(text)
        return default or {"Name of the organisation": "Finch Ltd", "Your e-mail address": "ada@x.example"}.get(
            text, ""
        )

    monkeypatch.setattr(init, "sys", SimpleNamespace(stdin=SimpleNamespace(isatty=lambda: True)))
    monkeypatch.setattr(click, "prompt", prompt)
    monkeypatch.setenv("HOME", str(tmp_path))
    answer = CliRunner().invoke(main, ["init", "--name", "Ada Finch", "-C", str(tmp_path / "manual")])
    assert answer.exit_code == 0, answer.output
    assert len(asked) == 7
    asked.clear()
    answer = CliRunner().invoke(main, ["init", "--name", "A", "--profile", "micro", "-C", str(tmp_path / "other")])
    assert answer.exit_code == 0, answer.output
    assert len(asked) == 6
