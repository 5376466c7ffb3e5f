"""Help, messages and guides name only commands and options that there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from qmsdoc.cli import COMMANDS, main

ROOT = Path(__file__).resolve().parents[2]
_PLACES = (
    "qmsdoc/**/*.py",
    "docs/**/*.md",
    "README.md",
    "CONTRIBUTING.md",
    "site_template/**/*.*",
    "sample_manual/**/*.*",
)
_NAMED = re.compile(r"(?:`|: |\$ |&& )qmsdoc +([a-z][a-z-]*)((?: +(?!&&|\|)[^\s`|;&]+)*)")
_BLOCK = re.compile(r"^ *```(?:console|sh|bash|shell)?\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_LINE = re.compile(r"^\s*qmsdoc (?=[a-z])", re.MULTILINE)
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
_NOT_SAID = ("docs/adr/", "docs/architecture.md")  # they may speak of what was, or might be


def named(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each command that a text tells to give, with its options."""
    for found in _NAMED.finditer(_BLOCK.sub(lambda block: _LINE.sub("$ qmsdoc ", block[0]), text)):
        yield found[1], tuple(_OPTION.findall(found[2]))


def options() -> dict[str, set[str]]:
    """Return the options of every command."""
    known = {}
    for entry in COMMANDS:
        command = main.get_command(click.Context(main), entry.name)
        assert command is not None, entry.name
        parts = [command, *(command.commands.values() if isinstance(command, click.Group) else ())]
        known[entry.name] = {
            option for part in parts for each in part.params for option in (*each.opts, *each.secondary_opts)
        }
        known[entry.name] |= {"--help"}
    return known


def test_the_pattern_sees_what_is_named() -> None:
    text = "See: qmsdoc check --ref HEAD; or `qmsdoc approve QP-001 --yes`.\n```\nqmsdoc build -d site\n```\n"
    text += "What\nqmsdoc promises, qmsdoc-ledger; $ qmsdoc inbox --all | less --raw"
    assert [*named(text)] == [("check", ("--ref",)), ("approve", ("--yes",)), ("build", ()), ("inbox", ("--all",))]


@pytest.mark.parametrize("place", _PLACES)
def test_every_command_that_is_named_is_there(place: str) -> None:
    known = options()
    wrong = [
        (path.relative_to(ROOT).as_posix(), command, option)
        for path in sorted(ROOT.glob(place))
        if path.is_file() and not path.relative_to(ROOT).as_posix().startswith(_NOT_SAID)
        for command, given in named(path.read_text("utf-8", "replace"))
        for option in given or ("",)
        if command not in known or (option and option not in known[command])
    ]
    assert wrong == []


def test_every_command_explains_itself() -> None:
    for entry in COMMANDS:
        command = main.get_command(click.Context(main), entry.name)
        assert command is not None
        assert command.help, entry.name
