"""The snapshot that a request asks for, and one document of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum, auto
from pathlib import Path

from qmsdoc.capture.capture import capture
from qmsdoc.capture.concerned import Purpose
from qmsdoc.capture.manual import Manual
from qmsdoc.errors import PolicyError, TrustError, UsageError
from qmsdoc.git import FileTree, Repository, open_repository
from qmsdoc.git.origin_tags import origin_tags
from qmsdoc.git.sign import signing_settings
from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import APPROVAL_UNPUSHED, LIMIT_EXCEEDED, POLICY_INVALID, POLICY_UNAPPROVED
from qmsdoc.model.snapshot import PolicyState, Record, Snapshot
from qmsdoc.text.suggestions import did_you_mean


@dataclass(frozen=True, slots=True)
class CaptureRequest:
    """What every reader of a manual is asked: where, as of when, trusting what, at which commit.

    `today` is the latest day that has begun; `as_of` the day asked for; `ref` None where none was given;
    `now` the clock's instant; `day_given` tells whether somebody asked for this very day. `reading` is entered while
    the manual is read, for whoever says so.
    """

    directory: Path
    as_of: date
    today: date
    trust_root: str | None = None
    ref: str | None = None
    now: datetime | None = None
    day_given: bool = False
    reading: Callable[[], AbstractContextManager[None]] = field(default=nullcontext, compare=False)


class SnapshotSource(Enum):
    """Which files of a repository a command is about, where no `--ref` names a commit.

    `TRUNK` as it stood on the day asked for; the working tree's `FILES` whatever the day; or
    `FILES_TODAY`, for which a day gone by is read from the trunk. A bare repository has only the trunk.
    """

    TRUNK = auto()
    FILES = auto()
    FILES_TODAY = auto()


@contextmanager
def open_manual(request: CaptureRequest) -> Iterator[Repository]:
    """Open the repository around the folder asked for, and close it in the end."""
    repository = open_repository(request.directory)
    with repository.store:
        yield repository


def requested_snapshot(
    repository: Repository,
    request: CaptureRequest,
    source: SnapshotSource,
    concerning: frozenset[str] | None = None,
    purpose: Purpose = Purpose.JUDGING,
    *,
    manual: Manual | None = None,
    files: FileTree | None = None,
) -> Snapshot:
    """Capture what a request asks for: the commit of its `ref`, else the files that `source` says.

    Where nobody asked for a day it is the one of the policy's time zone, whatever the machine's.
    `concerning` are ids or paths of the documents that it is about, None for all, and `purpose` what is done with them.
    `manual` is the repository's, and `files` its working tree, where former captures have read of them.
    Raises `UsageError` for an unknown `ref`, and what `capture` raises.
    """
    with request.reading():
        read = manual or Manual(repository.store, few=concerning is not None)
        snapshot = _captured(read, repository, request, source, (concerning, purpose), files=files)
        if request.now is not None and not request.day_given:
            day = snapshot.policy_in_force.day(request.now)
            if day != request.as_of:
                dated = replace(request, as_of=day, today=day)
                snapshot = _captured(read, repository, dated, source, (concerning, purpose), files=files)
    unpushed = _unpushed(repository, snapshot)
    return replace(snapshot, problems=(*snapshot.problems, *unpushed)) if unpushed else snapshot


def _captured(
    manual: Manual,
    repository: Repository,
    request: CaptureRequest,
    source: SnapshotSource,
    about: tuple[frozenset[str] | None, Purpose],
    *,
    files: FileTree | None,
) -> Snapshot:
    ref = repository.resolve(request.ref) if request.ref is not None else None
    gone_by = source is SnapshotSource.FILES_TODAY and request.as_of < request.today
    committed = ref is not None or source is SnapshotSource.TRUNK or gone_by or repository.bare
    return capture(
        manual,
        as_of=request.as_of,
        ref=ref,
        working_tree=None if committed else files or repository.working_tree(),
        trust_root=request.trust_root,
        today=request.today,
        now=request.now,
        concerning=about[0],
        purpose=about[1],
    )


def _unpushed(repository: Repository, snapshot: Snapshot) -> tuple[Finding, ...]:
    """Return a finding for each approval of whoever works here that `origin` lacked when last looked at."""
    seen = origin_tags(repository)
    if seen is None:
        return ()
    address = (signing_settings(repository.root).email or "").lower()
    people = snapshot.policy_in_force.people
    here = {person.id for person in people if address in {each.lower() for each in person.principals}}
    return tuple(
        Finding(
            APPROVAL_UNPUSHED,
            f"It was signed on {act.signed_on}, and 'origin' does not have it.",
            f"Send it to the others: git push origin {act.ref}",
            document=act.name.document,
            ref=act.ref,
        )
        for act in snapshot.acts
        if act.valid
        and act.name
        and act.name.person in here
        and act.signed_at
        and act.signed_at < seen.seen
        and seen.tags.get(act.ref) != act.tag_oid
    )


def read_manual(request: CaptureRequest, source: SnapshotSource, concerning: frozenset[str] | None = None) -> Snapshot:
    """Open, capture what `requested_snapshot` does for reading, and close; raises what `require_trust` raises."""
    with open_manual(request) as repository:
        snapshot = requested_snapshot(repository, request, source, concerning, Purpose.READING)
    require_trust(snapshot)
    return snapshot


def find_record(snapshot: Snapshot, name: str) -> Record:
    """Return the record of a document; raises `UsageError` with the nearest id."""
    record = snapshot.record(name)
    if record is None:
        known = [record.name for record in snapshot.records]
        remedy = f"{did_you_mean(name, known)}See: qmsdoc register."
        raise UsageError(f"There is no document '{name}' in this manual.", remedy=remedy)
    return record


def unpinned_notice(snapshot: Snapshot) -> str | None:
    """Return what to say of a trust root that nobody pinned, None where it is pinned or there is none."""
    if snapshot.trust_root is not None or snapshot.root is None:
        return None
    return (
        f"The trust root is not pinned. Compare {snapshot.root} with the digest your organisation keeps, "
        "and give it: --trust-root or QMSDOC_TRUST_ROOT"
    )


def require_trust(snapshot: Snapshot) -> None:
    """Raise `TrustError` where the manual as a whole cannot be trusted, `PolicyError` where no policy can be read."""
    if snapshot.policy_state is PolicyState.BROKEN:
        told = next((problem.message for problem in snapshot.problems if problem.rule == POLICY_UNAPPROVED), "")
        raise TrustError(
            told or "The policy that starts this manual is not approved as it says.",
            remedy="Compare the trust root with the one your organisation keeps, and run: qmsdoc verify POLICY",
            rule=POLICY_UNAPPROVED,
        )
    if not snapshot.policy.manual:
        problem = next((p for p in snapshot.problems if p.rule in {POLICY_INVALID, LIMIT_EXCEEDED}), None)
        raise PolicyError(
            f"{problem.path}:{problem.line or 1}: {problem.message}" if problem else "The policy cannot be read.",
            remedy=(problem.remedy if problem else "") or "See: qmsdoc check",
            rule=POLICY_INVALID,
        )
