"""Who decides what, and when, in real repositories: acts under changing policies, of other boards, of the wrong people.

Each group has an honest case beside it, so that refusing everything would fail as well.
"""

from __future__ import annotations

import hashlib
import struct
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from qmsdoc.model.approval import Act
from tests.approved import FLOW, Outcome, fresh
from tests.disk import DiskManual
from tests.memory import POLICY, MemoryManual, document, moment
from tests.trust.vectors import test_ends as ends
from tests.trust.vectors.scenes import JANE, PATH, jane, next_revision, scene
from tests.trust.vectors.test_ends import States
from tests.trust.vectors.test_when import DELEGATED, delegate, with_ledger

Attack = Callable[[DiskManual, MemoryManual], None]
BY_PREFIX = "tag-target-invalid"


def states(found: Outcome) -> States:
    assert found.snapshot is not None, found.reasons
    told = {r.name: (str(r.status), r.effective.revision if r.effective else None) for r in found.snapshot.records}
    return {name: state for name, state in told.items() if name != "POLICY"}


def rules_of(found: Outcome) -> set[str]:
    assert found.snapshot is not None, found.reasons
    return {str(act.rule) for act in found.snapshot.acts if act.rule}


@pytest.mark.parametrize(
    "name",
    [
        "withdrawn by both",
        "a stricter policy afterwards brings nothing back",
        "a laxer policy afterwards completes nothing",
        "a laxer policy before asks for one",
        "a withdrawn document is not approved again",
        "superseded",
        "a superseded document is not approved again",
        "withdrawing the successor brings nothing back",
        "another board alone supersedes nothing",
        "one board and a part of the other supersede nothing",
        "both boards supersede",
        "nobody supersedes the policy",
        "a translation by one",
        "a translation of a laxer type",
        "a translation of a laxer type by all",
        "withdrawn by its owner",
        "withdrawn by somebody whom no approved text calls its owner",
        "the withdrawal of a former revision of a laxer type",
        "the withdrawal of a former revision by its former owner",
        "the withdrawal of a former revision by the owner of both",
        "superseded by its owner",
        "superseded by another owner",
        "superseded when its type is gone",
        "superseded when its type is gone by all that it needed",
    ],
)
def test_what_is_in_force(tmp_path: Path, name: str) -> None:
    made, expected = ends.SCENES[name]
    assert states(DiskManual.of(made(), tmp_path).outcome()) == expected


@pytest.mark.parametrize("then", [ends.again, None])
def test_attempts_on_what_is_withdrawn_are_told(tmp_path: Path, then: Callable[[MemoryManual], None] | None) -> None:
    found = DiskManual.of(ends.withdrawn(*([then] if then else [])), tmp_path).outcome()
    assert ("approval-unauthorised" in rules_of(found)) is (then is not None)


@pytest.mark.parametrize(
    ("kind", "name", "signers", "state"),
    [
        ("procedure", "QP-002", ("amir.khan", "jane.doe"), ("effective", 1)),
        ("form", "QP-002", ("jane.doe",), ("in-review", None)),
        ("form", "QF-002", ("jane.doe",), ("effective", 1)),
        ("procedure", "QF-002", ("amir.khan", "jane.doe"), ("in-review", None)),
    ],
)
def test_a_type_other_than_the_ids_prefix_says(
    tmp_path: Path, kind: str, name: str, signers: tuple[str, ...], state: tuple[str, int | None]
) -> None:
    manual = scene()
    manual.write("documents/procedures/other.md", document(name, type=kind))
    manual.commit("2026-01-11")
    for who in signers:
        manual.sign(name, who)
    found = DiskManual.of(manual, tmp_path).outcome()
    honest = state == ("effective", 1)
    assert (states(found)[name] == state) is honest
    assert states(found)[name][1] == state[1]
    assert (BY_PREFIX in rules_of(found)) is not honest


