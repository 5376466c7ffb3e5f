"""The way from a plan to a signature that counts: shown, confirmed, made by git, read back and judged."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from qmsdoc.capture.request import CaptureRequest, Source, find_record, open_manual, requested_snapshot, require_trust
from qmsdoc.cli.clock import local_day, now
from qmsdoc.cli.console import say
from qmsdoc.errors import RefusedError, UsageError
from qmsdoc.git import Repository
from qmsdoc.git.sign import SigningSettings, delete_tag, sign_tag, signing_settings
from qmsdoc.model.approval import Act, SignedAct
from qmsdoc.model.policy import Policy
from qmsdoc.model.snapshot import Record, Snapshot
from qmsdoc.signing.authorship import Authorship
from qmsdoc.signing.key_check import key_fault, signing_key_fingerprint
from qmsdoc.signing.request import SigningRequest, law_of
from qmsdoc.signing.roles import Signer, person_of

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class SigningOptions:
    """What the options of a signing command say."""

    person: str | None
    role: str | None
    key: str | None
    message_only: bool
    yes: bool


def signing_options(command: F) -> F:
    """Give a command `--as`, `--role`, `--key`, `--message-only` and `--yes`; it receives them as `options`."""

    @functools.wraps(command)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        names = ("person", "role", "key", "message_only", "yes")
        options = SigningOptions(**{name: kwargs.pop(name) for name in names})
        return command(*args, options=replace(options, key=_whole(options.key)), **kwargs)

    options = (
        click.option("--as", "person", metavar="PERSON", help="Who signs; otherwise git's e-mail address tells."),
        click.option("--role", help="The role to sign in, where you hold more than one that fits."),
        click.option("--key", help="The key to sign with, as in: git tag -u KEY"),
        click.option("--message-only", is_flag=True, help="Print the exact message, to sign with another git tool."),
        click.option("-y", "--yes", is_flag=True, help="Sign without asking once more."),
    )
    decorated: Any = wrapper
    for option in reversed(options):
        decorated = option(decorated)
    return cast("F", decorated)


def _whole(key: str | None) -> str | None:
    """Give a key's path in full, as git runs in another folder; anything but a path as it is."""
    return str(Path(key).absolute()) if key and Path(key).exists() else key


def carry_out(
    request: CaptureRequest,
    id_: str,
    options: SigningOptions,
    plan: Callable[[Snapshot, Record, Signer], SigningRequest],
    show: Callable[[Record, SigningRequest], None],
) -> None:
    """Plan, show, confirm, sign, read back. Raises `RefusedError` or `UsageError` for what would not count."""
    with open_manual(request) as repository:
        snapshot = requested_snapshot(repository, request, Source.TRUNK)
        require_trust(snapshot)
        record = _find_on_trunk(snapshot, id_)
        law = law_of(snapshot, record.name)
        settings = signing_settings(repository.root, options.key)
        person = person_of(law, options.person, settings.email)
        wrote = Authorship(repository.store, snapshot).wrote(person, record)
        made = plan(snapshot, record, Signer(person, local_day(), options.role, wrote))
        _refuse_taken(repository, snapshot, made)
        if options.message_only:
            _print_message(made)
            return
        _refuse_key(law, settings, made)
        show(record, made)
        _announce(made, person.name)
        _tell_difference(repository, law, made)
        if not options.yes and not click.confirm("Sign this?", default=False):
            raise RefusedError("Nothing was signed.")
        oid = sign_tag(repository.root, made.name.tag, made.commit, made.message, options.key)
        repository.store.close()
        _prove(repository, request, made, oid)


def _find_on_trunk(snapshot: Snapshot, id_: str) -> Record:
    try:
        return find_record(snapshot, id_)
    except UsageError as error:
        trunk = snapshot.policy_in_force.trunk
        remedy = f"{error.remedy} Signatures are given on the branch '{trunk}': commit and merge the document first."
        raise UsageError(f"There is no document '{id_}' on the branch '{trunk}'.", remedy=remedy) from error


