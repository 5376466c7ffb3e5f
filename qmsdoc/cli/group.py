"""The group of commands: loads a command when it is asked for, and turns every error into plain words."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import click

from qmsdoc.cli.console import complain, printable, say, take_any_encoding
from qmsdoc.errors import QmsdocError
from qmsdoc.text.suggestions import did_you_mean

_INTERRUPTED = 130
_UNEXPECTED = 70  # EX_SOFTWARE of sysexits.h


class CommandEntry(NamedTuple):
    """A command: its name and the line that `--help` gives it.

    Its module is called the same, with `_` for `-`, unless `module` says otherwise.
    """

    name: str
    summary: str
    module: str = ""

    def load(self) -> click.Command:
        """Import the command `qmsdoc.cli.commands.<name>:command`.

        Its docstring is raw text; click keeps the lines of a paragraph as they are where it begins with a backspace.
        """
        module = self.module or self.name.replace("-", "_")
        command: click.Command = importlib.import_module(f"qmsdoc.cli.commands.{module}").command
        command.help = (command.help or "").replace("\\b\n", "\b\n")
        return command


class CommandGroup(click.Group):
    """A group whose commands are listed by `entries` and imported only to run or to explain themselves."""

    def __init__(self, *args: Any, entries: Sequence[CommandEntry] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._entries = {entry.name: entry for entry in entries}

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the program, on a terminal of whatever encoding."""
        take_any_encoding()
        return super().main(*args, **kwargs)

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """Read the options before the command's name."""
        with _told_safely():
            return super().make_context(*args, **kwargs)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names in the order in which they are listed."""
        return [*self._entries, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        entry = self._entries.get(cmd_name)
        return entry.load() if entry else super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(entry.name, entry.summary) for entry in self._entries.values()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; an unknown one is answered with the nearest name."""
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            hint = did_you_mean(name, self._entries).strip() or "See qmsdoc --help."
            ctx.fail(f"There is no command '{name}'. {hint}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run; every reason to stop becomes a message on standard error and an exit code."""
        try:
            with _told_safely():
                return super().invoke(ctx)
        except QmsdocError as error:
            complain(error)
            ctx.exit(error.exit_code)
        except (KeyboardInterrupt, click.Abort) as stop:
            unanswered = isinstance(stop, click.Abort)
            said = "\nStopped: the question was not answered, and nothing more was done." if unanswered else "Stopped."
            say(said, err=True)
            ctx.exit(_INTERRUPTED)
        except (click.ClickException, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as error:
            if os.environ.get("QMSDOC_DEBUG"):
                raise
            say(
                f"qmsdoc met something it was not made for: {type(error).__name__}: {error}\n"
                "  Nothing was signed or published by this. Please report it with the output of the same\n"
                "  command under QMSDOC_DEBUG=1, and the output of qmsdoc doctor.",
                err=True,
            )
            ctx.exit(_UNEXPECTED)


@contextmanager
def _told_safely() -> Iterator[None]:
    """Let what click says of a command line, names of files in it, be safe to print."""
    try:
        yield
    except click.ClickException as error:
        said = printable(error.format_message(), err=True)
        error.format_message = lambda: said  # type: ignore[method-assign]
        raise
