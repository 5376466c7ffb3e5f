"""`qmsdoc key`: the key with which a person signs, made if asked, and its line in the policy."""

from __future__ import annotations

from pathlib import Path

import click

from qmsdoc.capture.request import CaptureRequest, open_manual
from qmsdoc.cli.clock import day_begun
from qmsdoc.cli.console import say
from qmsdoc.cli.edit import carry_out_edit, dry_option, read_files, read_policy_files, yes_option
from qmsdoc.cli.options import manual_options
from qmsdoc.editing.key_changes import holds_key, plan_key
from qmsdoc.editing.people_changes import person_asked
from qmsdoc.errors import UsageError
from qmsdoc.git import Repository
from qmsdoc.git.keygen import FILE, HARDWARE, make_key_pair, sign_with
from qmsdoc.git.sign import signing_settings
from qmsdoc.model.policy import Person
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.signing.roles import by_address

_KINDS = {"hardware": HARDWARE, "file": FILE}
_EXPLANATION = """\
A signature is made with a key of two halves. The private one stays with its owner: on a hardware key
(a small USB stick that is touched), or in a file with a passphrase. The public half is a line of
allowed_signers, which everybody may see; it is what signatures are proved with.

  I have a hardware key:            qmsdoc key {verb} {person} --make hardware --use
  I have none:                      qmsdoc key {verb} {person} --make file --use
  I have an SSH key already:        qmsdoc key {verb} {person} --public ~/.ssh/id_ed25519.pub --use
  My firm's desk uses passkeys:     register there, and give the line that it shows

--use lets git sign with it in this clone. Nothing private is ever read or sent by qmsdoc."""


@click.group("key")
def command() -> None:
    """Add or change the key with which somebody signs."""


def _options(function: click.decorators.FC) -> click.decorators.FC:
    for option in (
        manual_options(ref=False, as_of=False),
        yes_option,
        dry_option,
        click.option("--use", is_flag=True, help="Let git sign with it in this clone."),
        click.option("--no-passphrase", is_flag=True, help="With --make file: protect the file by nothing."),
        click.option("--at", type=click.Path(dir_okay=False), help="Where the private half goes; in ~/.ssh otherwise."),
        click.option("--make", type=click.Choice(list(_KINDS)), help="Let ssh-keygen make a new key."),
        click.option("--public", metavar="FILE-or-KEY", help="The public half: a .pub file, or its line in quotes."),
        click.argument("person", required=False),
    ):
        function = option(function)
    return function


@command.command("add")
@_options
def add(request: CaptureRequest, **asked: object) -> None:
    """Put a further key of a PERSON into allowed_signers. Without --public or --make, explains."""
    _change(request, rotate=False, **asked)  # type: ignore[arg-type]


@command.command("rotate")
@_options
def rotate(request: CaptureRequest, **asked: object) -> None:
    """Let a new key of a PERSON take the place of the former ones. They end with this day."""
    _change(request, rotate=True, **asked)  # type: ignore[arg-type]


def _change(
    request: CaptureRequest,
    *,
    rotate: bool,
    person: str | None,
    public: str | None,
    make: str | None,
    at: str | None,
    no_passphrase: bool,
    use: bool,
    dry_run: bool,
    yes: bool,
) -> None:
    with open_manual(request) as repository:
        snapshot = read_files(repository, request)
        who = _person(snapshot, repository, person)
        if public is None and make is None:
            say(_EXPLANATION.format(verb="rotate" if rotate else "add", person=who.id))
            return
        file = _file(public)
        if make is not None and not dry_run:
            place = Path(at).absolute() if at else Path.home() / ".ssh" / f"qmsdoc_{_KINDS[make].replace('-', '_')}"
            address = who.principals[0] if who.principals else who.id
            file = make_key_pair(place, _KINDS[make], address, protected=not no_passphrase)
        text = file.read_text("utf-8", "replace") if file else public or ""
        if use and file is not None and holds_key(read_policy_files(repository), who, text):
            _use(repository, file, who)
            return
        line, plan = plan_key(snapshot, read_policy_files(repository), who, text, day_begun(), rotate=rotate)
        if carry_out_edit(repository, plan, yes=yes, dry_run=dry_run):
            say("The line to send, where somebody else keeps the policy:")
            say(f"  {line}")
            if use and file is not None:
                _use(repository, file, who)


def _use(repository: Repository, file: Path, who: Person) -> None:
    sign_with(repository.root, file.absolute(), who.name, who.principals[0])
    say(f"Git signs with {file} in this clone.")
    email = signing_settings(repository.root).email or ""
    if email.lower() not in {address.lower() for address in who.principals}:
        say(f"Git's e-mail address here, {email}, is none of {who.name}'s in people.yml. Before you sign, set it:")
        say(f"  git config user.email {who.principals[0]}")


def _person(snapshot: Snapshot, repository: Repository, name: str | None) -> Person:
    if name is not None:
        return person_asked(snapshot.policy, name)
    email = signing_settings(repository.root).email
    person = by_address(snapshot.policy, email)
    if person is None:
        raise UsageError(
            f"Git's e-mail address here, {email or '(none)'}, is nobody's in people.yml.",
            remedy="Say whose key it is: qmsdoc key add PERSON",
        )
    return person


def _file(public: str | None) -> Path | None:
    if public is None or " " in public.strip():
        return None
    path = Path(public).expanduser()
    if not path.is_file():
        raise UsageError(f"There is no file {public}.", remedy="Give a .pub file, or the public key's line in quotes.")
    return path
