"""Errors become plain words and exit codes; commands load only when asked for."""

from __future__ import annotations

import io
import os
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from qmsdoc.cli import COMMANDS, main
from qmsdoc.cli.console import complain, say, take_any_encoding
from qmsdoc.cli.group import CommandGroup
from qmsdoc.errors import PublishError, QmsdocError, RefusedError, RepositoryError, TrustError, UsageError


def group(error: BaseException) -> CommandGroup:
    made = CommandGroup()

    @made.command("fail")
    def fail() -> None:
        raise error

    return made


@pytest.mark.parametrize(
    ("error", "code"),
    [(RefusedError, 1), (UsageError, 2), (TrustError, 3), (RepositoryError, 4), (PublishError, 5)],
)
def test_every_reason_to_stop_has_its_code(error: type[QmsdocError], code: int) -> None:
    result = CliRunner().invoke(group(error("It is so.", remedy="Do this.", rule="tag-moved")), ["fail"])
    assert result.exit_code == code
    assert result.stderr == "Error: It is so.  [tag-moved]\n  What to do: Do this.\n"
    assert result.stdout == ""


def test_a_reason_without_remedy_and_rule() -> None:
    assert CliRunner().invoke(group(UsageError("It is so.")), ["fail"]).stderr == "Error: It is so.\n"


def test_what_was_not_foreseen_is_said_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QMSDOC_DEBUG", raising=False)
    result = CliRunner().invoke(group(ZeroDivisionError("by zero")), ["fail"])
    assert result.exit_code == 70
    assert "ZeroDivisionError: by zero" in result.stderr
    assert "QMSDOC_DEBUG=1" in result.stderr
    assert "Traceback" not in result.stderr
    monkeypatch.setenv("QMSDOC_DEBUG", "1")
    assert isinstance(CliRunner().invoke(group(ZeroDivisionError()), ["fail"]).exception, ZeroDivisionError)


def test_interrupted_and_refused_by_click() -> None:
    assert CliRunner().invoke(group(KeyboardInterrupt()), ["fail"]).exit_code == 130
    assert CliRunner().invoke(group(click.BadParameter("no")), ["fail"]).exit_code == 2
    unanswered = CliRunner().invoke(group(click.Abort()), ["fail"])
    assert unanswered.exit_code == 130
    assert "nothing more was done" in unanswered.stderr


def test_an_unknown_command_is_answered_with_the_nearest() -> None:
    assert "Did you mean 'check'?" in CliRunner().invoke(main, ["chek"]).stderr
    assert "See qmsdoc --help." in CliRunner().invoke(main, ["zzz"]).stderr


def test_the_listed_commands_are_there_and_explain_themselves() -> None:
    listed = CliRunner().invoke(main, ["--help"]).stdout
    for entry in COMMANDS:
        assert entry.name in listed
        command = entry.load()
        assert (command.name, bool(command.help)) == (entry.name, True)
        assert "\\b" not in CliRunner().invoke(main, [entry.name, "--help"]).stdout


def test_help_imports_no_command() -> None:
    program = (
        "import sys; from qmsdoc.cli import main; main(['--help'], standalone_mode=False); "
        "print(sorted({'qmsdoc.cli.commands.check', 'qmsdoc.rules', 'git', 'mkdocs'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_output_goes_to_any_encoding(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="cp1252", newline="\n")
    monkeypatch.setattr(sys, "stdout", stream)
    take_any_encoding()
    say("1 → 2 \u2264 3: Zoë, Ż, 検, \ud800")
    stream.flush()
    assert stream.buffer.getvalue() == "1 -> 2 <= 3: Zoë, Z, ?, <U+D800>\n".encode("cp1252")


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
def test_help_speaks_every_encoding(encoding: str) -> None:
    command = [sys.executable, "-c", "from qmsdoc.cli import main; main(['check', '--help'])"]
    done = subprocess.run(command, capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": encoding})
    assert done.returncode == 0, done.stderr
    assert b"Judge the manual by every rule." in done.stdout


def test_what_an_error_says_cannot_act_on_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    complain(UsageError("There is no \x1b[2Jfile.", remedy="Look \u202etwice."))
    assert capsys.readouterr().err == "Error: There is no <U+001B>[2Jfile.\n  What to do: Look <U+202E>twice.\n"