@pytest.mark.parametrize("path", [PATH, "documents/index.md", "elsewhere/control.md"])
def test_a_path_that_the_policy_does_not_control(tmp_path: Path, path: str) -> None:
    manual = scene()
    manual.write(path, manual.files.pop(PATH)[1])
    manual.commit("2026-01-11")
    manual.files[PATH] = manual.files.pop(path)
    for who in ("amir.khan", "jane.doe"):
        manual.sign("QP-001", who, path=path)
    found = DiskManual.of(manual, tmp_path).outcome()
    assert found.effective("QP-001") == (1 if path == PATH else None)
    assert (BY_PREFIX in rules_of(found)) is (path != PATH)


@pytest.mark.parametrize("changed", [False, True])
def test_a_review_over_another_content(tmp_path: Path, *, changed: bool) -> None:
    manual, until = scene(), date(2027, 1, 30)
    jane(manual)
    if changed:
        manual.write(PATH, document(body="Do that instead.\n"))
        manual.commit("2026-01-20")
    manual.sign("QP-001", "jane.doe", act=Act.REVIEWED, on="2026-01-30", day=date(2026, 1, 30), review_by=until)
    found = DiskManual.of(manual, tmp_path).outcome()
    assert found.snapshot is not None
    record = found.snapshot.record("QP-001")
    assert record is not None
    assert (record.review_by == until) is not changed
    assert ("approval-content-mismatch" in rules_of(found)) is changed


@pytest.mark.parametrize(("minutes", "rules"), [(5, set()), (6, {"ledger-broken"}), (-60, set())])
def test_a_line_of_the_ledger_ahead_of_the_clock(tmp_path: Path, minutes: int, rules: set[str]) -> None:
    now = datetime.fromtimestamp(moment("2026-01-20").timestamp() - 60 * minutes, UTC)
    found = DiskManual.of(with_ledger("2026-01-20"), tmp_path).outcome(date(2026, 1, 20), now=now)
    assert found.rules & {"ledger-broken"} == rules
    assert (found.code == 3) is bool(rules)


@pytest.mark.parametrize(("as_of", "state"), [("2026-01-19", ("draft", None)), ("2026-01-20", ("effective", 1))])
def test_nothing_is_in_force_before_it_was_recorded(tmp_path: Path, as_of: str, state: tuple[str, int | None]) -> None:
    disk = DiskManual.of(with_ledger("2026-01-20"), tmp_path)
    assert states(disk.outcome(date.fromisoformat(as_of), today=date(2026, 1, 31)))["QP-001"] == state


@pytest.mark.parametrize(("author", "revision"), [("ben.hughes", 2), ("jane.doe", 1), ("helen.ward", 1)])
def test_a_delegate_of_the_writer(tmp_path: Path, author: str, revision: int) -> None:
    manual = scene(people=DELEGATED)
    jane(manual)
    delegate(author)(manual)
    found = DiskManual.of(manual, tmp_path).outcome()
    assert found.effective("QP-001") == revision
    assert ("approval-self" in rules_of(found)) is (revision == 1)


def aside() -> tuple[MemoryManual, str]:
    """Revision 2 stands beside the trunk, never merged, and both have signed it there."""
    manual = scene()
    jane(manual)
    tip = manual.store.heads["refs/heads/main"]
    files = dict(manual.files)
    manual.write(PATH, document(revision=2, body="Do nothing.\n"))
    commit = manual.commit("2026-01-14", branch="topic", parents=[tip])
    for who in ("amir.khan", "jane.doe"):
        manual.sign("QP-001", who, on="2026-01-15", commit=commit)
    manual.files = files
    for text in ("A manual.\n", "Our manual.\n"):
        manual.write("README.md", text)
        manual.commit("2026-01-16")
    return manual, commit


def _chunk(data: bytearray, name: bytes) -> int:
    at = data.index(name, 8)
    return int(struct.unpack(">Q", data[at + 4 : at + 12])[0])


def forge(graph: Path, child: str, parent: str) -> None:
    """Let a commit-graph say that a commit has one more parent, and be whole."""
    data = bytearray(graph.read_bytes())
    names, rows = _chunk(data, b"OIDL"), _chunk(data, b"CDAT")
    known = [bytes(data[at : at + 20]).hex() for at in range(names, rows, 20)]
    struct.pack_into(">I", data, rows + 36 * known.index(child) + 24, known.index(parent))
    data[-20:] = hashlib.sha1(data[:-20], usedforsecurity=False).digest()
    graph.chmod(0o644)
    graph.write_bytes(data)


