"""The console: aligned tables, headings, JSON; colour on a terminal only, and never where NO_COLOR is set."""

from __future__ import annotations

import json
import os
import shutil
import sys
import textwrap
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from qmsdoc.capture.request import unpinned_notice
from qmsdoc.errors import UsageError
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.text.terminal import cell_width, terminal_safe

_NARROWEST = 60
_WIDEST = 120
_SHORTEST = 12


def coloured() -> bool:
    """Tell whether standard output takes colour (no-color.org: any value but the empty one says no)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width() -> int:
    """The columns to fill: the terminal's, within reason; 100 where there is none."""
    return max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size((100, 24)).columns))


def say(text: str = "", **style: Any) -> None:
    """Print a line, made safe for the terminal, in a style where there is colour."""
    safe = terminal_safe(text)
    click.echo(click.style(safe, **style) if style and coloured() else safe)


def progress(text: str) -> None:
    """Say what takes a while, on a terminal only."""
    if sys.stderr.isatty():
        click.echo(text, err=True)


def echo_json(value: object) -> None:
    """Print a value as JSON: indented, keys in the order given, dates in ISO 8601."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False, default=_iso).encode("utf-8", "replace"))


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
        say(line, **({"bold": True} if number == 0 else {}))


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


def say_unpinned(snapshot: Snapshot) -> None:
    """Say on standard error that nobody pinned the trust root, where that is so."""
    notice = unpinned_notice(snapshot)
    if notice is not None:
        click.echo(notice, err=True)


def say_expired(as_of: date, expires: date, today: date) -> bool:
    """Say on standard error that a published manual has passed its own day of expiry; tell whether it has."""
    if today <= expires:
        return False
    click.echo(
        f"The published manual, of {as_of}, expired on {expires}: "
        "it is not renewed any more, or somebody holds back the newer one.",
        err=True,
    )
    return True


def write_file(path: Path, data: bytes) -> None:
    """Write a file where a command was told to; raises `UsageError` where that cannot be done."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise UsageError(
            f"The file {path} cannot be written: {error.strerror or error}.",
            remedy="Name a file in a folder that is there and that you may write to.",
        ) from error
