"""Branches of the clone: the revisions that they claim, and nothing that is not their own."""

from __future__ import annotations

from datetime import date

import pytest

from qmsdoc.capture import branches
from qmsdoc.model.snapshot import Claim
from tests.memory import DAY, MemoryManual, document
from tests.vectors.scenes import PATH, scene

MAIN = "refs/heads/main"


def branch(manual: MemoryManual, name: str, *, on: str = "2026-01-20", body: str = "Two.\n", revision: int = 2) -> str:
    """Commit another text of QP-001 on a branch that leaves the trunk here; the working tree stays as it was."""
    kept = dict(manual.files)
    manual.write(PATH, document(revision=revision, body=body))
    tip = manual.commit(on, branch=name, parents=[manual.store.heads[MAIN]])
    manual.files = kept
    return tip


def claims(manual: MemoryManual, as_of: date = DAY) -> tuple[Claim, ...]:
    return manual.snapshot(as_of).claims


def named(manual: MemoryManual) -> list[str]:
    return [claim.branch for claim in claims(manual)]


def test_a_branch_claims_the_revision_that_it_changes() -> None:
    manual = scene()
    assert claims(manual) == ()
    branch(manual, "better")
    (claim,) = claims(manual)
    assert (claim.branch, claim.document, claim.revision, claim.path) == ("better", "QP-001", 2, PATH)
    assert claim.base == manual.statement("QP-001", "quality-manager").content
    assert claim.content != claim.base


def test_a_new_document_has_no_base() -> None:
    manual = scene()
    kept = dict(manual.files)
    manual.write("documents/procedures/new/deep.md", document("QP-002"))
    manual.write("documents/procedures/new/plain.md", "# Plain\n")
    manual.write("documents/procedures/new/picture.svg", "<svg/>")
    manual.write("notes.md", document("QP-003"))
    manual.commit("2026-01-20", branch="new", parents=[manual.store.heads[MAIN]])
    manual.files = kept
    assert [(claim.document, claim.base) for claim in claims(manual)] == [("QP-002", None)]


def test_only_branches_speak_and_each_once() -> None:
    manual = scene()
    tip = branch(manual, "better")
    heads = manual.store.heads
    heads["refs/remotes/origin/better"] = heads["refs/remotes/origin/HEAD"] = heads["refs/notes/x"] = tip
    heads["refs/remotes/origin/qmsdoc-ledger"] = heads["refs/remotes/origin/main"] = tip
    assert named(manual) == ["better"]
    del heads["refs/heads/better"]
    assert named(manual) == ["origin/better"]


def test_what_is_merged_or_part_of_another_branch_says_nothing_of_its_own() -> None:
    manual = scene()
    trunk = manual.store.heads[MAIN]
    first = branch(manual, "first")
    manual.write(PATH, document(revision=2, body="Two and more.\n"))
    manual.commit("2026-01-21", branch="second", parents=[first])
    assert named(manual) == ["second"]
    manual.commit("2026-01-22", parents=[trunk, manual.store.heads["refs/heads/second"]])
    assert named(manual) == []


def test_a_branch_that_merged_the_trunk_in_left_it_twice() -> None:
    manual = scene()
    side = branch(manual, "side")
    manual.write("documents/other.md", document("QP-002"))
    trunk = manual.commit("2026-01-21")
    manual.write(PATH, document(revision=2, body="Two.\n"))
    manual.commit("2026-01-22", branch="side", parents=[side, trunk])
    assert [claim.document for claim in claims(manual)] == ["QP-001"]


def test_what_comes_after_the_day_or_from_nowhere_is_left_out() -> None:
    manual = scene()
    branch(manual, "later", on="2026-02-03")
    manual.commit("2026-01-20", branch="orphan", parents=[])
    manual.store.heads["refs/heads/lost"] = "1" * 40
    assert claims(manual) == ()


def test_a_branch_whose_objects_are_missing_claims_nothing() -> None:
    manual = scene()
    tip = branch(manual, "better")
    del manual.store.objects[manual.store._header(tip, "tree")[0]]
    assert claims(manual) == ()


def test_a_branch_that_is_longer_than_is_looked_at_claims_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    manual = scene()
    tip = branch(manual, "long")
    manual.write(PATH, document(revision=2, body="Two.\n"))
    for hour in range(4):
        tip = manual.commit(f"2026-01-21T0{hour}:00", branch="long", parents=[tip])
    assert named(manual) == ["long"]
    monkeypatch.setattr(branches, "_COMMITS", 3)
    assert named(manual) == []


def test_folders_deeper_than_is_looked_at_claim_nothing() -> None:
    manual = scene()
    kept = dict(manual.files)
    manual.write("documents/" + "d/" * 70 + "deep.md", document("QP-002"))
    manual.commit("2026-01-20", branch="deep", parents=[manual.store.heads[MAIN]])
    manual.files = kept
    assert claims(manual) == ()


def test_a_folder_that_took_the_place_of_a_file_is_looked_into() -> None:
    manual = scene()
    kept = dict(manual.files)
    text = manual.files.pop(PATH)[1]
    manual.write(f"{PATH}/inner.md", text.replace(b"revision: 1", b"revision: 2\nchange: Moved."))
    manual.commit("2026-01-20", branch="folder", parents=[manual.store.heads[MAIN]])
    manual.files = kept
    assert [(claim.path, claim.base) for claim in claims(manual)] == [(f"{PATH}/inner.md", None)]


def test_nobody_claims_anything_of_a_manual_without_an_approved_policy() -> None:
    manual = MemoryManual()
    manual.commit()
    branch(manual, "better")
    assert claims(manual) == ()