@pytest.mark.parametrize("forged", [False, True])
def test_a_commit_graph_that_lies_about_ancestry(tmp_path: Path, *, forged: bool) -> None:
    manual, commit = aside()
    disk = DiskManual.of(manual, tmp_path)
    disk.git("commit-graph", "write", "--reachable")
    if forged:
        # Git reads the end of a branch itself, and believes the graph from there on.
        forge(disk.folder / "objects/info/commit-graph", disk.git("rev-parse", "refs/heads/main^"), commit)
    believed = subprocess.run(
        ["git", "-C", str(disk.root), "merge-base", "--is-ancestor", commit, "refs/heads/main"], check=False
    )
    assert (believed.returncode == 0) is forged  # git itself believes it
    found = disk.outcome()
    assert found.effective("QP-001") == 1
    assert rules_of(found) == {"tag-unreachable"}


def test_what_is_merged_is_on_the_trunk(tmp_path: Path) -> None:
    manual, commit = aside()
    manual.write(PATH, document(revision=2, body="Do nothing.\n"))
    manual.commit("2026-01-17", parents=[manual.store.heads["refs/heads/main"], commit])
    assert DiskManual.of(manual, tmp_path).outcome().effective("QP-001") == 2


def replaced(disk: DiskManual, manual: MemoryManual) -> None:
    """Let the trunk's end be another commit for whoever believes replace refs."""
    disk.git("replace", manual.store.heads["refs/heads/main"], manual.store.heads["refs/heads/topic"])


def borrowed(disk: DiskManual, manual: MemoryManual) -> None:
    """Keep the signed text elsewhere, altered."""
    oid = hashlib.sha1(b"blob %d\0" % len(manual.files[PATH][1]) + manual.files[PATH][1], usedforsecurity=False)
    own, other = disk.object(oid.hexdigest()), disk.home / "objects" / oid.hexdigest()[:2]
    other.mkdir(parents=True)
    (other / oid.hexdigest()[2:]).write_bytes(disk.object(manual.store.heads[JANE]).read_bytes())
    own.unlink()
    (disk.folder / "objects/info").mkdir(exist_ok=True)
    (disk.folder / "objects/info/alternates").write_text(f"{disk.home / 'objects'}\n")


@pytest.mark.parametrize(("attack", "code"), [(None, 0), (replaced, 4), (borrowed, 4)])
def test_what_git_puts_in_the_place_of_objects(tmp_path: Path, attack: Attack | None, code: int) -> None:
    manual, _ = aside()
    disk = DiskManual.of(manual, tmp_path)
    if attack is not None:
        attack(disk, manual)
    found = disk.outcome()
    assert (found.code == 4) is (code == 4)
    assert bool(found.rules & {"repository-tampered", "repository-incomplete"}) is (code == 4)


@pytest.mark.parametrize(
    ("path", "told"), [("documents/procedures/FLOW.svg", True), ("documents/procedures/flow-2.svg", False)]
)
def test_twins_that_differ_by_case_alone(tmp_path: Path, path: str, *, told: bool) -> None:
    manual = fresh()
    manual.write(path, manual.files[FLOW][1])
    found = DiskManual.of(manual, tmp_path).outcome()
    assert ("content-unsafe" in found.rules) is told


@pytest.mark.parametrize(("name", "first"), [("qp-001", "QP-001"), ("QP-002", "QP-002")])
def test_ids_that_differ_by_case_alone(tmp_path: Path, name: str, first: str) -> None:
    manual = scene()
    jane(manual)
    manual.write(ends.OTHER, document(name))
    manual.commit("2026-01-18")
    manual.approve(name, on="2026-01-19")
    found = DiskManual.of(manual, tmp_path).outcome()
    assert found.snapshot is not None
    names = {edition.name for edition in found.snapshot.editions}
    assert names == {"POLICY", "QP-001", first}


def test_the_next_revision_is_in_force_beside_all_that(tmp_path: Path) -> None:
    manual = scene(policy=POLICY)
    jane(manual)
    next_revision(manual)
    manual.approve(on="2026-01-19")
    assert DiskManual.of(manual, tmp_path).outcome().effective("QP-001") == 2
