"""Where the two sides of a merge part: as by looking at everything, with work that grows with what lies between."""

from __future__ import annotations

import random

import pytest

from qmsdoc.capture import branch_history
from qmsdoc.capture.branch_history import BranchHistory
from qmsdoc.capture.objects import Objects
from tests.memory import MemoryManual, document
from tests.trust.vectors.scenes import PATH, scene
from tests.work import Call, grows_linearly


def by_looking_at_everything(history: BranchHistory, one: str, other: str) -> list[str]:
    ours, found, seen, waiting = history._ancestors(one), [], set[str](), [other]
    while waiting:
        oid = waiting.pop()
        if oid not in seen and oid in ours:
            found.append(oid)
        elif oid not in seen:
            waiting += history._commit(oid).parents
        seen.add(oid)
    return sorted(found)


@pytest.mark.parametrize("seed", range(8))
def test_of_any_two_commits_of_any_history(seed: int) -> None:
    chance, manual = random.Random(seed), MemoryManual()  # noqa: S311 - any will do
    oids = [manual.commit()]
    for number in range(25):
        manual.write("x", str(number))
        oids.append(
            manual.commit(parents=chance.sample(oids, min(len(oids), chance.choice([1, 1, 2, 2, 3]))), branch="b")
        )
    history = BranchHistory(Objects(manual.store), manual.commit(parents=oids[-8:]))
    for one, other in ((chance.choice(oids), chance.choice(oids)) for _ in range(60)):
        assert history._bases(one, other) == by_looking_at_everything(history, one, other)


def merged(count: int) -> tuple[BranchHistory, str, str]:
    """So many merges one after another, each of a line in the document and of something else, and nothing more."""
    manual = scene()
    base = tip = manual.store.heads["refs/heads/main"]
    for number in range(count):
        manual.write("other.md", str(number))
        side = manual.commit("2026-01-11", parents=[tip], branch="side")
        manual.write(PATH, document(body="".join(f"line {each}\n" for each in range(number + 1))))
        tip = manual.commit("2026-01-11", parents=[manual.commit("2026-01-11", parents=[tip], branch="one"), side])
    return BranchHistory(Objects(manual.store), tip), base, tip


def test_a_thousand_merges_cost_what_they_are_and_not_their_square() -> None:
    def call(count: int) -> Call:
        history, base, tip = merged(count)
        return lambda: history.authors(base, tip, frozenset((PATH, "other.md")))

    assert grows_linearly(call, 10)


@pytest.mark.parametrize(("most", "nobodys"), [(2, False), (5, True)])
def test_a_merge_of_sides_too_far_apart_is_the_mergers(
    monkeypatch: pytest.MonkeyPatch, most: int, *, nobodys: bool
) -> None:
    """Who merges is then among the authors: independence never rests on what was not looked at."""
    manual = scene(body="One.\n\nTwo.\n\nThree.\n")
    base = manual.store.heads["refs/heads/main"]
    manual.write(PATH, document(body="One, first.\n\nTwo.\n\nThree.\n"))
    left = manual.commit("2026-01-11", parents=[base], branch="left")
    manual.write(PATH, document(body="One.\n\nTwo.\n\nThree, third.\n"))
    right = manual.commit("2026-01-11", parents=[base], branch="right")
    manual.write(PATH, document(body="One, first.\n\nTwo.\n\nThree, third.\n"))
    tip = manual.commit("2026-01-12", parents=[left, right], author="merger")
    monkeypatch.setattr(branch_history, "_MOST_BETWEEN", most)
    wrote = BranchHistory(Objects(manual.store), tip).authors(base, tip, frozenset((PATH,)))
    assert ("merger@meridian.example" in wrote) is not nobodys
    assert "ben.hughes@meridian.example" in wrote
