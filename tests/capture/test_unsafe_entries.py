"""What stands under the documents folder and is no file of the manual, or not the same file everywhere."""

from __future__ import annotations

import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from qmsdoc.capture import capture
from qmsdoc.git import open_repository
from tests.disk import DiskManual
from tests.memory import DAY, POLICY, MemoryManual, document
from tests.trust.vectors.scenes import JANE, jane, scene


def told(manual: MemoryManual) -> list[str]:
    return sorted(problem.path or "" for problem in manual.snapshot().problems if problem.rule == "content-unsafe")


@pytest.mark.parametrize(
    ("path", "mode", "found"),
    [
        ("documents/linked", "120000", ["documents/linked"]),
        ("documents/procedures/linked", "120000", ["documents/procedures/linked"]),
        ("documents/module", "160000", ["documents/module"]),
        ("documents", "120000", ["documents"]),
        ("documents", "160000", ["documents"]),
        ("documents/picture.png", "120000", ["documents/picture.png"]),
        ("elsewhere/linked", "120000", []),
        ("documents/plain.txt", "100644", []),
    ],
)
def test_links_and_submodules(path: str, mode: str, found: list[str]) -> None:
    manual = scene()
    manual.write(path, "1" * 40, mode)
    assert told(manual) == found


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ("documents/a.png", "documents/A.png", ["documents/a.png"]),
        ("documents/x/a.png", "documents/X/b.png", ["documents/x/a.png"]),
        ("documents/\u00e9.png", "documents/e\u0301.png", ["documents/\u00e9.png"]),
        ("documents/\u00c9/a.png", "documents/e\u0301/b.png", ["documents/\u00c9/a.png"]),
        ("documents/a.png", "documents/b.png", []),
        ("a.png", "A.png", []),
    ],
)
def test_twins_that_differ_by_case_alone(first: str, second: str, found: list[str]) -> None:
    manual = scene()
    manual.write(first, "x")
    manual.write(second, "x")
    assert told(manual) == found


def test_globs_begin_where_they_begin() -> None:
    manual = scene(policy=POLICY.replace("documents: documents", "documents: ['documents/procedures/**']"))
    manual.write("documents/linked", "x", "120000")
    manual.write("documents/procedures/linked", "x", "120000")
    assert told(manual) == ["documents/procedures/linked"]


def git(folder: Path, *arguments: str, data: bytes | None = None) -> str:
    done = subprocess.run(["git", "-C", str(folder), *arguments], input=data, capture_output=True, check=True)
    return done.stdout.decode().strip()


def on_disk(manual: MemoryManual, folder: Path) -> Path:
    git(folder, "init", "-q", "-b", "main")
    for oid, found in manual.store.objects.items():
        assert git(folder, "hash-object", "-w", "--literally", "-t", found.kind, "--stdin", data=found.data) == oid
    for name, oid in manual.store.heads.items():
        if name != "HEAD":
            git(folder, "update-ref", name, oid)
    return folder


def verdicts(folder: Path) -> dict[str, str]:
    repository = open_repository(folder)
    with repository.store:
        snapshot = capture(repository.store, as_of=DAY)
    return {act.ref: act.rule or str(act.verdict) for act in snapshot.acts}


def test_a_tag_that_is_another_name_for_a_ref_is_malformed(tmp_path: Path) -> None:
    manual = scene()
    jane(manual)
    folder = on_disk(manual, tmp_path)
    assert verdicts(folder)[JANE] == "valid"
    git(folder, "update-ref", "refs/elsewhere", manual.store.heads[JANE])
    git(folder, "symbolic-ref", JANE, "refs/elsewhere")
    assert verdicts(folder)[JANE] == "tag-malformed"


def test_a_commit_graph_decides_nothing(tmp_path: Path) -> None:
    """A graph whose end was overwritten changes no verdict."""
    manual = scene(author="jane.doe")
    jane(manual)
    folder = on_disk(manual, tmp_path)
    before = verdicts(folder)
    git(folder, "commit-graph", "write", "--reachable", "--changed-paths")
    graph = next((folder / ".git/objects/info").glob("commit-graph"))
    data = bytearray(graph.read_bytes())
    graph.chmod(0o644)
    graph.write_bytes(bytes(data[:-40]) + bytes(40))
    assert verdicts(folder) == before
    assert before[JANE] == "approval-self"


def test_another_document_is_not_disturbed() -> None:
    manual = scene()
    jane(manual)
    manual.write("documents/linked", "x", "120000")
    manual.write("documents/procedures/other.md", document("QP-002"))
    record = manual.snapshot().record("QP-001")
    assert record is not None
    assert record.effective is not None


def test_a_folder_of_tracked_files_that_holds_another_repository(tmp_path: Path) -> None:
    manual = scene()
    made = DiskManual.of(manual, tmp_path / "manual")
    made.git("reset", "--quiet", "--hard")
    inner = made.root / "documents" / "procedures"

    def found() -> list[tuple[str, str | None]]:
        repository = open_repository(made.root)
        with closing(repository.store) as store:
            problems = capture(store, as_of=DAY, working_tree=repository.working_tree()).problems
        return [(problem.rule, problem.path) for problem in problems if problem.rule == "content-unsafe"]

    assert found() == []
    (inner / ".git").mkdir()
    assert found() == [("content-unsafe", "documents/procedures")]
