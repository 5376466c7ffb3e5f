"""One failure of the store at a time: an object that is missing, altered, cut short, or of another kind."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import pytest

from qmsdoc.capture import capture
from qmsdoc.errors import RepositoryError
from qmsdoc.git import GitObject, MissingObjectError, OversizedObject, Ref
from qmsdoc.model.snapshot import Snapshot
from tests.memory import DAY, MemoryManual, MemoryStore, MemoryTree
from tests.trust.vectors.scenes import AMIR, JANE, PATH, data, jane, scene

POLICY_1 = "refs/tags/approved/POLICY/1/helen.ward"
TAMPERED, INCOMPLETE = "repository-tampered", "repository-incomplete"


@dataclass
class Failing:
    """A store that answers for one object with what `answer` makes of it; None is a missing one."""

    inner: MemoryStore
    oid: str
    answer: Callable[[GitObject], GitObject | None]
    asked: list[str] = field(default_factory=list)

    @property
    def object_format(self) -> str:
        return self.inner.object_format

    def refs(self) -> tuple[Ref, ...]:
        return self.inner.refs()

    def read(self, oid: str) -> GitObject:
        found = self.answer(self.inner.read(oid)) if oid == self.oid else self.inner.read(oid)
        self.asked.append(oid)
        if found is None:
            raise MissingObjectError(oid)
        return found

    def read_all(self, oids: Iterable[str]) -> Iterator[tuple[str, GitObject | None]]:
        for oid, found in self.inner.read_all(oids):
            self.asked.append(oid)
            yield oid, self.answer(found) if oid == self.oid and found is not None else found

    def read_bounded(self, oids: Iterable[str], most: int) -> Iterator[tuple[str, GitObject | OversizedObject | None]]:
        return self.read_all(oids)

    def read_reachable(self, tip: str, most: int) -> Iterator[tuple[str, GitObject | OversizedObject | None]]:
        return self.read_bounded(self.inner.reachable(tip), most)

    def reachable(self, tip: str) -> tuple[str, ...]:
        return self.inner.reachable(tip)


def missing(_: GitObject) -> None:
    """It is not there."""


def altered(found: GitObject) -> GitObject:
    return GitObject(found.kind, found.data[:-1] + bytes([found.data[-1] ^ 1]))


def cut(found: GitObject) -> GitObject:
    return GitObject(found.kind, found.data[:-1])


def grown(found: GitObject) -> GitObject:
    return GitObject(found.kind, found.data + b"\n")


def emptied(found: GitObject) -> GitObject:
    return GitObject(found.kind, b"")


def as_kind(kind: str) -> Callable[[GitObject], GitObject]:
    return lambda found: GitObject("tree" if found.kind == kind else kind, found.data)


def swapped(manual: MemoryManual) -> Callable[[GitObject], GitObject]:
    """Give another object of the repository in its place."""
    other = manual.store.objects[manual.store.heads[AMIR]]
    return lambda found: other if found != other else GitObject("blob", b"x")


LIES: dict[str, Callable[[GitObject], GitObject]] = {
    "altered": altered,
    "cut short": cut,
    "longer than it is": grown,
    "emptied": emptied,
    "said to be a file": as_kind("blob"),
    "said to be a commit": as_kind("commit"),
    "said to be a tag": as_kind("tag"),
}


def whole() -> MemoryManual:
    manual = scene()
    manual.write("notes.txt", "x")
    manual.commit("2026-01-11")
    jane(manual)
    return manual


def tree_of(manual: MemoryManual, commit: str, *folders: str) -> str:
    oid = manual.store._header(commit, "tree")[0]
    for folder in folders:
        oid = dict(_entries(manual.store.objects[oid].data))[folder]
    return oid


def _entries(raw: bytes) -> Iterator[tuple[str, str]]:
    while raw:
        head, _, rest = raw.partition(b"\0")
        yield head.decode().split(" ", 1)[1], rest[:20].hex()
        raw = rest[20:]


def blob(text: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(text) + text, usedforsecurity=False).hexdigest()


def target(manual: MemoryManual, ref: str) -> str:
    return data(manual, ref)[7:47].decode()


# What each object is, where the approval of Jane depends on it.
OBJECTS: dict[str, Callable[[MemoryManual], str]] = {
    "Jane's tag": lambda manual: manual.store.heads[JANE],
    "the policy's tag": lambda manual: manual.store.heads[POLICY_1],
    "the signed commit": lambda manual: target(manual, JANE),
    "an earlier commit": lambda manual: target(manual, AMIR),
    "the policy's commit": lambda manual: target(manual, POLICY_1),
    "the signed commit's tree": lambda manual: tree_of(manual, target(manual, JANE)),
    "the signed commit's folder": lambda manual: tree_of(manual, target(manual, JANE), "documents", "procedures"),
    "the signed document": lambda manual: blob(manual.files[PATH][1]),
    "the policy's tree": lambda manual: tree_of(manual, target(manual, POLICY_1)),
    "the policy's settings": lambda manual: blob(manual.files["qmsdoc.yml"][1]),
    "the policy's people": lambda manual: blob(manual.files["people.yml"][1]),
    "the policy's keys": lambda manual: blob(manual.files["allowed_signers"][1]),
}


def told(manual: MemoryManual, store: Failing, **asked: object) -> str:
    """Give the rule that Jane's approval fails, or the one that stops everything."""
    try:
        snapshot = _captured(manual, store)
    except RepositoryError as error:
        return error.rule or ""
    act = next(act for act in snapshot.acts if act.ref == JANE)
    published = {approval.ref for edition in snapshot.editions for approval in edition.approvals}
    assert (act.ref in published) == (act.rule is None)
    return act.rule or "valid"


def _captured(manual: MemoryManual, store: Failing) -> Snapshot:
    return capture(store, as_of=DAY, working_tree=MemoryTree(manual.files))


@pytest.mark.parametrize("name", OBJECTS)
def test_an_object_that_is_as_it_was_changes_nothing(name: str) -> None:
    manual = whole()
    store = Failing(manual.store, OBJECTS[name](manual), lambda found: found)
    assert told(manual, store) == "valid"
    assert store.oid in store.asked


@pytest.mark.parametrize("lie", LIES)
@pytest.mark.parametrize("name", OBJECTS)
def test_an_object_that_is_not_what_its_id_says_stops_everything(name: str, lie: str) -> None:
    manual = whole()
    assert told(manual, Failing(manual.store, OBJECTS[name](manual), LIES[lie])) == TAMPERED


@pytest.mark.parametrize("name", OBJECTS)
def test_another_object_in_its_place_stops_everything(name: str) -> None:
    manual = whole()
    assert told(manual, Failing(manual.store, OBJECTS[name](manual), swapped(manual))) == TAMPERED


@pytest.mark.parametrize("name", OBJECTS)
def test_a_missing_object_stops_everything(name: str) -> None:
    manual = whole()
    assert told(manual, Failing(manual.store, OBJECTS[name](manual), missing)) == INCOMPLETE


def test_a_draft_whose_object_is_missing_stops_what_reads_the_trunk() -> None:
    manual = whole()
    manual.write("documents/procedures/draft.md", "# Draft\n")
    manual.commit("2026-01-13")
    store = Failing(manual.store, blob(b"# Draft\n"), missing)
    with pytest.raises(RepositoryError) as error:
        capture(store, as_of=DAY)
    assert error.value.rule == INCOMPLETE
