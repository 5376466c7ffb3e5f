"""`qmsdoc people`: who joins, leaves, or takes another role, and what follows from it."""

from __future__ import annotations

from datetime import date

import click

from qmsdoc.capture.request import CaptureRequest, open_manual
from qmsdoc.cli.clock import day_begun
from qmsdoc.cli.edit import carry_out_edit, dry_option, read_files, read_policy_files, yes_option
from qmsdoc.cli.options import Day, manual_options
from qmsdoc.editing.people_changes import Joiner, plan_joiner, plan_leaver, plan_move


@click.group("people")
def command() -> None:
    """Change who the people of the manual are: the files of the policy are edited, nothing is signed."""


@command.command("add")
@click.argument("name")
@click.option("--email", "emails", multiple=True, required=True, help="The address that git and the key carry.")
@click.option("--role", "roles", multiple=True, help="A role from that day on; may be given several times.")
@click.option("--from", "since", type=Day(), metavar="DATE", help="The first day; today if left out.")
@click.option("--id", "id_", help="The person's id; otherwise made of the name, such as ben.hughes.")
@dry_option
@yes_option
@manual_options(ref=False, as_of=False)
def add(
    request: CaptureRequest,
    *,
    name: str,
    emails: tuple[str, ...],
    roles: tuple[str, ...],
    since: date | None,
    id_: str | None,
    dry_run: bool,
    yes: bool,
) -> None:
    """Put somebody new into people.yml, by full NAME in quotes."""
    with open_manual(request) as repository:
        snapshot = read_files(repository, request)
        joiner = Joiner(name, emails, roles, since or day_begun(), id_)
        plan = plan_joiner(snapshot, read_policy_files(repository), joiner)
        carry_out_edit(repository, plan, yes=yes, dry_run=dry_run)


@command.command("leave")
@click.argument("person")
@click.option("--on", "last_day", type=Day(), metavar="DATE", help="The last day; today if left out.")
@dry_option
@yes_option
@manual_options(ref=False, as_of=False)
def leave(request: CaptureRequest, *, person: str, last_day: date | None, dry_run: bool, yes: bool) -> None:
    """End a PERSON's roles and keys. Tells which documents need another owner or approver."""
    with open_manual(request) as repository:
        snapshot = read_files(repository, request)
        plan = plan_leaver(snapshot, read_policy_files(repository), person, last_day or request.today)
        carry_out_edit(repository, plan, yes=yes, dry_run=dry_run)


@command.command("move")
@click.argument("person")
@click.option("--from", "leaves", multiple=True, metavar="ROLE", help="The role given up; may be given several times.")
@click.option("--to", "takes", multiple=True, metavar="ROLE", help="The role taken over; may be given several times.")
@click.option("--on", "since", type=Day(), metavar="DATE", help="The first day of the new role; today if left out.")
@dry_option
@yes_option
@manual_options(ref=False, as_of=False)
def move(
    request: CaptureRequest,
    *,
    person: str,
    leaves: tuple[str, ...],
    takes: tuple[str, ...],
    since: date | None,
    dry_run: bool,
    yes: bool,
) -> None:
    """Let a PERSON give up roles and take over others."""
    with open_manual(request) as repository:
        snapshot = read_files(repository, request)
        files = read_policy_files(repository)
        plan = plan_move(snapshot, files, person, leaves=leaves, takes=takes, since=since or day_begun())
        carry_out_edit(repository, plan, yes=yes, dry_run=dry_run)
