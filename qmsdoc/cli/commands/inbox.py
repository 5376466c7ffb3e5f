"""`qmsdoc inbox`: what waits for a signature, and whose."""

from __future__ import annotations

from collections.abc import Sequence

import click

from qmsdoc.capture.request import CaptureRequest, SnapshotSource, open_manual, requested_snapshot, require_trust
from qmsdoc.cli.console import day, echo_json, say, table
from qmsdoc.cli.notices import fetch_origin, say_behind
from qmsdoc.cli.options import json_option, manual_options, read_from
from qmsdoc.git import Repository
from qmsdoc.git.origin_tags import origin_tags
from qmsdoc.git.sign import signing_settings
from qmsdoc.model.approval import Act
from qmsdoc.model.policy import Person, Policy
from qmsdoc.model.rule_ids import APPROVAL_UNPUSHED
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.rules.superseded_approvals import superseded_finding
from qmsdoc.signing.authorship import Authorship
from qmsdoc.signing.pending import PendingSignature, pending
from qmsdoc.signing.roles import by_address, person_of

_DO = {Act.APPROVED: "approve", Act.REVIEWED: "review", Act.WITHDRAWN: "withdraw"}


@click.command("inbox")
@click.argument("person", required=False, metavar="[PERSON]")
@click.option("--fetch", is_flag=True, help="Fetch from origin first, and see what of yours it lacks.")
@click.option("--all", "everybody", is_flag=True, help="List what waits for anybody.")
@manual_options()
@json_option
def command(request: CaptureRequest, *, person: str | None, fetch: bool, everybody: bool, as_json: bool) -> None:
    """List what waits for a signature: new revisions, withdrawals begun, and reviews that are due.

    For PERSON, by the id of people.yml; otherwise for whoever git's e-mail address says you are, and
    for everybody where that is nobody.
    """
    with open_manual(request) as repository:
        if fetch:
            fetch_origin(repository)
        elif not as_json and (seen := origin_tags(repository)) is not None:
            say(
                f"As fetched on {seen.seen.astimezone():%Y-%m-%d at %H:%M}; to look again: qmsdoc inbox --fetch",
                err=True,
            )
        snapshot = requested_snapshot(repository, request, SnapshotSource.TRUNK)
        require_trust(snapshot)
        say_behind(snapshot)
        policy = snapshot.policy_in_force
        who = None if everybody else _who(repository, policy, person)
        items = pending(snapshot, Authorship(repository.store, snapshot).wrote)
    changed = tuple(finding for record in snapshot.records if (finding := superseded_finding(record)) is not None)
    for problem in snapshot.problems:
        if problem.rule == APPROVAL_UNPUSHED and not as_json:
            say(f"{problem.document}: {problem.message} {problem.remedy}", err=True)
    mine = tuple(item for item in items if who is None or who in item.people)
    if as_json:
        echo_json(_object(snapshot, who, mine) | {"superseded": [finding.document for finding in changed]})
    else:
        _print(mine, who)
        for finding in changed:
            say(f"{finding.document}: {finding.message} {finding.remedy}")


def _who(repository: Repository, policy: Policy, asked: str | None) -> Person | None:
    if asked is not None:
        return person_of(policy, asked, None)
    email = signing_settings(repository.root).email
    person = by_address(policy, email)
    if person is None:
        say(f"Git's e-mail address here, {email or '(none)'}, is nobody's in people.yml: listing all.", err=True)
    return person


def _print(items: Sequence[PendingSignature], who: Person | None) -> None:
    if not items:
        say(f"Nothing waits for {who.name if who else 'anybody'}.")
        return
    say(f"Waits for {who.name}" if who else "Waits for a signature", bold=True)
    rows: list[tuple[str, ...]] = [
        (
            _DO[item.act],
            item.document,
            str(item.revision),
            item.title,
            item.role,
            day(item.due) + (" passed" if item.overdue else ""),
            ", ".join(person.id for person in item.people) or "nobody may sign",
        )
        for item in items
    ]
    head: tuple[str, ...] = ("To do", "Id", "Rev.", "Title", "Role", "By", "Who")
    if who is not None:
        head, rows = head[:-1], [row[:-1] for row in rows]
    table(head, rows, stretch=(3,) if who else (3, 6))
    first = items[0]
    say(f"For example: qmsdoc {_DO[first.act]} {first.document}")


def _object(snapshot: Snapshot, who: Person | None, items: Sequence[PendingSignature]) -> dict[str, object]:
    return {
        **read_from(snapshot),
        "person": who.id if who else None,
        "waiting": [
            {
                "act": item.act.value,
                "document": item.document,
                "title": item.title,
                "revision": item.revision,
                "role": item.role,
                "count": item.count,
                "people": [person.id for person in item.people],
                "due": item.due,
                "overdue": item.overdue,
            }
            for item in items
        ],
    }
