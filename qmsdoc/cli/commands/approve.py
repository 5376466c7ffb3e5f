"""`qmsdoc approve`: sign for a new revision."""

from __future__ import annotations

import click

from qmsdoc.capture.request import CaptureRequest, SnapshotSource, open_manual, requested_snapshot, require_trust
from qmsdoc.cli.commands import diff
from qmsdoc.cli.console import say
from qmsdoc.cli.notices import fetch_origin
from qmsdoc.cli.options import manual_options
from qmsdoc.cli.sign import SigningOptions, Sitting, push_option, signing_options
from qmsdoc.errors import UsageError
from qmsdoc.git.sign import signing_settings
from qmsdoc.model.approval import Act
from qmsdoc.model.policy import POLICY_ID
from qmsdoc.model.snapshot import Record, Snapshot
from qmsdoc.rules import check
from qmsdoc.signing.authorship import Authorship
from qmsdoc.signing.blocking_faults import refuse_faults
from qmsdoc.signing.pending import pending
from qmsdoc.signing.request import SigningRequest, plan_approval
from qmsdoc.signing.roles import Signer, person_of


@click.command("approve")
@click.argument("ids", metavar="ID", nargs=-1)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Everything that waits for you in roles of your own, one by one; as a deputy give ids.",
)
@click.option("--fetch", is_flag=True, help="Fetch from origin first, to sign nothing that others have done.")
@push_option
@signing_options
@manual_options(ref=False, as_of=False)
@click.pass_context
def command(
    ctx: click.Context,
    request: CaptureRequest,
    ids: tuple[str, ...],
    *,
    everything: bool,
    fetch: bool,
    push: bool | None,
    options: SigningOptions,
) -> None:
    """Sign for a new revision of a document, or of several, each shown and confirmed by itself.

    Shows what changed since the last edition and the exact words that are signed, asks, and has git
    make the tag with your own key. Refuses what would not count.

    Signs what the trunk holds, not what lies unsaved or on another branch.
    """
    if fetch:
        with open_manual(request) as repository:
            fetch_origin(repository)
    names = _all(request, options) if everything else ids
    if not names and not everything:
        raise UsageError("Which document?", remedy="Give ids, or --all for everything that waits for you.")
    sitting = Sitting(request, push)
    for name in names:
        sitting.sign(name, options, _plan, show, alone=len(names) == 1)
    ctx.exit(sitting.close())


def _all(request: CaptureRequest, options: SigningOptions) -> tuple[str, ...]:
    """Return the documents whose newest revision waits for the person in a role of their own, the policy first."""
    with open_manual(request) as repository:
        snapshot = requested_snapshot(repository, request, SnapshotSource.TRUNK)
        require_trust(snapshot)
        email = signing_settings(repository.root).email
        person = person_of(snapshot.policy_in_force, options.person, email)
        day, policy = snapshot.as_of, snapshot.policy_in_force
        items = pending(snapshot, Authorship(repository.store, snapshot).wrote)
    mine = (item for item in items if item.act is Act.APPROVED and person in item.people)
    names = dict.fromkeys(item.document for item in mine if not policy.delegators(person.id, item.role, day))
    if not names:
        say(f"Nothing waits for {person.name}.")
    return tuple(sorted(names, key=lambda name: name != POLICY_ID))


def _plan(snapshot: Snapshot, record: Record, signer: Signer) -> SigningRequest:
    refuse_faults(record, check(snapshot))
    return plan_approval(snapshot, record, signer)


def show(record: Record, plan: SigningRequest) -> None:
    """Show what changed since the last edition, or the whole text of a first one."""
    last = record.editions[-1] if record.editions else None
    if last is None:
        say(f"{record.name}  {plan.title}: the first edition, in full", bold=True)
        texts = diff.texts(plan.document.closure)
        for path in sorted({plan.document.path, *texts}, key=lambda path: path != plan.document.path):
            say(path, bold=True)
            say(texts.get(path, plan.document.text))
        for file in plan.document.closure.files:
            if file.path not in texts:
                say(f"With the file {file.path}")
        return
    say(f"{record.name}  revision {last.revision} → revision {plan.name.revision}", bold=True)
    diff.show(last.document, plan.document)
