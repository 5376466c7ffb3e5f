"""What the signing commands share: their options, and the way from showing to a signature that was read back."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from qmsdoc.capture.request import CaptureRequest, open_manual
from qmsdoc.cli.clock import now
from qmsdoc.cli.console import complain, say
from qmsdoc.errors import RefusedError, UsageError
from qmsdoc.git.origin_tags import ORIGIN, look_at_origin
from qmsdoc.git.sign import sign_tag
from qmsdoc.git.tag_object import has_remote, push_refs
from qmsdoc.model.policy import POLICY_ID
from qmsdoc.model.snapshot import Record
from qmsdoc.signing.preparation import Planner, SignerChoice, differing_files, prepare, read_back, refuse_instant
from qmsdoc.signing.request import SigningRequest

F = TypeVar("F", bound=Callable[..., Any])
Show = Callable[[Record, SigningRequest], None]


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
        if options.key and Path(options.key).exists():  # in full, as git runs in another folder
            options = replace(options, key=str(Path(options.key).absolute()))
        return command(*args, options=options, **kwargs)

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


push_option = click.option(
    "--push/--no-push", default=None, help="Send what was signed to origin at the end; otherwise asked on a terminal."
)


class Sitting:
    """Several signatures given one after the other, sent together at the end, and the receipt of what was signed."""

    def __init__(self, manual: CaptureRequest, push: bool | None) -> None:
        self._manual, self._push = manual, push
        self._signed: list[SigningRequest] = []
        self._refused = 0

    def sign(
        self,
        name: str,
        options: SigningOptions,
        planner: Planner,
        show: Show,
        *,
        alone: bool,
        successor: str | None = None,
    ) -> None:
        """Prepare, show, confirm, sign, read back; one of several that is refused does not keep the others.

        `successor` is a document that the act speaks of besides. Raises `RefusedError` or `UsageError` for one `alone`
        that would not count.
        """
        try:
            concerning = frozenset(filter(None, (name, successor)))
            request = carry_out(self._manual, name, options, planner, show, concerning=concerning)
        except (RefusedError, UsageError) as error:
            if alone:
                raise
            complain(error)
            self._refused += 1
            return
        if request is not None:
            self._signed.append(request)

    def close(self) -> int:
        """Say what was signed and send it where that is wanted; returns the exit code. Raises `PublishError`."""
        if len(self._signed) > 1:
            say()
            say("Receipt", bold=True)
            for request in self._signed:
                say(f"  {request.name.tag}  {request.statement.content_digest}")
        if self._signed:
            self._send([request.name.ref for request in self._signed])
        return 1 if self._refused else 0

    def _send(self, refs: list[str]) -> None:
        with open_manual(self._manual) as repository:
            known = has_remote(repository.root, ORIGIN)
            wanted = self._push
            if wanted is None and known and sys.stdin.isatty():
                wanted = click.confirm("Send it to the others now?", default=True)
            if not wanted:
                say(f"Send it to the others with: git push origin {' '.join(refs)}")
                return
            push_refs(repository.root, ORIGIN, refs)
            look_at_origin(repository, now())
        say("Sent to the others." if len(refs) == 1 else f"All {len(refs)} sent to the others.", fg="green")


def carry_out(
    manual: CaptureRequest,
    id_: str,
    options: SigningOptions,
    planner: Planner,
    show: Show,
    *,
    concerning: frozenset[str],
) -> SigningRequest | None:
    """Prepare, show, confirm, sign, read back; returns what was signed, None where only the message was printed.

    `concerning` are the documents that the act speaks of. Raises `RefusedError` or `UsageError` for one that would not
    count.
    """
    with open_manual(manual) as repository:
        choice = SignerChoice(options.person, options.role, options.key)
        prepared = prepare(repository, manual, id_, choice, planner, concerning=concerning)
        request = prepared.request
        if options.message_only:
            _print_message(request)
            return None
        refuse_instant(repository, prepared, now())
        show(prepared.record, request)
        _announce(request, prepared.signer.person.name)
        _tell_difference(differing_files(repository, request), prepared.policy.trunk)
        if not options.yes and not click.confirm("Sign this?", default=False):
            raise RefusedError("Nothing was signed.")
        oid = sign_tag(repository.root, request.name.tag, request.commit, request.message, options.key)
        repository.store.close()
        record = read_back(repository, manual, request, oid)
    say(f"Signed: {request.name.tag}", fg="green", bold=True)
    if record is not None:
        say(_standing(record, request))
    return request


def _print_message(request: SigningRequest) -> None:
    click.echo(request.message.encode(), nl=False)
    say(f"Tag:    {request.name.tag}\nCommit: {request.commit}", err=True)
    say(f"Make it with: git tag -s --cleanup=verbatim -F - {request.name.tag} {request.commit}", err=True)


def _announce(request: SigningRequest, name: str) -> None:
    say()
    say("What is signed", bold=True)
    for line in request.message.rstrip("\n").split("\n"):
        say(f"  {line}".rstrip())
    say()
    say(f"{name} signs as {request.statement.role}, by the tag {request.name.tag} on commit {request.commit[:12]}.")


def _tell_difference(paths: tuple[str, ...], trunk: str) -> None:
    if paths:
        say(f"The files here differ from what is signed, which is what the branch '{trunk}' holds:", fg="yellow")
        for path in paths:
            say(f"  {path}")


def _standing(record: Record, request: SigningRequest) -> str:
    if request.statement.review_by is not None:
        return f"{record.name} is reviewed; the next review is due by {request.statement.review_by}."
    if request.statement.reason is not None:
        return f"{record.name} is withdrawn." if record.withdrawn_on else f"The withdrawal of {record.name} needs more."
    edition = record.edition(request.name.revision)
    if edition is None:
        owner = record.draft.front.owner if record.draft else None
        return f"Still needed: {', '.join(f'{need.count} {need.called(owner)}' for need in record.needs)}."
    told = f"Revision {edition.revision} has all its signatures and is in force from {edition.effective_on}."
    if (record.name, edition.revision) == (POLICY_ID, 1):
        told += f"\nThe trust root of this manual, to be kept outside it, is {edition.content_digest}"
    return told
