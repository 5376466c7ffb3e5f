"""Tree objects taken apart by what they share with a former one: the same as taking each apart as a whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmsdoc.capture import tree_cache
from qmsdoc.capture.tree_cache import TreeCache
from qmsdoc.git.trees import Entries, listed

NAMES = [f"{letter}{number}".encode() for letter in "abc" for number in range(12)]
ROW = st.tuples(st.sampled_from(NAMES), st.sampled_from([b"100644", b"100755", b"40000"]), st.integers(0, 3))
# Ids of every byte, line feeds, blanks and NULs among them, so that one may look like the beginning of an entry.
FIRST = (0, 10, 32, 255)
IDS = {width: [(bytes([at]) + b"100644 a\0\n").ljust(width, bytes([at])) for at in FIRST] for width in (20, 32)}


def tree(rows: list[tuple[bytes, bytes, int]], width: int = 20) -> bytes:
    return b"".join(mode + b" " + name + b"\0" + IDS[width][number] for name, mode, number in rows)


def entries_of(data: bytes, width: int) -> Entries:
    """All entries of a tree object, taken apart at once."""
    return {name: (mode, oid) for mode, name, oid in listed(data, width)}


@given(st.sampled_from((20, 32)), st.lists(st.lists(ROW, min_size=1, max_size=40), min_size=1, max_size=8), st.data())
def test_what_was_read_before_changes_nothing(
    width: int, trees: list[list[tuple[bytes, bytes, int]]], data: st.DataObject
) -> None:
    reader = TreeCache(width)
    written = [tree(rows, width) for rows in trees]
    # The next objects differ by one entry from one that was read: what commits do.
    for rows in trees:
        at, new = data.draw(st.integers(0, len(rows) - 1)), data.draw(st.lists(ROW, max_size=2))
        written.append(tree([*rows[:at], *new, *rows[at + 1 :]], width))
    for each in written:
        plain = entries_of(each, width)
        whole = sum(len(name) + len(mode) + width + 2 for name, (mode, _) in plain.items()) == len(each)
        assert reader.read(each) == (plain if whole else None)


ROWS = [(name, b"100644", 1) for name in NAMES]
BEFORE = tree(ROWS)


@pytest.mark.parametrize("at", [0, 17, 35])
def test_one_new_entry_is_taken_apart_by_itself(at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = TreeCache(20)
    assert reader.read(BEFORE) == entries_of(BEFORE, 20)
    taken: list[int] = []

    def apart(data: bytes, width: int) -> list[tuple[bytes, bytes, bytes]]:
        taken.append(len(data))
        return [(mode, name, oid) for name, (mode, oid) in entries_of(data, width).items()]

    monkeypatch.setattr(tree_cache, "listed", apart)
    after = tree([*ROWS[: at + 1], (NAMES[at] + b"x", b"40000", 2), *ROWS[at + 1 :]])
    assert reader.read(after) == entries_of(after, 20)
    assert sum(taken) < 100


@pytest.mark.parametrize(
    "after",
    [
        BEFORE + tree([ROWS[3]]),
        tree([*ROWS[:20], ROWS[3], *ROWS[20:]]),
        tree([*ROWS[:20], ROWS[21], *ROWS[21:]]),
        BEFORE + b"x",
        BEFORE[:-1],
        BEFORE[:600] + b"x" + BEFORE[600:],
        tree(ROWS[:20]) + b"100644 \0" + IDS[20][0] + tree(ROWS[20:]),
    ],
)
def test_a_tree_that_is_not_well_formed_gives_nothing(after: bytes) -> None:
    reader = TreeCache(20)
    assert reader.read(BEFORE) is not None
    assert reader.read(after) is None
    assert TreeCache(20).read(after) is None


@pytest.mark.parametrize("at", [0, 1, 35])
def test_of_a_tree_in_which_one_id_differs_that_id_alone_is_looked_at(at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = TreeCache(20)
    before = reader.read(BEFORE)
    assert before is not None
    monkeypatch.delattr(tree_cache, "listed")
    after = reader.read(tree([*ROWS[:at], (NAMES[at], b"100644", 2), *ROWS[at + 1 :]]))
    assert after == before | {NAMES[at]: (b"100644", IDS[20][2])}


def test_of_trees_that_are_not_well_formed_nothing_is_kept() -> None:
    reader = TreeCache(20)
    for number in range(tree_cache._FOLDERS):
        assert reader.read(b"%d" % number * 100) is None
    assert not reader._former
