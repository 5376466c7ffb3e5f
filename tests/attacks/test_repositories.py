"""A repository that lies: altered objects, refs lost or bent, history hidden or replaced; and harmless oddities."""

from __future__ import annotations

import shutil
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.approved import AMIR, CONTROL, JANE, fresh, record
from tests.disk import DiskManual
from tests.memory import MemoryManual

Attack = Callable[[DiskManual, MemoryManual], None]


def _oid(manual: MemoryManual, kind: str) -> str:
    heads = manual.store.heads
    if kind == "tag":
        return heads[JANE]
    if kind == "commit":
        return heads["refs/heads/main"]
    if kind == "tree":
        return manual.store.read(heads["refs/heads/main"]).data[5:45].decode()
    return manual.store.put("blob", manual.files[CONTROL][1])


def _swapped(kind: str, new: Callable[[bytes], bytes]) -> Attack:
    """Put other bytes into the file of a loose object; git serves them without a word."""

    def attack(disk: DiskManual, manual: MemoryManual) -> None:
        oid = _oid(manual, kind)
        data = new(manual.store.read(oid).data)
        disk.object(oid).write_bytes(zlib.compress(f"{kind} {len(data)}\0".encode() + data))

    return attack


def _kind_changed(disk: DiskManual, manual: MemoryManual) -> None:
    oid = _oid(manual, "tag")
    data = manual.store.read(oid).data
    disk.object(oid).write_bytes(zlib.compress(f"blob {len(data)}\0".encode() + data))


def _garbage_object(disk: DiskManual, manual: MemoryManual) -> None:
    disk.object(_oid(manual, "tag")).write_bytes(b"garbage")


def _missing_blob(disk: DiskManual, manual: MemoryManual) -> None:
    disk.object(_oid(manual, "tree")).unlink()


def _replaced(disk: DiskManual, manual: MemoryManual) -> None:
    disk.git("replace", "-f", manual.store.heads[JANE], manual.store.heads[AMIR])


def _replaced_elsewhere(disk: DiskManual, manual: MemoryManual) -> None:
    disk.point(f"refs/replace/{_oid(manual, 'commit')}", manual.store.heads[JANE])


def _grafted(disk: DiskManual, manual: MemoryManual) -> None:
    (disk.folder / "info").mkdir(exist_ok=True)
    (disk.folder / "info/grafts").write_text(_oid(manual, "commit") + "\n")


def _shallow(disk: DiskManual, manual: MemoryManual) -> None:
    (disk.folder / "shallow").write_text(_oid(manual, "commit") + "\n")


def _partial(disk: DiskManual, manual: MemoryManual) -> None:
    disk.configure('[remote "origin"]\n\turl = /nowhere\n\tpromisor = true\n\tpartialclonefilter = blob:none\n')


def _promisor_extension(disk: DiskManual, manual: MemoryManual) -> None:
    disk.configure("[core]\n\trepositoryformatversion = 1\n[extensions]\n\tpartialClone = origin\n")


def _broken_ref(disk: DiskManual, manual: MemoryManual) -> None:
    (disk.folder / JANE).write_text("not an object id\n")


def _empty_ref(disk: DiskManual, manual: MemoryManual) -> None:
    (disk.folder / JANE).write_text("")


def _zero_ref(disk: DiskManual, manual: MemoryManual) -> None:
    (disk.folder / JANE).write_text("0" * 40 + "\n")


def _cut_packed_refs(disk: DiskManual, manual: MemoryManual) -> None:
    disk.git("pack-refs", "--all")
    path = disk.folder / "packed-refs"
    path.write_bytes(path.read_bytes()[:-30])


