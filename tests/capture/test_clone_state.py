"""A trunk that is older than the one fetched from `origin` is told as that, once, and never as "sign again"."""

from __future__ import annotations

import pytest

from qmsdoc.errors import RepositoryError
from qmsdoc.model.rule import RuleId
from qmsdoc.model.rule_ids import APPROVAL_MISSING, CLONE_BEHIND, REPOSITORY_INCOMPLETE, TAG_UNREACHABLE
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.rules import check
from tests.memory import MemoryManual
from tests.trust.vectors.scenes import next_revision, scene
from tests.trust.vectors.scenes import revised as next_policy

MAIN, FETCHED = "refs/heads/main", "refs/remotes/origin/main"


def told(snapshot: Snapshot) -> set[RuleId]:
    return {finding.rule for finding in check(snapshot)} & {CLONE_BEHIND, TAG_UNREACHABLE}


def revised() -> tuple[MemoryManual, str, str]:
    manual = scene()
    old = manual.store.heads[MAIN]
    next_revision(manual)
    manual.approve(on="2026-01-19")
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


def test_trunks_that_went_apart_are_joined_and_not_forwarded() -> None:
    manual, old, new = revised()
    manual.write("documents/index.md", "# Other\n")
    other = manual.commit("2026-01-20", branch="other", parents=[old])
    manual.store.heads |= {MAIN: new, FETCHED: other}
    finding = next(finding for finding in check(manual.snapshot()) if finding.rule == CLONE_BEHIND)
    assert "has others that 'origin/main' lacks" in finding.message
    assert "`git merge origin/main`" in finding.remedy
    assert "--ff-only" not in finding.remedy


def test_another_remote_that_has_what_was_signed_is_named() -> None:
    manual, old, new = revised()
    upstream = "refs/remotes/upstream/main"
    manual.store.heads |= {MAIN: old, FETCHED: old, upstream: new}
    snapshot = manual.snapshot()
    assert told(snapshot) == {CLONE_BEHIND}
    finding = next(finding for finding in check(snapshot) if finding.rule == CLONE_BEHIND)
    assert "`git merge --ff-only upstream/main`" in finding.remedy
    assert APPROVAL_MISSING not in {finding.rule for finding in check(snapshot)}


def test_a_colleagues_fork_with_unsigned_work_is_nobodys_lack() -> None:
    manual, old, _ = revised()
    manual.store.heads[MAIN] = old
    for ref in [ref for ref in manual.store.heads if ref.startswith("refs/tags/approved/QP-001/2/")]:
        del manual.store.heads[ref]
    manual.store.heads["refs/remotes/bob/main"] = manual.commit("2026-01-20", branch="bob", parents=[old])
    assert told(manual.snapshot()) == set()


def without_main(manual: MemoryManual, **refs: str) -> MemoryManual:
    del manual.store.heads[MAIN]
    manual.store.heads |= {name.replace("__", "/"): oid for name, oid in refs.items()}
    return manual


@pytest.mark.parametrize(
    ("refs", "remedy"),
    [
        ({}, "git fetch origin main:refs/remotes/origin/main"),
        ({"refs__heads__master": ""}, "git branch main NEW-NAME"),
        ({"refs__remotes__upstream__main": ""}, "git remote rename upstream origin"),
    ],
)
def test_a_trunk_that_is_not_here_is_told_as_that(refs: dict[str, str], remedy: str) -> None:
    manual, _, new = revised()
    without_main(manual, **dict.fromkeys(refs, new))
    with pytest.raises(RepositoryError, match="no branch 'main' here") as caught:
        manual.snapshot()
    assert remedy in caught.value.remedy
    assert caught.value.rule == REPOSITORY_INCOMPLETE


def rename_trunk(manual: MemoryManual) -> None:
    policy = manual.files["qmsdoc.yml"][1].decode().replace("trunk: main", "trunk: trunk")
    next_policy(manual, on="2026-01-20", policy=policy)
    manual.sign("POLICY", "helen.ward", on="2026-01-22")


def test_a_trunk_is_renamed_by_a_policy_that_names_the_new_one() -> None:
    manual, _, _ = revised()
    rename_trunk(manual)
    tip = manual.store.heads[MAIN]
    manual.store.heads["refs/heads/trunk"] = tip
    assert not [act for act in manual.snapshot().acts if not act.valid]
    snapshot = without_main(manual).snapshot()
    assert not [act for act in snapshot.acts if not act.valid]
    assert snapshot.authority is not None
    assert snapshot.authority.revision == 2


def test_a_renamed_trunk_must_hold_what_was_signed_on_the_former_one() -> None:
    manual, old, _ = revised()
    rename_trunk(manual)
    without_main(manual, refs__heads__trunk=old)
    with pytest.raises(RepositoryError, match="no branch 'main' here"):
        manual.snapshot()
