"""Trees and commits that git would not make: shown differently to different readers, or without end."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from qmsdoc.capture import capture
from qmsdoc.capture.branch_history import BranchHistory
from qmsdoc.capture.objects import Objects, parse_commit
from qmsdoc.errors import RepositoryError
from qmsdoc.git import open_repository
from tests.approved import TRAINING, fresh
from tests.disk import DiskManual
from tests.memory import DAY, MemoryManual, document

COMMITTER = "Mallory <mallory@example.org> 1768900000 +0000"


def commit(manual: MemoryManual, tree: str, head: str = "") -> None:
    """Put a commit of that tree on the trunk."""
    parent = manual.store.heads["refs/heads/main"]
    text = f"tree {tree}\n{head}parent {parent}\nauthor {COMMITTER}\ncommitter {COMMITTER}\n\nChange\n"
    manual.store.heads["refs/heads/main"] = manual.store.put("commit", text.encode())


def entry(mode: str, name: bytes, oid: str) -> bytes:
    return mode.encode() + b" " + name + b"\0" + bytes.fromhex(oid)


def trunk(disk: DiskManual) -> set[str]:
    """The paths of the trunk's tree, as a build reads them; raises as it would."""
    repository = open_repository(disk.root)
    with repository.store:
        snapshot = capture(repository.store, as_of=DAY)
    return {document.path for document in snapshot.documents}


def folder(manual: MemoryManual, files: bytes) -> str:
    """A root tree whose `documents` folder holds these entries beside the policy's files."""
    own = manual.store.read(manual.store.heads["refs/heads/main"]).data[5:45].decode()
    root = manual.store.read(own).data
    at = root.index(b"40000 documents\0") + len(b"40000 documents\0")
    return manual.store.put("tree", root[:at] + bytes.fromhex(manual.store.put("tree", files)) + root[at + 20 :])


def test_a_name_that_stands_twice(tmp_path: Path) -> None:
    manual = fresh()
    good = manual.store.put("blob", document("QP-009").encode())
    evil = manual.store.put("blob", document("QP-009", body="Something else.\n").encode())
    commit(manual, folder(manual, entry("100644", b"a.md", good) + entry("100644", b"a.md", evil)))
    with pytest.raises(RepositoryError) as found:
        trunk(DiskManual.of(manual, tmp_path))
    assert found.value.rule in {"repository-tampered", "repository-incomplete"}


def test_an_honest_tree_beside_it(tmp_path: Path) -> None:
    manual = fresh()
    good = manual.store.put("blob", document("QP-009").encode())
    commit(manual, folder(manual, entry("100644", b"a.md", good) + entry("100644", b"b.md", good)))
    assert trunk(DiskManual.of(manual, tmp_path)) == {"documents/a.md", "documents/b.md"}


@pytest.mark.parametrize("junk", [b"junk", b"\0" * 30, b"100644 x", b"100644 x\0short"])
def test_anything_between_or_after_the_entries(tmp_path: Path, junk: bytes) -> None:
    manual = fresh()
    good = manual.store.put("blob", document("QP-009").encode())
    commit(manual, folder(manual, entry("100644", b"a.md", good) + junk))
    with pytest.raises(RepositoryError) as found:
        trunk(DiskManual.of(manual, tmp_path))
    assert found.value.rule in {"repository-tampered", "repository-incomplete"}


@pytest.mark.parametrize("name", [b"..", b".", b".git", b"procedures/x.md", b"\xff.md"])
def test_names_that_lead_elsewhere_lead_nowhere(tmp_path: Path, name: bytes) -> None:
    manual = fresh()
    evil = manual.store.put("blob", document("QP-009").encode())
    inner = manual.store.put("tree", entry("100644", b"evil.md", evil))
    commit(manual, folder(manual, entry("40000", name, inner) + entry("100644", b"a.md", evil)))
    paths = trunk(DiskManual.of(manual, tmp_path))
    assert "documents/a.md" in paths
    assert all(not path.startswith(("/", "..")) for path in paths)


MODES = {
    "100664": "document",
    "0100644": "document",
    "040000": "folder",
    "0120000": "nothing",
    "0160000": "nothing",
    "644": "refused",
    "0": "refused",
    "1100644": "refused",
    "40644": "refused",
}


@pytest.mark.parametrize("mode", MODES)
def test_modes_are_read_as_git_reads_them(tmp_path: Path, mode: str) -> None:
    """A folder that is written `040000` is one for git, and so are its documents; what git only guesses is refused."""
    manual = fresh()
    text = manual.store.put("blob", document("QP-009").encode())
    inside = manual.store.put("tree", entry("100644", b"b.md", text))
    name, oid = (b"a", inside) if mode == "040000" else (b"a.md", text)
    commit(manual, folder(manual, entry(mode, name, oid)))
    disk = DiskManual.of(manual, tmp_path)
    if MODES[mode] == "refused":
        with pytest.raises(RepositoryError) as found:
            trunk(disk)
        assert found.value.rule == "repository-tampered"
        return
    shown = {"document": {"documents/a.md"}, "folder": {"documents/a/b.md"}}.get(MODES[mode], set())
    assert trunk(disk) == shown
    listed = disk.git("ls-tree", "-r", "HEAD", "documents").split("\n")
    assert {line.split("\t")[1] for line in listed if line.startswith("100")} == shown