@pytest.mark.parametrize(
    ("rule", "attack"),
    [
        ("repository-tampered", _swapped("tag", lambda data: data.replace(b"QP-001", b"QP-002"))),
        ("repository-tampered", _swapped("commit", lambda data: data.replace(b"ben.hughes", b"jane.doe"))),
        ("repository-tampered", _swapped("tree", lambda data: data.replace(b"qmsdoc.yml", b"qmsdoc.yaml"))),
        ("repository-tampered", _swapped("blob", lambda data: data.replace(b"Flow", b"Flux"))),
        ("repository-tampered", _kind_changed),
        ("repository-incomplete", _missing_blob),
        ("repository-tampered", _replaced),
        ("repository-tampered", _replaced_elsewhere),
        ("repository-tampered", _grafted),
        ("repository-incomplete", _shallow),
        ("repository-incomplete", _partial),
        ("repository-incomplete", _promisor_extension),
        ("repository-tampered", _broken_ref),
        ("repository-tampered", _empty_ref),
        ("repository-tampered", _zero_ref),
        ("repository-tampered", _cut_packed_refs),
    ],
)
def test_a_repository_that_cannot_be_judged_is_refused(tmp_path: Path, rule: str, attack: Attack) -> None:
    manual = fresh()
    disk = DiskManual.of(manual, tmp_path)
    assert disk.outcome().code == 0
    attack(disk, manual)
    found = disk.outcome()
    assert (found.code, found.rules) == (4, {rule}), found.reasons


def _delete(disk: DiskManual, manual: MemoryManual) -> None:
    disk.remove(JANE)


def _move(disk: DiskManual, manual: MemoryManual) -> None:
    disk.point(JANE, manual.store.heads[AMIR])


def _resign(disk: DiskManual, manual: MemoryManual) -> None:
    manual.sign("QP-001", "jane.doe", on="2026-01-13")
    disk.store(manual)


def _symbolic(disk: DiskManual, manual: MemoryManual) -> None:
    (disk.folder / JANE).write_text(f"ref: {AMIR}\n")


def _lose_a_line(disk: DiskManual, manual: MemoryManual) -> None:
    disk.git("pack-refs", "--all")
    path = disk.folder / "packed-refs"
    lines = path.read_text().splitlines(keepends=True)
    number = next(number for number, line in enumerate(lines) if JANE in line)
    path.write_text("".join(lines[:number] + lines[number + 2 :]))  # with the line that says where it leads


def _other_case(disk: DiskManual, manual: MemoryManual) -> None:
    disk.remove(JANE)
    disk.point(JANE.replace("jane.doe", "Jane.Doe"), manual.store.heads[JANE])


@pytest.mark.parametrize(
    ("rule", "attack"),
    [
        ("tag-deleted", _delete),
        ("tag-moved", _move),
        ("tag-moved", _resign),
        ("tag-deleted", _symbolic),
        ("tag-deleted", _lose_a_line),
        ("tag-deleted", _other_case),
    ],
)
def test_the_ledger_misses_what_the_repository_lost(tmp_path: Path, rule: str, attack: Attack) -> None:
    manual = fresh()
    record(manual, "2026-01-14")
    disk = DiskManual.of(manual, tmp_path)
    assert disk.outcome().code == 0
    attack(disk, manual)
    found = disk.outcome()
    assert (found.code, rule in found.rules) == (3, True)


def _tag_named_main(disk: DiskManual, manual: MemoryManual) -> None:
    disk.point("refs/tags/main", manual.store.heads[JANE])
    disk.point("refs/tags/refs/heads/main", manual.store.heads[JANE])


def _branch_named_like_the_trunk(disk: DiskManual, manual: MemoryManual) -> None:
    evil = _evil(manual)
    for name in ("origin/main", "refs/heads/main", "heads/main", "Main"):
        disk.store(manual)
        disk.point(f"refs/heads/{name}", evil)
    disk.point("refs/remotes/evil/main", evil)
    disk.point("refs/main", evil)
    disk.point("main", evil)


def _remote_ahead(disk: DiskManual, manual: MemoryManual) -> None:
    evil = _evil(manual)
    disk.store(manual)
    disk.point("refs/remotes/origin/main", evil)


def _head_elsewhere(disk: DiskManual, manual: MemoryManual) -> None:
    evil = _evil(manual)
    disk.store(manual)
    disk.point("refs/heads/evil", evil)
    (disk.folder / "HEAD").write_text("ref: refs/heads/evil\n")


