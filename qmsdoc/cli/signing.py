"""The way from a plan to a signature that counts: shown, confirmed, made by git, read back and judged."""

from __future__ import annotations

import base64
import binascii
import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from qmsdoc.cli.authorship import Authorship
from qmsdoc.cli.clock import local_day, now
from qmsdoc.cli.options import Request
from qmsdoc.cli.plans import Plan, law_of
from qmsdoc.cli.printing import say
from qmsdoc.cli.reading import find, official, opened, require_trust
from qmsdoc.cli.roles import Signer, person_of
from qmsdoc.errors import RefusedError, UsageError
from qmsdoc.git import Repository
from qmsdoc.git.sign import SigningSettings, delete_tag, sign_tag, signing_settings
from qmsdoc.model.approval import Act, Approval
from qmsdoc.model.policy import Policy
from qmsdoc.model.snapshot import Record, Snapshot
from qmsdoc.trust.sshsig import fingerprint

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Wish:
    """What the options of a signing command say."""

    person: str | None
    role: str | None
    key: str | None
    message_only: bool
    yes: bool


def signing_options(command: F) -> F:
    """Give a command `--as`, `--role`, `--key`, `--message-only` and `--yes`; it receives them as `wish`."""

    @functools.wraps(command)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        names = ("person", "role", "key", "message_only", "yes")
        wish = Wish(**{name: kwargs.pop(name) for name in names})
        return command(*args, wish=replace(wish, key=_whole(wish.key)), **kwargs)

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
    request: Request,
    id_: str,
    wish: Wish,
    plan: Callable[[Snapshot, Record, Signer], Plan],
    show: Callable[[Record, Plan], None],
) -> None:
    """Plan, show, confirm, sign, read back. Raises `RefusedError` or `UsageError` for what would not count."""
    with opened(request) as repository:
        snapshot = official(repository, request)
        require_trust(snapshot)
        record = _find_on_trunk(snapshot, id_)
        law = law_of(snapshot, record.name)
        settings = signing_settings(repository.root, wish.key)
        person = person_of(law, wish.person, settings.email)
        wrote = Authorship(repository.store, snapshot).wrote(person, record)
        made = plan(snapshot, record, Signer(person, local_day(), wish.role, wrote))
        _refuse_taken(repository, snapshot, made)
        if wish.message_only:
            _print_message(made)
            return
        _refuse_key(law, settings, made)
        show(record, made)
        _announce(made, person.name)
        _tell_difference(repository, law, made)
        if not wish.yes and not click.confirm("Sign this?", default=False):
            raise RefusedError("Nothing was signed.")
        oid = sign_tag(repository.root, made.name.tag, made.commit, made.message, wish.key)
        repository.store.close()
        _prove(repository, request, made, oid)


def _find_on_trunk(snapshot: Snapshot, id_: str) -> Record:
    try:
        return find(snapshot, id_)
    except UsageError as error:
        trunk = (snapshot.authority or snapshot.policy).trunk
        remedy = f"{error.remedy} Signatures are given on the branch '{trunk}': commit and merge the document first."
        raise UsageError(f"There is no document '{id_}' on the branch '{trunk}'.", remedy=remedy) from error


def _refuse_taken(repository: Repository, snapshot: Snapshot, plan: Plan) -> None:
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


def _refuse_key(law: Policy, settings: SigningSettings, plan: Plan) -> None:
    """Refuse a key that would not count. Only its public half is looked at; where that is not known, git decides."""
    found = key_print(settings)
    fault = key_fault(law, found, plan.name.person) if found is not None else None
    if fault is not None:
        raise fault


def key_print(settings: SigningSettings) -> str | None:
    """Give the fingerprint of the SSH key that git would sign with; None where its public half is not known."""
    words = (settings.key_text or "").split()
    try:
        return fingerprint(base64.b64decode(words[1], validate=True)) if len(words) > 1 else None
    except (binascii.Error, ValueError):
        return None


def key_fault(law: Policy, found: str, person: str | None) -> RefusedError | None:
    """Tell why a key would not count today for `person` (None: for anybody), or None where it would."""
    keys = [key for key in law.keys if key.fingerprint == found]
    instant = now()
    remedy = "Sign with your own key of allowed_signers: git config user.signingKey PATH, or --key PATH"
    if not keys:
        message = f"The key that git would sign with, {found}, belongs to nobody in allowed_signers."
        return RefusedError(message, remedy=remedy, rule="signer-unknown")
    if person is not None and keys[0].person != person:
        message = f"The key that git would sign with, {found}, belongs to {keys[0].person}, not to {person}."
        return RefusedError(message, remedy=remedy, rule="signer-mismatch")
    begun = (key for key in keys if key.valid_after is None or key.valid_after <= instant)
    if not any(key.valid_before is None or instant < key.valid_before for key in begun):
        return RefusedError(f"The key {found} is not valid today.", remedy=remedy, rule="key-expired")
    revoked = next((key for key in law.revoked if key.fingerprint == found and key.since <= instant), None)
    if revoked is not None:
        message = f"The key {found} is revoked since {revoked.since.date()}: {revoked.reason}"
        return RefusedError(message, remedy=remedy, rule="key-revoked")
    return None


def _print_message(plan: Plan) -> None:
    click.echo(plan.message.encode(), nl=False)
    click.echo(f"Tag:    {plan.name.tag}\nCommit: {plan.commit}", err=True)
    click.echo(f"Make it with: git tag -s --cleanup=verbatim -F - {plan.name.tag} {plan.commit}", err=True)


def _announce(plan: Plan, name: str) -> None:
    say()
    say("What is signed", bold=True)
    for line in plan.message.rstrip("\n").split("\n"):
        say(f"  {line}".rstrip())
    say()
    say(f"{name} signs as {plan.statement.role}, by the tag {plan.name.tag} on commit {plan.commit[:12]}.")


def _tell_difference(repository: Repository, law: Policy, plan: Plan) -> None:
    """Say so where the files here are not those that are signed."""
    if repository.bare or plan.name.act is not Act.APPROVED:
        return
    tree = repository.working_tree()
    other = [file.path for file in plan.document.closure.files if tree.read(file.path) != file.data]
    if other:
        say(f"The files here differ from what is signed, which is what the branch '{law.trunk}' holds:", fg="yellow")
        for path in other:
            say(f"  {path}")


def _prove(repository: Repository, request: Request, plan: Plan, oid: str) -> None:
    """Read the new tag back as everybody else will; take it away again where it does not count."""
    snapshot = official(repository, request)
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


def _why(act: Approval | None) -> str:
    return (act.reason if act else None) or "it bears a date later than today."


def _standing(record: Record, plan: Plan) -> str:
    if plan.statement.review_by is not None:
        return f"{record.name} is reviewed; the next review is due by {plan.statement.review_by}."
    if plan.statement.reason is not None:
        return f"{record.name} is withdrawn." if record.withdrawn_on else f"The withdrawal of {record.name} needs more."
    edition = record.edition(plan.name.revision)
    if edition is None:
        return f"Still needed: {', '.join(f'{need.count} {need.role}' for need in record.needs)}."
    return f"Revision {edition.revision} has all its signatures and is in force from {edition.effective_on}."