def test_a_parent_behind_the_author_is_none(tmp_path: Path) -> None:
    """For git that commit is no part of the trunk, so what it holds was never merged."""
    manual = fresh()
    head = manual.store.heads["refs/heads/main"]
    own = manual.store.read(head).data[5:45].decode()
    people = f"author {COMMITTER}\ncommitter {COMMITTER}\n"
    aside = manual.store.put("commit", f"tree {own}\n{people}\nAside\n".encode())
    text = f"tree {own}\nparent {head}\n{people}parent {aside}\n\nChange\n"
    manual.store.heads["refs/heads/main"] = manual.store.put("commit", text.encode())
    disk = DiskManual.of(manual, tmp_path)
    with open_repository(disk.root).store as store:
        history = BranchHistory(Objects(store), manual.store.heads["refs/heads/main"])
        assert (head in history, aside in history) == (True, False)
    assert aside not in disk.git("rev-list", "main").split()


def test_whoever_a_commit_calls_an_author_wrote_it() -> None:
    people = f"author Jane Doe <jane.doe@meridian.example> 1 +0000\nauthor {COMMITTER}\ncommitter {COMMITTER}\n"
    found = parse_commit("", f"tree {'1' * 40}\n{people}\nChange\n".encode())
    assert (found.author_email, found.coauthors) == ("mallory@example.org", ("jane.doe@meridian.example",))


ODD = ["tree zzz\nparent zz\n", "tree \nparent  x y\n", "nothing\n", "tree\n", ""]


@pytest.mark.parametrize("head", ODD)
def test_a_branch_whose_commit_git_would_not_make_stops_nobody(tmp_path: Path, head: str) -> None:
    manual = fresh()
    trunk_ = manual.store.heads["refs/heads/main"]
    text = f"{head}parent {trunk_}\nauthor {COMMITTER}\ncommitter {COMMITTER}\n\nChange\n"
    manual.store.heads["refs/remotes/origin/odd"] = manual.store.put("commit", text.encode())
    found = DiskManual.of(manual, tmp_path).outcome()
    assert (found.code, found.effective("QP-001")) == (0, 1)


def test_a_branch_with_a_folder_that_shows_everybody_something_else_stops_nobody(tmp_path: Path) -> None:
    manual = fresh()
    head = manual.store.heads["refs/heads/main"]
    texts = [manual.store.put("blob", document("QP-009", body=body).encode()) for body in ("Do this.\n", "Or that.\n")]
    commit(manual, folder(manual, b"".join(entry("100644", b"a.md", text) for text in texts)))
    manual.store.heads |= {"refs/heads/odd": manual.store.heads["refs/heads/main"], "refs/heads/main": head}
    found = DiskManual.of(manual, tmp_path).outcome()
    assert (found.code, found.effective("QP-001")) == (0, 1)


def test_folders_within_folders_without_end(tmp_path: Path) -> None:
    manual = fresh()
    inner = manual.store.put("tree", entry("100644", b"a.md", manual.store.put("blob", document("QP-009").encode())))
    for _ in range(1500):
        inner = manual.store.put("tree", entry("40000", b"a", inner))
    commit(manual, folder(manual, entry("40000", b"a", inner)))
    assert len(trunk(DiskManual.of(manual, tmp_path))) == 1


def test_a_commit_with_two_trees_is_read_as_git_reads_it(tmp_path: Path) -> None:
    manual = fresh()
    own = manual.store.read(manual.store.heads["refs/heads/main"]).data[5:45].decode()
    evil = manual.store.put("tree", b"")
    commit(manual, own, f"tree {evil}\n")
    disk = DiskManual.of(manual, tmp_path)
    assert TRAINING in trunk(disk)
    assert TRAINING in disk.git("ls-tree", "-r", "--name-only", "HEAD")


def sha256() -> MemoryManual:
    manual = MemoryManual(object_format="sha256").found()
    manual.write(TRAINING, document("QP-002"))
    manual.commit("2026-01-10")
    manual.approve("QP-002", on="2026-01-12")
    return manual


def large(manual: MemoryManual, place: Path) -> DiskManual:
    disk = DiskManual.of(manual, place)
    text = "[core]\n\trepositoryformatversion = 1\n\tbare = false\n[extensions]\n\tobjectFormat = sha256\n"
    (disk.folder / "config").write_text(text)
    return disk


def test_a_sha256_repository_is_judged_alike(tmp_path: Path) -> None:
    found = large(sha256(), tmp_path).outcome()
    assert (found.code, found.effective("QP-002")) == (0, 1), found.reasons


@pytest.mark.parametrize("rule", ["repository-tampered", "tag-name-mismatch", "tag-lightweight"])
def test_a_sha256_repository_is_attacked_alike(tmp_path: Path, rule: str) -> None:
    manual, ref = sha256(), "refs/tags/approved/QP-002/1/jane.doe"
    tag = manual.store.heads[ref]
    if rule == "tag-name-mismatch":
        manual.store.heads[ref.replace("/1/", "/2/")] = tag
    elif rule == "tag-lightweight":
        manual.store.heads[ref] = manual.store.heads["refs/heads/main"]
    disk = large(manual, tmp_path)
    if rule == "repository-tampered":
        other = manual.store.heads[ref.replace("jane.doe", "amir.khan")]
        disk.object(tag).write_bytes(disk.object(other).read_bytes())
    found = disk.outcome()
    assert (found.code, rule in found.rules) == (4 if rule == "repository-tampered" else 1, True)
    assert (
        hashlib.sha256(b"tag %d\0" % len(manual.store.read(tag).data) + manual.store.read(tag).data).hexdigest() == tag
    )
