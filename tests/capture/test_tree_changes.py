"""What differs between folders: the same as comparing them name by name."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qmsdoc.capture.tree_changes import _differing
from qmsdoc.git.trees import Entries

NAMES = st.sampled_from([b"a", b"b", b"c", b"d"])
ENTRY = st.tuples(st.sampled_from([b"100644", b"40000"]), st.sampled_from([b"1" * 20, b"2" * 20]))
FOLDER = st.dictionaries(NAMES, ENTRY)


def copied(folder: Entries) -> Entries:
    """The same entries, none of them the same object: as those of an object that was taken apart by itself."""
    return {name: (bytes(bytearray(mode)), bytes(bytearray(oid))) for name, (mode, oid) in folder.items()}


@given(FOLDER, FOLDER, st.lists(FOLDER, max_size=2), st.sampled_from(["as they are", "changed", "read anew"]))
def test_what_differs_is_what_differs_from_every_parent(
    now: Entries, first: Entries, others: list[Entries], way: str
) -> None:
    known = now if way == "changed" else copied(now)
    olds = [first if way == "as they are" else {**known, **first}, *others]
    names = dict.fromkeys(name for folder in (now, *olds) for name in folder)
    expected = {
        name: (now.get(name), [old.get(name) for old in olds])
        for name in names
        if all(now.get(name) != old.get(name) for old in olds)
    }
    found = [(name, (new, several)) for name, new, several in _differing(now, olds)]
    assert len(found) == len(dict(found))
    assert dict(found) == expected
