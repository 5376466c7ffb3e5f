"""The command line: one module a command; the only place that reads the clock.

A command is one line of `COMMANDS` and one module, imported only when it is asked for.
"""

from __future__ import annotations

import click

import qmsdoc
from qmsdoc.cli.group import CommandGroup, Entry

COMMANDS: tuple[Entry, ...] = (
    Entry("demo", "Make a demonstration manual, check it, publish it and show it."),
    Entry("check", "Judge the manual by every rule."),
    Entry("rule", "Explain a rule, or list them all."),
    Entry("register", "List every document: the master list."),
    Entry("show", "Show one document: where it stands and who signed."),
    Entry("history", "List the editions of one document."),
    Entry("diff", "Show what changed between two revisions of a document."),
    Entry("inbox", "List what waits for a signature, and whose."),
    Entry("approve", "Sign for a new revision of a document."),
    Entry("review", "Sign that a document remains fit for use unchanged."),
    Entry("withdraw", "Sign that a document is no longer in force."),
    Entry("record", "Append new approvals to the ledger."),
    Entry("verify", "Prove every approval, one by one."),
    Entry("verify-site", "Prove a published site, file by file."),
    Entry("build", "Publish the approved manual."),
    Entry("copy", "Issue a numbered controlled copy to print."),
    Entry("copies", "List the numbered copies, and which to take back."),
    Entry("serve", "Show the files you are working on in a browser, marked as drafts."),
    Entry("doctor", "Tell whether this machine and this clone are fit for the work."),
)


@click.command(
    cls=CommandGroup,
    entries=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Every command explains itself: qmsdoc check --help",
)
@click.version_option(qmsdoc.__version__, prog_name="qmsdoc", message="%(prog)s %(version)s")
@click.option(
    "-C",
    "--directory",
    type=click.Path(file_okay=False),
    default=".",
    help="Work on the manual in this folder instead of the current one.",
)
@click.pass_context
def main(ctx: click.Context, directory: str) -> None:
    """Keep a quality manual in git: checked, signed for, and published."""
    ctx.obj = directory
