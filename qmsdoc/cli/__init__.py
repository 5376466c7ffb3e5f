"""The command line: one module a command; the only place that reads the clock.

A command is one line of `COMMANDS` and one module, imported only when it is asked for.
"""

from __future__ import annotations

import click

import qmsdoc
from qmsdoc.cli.group import CommandEntry, CommandGroup

COMMANDS: tuple[CommandEntry, ...] = (
    CommandEntry("demo", "Make a demonstration manual, check it, publish it and show it."),
    CommandEntry("init", "Begin a manual: policy, people, templates, jobs."),
    CommandEntry("adopt", "Read documents of another system, and propose how to control them."),
    CommandEntry("import", "Make documents of Word files.", module="import_files"),
    CommandEntry("export", "Write the edition in force of a document as a Word file."),
    CommandEntry("new", "Make a new document from its type's template."),
    CommandEntry("revise", "Begin the next revision of a document."),
    CommandEntry("rename", "Move the file of a document."),
    CommandEntry("people", "Let somebody join, leave or take another role."),
    CommandEntry("key", "Add or change the key with which somebody signs."),
    CommandEntry("check", "Judge the manual by every rule."),
    CommandEntry("rule", "Explain a rule, or list them all."),
    CommandEntry("register", "List every document: the master list."),
    CommandEntry("show", "Show one document: where it stands and who signed."),
    CommandEntry("history", "List the editions of one document."),
    CommandEntry("diff", "Show what changed between two revisions of a document."),
    CommandEntry("graph", "Show what leads to what: parents, links, supersession."),
    CommandEntry("pr", "Summarise what a branch changes, for a pull request."),
    CommandEntry("inbox", "List what waits for a signature, and whose."),
    CommandEntry("remind", "Tell each owner and approver what they have to do."),
    CommandEntry("approve", "Sign for a new revision of a document."),
    CommandEntry("decline", "Tell the editor why you do not sign."),
    CommandEntry("review", "Sign that a document remains fit for use unchanged."),
    CommandEntry("withdraw", "Sign that a document is no longer in force."),
    CommandEntry("desk", "Read, decide and sign in the browser."),
    CommandEntry("record", "Append new approvals to the ledger."),
    CommandEntry("verify", "Prove every approval, one by one."),
    CommandEntry("verify-site", "Prove a published site, file by file."),
    CommandEntry("build", "Publish the approved manual."),
    CommandEntry("copy", "Issue a numbered controlled copy to print."),
    CommandEntry("copies", "List the numbered copies, and which to take back."),
    CommandEntry("serve", "Show the files you are working on in a browser, marked as drafts."),
    CommandEntry("doctor", "Tell whether this machine and this clone are fit for the work."),
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
