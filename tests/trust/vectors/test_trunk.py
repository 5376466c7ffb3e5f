"""The trunk: only what is part of it was ever proposed to everybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.memory import POLICY, MemoryManual, document
from tests.trust.keys import make_key
from tests.trust.vectors.scenes import JANE, PATH, Vector, check, data, jane, scene

OFF = "tag-unreachable"
MAIN = "refs/heads/main"


def branch(merged: bool = False, *, squashed: bool = False) -> Callable[[MemoryManual], str]:
    """Sign a commit of another branch, which may be merged since."""

    def act(manual: MemoryManual) -> str:
        trunk = manual.store.heads[MAIN]
        side = manual.commit("2026-01-11", branch="proposal", parents=[trunk], message="Proposal")
        ref = jane(manual, commit=side)
        if merged or squashed:
            manual.commit("2026-01-13", parents=[trunk] if squashed else [trunk, side], message="Merge")
        return ref

    return act


def rewritten(manual: MemoryManual) -> str:
    """Put another history in the trunk's place, with the same files."""
    ref = jane(manual)
    manual.commit("2026-01-13", parents=[], message="Start again")
    return ref


def rewritten_since(manual: MemoryManual) -> str:
    """Put another history in the place of all that came after the policy."""
    ref = jane(manual)
    policy = data(manual, "refs/tags/approved/POLICY/1/helen.ward")[7:47].decode()
    manual.commit("2026-01-13", parents=[policy], message="Start again")
    return ref


def orphan(manual: MemoryManual) -> str:
    return jane(manual, commit=manual.commit("2026-01-11", branch="orphan", parents=[]))


def moved(to: str, *, keep: bool = False) -> Callable[[MemoryManual], str]:
    """Let the trunk stand only at another name."""

    def act(manual: MemoryManual) -> str:
        ref = jane(manual)
        manual.store.heads[to] = manual.store.heads[MAIN] if keep else manual.store.heads.pop(MAIN)
        return ref

    return act


def behind(manual: MemoryManual) -> str:
    """The branch here is behind the one at origin: the one here counts."""
    former = manual.store.heads[MAIN]
    manual.write("notes.txt", "x")
    tip = manual.commit("2026-01-11")
    ref = jane(manual, commit=tip)
    manual.store.heads[MAIN], manual.store.heads["refs/remotes/origin/main"] = former, tip
    return ref


def decoy(name: str) -> Callable[[MemoryManual], str]:
    """Sign a commit off the trunk, and give it a name that looks like the trunk's."""

    def act(manual: MemoryManual) -> str:
        side = manual.commit("2026-01-11", branch="side", parents=[manual.store.heads[MAIN]], message="Side")
        manual.store.heads[name] = side
        del manual.store.heads["refs/heads/side"]
        return jane(manual, commit=side)

    return act


def first_parent(manual: MemoryManual) -> str:
    """Sign the trunk before a merge whose first parent is the other branch."""
    trunk = manual.store.heads[MAIN]
    ref = jane(manual)
    other = manual.commit("2026-01-11", branch="other", parents=[], message="Other")
    manual.commit("2026-01-13", parents=[other, trunk], message="Merge")
    return ref


RELEASE = POLICY.replace("trunk: main", "trunk: release/2026")


def release(*, there: bool) -> Callable[[], MemoryManual]:
    """The policy's trunk is another branch; it is there or not."""

    def make() -> MemoryManual:
        made = MemoryManual(policy=RELEASE)
        made.write(PATH, document())
        made.commit("2026-01-05")
        if there:
            made.store.heads["refs/heads/release/2026"] = made.store.heads[MAIN]
        made.sign("POLICY", "helen.ward", on="2026-01-06")
        made.sign("QP-001", "amir.khan")
        return made

    return make


VECTORS = (
    Vector("the tip", "valid", jane),
    Vector("an earlier commit", "valid", lambda manual: (jane(manual), manual.commit("2026-01-13"))[0]),
    Vector("a branch", OFF, branch()),
    Vector("a branch that was merged", "valid", branch(merged=True)),
    Vector("a branch that was squashed", OFF, branch(squashed=True)),
    Vector("the second parent of a merge", "valid", first_parent),
    Vector("history that was rewritten", "policy-unapproved", rewritten),
    Vector("history that was rewritten after the policy", OFF, rewritten_since),
    Vector("a commit without a past", OFF, orphan),
    Vector("no commit at all", "repository-incomplete", lambda manual: jane(manual, commit="1" * 40)),
    Vector(
        "no commit at all, and a stranger's key",
        "repository-incomplete",
        lambda manual: jane(manual, commit="1" * 40, key=make_key("stranger")),
    ),
    Vector(
        "no commit at all, for another manual",
        "repository-incomplete",
        lambda manual: jane(manual, commit="1" * 40, manual="another"),
    ),
    Vector(
        "no commit at all, from the future",
        "repository-incomplete",
        lambda manual: jane(manual, commit="1" * 40, on="2026-03-01"),
    ),
    Vector("the trunk as fetched alone", "valid", moved("refs/remotes/origin/main")),
    Vector("the trunk as fetched from elsewhere alone", "repository-incomplete", moved("refs/remotes/upstream/main")),
    Vector("a commit that only origin has yet", OFF, behind),
    Vector("a tag called main", OFF, decoy("refs/tags/main")),
    Vector("a branch called refs heads main", OFF, decoy("refs/heads/refs/heads/main")),
    Vector("a branch called Main", OFF, decoy("refs/heads/Main")),
    Vector("a note", OFF, decoy("refs/notes/main")),
    Vector("a stash", OFF, decoy("refs/stash")),
    Vector("the policy's own branch", "valid", jane, release(there=True)),
    Vector("the policy's own branch, which is not here", "repository-incomplete", jane, release(there=False)),
)


@pytest.mark.parametrize("vector", VECTORS, ids=str)
def test_trunk(vector: Vector) -> None:
    check(vector)


def test_what_was_approved_before_a_rewrite_is_not_published_from_it() -> None:
    manual = scene()
    rewritten(manual)
    snapshot = manual.snapshot()
    assert (snapshot.editions, snapshot.policies) == ((), ())
    assert next(act for act in snapshot.acts if act.ref == JANE).rule == "policy-unapproved"
