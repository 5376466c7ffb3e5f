from __future__ import annotations

import signal
import threading
import time
from datetime import date

import pytest

from qmsdoc.cli import console
from qmsdoc.errors import UsageError
from qmsdoc.text.terminal import cell_width


@pytest.fixture(autouse=True)
def _eighty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def test_a_table_is_aligned_and_fits(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [("QP-001", "漢字" * 40, "effective"), ("QP-002", "short", "draft")]
    console.table(("Id", "Title", "Status"), rows, stretch=(1,))
    lines = capsys.readouterr().out.splitlines()
    assert all(cell_width(line) <= 80 for line in lines)
    assert {
        cell_width(line[: line.index(word)]) for line, word in zip(lines, ("Status", "effective", "draft"), strict=True)
    } == {71}
    assert "…" in lines[1]


def test_a_short_table_stays_narrow(capsys: pytest.CaptureFixture[str]) -> None:
    console.table(("Id", "Title"), [("A", "b")], stretch=(1,))
    assert capsys.readouterr().out == "Id  Title\nA   b\n"


def test_what_a_manual_says_cannot_act_on_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    console.say("a\x1b[2Jb")
    console.table(("Id",), [("x\ny\x07",)], stretch=(0,))
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "\x07" not in out
    assert "x y<U+0007>" in out


def test_fields_without_a_value_are_left_out_and_long_ones_wrapped(capsys: pytest.CaptureFixture[str]) -> None:
    console.fields((("Id", "QP-001"), ("Owner", ""), ("Change", "word " * 30)))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Id      QP-001"
    assert all(len(line) <= 80 for line in lines)
    assert lines[2].startswith("        word")


def test_colour_only_on_a_terminal_and_never_with_no_color(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not console.coloured()
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert console.coloured()
    monkeypatch.setenv("NO_COLOR", "1")
    assert not console.coloured()
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert not console.coloured()


@pytest.mark.parametrize("terminal", [True, False])
def test_what_takes_long_is_said_on_a_terminal_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], terminal: bool
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: terminal, raising=False)
    monkeypatch.setattr(console, "_PATIENCE", 0.01)
    threads = threading.active_count()
    with console.reading():
        assert threading.active_count() == threads  # beside another, no process may be forked
        time.sleep(0.2)
    said = capsys.readouterr()
    assert said.err.count("Reading the manual") == terminal
    assert said.out == ""


def test_what_is_quick_is_not_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    former = signal.getsignal(signal.SIGALRM)
    with console.reading():
        pass
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert signal.getsignal(signal.SIGALRM) is former
    assert capsys.readouterr().err == ""


def test_json_writes_days_and_nothing_it_does_not_know(capsys: pytest.CaptureFixture[str]) -> None:
    console.echo_json({"day": date(2026, 2, 1), "name": "Zoë"})
    assert capsys.readouterr().out == '{\n  "day": "2026-02-01",\n  "name": "Zoë"\n}\n'
    with pytest.raises(TypeError):
        console.echo_json({"day": object()})


def test_no_day_is_a_dash() -> None:
    assert console.day(None) == "-"


def test_nothing_printed_begins_a_runners_command(capsys: pytest.CaptureFixture[str]) -> None:
    console.say("::error::x\n ::add-mask::y")
    console.echo_text("::x\n")
    console.table(("::Id",), [("##[group]x",)], stretch=(0,))
    console.complain(UsageError("There is no 'a\n::error::b'.", remedy="See \n::c"))
    said = capsys.readouterr()
    lines = (said.out + said.err).splitlines()
    assert not [line for line in lines if line.lstrip().startswith("::") or "##[" in line]
    assert "Error: There is no 'a<U+000A>::error::b'." in said.err
    console.say("ordinary: a::b")
    assert capsys.readouterr().out == "ordinary: a::b\n"
