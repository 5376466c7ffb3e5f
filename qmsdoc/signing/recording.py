"""Appends new approvals to the ledger, here and, where asked, in the shared repository."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from qmsdoc.capture.ledger_branch import MEND, LedgerRef, find_ledger, read_at
from qmsdoc.capture.objects import Objects
from qmsdoc.capture.request import CaptureRequest, SnapshotSource, requested_snapshot, require_trust
from qmsdoc.errors import PublishError, TrustError
from qmsdoc.git import Repository, refs_by_name
from qmsdoc.git.branch import PushResult, advance, continues, fetch_branch, push_branch, write_commit
from qmsdoc.git.sign import signing_settings
from qmsdoc.git.write import Identity
from qmsdoc.model.approval import JudgedTag, Verdict
from qmsdoc.model.refs import LEDGER, LEDGER_BRANCH
from qmsdoc.model.rule import RuleId
from qmsdoc.model.rule_ids import APPROVAL_SUPERSEDED, LEDGER_BROKEN, stopping_error
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.rules.superseded_approvals import superseded_finding
from qmsdoc.text.sentences import counted
from qmsdoc.trust.failure import VerificationFailure
from qmsdoc.trust.ledger import PATH, Entry, Ledger, extend

_ATTEMPTS = 40
_PAUSE = 0.05  # seconds, at first; grows with every attempt, and differs so that two recorders part
_NOBODY = ("qmsdoc record", "qmsdoc-record@localhost.invalid")
_NOT_IN_HEADERS = re.compile(r"[<>\0\n]")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An approval that is not recorded: it fails a rule, or the draft was changed after it."""

    ref: str
    rule: RuleId | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a run did: the lines it added, the approvals it left out, and the ledger as it stands now."""

    added: tuple[Entry, ...]
    left_out: tuple[LeftOut, ...]
    ledger: Ledger
    commit: str | None


def record(
    repository: Repository, request: CaptureRequest, remote: str | None, clock: Callable[[], datetime]
) -> Recorded:
    """Fetch the ledger of `remote` (None: no other), extend it, send it, move the branch here; again where overtaken.

    `clock` gives the instant of each attempt. Raises `TrustError` where what is recorded does not hold, and
    `PublishError` where the ledger cannot be sent.
    """
    for attempt in range(_ATTEMPTS):
        if attempt:
            time.sleep(_PAUSE * attempt * random.uniform(0.5, 1.5))  # noqa: S311 - only parts two recorders
        there = _catch_up(repository, remote) if remote else None
        here = refs_by_name(repository.store).get(LEDGER)
        snapshot = requested_snapshot(repository, request, SnapshotSource.TRUNK)
        _refuse_untrusted(snapshot)
        recorded = _extended(repository, snapshot, there, clock())
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
    if not sent and push_branch(repository.root, remote or "", LEDGER, recorded.commit) is PushResult.NON_FAST_FORWARD:
        return False
    if recorded.commit == here or (remote is None and not recorded.added):
        return True
    return advance(repository.root, LEDGER, recorded.commit, here)


def _catch_up(repository: Repository, remote: str) -> str | None:
    """Bring the other repository's ledger here where it continues ours; gives its commit, None where it has none."""
    there = fetch_branch(repository.root, remote, LEDGER)
    here = refs_by_name(repository.store).get(LEDGER)
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


def _extended(repository: Repository, snapshot: Snapshot, there: str | None, at: datetime) -> Recorded:
    """Write the commit that the ledger's branch should have; nothing points to it yet."""
    objects = Objects(repository.store)
    found = find_ledger(objects, refs_by_name(repository.store))
    former = LedgerRef(Ledger(), "") if found is None else found
    ledger = _sound(former) if isinstance(former, VerificationFailure) else former.ledger
    commit = former.commit if isinstance(former, LedgerRef) else ""
    waiting = [act for act in snapshot.acts if act.recorded_at is None and act.verdict is not Verdict.NOT_YET_VALID]
    left_out = what_does_not_count(snapshot, waiting)
    without = {each.ref for each in left_out}
    tags = [(act.ref, act.tag_oid, objects.read(act.tag_oid).data) for act in waiting if act.ref not in without]
    longer = extend(ledger, tags, at)
    added = longer.entries[len(ledger.entries) :]
    parents = [each for each in (commit, _apart(repository, there, commit)) if each]
    if added or len(parents) > 1:
        commit = _written(repository, parents, longer, len(added), at)
    return Recorded(added, left_out, longer, commit or None)


def what_does_not_count(snapshot: Snapshot, waiting: Sequence[JudgedTag]) -> tuple[LeftOut, ...]:
    """Return what does not count of the acts that wait to be recorded."""
    why: dict[str, str] = {}
    for record in snapshot.records:
        superseded = superseded_finding(record)
        if superseded is not None:
            why |= {act.ref: superseded.message for act in record.superseded_approvals}
    return tuple(
        LeftOut(act.ref, act.rule or APPROVAL_SUPERSEDED, act.reason or why.get(act.ref))
        for act in waiting
        if not act.valid or act.ref in why
    )


def _apart(repository: Repository, there: str | None, commit: str) -> str | None:
    """Give the other repository's commit where ours is no continuation of it in git's eyes, though its text is."""
    if there is None or there == commit or (commit and continues(repository.root, commit, there)):
        return None
    return there


def _written(repository: Repository, parents: Sequence[str], ledger: Ledger, added: int, at: datetime) -> str:
    settings = signing_settings(repository.root)
    name, email = (_NOT_IN_HEADERS.sub("", each or "").strip() for each in (settings.name, settings.email))
    who = Identity(name, email, at) if name and email else Identity(*_NOBODY, at)
    message = f"{'Record' if parents else 'Begin the ledger with'} {counted(added, 'approval')}"
    return write_commit(repository.root, parents, (PATH, ledger.data), message, who)
