"""From a document's id to a signature that counts: prepared and refused where it would not count, then read back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import NamedTuple

from qmsdoc.capture.concerned import Purpose
from qmsdoc.capture.objects import Objects
from qmsdoc.capture.request import CaptureRequest, SnapshotSource, find_record, requested_snapshot, require_trust
from qmsdoc.errors import RefusedError, UsageError
from qmsdoc.git import Repository
from qmsdoc.git.sign import SigningSettings, delete_tag, signing_settings
from qmsdoc.model.approval import Act
from qmsdoc.model.policy import Policy
from qmsdoc.model.rule_ids import APPROVAL_DATE_INVALID, CLONE_BEHIND
from qmsdoc.model.snapshot import Record, Snapshot
from qmsdoc.signing.authorship import Authorship
from qmsdoc.signing.key_check import key_fault, signing_key_fingerprint
from qmsdoc.signing.request import SigningRequest, signing_policy
from qmsdoc.signing.roles import Signer, person_of
from qmsdoc.text.sentences import counted

Planner = Callable[[Snapshot, Record, Signer], SigningRequest]


class SignerChoice(NamedTuple):
    """Who is to sign, where they said so: a person's id, a role, and a key as `git tag -u` takes it."""

    person: str | None = None
    role: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class PreparedSignature:
    """A signature that would count as far as can be told before it is made."""

    record: Record
    policy: Policy
    signer: Signer
    settings: SigningSettings
    request: SigningRequest


def prepare(
    repository: Repository,
    manual: CaptureRequest,
    name: str,
    choice: SignerChoice,
    planner: Planner,
    *,
    concerning: frozenset[str] | None = None,
) -> PreparedSignature:
    """Prepare a signature over the document `name` on the trunk, given on the snapshot's day.

    `concerning` are the documents that it is about, None for all. Raises `RefusedError` or `UsageError` for one that
    would not count, and what `require_trust` raises.
    """
    snapshot = requested_snapshot(repository, manual, SnapshotSource.TRUNK, concerning, Purpose.SIGNING)
    require_trust(snapshot)
    _refuse_behind(snapshot)
    record = _find_on_trunk(snapshot, name)
    policy = signing_policy(snapshot, record.name)
    settings = signing_settings(repository.root, choice.key)
    person = person_of(policy, choice.person, settings.email)
    signer = Authorship(repository.store, snapshot).signer(person, record, choice.role)
    request = planner(snapshot, record, signer)
    _refuse_taken(repository, snapshot, request)
    return PreparedSignature(record, policy, signer, settings, request)


def refuse_instant(repository: Repository, prepared: PreparedSignature, at: datetime) -> None:
    """Raise `RefusedError` for a signature that would not count at that instant: by its date, or by its key.

    Only the key's public half is looked at; where that is not known, git decides.
    """
    commit = Objects(repository.store).commit(prepared.request.commit)
    early = (commit.committed_at - at).total_seconds() if commit is not None else 0
    if commit is not None and early > 0:
        raise RefusedError(
            f"The commit to be signed is dated {counted(ceil(early), 'second')} later than the clock of this machine, "
            "and an approval must not be older than what it approves.",
            remedy="Wait as long and run it again. If this machine's clock is wrong, set it right.",
            rule=APPROVAL_DATE_INVALID,
        )
    found = signing_key_fingerprint(prepared.settings)
    fault = key_fault(prepared.policy, found, prepared.signer.person.id, at) if found is not None else None
    if fault is not None:
        raise fault


def differing_files(repository: Repository, request: SigningRequest) -> tuple[str, ...]:
    """Return the paths at which the files here are not those that an approval signs."""
    if repository.bare or request.name.act is not Act.APPROVED:
        return ()
    tree = repository.working_tree()
    return tuple(file.path for file in request.document.closure.files if tree.read(file.path) != file.data)


def read_back(repository: Repository, manual: CaptureRequest, request: SigningRequest, oid: str) -> Record | None:
    """Read a new tag as everybody else will, and return its document as it stands with it.

    Raises `RefusedError` where it does not count, after taking it away again.
    """
    concerning = frozenset({request.name.document})
    snapshot = requested_snapshot(repository, manual, SnapshotSource.TRUNK, concerning, Purpose.READING)
    act = next((act for act in snapshot.acts if act.ref == request.name.ref), None)
    if act is None or not act.valid:
        delete_tag(repository.root, request.name.tag, oid)
        why = (act.reason if act else None) or "it bears a date later than today."
        raise RefusedError(
            f"The signature does not count and was taken away again: {why}",
            remedy="See: qmsdoc doctor",
            rule=act.rule if act else None,
        )
    return snapshot.record(request.name.document)


def _refuse_behind(snapshot: Snapshot) -> None:
    """Refuse to sign what others may have changed since: on a trunk older than the one fetched from `origin`."""
    behind = next((problem for problem in snapshot.problems if problem.rule == CLONE_BEHIND), None)
    if behind is not None:
        raise RefusedError(behind.message, remedy=f"{behind.remedy} Then run this command again.", rule=CLONE_BEHIND)


def _find_on_trunk(snapshot: Snapshot, id_: str) -> Record:
    try:
        return find_record(snapshot, id_)
    except UsageError as error:
        trunk = snapshot.policy_in_force.trunk
        remedy = f"{error.remedy} Signatures are given on the branch '{trunk}': commit and merge the document first."
        raise UsageError(f"There is no document '{id_}' on the branch '{trunk}'.", remedy=remedy) from error


def _refuse_taken(repository: Repository, snapshot: Snapshot, request: SigningRequest) -> None:
    if not repository.has_ref(request.name.ref):
        return
    act = next((act for act in snapshot.acts if act.ref == request.name.ref), None)
    if act is None or act.rule is None:
        raise RefusedError(
            f"{request.name.person} has signed this already: the tag {request.name.tag} is there.",
            remedy="If others do not see it, push it: git push origin " + request.name.ref,
        )
    raise RefusedError(
        f"The tag {request.name.tag} is there already, but does not count: {act.reason}",
        remedy=f"Find out who made it; then remove it with git tag -d {request.name.tag} (where it was sent, also with "
        f"git push --delete origin {request.name.tag}) and sign again.",
        rule=act.rule,
    )
