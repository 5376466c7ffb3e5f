"""`qmsdoc new`: a new document from its type's template, with the next free id."""

from __future__ import annotations

from dataclasses import replace

import click

from qmsdoc.capture.objects import Objects
from qmsdoc.capture.request import CaptureRequest, open_manual
from qmsdoc.cli.clock import day_begun
from qmsdoc.cli.console import say
from qmsdoc.cli.edit import carry_out_edit, dry_option, read_files, yes_option
from qmsdoc.cli.options import manual_options
from qmsdoc.editing.new_document import NewDocument, plan_new, type_asked
from qmsdoc.editing.used_ids import used_ids


@click.command("new")
@click.argument("type_name", metavar="TYPE")
@click.argument("words", metavar="TITLE", nargs=-1, required=True)
@click.option("--owner", metavar="ROLE-or-PERSON", help="Who answers for it; otherwise the type's template tells.")
@click.option("--path", metavar="PATH", help="Where the file goes; otherwise the type's folder, named by the title.")
@dry_option
@yes_option
@manual_options(ref=False, as_of=False)
def command(
    request: CaptureRequest,
    *,
    type_name: str,
    words: tuple[str, ...],
    owner: str | None,
    path: str | None,
    dry_run: bool,
    yes: bool,
) -> None:
    """Make a new document of a TYPE of the policy, such as procedure, with a TITLE in quotes.

    It gets the next free number, over all branches here and fetched; its headings come from the
    type's template. Nothing is committed or signed.
    """
    with open_manual(request) as repository:
        snapshot = read_files(repository, request)
        policy, tree = snapshot.policy, repository.working_tree()
        kind = type_asked(policy, type_name)
        name, plan = plan_new(
            policy,
            NewDocument(type_name, " ".join(words), owner, path),
            taken=used_ids(Objects(repository.store), tree, policy),
            paths=tree.paths(),
            template=tree.read(kind.template) if kind.template else None,
            today=day_begun(),
        )
        alike = [each for each in snapshot.documents if each.title.casefold() == " ".join(words).casefold()]
        told = tuple(f"{each.name} bears this title already: {each.path}" for each in alike)
        if carry_out_edit(repository, replace(plan, consequences=told), yes=yes, dry_run=dry_run):
            say(f"{name} is a draft. Write it, then: qmsdoc check {plan.paths[0]}")
