"""A trunk that is older than the one fetched from `origin` is told as that, once, and never as "sign again"."""

from __future__ import annotations

from qmsdoc.model.rule import RuleId
from qmsdoc.model.rule_ids import CLONE_BEHIND, TAG_UNREACHABLE
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.rules import check
from tests.memory import MemoryManual
from tests.trust.vectors.scenes import next_revision, scene

MAIN, FETCHED = "refs/heads/main", "refs/remotes/origin/main"


def told(snapshot: Snapshot) -> set[RuleId]:
    return {finding.rule for finding in check(snapshot)} & {CLONE_BEHIND, TAG_UNREACHABLE}


def revised() -> tuple[MemoryManual, str, str]:
    manual = scene()
    old = manual.store.heads[MAIN]
    next_revision(manual)
    manual.approve()
    return manual, old, manual.store.heads[MAIN]


def test_a_trunk_behind_the_one_fetched_says_so_and_nothing_else() -> None:
    manual, old, new = revised()
    manual.store.heads |= {MAIN: old, FETCHED: new}
    snapshot = manual.snapshot()
    assert told(snapshot) == {CLONE_BEHIND}
    assert snapshot.lacking_commits >= {new}
    assert old not in snapshot.lacking_commits
    finding = next(finding for finding in check(snapshot) if finding.rule == CLONE_BEHIND)
    assert "git merge --ff-only origin/main" in finding.remedy
    assert "lacks 1 commit " in finding.message


def test_a_trunk_that_is_level_or_ahead_is_not_behind() -> None:
    manual, old, new = revised()
    for fetched in (new, old):
        manual.store.heads[FETCHED] = fetched
        assert told(manual.snapshot()) == set()


def test_a_commit_that_no_trunk_has_stays_unreachable() -> None:
    manual, old, _ = revised()
    manual.store.heads |= {MAIN: old, FETCHED: old}
    assert TAG_UNREACHABLE in told(manual.snapshot())
