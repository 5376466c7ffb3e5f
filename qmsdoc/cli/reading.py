"""Reading a manual for a command: the repository opened, captured, and one document of it found."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import click

from qmsdoc.capture import capture
from qmsdoc.cli.options import Request
from qmsdoc.errors import PolicyError, TrustError, UsageError
from qmsdoc.git import Repository, open_repository
from qmsdoc.model.snapshot import PolicyState, Record, Snapshot


@contextmanager
def opened(request: Request) -> Iterator[Repository]:
    """Open the repository around the folder asked for, and close it in the end."""
    repository = open_repository(request.directory)
    with repository.store:
        yield repository


def working(repository: Repository, request: Request) -> Snapshot:
    """Capture what is being worked on: the working tree, or the commit asked for by `--ref`.

    A repository without a working tree, and a day gone by, are read from the trunk.
    """
    if request.ref is not None or repository.bare or request.as_of < request.today:
        return official(repository, request)
    return capture(
        repository.store,
        as_of=request.as_of,
        working_tree=repository.working_tree(),
        trust_root=request.trust_root,
        today=request.today,
    )


def official(repository: Repository, request: Request) -> Snapshot:
    """Capture the trunk as it stood on the day asked for, or the commit asked for by `--ref`."""
    ref = repository.resolve(request.ref) if request.ref is not None else None
    return capture(repository.store, as_of=request.as_of, ref=ref, trust_root=request.trust_root, today=request.today)


def read_working(request: Request) -> Snapshot:
    """Open, capture what is being worked on, close; raises what `require_trust` raises."""
    with opened(request) as repository:
        snapshot = working(repository, request)
    require_trust(snapshot)
    return snapshot


def find(snapshot: Snapshot, name: str) -> Record:
    """Find a document; raises `UsageError` with the nearest id."""
    record = snapshot.record(name)
    if record is None:
        known = [record.name for record in snapshot.records]
        raise UsageError(f"There is no document '{name}' in this manual.", remedy=did_you_mean(name, known, "register"))
    return record


def did_you_mean(word: str, known: Iterable[str], listing: str = "") -> str:
    """Give a remedy for an unknown word: the nearest known one, and the command that lists them all."""
    known = list(known)
    names = {name.lower(): name for name in known}
    near = difflib.get_close_matches(word.lower(), names, n=1, cutoff=0.5)
    hint = f"Did you mean '{names[near[0]]}'? " if near else ""
    return f"{hint}See: qmsdoc {listing}." if listing else hint.strip() or f"Known are: {', '.join(sorted(known))}."


def unpinned(snapshot: Snapshot) -> str | None:
    """Give what to say of a trust root that nobody pinned, None where it is pinned or there is none."""
    if snapshot.trust_root is not None or snapshot.root is None:
        return None
    return (
        f"The trust root is not pinned. Compare {snapshot.root} with the digest your organisation keeps, "
        "and give it: --trust-root or QMSDOC_TRUST_ROOT"
    )


def say_root(snapshot: Snapshot) -> None:
    """Say on standard error that nobody pinned the trust root, where that is so."""
    told = unpinned(snapshot)
    if told is not None:
        click.echo(told, err=True)


def require_trust(snapshot: Snapshot) -> None:
    """Raise `TrustError` where the manual as a whole cannot be trusted, `PolicyError` where no policy can be read."""
    if snapshot.policy_state is PolicyState.BROKEN:
        told = next((problem.message for problem in snapshot.problems if problem.rule == "policy-unapproved"), "")
        raise TrustError(
            told or "The policy that starts this manual is not approved as it says.",
            remedy="Compare the trust root with the one your organisation keeps, and run: qmsdoc verify POLICY",
            rule="policy-unapproved",
        )
    if not snapshot.policy.manual:
        problem = next((p for p in snapshot.problems if p.rule == "policy-invalid"), None)
        raise PolicyError(
            f"{problem.path}:{problem.line or 1}: {problem.message}" if problem else "The policy cannot be read.",
            remedy=(problem.help if problem else "") or "See: qmsdoc check",
            rule="policy-invalid",
        )
