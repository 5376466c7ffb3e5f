"""The console: aligned tables, headings, JSON; colour on a terminal only, and never where NO_COLOR is set."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import sys
import textwrap
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import click

from qmsdoc.errors import QmsdocError, UsageError
from qmsdoc.text.terminal import cell_width, json_safe, one_line, register_fallbacks, runner_safe, terminal_safe

_PATIENCE = 1.0  # seconds without a word
_NARROWEST = 60
_WIDEST = 120
_SHORTEST = 12


def coloured() -> bool:
    """Tell whether standard output takes colour (no-color.org: any value but the empty one says no)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width() -> int:
    """The columns to fill: the terminal's, within reason; 100 where there is none."""
    return max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size((100, 24)).columns))


def take_any_encoding() -> None:
    """Let standard output and error take every character: what their encoding lacks is written by its nearest sign."""
    errors = register_fallbacks()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=errors)


def say(text: str = "", *, fg: str | None = None, bold: bool = False, err: bool = False) -> None:
    """Print a line, made safe for the terminal, in a style where there is colour; `err` on standard error."""
    safe = printable(text, err=err)
    styled = (fg or bold) and coloured()
    click.echo(click.style(safe, fg=fg, bold=bold or None) if styled else safe, err=err)


def echo_text(text: str, *, err: bool = False) -> None:
    """Print lines that are safe for terminals already, with the colours that they bring; `err` on standard error."""
    click.echo(_for_pipelines(text, err=err), nl=False, color=True, err=err)


def printable(text: str, *, err: bool = False) -> str:
    """Return lines that are safe to print, on standard error where `err`."""
    return _for_pipelines(terminal_safe(text), err=err)


def _for_pipelines(text: str, *, err: bool) -> str:
    """Return a text for a stream: where that is no terminal, a runner may look at its lines for commands."""
    return text if (sys.stderr if err else sys.stdout).isatty() else runner_safe(text)


def echo_data(text: str) -> None:
    """Print what programs read: UTF-8, whatever the terminal's encoding."""
    click.echo(text.encode("utf-8", "replace"), nl=False)


def echo_json(value: object) -> None:
    """Print a value as JSON: indented, keys in the order given, dates in ISO 8601."""
    echo_data(json_safe(json.dumps(value, indent=2, ensure_ascii=False, default=_iso)) + "\n")


def progress(text: str) -> None:
    """Say what takes a while, on a terminal only."""
    if sys.stderr.isatty():
        say(text, err=True)


@contextmanager
def reading() -> Iterator[None]:
    """Say on a terminal, where it takes more than a second, that the manual is being read.

    By an alarm and not by a thread, beside which no process may be forked: Windows has none, and nothing is said there.
    """
    alarmed = sys.stderr.isatty() and hasattr(signal, "setitimer")
    if not alarmed or threading.current_thread() is not threading.main_thread():
        yield
        return
    former = signal.signal(signal.SIGALRM, lambda *_: progress("Reading the manual and proving its signatures …"))
    signal.setitimer(signal.ITIMER_REAL, _PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, former)


def complain(error: QmsdocError) -> None:
    """Write why a command cannot go on: what is wrong, the rule's name, and what to do."""
    rule = f"  [{error.rule}]" if error.rule else ""
    mark = click.style("Error:", fg="red", bold=True)
    message = _for_pipelines(f"{mark} {one_line(error.message)}{rule}", err=True)
    click.echo(message, err=True, color=None if sys.stderr.isatty() else False)
    if error.remedy:
        say(f"  What to do: {one_line(error.remedy)}", err=True)


def _iso(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def day(value: date | None) -> str:
    """A day as tables show it."""
    return value.isoformat() if value else "-"


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, stretch: Sequence[int]) -> None:
    """Print a table; the columns `stretch` give way, the widest first, where it would not fit the terminal."""
    cells = [[" ".join(terminal_safe(cell).split()) for cell in row] for row in (head, *rows)]
    sizes = [max(cell_width(row[place]) for row in cells) for place in range(len(head))]
    room = width() - 2 * (len(head) - 1)
    while sum(sizes) > room and max(sizes[place] for place in stretch) > _SHORTEST:
        sizes[max(stretch, key=lambda place: sizes[place])] -= 1
    for number, row in enumerate(cells):
        line = "  ".join(_fit(cell, size) for cell, size in zip(row, sizes, strict=True)).rstrip()
        say(line, bold=number == 0)


def _fit(text: str, size: int) -> str:
    if cell_width(text) > size:
        while cell_width(text) > size - 1:
            text = text[:-1]
        text = text.rstrip() + "…"
    return text + " " * (size - cell_width(text))


def fields(pairs: Sequence[tuple[str, str]]) -> None:
    """Print labels and values, aligned and wrapped; pairs without a value are left out."""
    shown = [(label, value) for label, value in pairs if value]
    size = max((cell_width(label) for label, _ in shown), default=0)
    for label, value in shown:
        lines = textwrap.wrap(terminal_safe(value), width() - size - 2, break_long_words=False, break_on_hyphens=False)
        for number, line in enumerate(lines):
            first = label if number == 0 else ""
            say(f"{first}{' ' * (size - cell_width(first))}  {line}")


def write_file(path: Path, data: bytes) -> None:
    """Write a file where a command was told to; raises `UsageError` where that cannot be done."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise UsageError(
            f"The file {path} cannot be written: {error.strerror or error}.",
            remedy="Name a file in a folder that is there and that you may write to.",
        ) from error