def _ledger_named_elsewhere(disk: DiskManual, manual: MemoryManual) -> None:
    disk.point("refs/tags/qmsdoc-ledger", manual.store.heads[JANE])
    disk.point("refs/remotes/evil/qmsdoc-ledger", manual.store.heads["refs/heads/main"])


def _alternates(disk: DiskManual, manual: MemoryManual) -> None:
    shutil.move(disk.folder / "objects", disk.home / "objects")
    (disk.folder / "objects/info").mkdir(parents=True)
    (disk.folder / "objects/info/alternates").write_text(f"{disk.home / 'objects'}\n")


def _packed(disk: DiskManual, manual: MemoryManual) -> None:
    disk.git("repack", "-q", "-a", "-d")
    disk.git("pack-refs", "--all")


def _other_tags(disk: DiskManual, manual: MemoryManual) -> None:
    disk.point("refs/tags/v1.0", manual.store.heads["refs/heads/main"])
    disk.point("refs/approved/QP-002/1/jane.doe", manual.store.heads["refs/heads/main"])
    disk.point("refs/heads/approved/QP-002/1/jane.doe", manual.store.heads["refs/heads/main"])


def _evil(manual: MemoryManual) -> str:
    """A commit on top of the trunk's in which everything is otherwise."""
    trunk = manual.store.heads["refs/heads/main"]
    kept = dict(manual.files)
    manual.write(CONTROL, manual.files[CONTROL][1].replace(b"Do this", b"Do that"))
    evil = manual.commit("2026-01-20", branch="scratch", parents=[trunk])
    manual.files = kept
    del manual.store.heads["refs/heads/scratch"]
    return evil


@pytest.mark.parametrize(
    "oddity",
    [
        _tag_named_main,
        _branch_named_like_the_trunk,
        _remote_ahead,
        _head_elsewhere,
        _ledger_named_elsewhere,
        _alternates,
        _packed,
        _other_tags,
    ],
)
def test_what_only_looks_like_it_changes_nothing(tmp_path: Path, oddity: Attack) -> None:
    manual = fresh()
    disk = DiskManual.of(manual, tmp_path)
    oddity(disk, manual)
    found = disk.outcome()
    assert (found.code, found.effective("QP-001"), found.effective("QP-002")) == (0, 1, None), found.reasons
    assert found.snapshot is not None
    assert not found.snapshot.recorded


def test_altered_objects_in_borrowed_storage_are_found_out(tmp_path: Path) -> None:
    manual = fresh()
    disk = DiskManual.of(manual, tmp_path)
    _swapped("blob", lambda data: data + b"More.\n")(disk, manual)
    _alternates(disk, manual)
    assert (disk.outcome().code, disk.outcome().rules) == (4, {"repository-tampered"})


def test_a_trunk_that_is_a_symbolic_ref_to_another_branch_is_no_trunk(tmp_path: Path) -> None:
    manual = fresh()
    disk = DiskManual.of(manual, tmp_path)
    disk.point("refs/heads/evil", manual.store.heads["refs/heads/main"])
    (disk.folder / "refs/heads/main").write_text("ref: refs/heads/evil\n")
    assert disk.outcome().code == 4


def test_a_trunk_rewritten_under_its_approvals_is_told(tmp_path: Path) -> None:
    manual = fresh()
    manual.commit("2026-01-20", parents=[])
    found = DiskManual.of(manual, tmp_path).outcome()
    assert found.code == 3
    assert found.effective("QP-001") is None


def test_an_object_that_cannot_be_unpacked_stops_everything(tmp_path: Path) -> None:
    manual = fresh()
    disk = DiskManual.of(manual, tmp_path)
    assert disk.outcome().code == 0
    _garbage_object(disk, manual)
    found = disk.outcome()
    assert (found.code, found.rules) == (4, {"repository-tampered"})


def test_a_folder_that_passes_itself_off_as_another_repository_is_not_entered(tmp_path: Path) -> None:
    disk, other = DiskManual.of(fresh(), tmp_path), DiskManual.of(fresh(), tmp_path / "other")
    (disk.root / "documents/.git").symlink_to(other.folder)
    found = disk.outcome()
    assert (found.code, found.rules, found.effective("QP-001")) == (1, {"content-unsafe"}, 1)
