"""`qmsdoc record`: appends new approvals to the ledger, here and, where asked, in the shared repository."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

import click

from qmsdoc.capture.ledger_branch import MEND, LedgerRef, find_ledger, read_at
from qmsdoc.capture.objects import Objects
from qmsdoc.capture.request import CaptureRequest, Source, open_manual, requested_snapshot, require_trust
from qmsdoc.cli import clock
from qmsdoc.cli.console import echo_json, say
from qmsdoc.cli.options import json_option, manual_options
from qmsdoc.errors import PublishError, TrustError, UsageError
from qmsdoc.git import Repository
from qmsdoc.git.ledger import Sent, advance, continues, fetch_branch, identity, push_branch, write_commit
from qmsdoc.git.write import Identity
from qmsdoc.model.approval import SignedAct, Verdict
from qmsdoc.model.refs import LEDGER, LEDGER_BRANCH, short_tag
from qmsdoc.model.rule_ids import LEDGER_BROKEN, stopping_error
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.text.sentences import counted
from qmsdoc.trust.failure import VerificationFailure
from qmsdoc.trust.ledger import PATH, Entry, Ledger, extend

_ATTEMPTS = 40
_PAUSE = 0.05  # seconds, at first; grows with every attempt, and differs so that two recorders part
_NOBODY = ("qmsdoc record", "qmsdoc-record@localhost.invalid")


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a run did: the lines it added, the approvals it left out, and the ledger as it stands now."""

    added: tuple[Entry, ...]
    left_out: tuple[SignedAct, ...]
    ledger: Ledger
    commit: str | None


@click.command("record")
@click.option(
    "--push",
    "remote",
    is_flag=False,
    flag_value="origin",
    metavar="[REMOTE]",
    help="First bring the ledger of that repository here (origin if left out), then send ours to it.",
)
@manual_options(ref=False, as_of=False)
@json_option
@click.pass_context
def command(ctx: click.Context, request: CaptureRequest, *, remote: str | None, as_json: bool) -> None:
    r"""Append new approvals to the ledger, with the day on which they were recorded.

    Records every approval that counts. One that does not is named and left out: it can still be
    taken away and signed anew, which a recorded one cannot. Writes the branch qmsdoc-ledger and
    nothing else. The pipeline that publishes should run it, with --push, before it builds.

    \b
    Exit code: 0 the ledger is complete; 2 no manual here; 3 a recorded approval has moved or gone, or
    the ledger does not hold; 4 the repository cannot be judged; 5 the ledger could not be sent.
    """
    if remote is not None and remote.startswith("-"):
        raise UsageError(f"'{remote}' is not the name of another repository.", remedy="See: git remote -v")
    with open_manual(request) as repository:
        recorded = _record(repository, request, remote)
    if as_json:
        echo_json(_object(recorded))
    else:
        _print(recorded, remote)
    ctx.exit(0)


def _record(repository: Repository, request: CaptureRequest, remote: str | None) -> Recorded:
    """Fetch, extend, send, move the branch here; once more whenever somebody else was quicker."""
    for attempt in range(_ATTEMPTS):
        if attempt:
            time.sleep(_PAUSE * attempt * random.uniform(0.5, 1.5))  # noqa: S311 - only parts two recorders
        there = _catch_up(repository, remote) if remote else None
        here = _refs(repository).get(LEDGER)
        snapshot = requested_snapshot(repository, request, Source.TRUNK)
        _refuse_untrusted(snapshot)
        recorded = _extended(repository, snapshot, there)
        if _settled(repository, recorded, remote, there, here):
            return recorded
    raise PublishError(
        f"Other recorders were quicker {_ATTEMPTS} times running; no entry of anybody's was lost.",
        remedy="Run qmsdoc record again in a minute.",
    )


def _settled(
    repository: Repository, recorded: Recorded, remote: str | None, there: str | None, here: str | None
) -> bool:
    """Send the new commit, then move the branch here to it; False where either was overtaken."""
    if recorded.commit is None:
        return True
    sent = remote is None or recorded.commit == there
    if not sent and push_branch(repository.root, remote or "", LEDGER, recorded.commit) is Sent.NON_FAST_FORWARD:
        return False
    if recorded.commit == here or (remote is None and not recorded.added):
        return True
    return advance(repository.root, LEDGER, recorded.commit, here)


def _refs(repository: Repository) -> dict[str, str]:
    return {ref.name: ref.oid for ref in repository.store.refs()}


