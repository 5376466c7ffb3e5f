"""Keys over time: valid by the law of the day; rotation and leavers break nothing that was signed before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.memory import PEOPLE, MemoryManual, document
from tests.trust.keys import make_key
from tests.trust.vectors.scenes import JANE, PATH, Vector, check, jane, next_revision, revised, scene

GONE, OLD = "signer-unknown", make_key("jane.doe")
SECOND = "refs/tags/approved/QP-001/2/jane.doe"
LEFT = PEOPLE.replace(
    "      quality-manager: {from: 2023-01-01}\n", "      quality-manager: {from: 2023-01-01, until: 2026-01-14}\n", 1
)


def option(text: str) -> Callable[[], MemoryManual]:
    """Let Jane's line of `allowed_signers` carry an option."""

    def make() -> MemoryManual:
        made = MemoryManual()
        made.write(
            "allowed_signers",
            made.signers().replace("jane.doe@meridian.example ", f"jane.doe@meridian.example {text} "),
        )
        made.found()
        made.write(PATH, document())
        made.commit("2026-01-10")
        made.sign("QP-001", "amir.khan")
        return made

    return make


def rotated(*, approve: bool = True) -> MemoryManual:
    """Jane has signed revision 1; policy 2 gives her a new key; revision 2 waits for her."""
    made = scene()
    jane(made)
    made.keys["jane.doe"] = make_key("jane.doe-new")
    revised(made, "Jane has a new key.")
    if approve:
        made.sign("POLICY", "helen.ward", on="2026-01-16")
    next_revision(made)
    made.sign("QP-001", "amir.khan", on="2026-01-19", policy=2 if approve else 1)
    return made


def left(*, key: bool) -> MemoryManual:
    """Jane has signed revision 1 and leaves with policy 2; her key goes too unless `key`."""
    made = scene()
    jane(made)
    signers = made.signers()
    mine = f"jane.doe@meridian.example {OLD.line}\n"
    revised(made, "Jane has left.", people=LEFT, signers=signers if key else signers.replace(mine, ""))
    made.sign("POLICY", "helen.ward", on="2026-01-16")
    return made


def later(manual: MemoryManual, **changes: Any) -> str:
    """Jane signs revision 2."""
    return jane(manual, on="2026-01-19", **changes)


def after_leaving(manual: MemoryManual) -> str:
    next_revision(manual)
    manual.sign("QP-001", "amir.khan", on="2026-01-19")
    return later(manual)


def revoked(since: str, *, approve: bool = True, again: bool = False) -> Callable[[], MemoryManual]:
    """Policy 2 says that Jane's key is compromised since then; policy 3 says nothing of it any more if `again`."""

    def make() -> MemoryManual:
        made = scene()
        jane(made)
        row = f"revoked:\n  - {{key: '{OLD.fingerprint}', since: {since}, reason: Laptop stolen.}}\n"
        revised(made, "Jane's key was stolen.", people=PEOPLE + row)
        if approve:
            made.sign("POLICY", "helen.ward", on="2026-01-16")
        if again:
            revised(made, "All is well.", people=PEOPLE, on="2026-01-17")
            made.sign("POLICY", "helen.ward", on="2026-01-18")
        return made

    return make


def same(_: MemoryManual) -> str:
    return JANE


VECTORS = (
    Vector("valid after an earlier day", "valid", jane, option('valid-after="20260101Z"')),
    Vector("valid after that very instant", "valid", jane, option('valid-after="202601121200Z"')),
    Vector("valid after the next second", "key-expired", jane, option('valid-after="20260112120001Z"')),
    Vector("valid before a later day", "valid", jane, option('valid-before="20260113Z"')),
    Vector("valid until that very instant", "valid", jane, option('valid-before="202601121200Z"')),
    Vector("valid until the second before", "key-expired", jane, option('valid-before="20260112115959Z"')),
    Vector("valid before an earlier day", "key-expired", jane, option('valid-before="20260101Z"')),
    Vector("valid for git", "valid", jane, option('namespaces="git"')),
    Vector("valid for git and files", "valid", jane, option('namespaces="file,git"')),
    Vector("what was signed before a rotation", "valid", same, rotated),
    Vector("the new key", "valid", later, rotated),
    Vector("the old key after a rotation", GONE, lambda manual: later(manual, key=OLD), rotated),
    Vector(
        "the old key, said to be under the old policy", GONE, lambda manual: later(manual, key=OLD, policy=1), rotated
    ),
    Vector(
        "the new key for what was signed before",
        GONE,
        lambda manual: jane(
            manual, revision=1, tag=None, commit=manual.store.heads["refs/heads/main"], on="2026-01-13", policy=1
        ),
        rotated,
    ),
    Vector(
        "a new key that nobody approved", GONE, lambda manual: later(manual, policy=1), lambda: rotated(approve=False)
    ),
    Vector(
        "the old key while the new one is not approved",
        "valid",
        lambda manual: later(manual, key=OLD, policy=1),
        lambda: rotated(approve=False),
    ),
    Vector("what a leaver signed before", "valid", same, lambda: left(key=True)),
    Vector("what a leaver signed before, the key gone too", "valid", same, lambda: left(key=False)),
    Vector("what a leaver signs after", "approval-unauthorised", after_leaving, lambda: left(key=True)),
    Vector("what a leaver signs after, the key gone too", GONE, after_leaving, lambda: left(key=False)),
    Vector("revoked since later", "valid", same, revoked("2026-01-13")),
    Vector("revoked since the next second", "valid", same, revoked("2026-01-12T12:00:01Z")),
    Vector("revoked since that very instant", "key-revoked", same, revoked("2026-01-12T12:00:00Z")),
    Vector("revoked since that day", "key-revoked", same, revoked("2026-01-12")),
    Vector("revoked long since", "key-revoked", same, revoked("2020-01-01")),
    Vector("revoked by a policy that nobody approved", "valid", same, revoked("2020-01-01", approve=False)),
    Vector("revoked once, and not by the newest policy", "valid", same, revoked("2020-01-01", again=True)),
)


@pytest.mark.parametrize("vector", VECTORS, ids=str)
def test_keys(vector: Vector) -> None:
    check(vector)
