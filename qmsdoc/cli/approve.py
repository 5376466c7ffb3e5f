"""`qmsdoc approve`: sign for a new revision."""

from __future__ import annotations

from collections.abc import Sequence

import click

from qmsdoc.cli import diff
from qmsdoc.cli.options import Request, manual_options
from qmsdoc.cli.plans import Plan, plan_approval
from qmsdoc.cli.printing import say
from qmsdoc.cli.roles import Signer
from qmsdoc.cli.signing import Wish, carry_out, signing_options
from qmsdoc.errors import RefusedError
from qmsdoc.model.finding import Finding, Severity
from qmsdoc.model.policy import PEOPLE_PATH, POLICY_ID, POLICY_PATH, SIGNERS_PATH
from qmsdoc.model.snapshot import Record, Snapshot
from qmsdoc.redline.terminal import plain
from qmsdoc.rules import check

_OF_POLICY = (POLICY_PATH, PEOPLE_PATH, SIGNERS_PATH)
# Faults of a text that a signature would seal for good.
_TO_MEND = frozenset(
    (
        *("front-matter-invalid", "field-missing", "field-unknown", "field-invalid", "placeholder", "date-invalid"),
        *("id-duplicate", "id-pattern", "id-changed", "content-unsafe", "policy-invalid"),
        *("owner-missing", "owner-unknown", "approvals-undefined"),
        *("changed-without-revision", "revision-gap", "revision-regression", "revision-collision", "change-missing"),
        *("review-interval-exceeded", "link-broken", "asset-missing", "anchor-missing"),
    )
)


@click.command("approve")
@click.argument("id_", metavar="ID")
@signing_options
@manual_options(ref=False, as_of=False)
def command(request: Request, id_: str, *, wish: Wish) -> None:
    """Sign for a new revision of a document.

    Shows what changed since the last edition and the exact words that are signed, asks, and has git
    make the tag with your own key. Refuses what would not count.

    Signs what the trunk holds, not what lies unsaved or on another branch.
    """
    carry_out(request, id_, wish, _plan, show)


def _plan(snapshot: Snapshot, record: Record, signer: Signer) -> Plan:
    refuse_faults(record, check(snapshot))
    return plan_approval(snapshot, record, signer)


def refuse_faults(record: Record, findings: Sequence[Finding]) -> None:
    """Raise `RefusedError` where the draft has a fault that its author must mend before anybody signs."""
    paths = {record.draft.path} if record.draft else set()
    paths |= set(_OF_POLICY) if record.name == POLICY_ID else set()
    faults = [
        finding
        for finding in findings
        if finding.severity is Severity.ERROR and finding.counts and finding.rule in _TO_MEND and finding.path in paths
    ]
    if not faults:
        return
    first, more = faults[0], len(faults) - 1
    where = f"{first.path}:{first.line}" if first.line else first.path
    others = f" There {'is one more fault' if more == 1 else f'are {more} more faults'}." if more else ""
    raise RefusedError(
        f"{record.name} cannot be signed as it stands. {where}: {first.message}{others}",
        remedy=f"{first.help} Then commit; see all with: qmsdoc check {first.path}".strip(),
        rule=first.rule,
    )


def show(record: Record, plan: Plan) -> None:
    """Show what changed since the last edition, or the whole text of a first one."""
    last = record.editions[-1] if record.editions else None
    if last is None:
        say(f"{record.name}  {plan.title}: the first edition, in full", bold=True)
        texts = diff.texts(plan.document.closure)
        for path in sorted({plan.document.path, *texts}, key=lambda path: path != plan.document.path):
            say(path, bold=True)
            click.echo(plain(texts.get(path, plan.document.text)))
        for file in plan.document.closure.files:
            if file.path not in texts:
                say(f"With the file {file.path}")
        return
    say(f"{record.name}  revision {last.revision} → revision {plan.name.revision}", bold=True)
    diff.show(last.document, plan.document)