def _catch_up(repository: Repository, remote: str) -> str | None:
    """Bring the other repository's ledger here where it continues ours; gives its commit, None where it has none."""
    there = fetch_branch(repository.root, remote, LEDGER)
    here = _refs(repository).get(LEDGER)
    if there is None or there == here:
        return there
    objects = Objects(repository.store)
    theirs = _sound(read_at(objects, there))
    ours = _sound(read_at(objects, here)) if here else Ledger()
    if theirs.extends(ours):
        advance(repository.root, LEDGER, there, here)
    elif not ours.extends(theirs):
        raise TrustError(
            f"The ledger here and the one of '{remote}' have gone different ways: neither continues the other.",
            remedy=f"Find out who wrote which. To take over the one of '{remote}': "
            f"git branch -f {LEDGER_BRANCH} {there}",
            rule=LEDGER_BROKEN,
        )
    return there


def _sound(found: Ledger | VerificationFailure) -> Ledger:
    if isinstance(found, VerificationFailure):
        raise TrustError(found.reason, remedy=MEND, rule=found.rule)
    return found


def _refuse_untrusted(snapshot: Snapshot) -> None:
    """Raise `TrustError` where what is recorded does not hold, or there is no policy to judge approvals by."""
    wrong = next((problem for problem in snapshot.problems if stopping_error(problem.rule)), None)
    if wrong is not None:
        remedy = wrong.remedy or f"Nothing was recorded. See: qmsdoc rule {wrong.rule}"
        raise TrustError(wrong.message, remedy=remedy, rule=wrong.rule)
    require_trust(snapshot)


def _extended(repository: Repository, snapshot: Snapshot, there: str | None) -> Recorded:
    """Write the commit that the ledger's branch should have; nothing points to it yet."""
    objects = Objects(repository.store)
    found = find_ledger(objects, _refs(repository))
    former = LedgerRef(Ledger(), "") if found is None else found
    ledger = _sound(former) if isinstance(former, VerificationFailure) else former.ledger
    commit = former.commit if isinstance(former, LedgerRef) else ""
    waiting = [act for act in snapshot.acts if act.recorded_at is None and act.verdict is not Verdict.NOT_YET_VALID]
    tags = [(act.ref, act.tag_oid, objects.read(act.tag_oid).data) for act in waiting if act.valid]
    longer = extend(ledger, tags, clock.now())
    added = longer.entries[len(ledger.entries) :]
    parents = [each for each in (commit, _apart(repository, there, commit)) if each]
    if added or len(parents) > 1:
        commit = _written(repository, parents, longer, len(added))
    return Recorded(added, tuple(act for act in waiting if not act.valid), longer, commit or None)


def _apart(repository: Repository, there: str | None, commit: str) -> str | None:
    """Give the other repository's commit where ours is no continuation of it in git's eyes, though its text is."""
    if there is None or there == commit or (commit and continues(repository.root, commit, there)):
        return None
    return there


def _written(repository: Repository, parents: Sequence[str], ledger: Ledger, added: int) -> str:
    name, email = identity(repository.root) or _NOBODY
    who = Identity(name, email, clock.now())
    message = f"{'Record' if parents else 'Begin the ledger with'} {counted(added, 'approval')}"
    return write_commit(repository.root, parents, (PATH, ledger.data), message, who)


def _print(recorded: Recorded, remote: str | None) -> None:
    for entry in recorded.added:
        say(f"{entry.seq:6}  {short_tag(entry.ref)}")
    for act in recorded.left_out:
        say(f"Left out: {short_tag(act.ref)}: {act.reason} [{act.rule}]", fg="yellow")
    total = len(recorded.ledger.entries)
    if not total:
        say("There is nothing to record yet: no approval counts.")
        return
    done = f"{counted(len(recorded.added), 'approval')} recorded" if recorded.added else "Nothing new to record"
    say(f"{done}; the ledger has {counted(total, 'line')}.", fg="green")
    if remote is None and recorded.added:
        say("Send it to the others with: git push origin qmsdoc-ledger")


def _object(recorded: Recorded) -> dict[str, object]:
    return {
        "recorded": [{"seq": entry.seq, "tag": short_tag(entry.ref), "object": entry.tag} for entry in recorded.added],
        "left_out": [{"tag": short_tag(act.ref), "rule": act.rule, "reason": act.reason} for act in recorded.left_out],
        "ledger": {"seq": len(recorded.ledger.entries), "sha256": recorded.ledger.sha256},
        "commit": recorded.commit,
    }
