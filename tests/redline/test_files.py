from __future__ import annotations

from qmsdoc.model.document import Closure, ClosureFile
from qmsdoc.redline import FileChanges, changed_files


def closure(**files: bytes) -> Closure:
    return Closure(tuple(ClosureFile.of(path, data) for path, data in sorted(files.items())))


def test_files_added_removed_and_changed() -> None:
    found = changed_files(closure(a=b"1", b=b"1", c=b"1"), closure(a=b"1", b=b"2", d=b"3"))
    assert found == FileChanges(added=("d",), removed=("c",), changed=("b",))
    assert found


def test_a_file_that_only_changed_its_name() -> None:
    found = changed_files(closure(a=b"1", b=b"1", c=b"2"), closure(d=b"1", e=b"3"))
    assert found == FileChanges(added=("e",), removed=("b", "c"), renamed=(("a", "d"),))
    assert found


def test_no_files_changed() -> None:
    assert not changed_files(closure(a=b"1"), closure(a=b"1"))


def test_the_documents_themselves_are_left_out() -> None:
    assert not changed_files(closure(doc=b"1"), closure(moved=b"2"), besides={"doc", "moved"})