def _refuse_taken(repository: Repository, snapshot: Snapshot, plan: SigningRequest) -> None:
    if all(ref.name != plan.name.ref for ref in repository.store.refs()):
        return
    act = next((act for act in snapshot.acts if act.ref == plan.name.ref), None)
    if act is None or act.rule is None:
        raise RefusedError(
            f"{plan.name.person} has signed this already: the tag {plan.name.tag} is there.",
            remedy="If others do not see it, push it: git push origin " + plan.name.ref,
        )
    raise RefusedError(
        f"The tag {plan.name.tag} is there already, but does not count: {act.reason}",
        remedy=f"Find out who made it; then remove it with git tag -d {plan.name.tag} and sign again.",
        rule=act.rule,
    )


def _refuse_key(law: Policy, settings: SigningSettings, plan: SigningRequest) -> None:
    """Refuse a key that would not count. Only its public half is looked at; where that is not known, git decides."""
    found = signing_key_fingerprint(settings)
    fault = key_fault(law, found, plan.name.person, now()) if found is not None else None
    if fault is not None:
        raise fault


def _print_message(plan: SigningRequest) -> None:
    click.echo(plan.message.encode(), nl=False)
    click.echo(f"Tag:    {plan.name.tag}\nCommit: {plan.commit}", err=True)
    click.echo(f"Make it with: git tag -s --cleanup=verbatim -F - {plan.name.tag} {plan.commit}", err=True)


def _announce(plan: SigningRequest, name: str) -> None:
    say()
    say("What is signed", bold=True)
    for line in plan.message.rstrip("\n").split("\n"):
        say(f"  {line}".rstrip())
    say()
    say(f"{name} signs as {plan.statement.role}, by the tag {plan.name.tag} on commit {plan.commit[:12]}.")


def _tell_difference(repository: Repository, law: Policy, plan: SigningRequest) -> None:
    """Say so where the files here are not those that are signed."""
    if repository.bare or plan.name.act is not Act.APPROVED:
        return
    tree = repository.working_tree()
    other = [file.path for file in plan.document.closure.files if tree.read(file.path) != file.data]
    if other:
        say(f"The files here differ from what is signed, which is what the branch '{law.trunk}' holds:", fg="yellow")
        for path in other:
            say(f"  {path}")


def _prove(repository: Repository, request: CaptureRequest, plan: SigningRequest, oid: str) -> None:
    """Read the new tag back as everybody else will; take it away again where it does not count."""
    snapshot = requested_snapshot(repository, request, Source.TRUNK)
    act = next((act for act in snapshot.acts if act.ref == plan.name.ref), None)
    if act is None or not act.valid:
        delete_tag(repository.root, plan.name.tag, oid)
        raise RefusedError(
            f"The signature does not count and was taken away again: {_why(act)}",
            remedy="See: qmsdoc doctor",
            rule=act.rule if act else None,
        )
    say(f"Signed: {plan.name.tag}", fg="green", bold=True)
    record = snapshot.record(plan.name.document)
    if record is not None:
        say(_standing(record, plan))
    say(f"Send it to the others with: git push origin {plan.name.ref}")


def _why(act: SignedAct | None) -> str:
    return (act.reason if act else None) or "it bears a date later than today."


def _standing(record: Record, plan: SigningRequest) -> str:
    if plan.statement.review_by is not None:
        return f"{record.name} is reviewed; the next review is due by {plan.statement.review_by}."
    if plan.statement.reason is not None:
        return f"{record.name} is withdrawn." if record.withdrawn_on else f"The withdrawal of {record.name} needs more."
    edition = record.edition(plan.name.revision)
    if edition is None:
        return f"Still needed: {', '.join(f'{need.count} {need.role}' for need in record.needs)}."
    return f"Revision {edition.revision} has all its signatures and is in force from {edition.effective_on}."
