"""`qmsdoc verify`: proves every approval, one by one, with the facts that prove it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from qmsdoc.capture.request import (
    CaptureRequest,
    SnapshotSource,
    find_record,
    open_manual,
    requested_snapshot,
    unpinned_notice,
)
from qmsdoc.cli.console import echo_json, say
from qmsdoc.cli.options import json_option, manual_options, read_from
from qmsdoc.model.approval import JudgedTag, Verdict
from qmsdoc.model.finding import Finding
from qmsdoc.model.refs import short_tag
from qmsdoc.model.rule_ids import POLICY_UNAPPROVED, stopping_error
from qmsdoc.model.snapshot import PolicyState, Snapshot
from qmsdoc.rules.superseded_approvals import superseded_finding
from qmsdoc.text.sentences import counted
from qmsdoc.verification.receipt_file import disproof, read_receipt

_COLOURS = {
    Verdict.VALID: "green",
    Verdict.INVALID: "red",
    Verdict.UNVERIFIABLE: "yellow",
    Verdict.NOT_YET_VALID: "cyan",
}


@click.command("verify")
@click.argument("id_", required=False, metavar="[ID or RECEIPT]")
@manual_options()
@json_option
@click.pass_context
def command(ctx: click.Context, request: CaptureRequest, *, id_: str | None, as_json: bool) -> None:
    r"""Prove every approval, those of one document, or a receipt: signature, person, role, content, dates.

    \b
    Exit code: 0 all proved; 1 one cannot be told; 3 one is proved wrong, or recorded ones are gone.
    """
    with open_manual(request) as repository:
        snapshot = requested_snapshot(repository, request, SnapshotSource.TRUNK)
    if id_ is not None and Path(id_).is_file():
        ctx.exit(_prove_receipt(snapshot, Path(id_)))
    acts = _acts(snapshot, id_)
    if as_json:
        told = {"trust_root": snapshot.trust_root, "root": snapshot.root, "approvals": [_row(act) for act in acts]}
        echo_json({**read_from(snapshot), **told})
    else:
        for act in acts:
            _print(act)
        _conclude(snapshot, acts)
    ctx.exit(_exit_code(snapshot, acts))


def _prove_receipt(snapshot: Snapshot, path: Path) -> int:
    receipt = read_receipt(path.read_bytes())
    wrong = disproof(receipt, snapshot)
    if wrong is not None:
        say(f"Disproved: {wrong}", fg="red", bold=True)
        return 3
    say(f"Proved: {short_tag(receipt.ref)} counts, and signs exactly the files of this receipt.", fg="green")
    return 0


def _acts(snapshot: Snapshot, id_: str | None) -> tuple[JudgedTag, ...]:
    """Give the acts of a document by what their refs say, so that no malformed one is left out."""
    if id_ is None:
        return snapshot.acts
    acts = tuple(act for act in snapshot.acts if id_.lower() in act.ref.lower().split("/")[3:4])
    if not acts:
        find_record(snapshot, id_)
    return acts


def _exit_code(snapshot: Snapshot, acts: Sequence[JudgedTag]) -> int:
    verdicts = {act.verdict for act in acts}
    if Verdict.INVALID in verdicts or snapshot.policy_state is PolicyState.BROKEN or any(_broken(snapshot)):
        return 3
    return 1 if Verdict.UNVERIFIABLE in verdicts else 0


def _broken(snapshot: Snapshot) -> Iterator[Finding]:
    """Yield what makes the manual as a whole untrustworthy, whatever its approvals are."""
    return (
        problem for problem in snapshot.problems if problem.rule == POLICY_UNAPPROVED or stopping_error(problem.rule)
    )


def _print(act: JudgedTag) -> None:
    say(f"{act.verdict.value:12} {short_tag(act.ref)}", fg=_COLOURS[act.verdict])
    if act.reason:
        say(f"  {act.rule}: {act.reason}")
        return
    if act.statement is None or act.name is None:
        return
    statement = act.statement
    signed = f"{act.signed_at:%Y-%m-%d %H:%M %z}" if act.signed_at else "-"
    signed += f", recorded {act.recorded_at:%Y-%m-%d}" if act.recorded_at else ""
    say(f"  {act.person_name or act.name.person} as {statement.role}, signed {signed}: {statement.meaning}")
    say(f"  content {statement.content_digest}")
    say(f"  key {act.key or '-'} · policy {statement.policy} · commit {(act.commit or '-')[:12]}")


def _conclude(snapshot: Snapshot, acts: Sequence[JudgedTag]) -> None:
    counts = [(verdict, sum(act.verdict is verdict for act in acts)) for verdict in Verdict]
    said = ", ".join(f"{count} {verdict.value}" for verdict, count in counts if count)
    say(f"{counted(len(acts), 'approval')}: {said}." if acts else "No approvals yet.")
    for problem in _broken(snapshot):
        say(f"{problem.rule}: {problem.message}", fg="red")
    for record in snapshot.records:
        superseded = superseded_finding(record)
        if superseded is not None and any(act in acts for act in record.superseded_approvals):
            say(f"{record.name}: {superseded.message} {superseded.remedy}", fg="yellow")
    told = unpinned_notice(snapshot)
    if told is not None:
        say(told)
    elif snapshot.root is not None:
        say(f"The manual begins with the policy {snapshot.root}, as the trust root says.")


def _row(act: JudgedTag) -> dict[str, object]:
    name, statement = act.name, act.statement
    return {
        "tag": short_tag(act.ref),
        "object": act.tag_oid,
        "verdict": act.verdict.value,
        "rule": act.rule,
        "reason": act.reason,
        "act": name.act.value if name else None,
        "document": name.document if name else None,
        "revision": name.revision if name else None,
        "person": name.person if name else None,
        "name": act.person_name,
        "role": statement.role if statement else None,
        "meaning": statement.meaning if statement else None,
        "content": statement.content_digest if statement else None,
        "policy": statement.policy if statement else None,
        "commit": act.commit,
        "key": act.key,
        "signed_at": act.signed_at,
        "recorded_at": act.recorded_at,
    }
