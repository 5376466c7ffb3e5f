"""Asked about few files, a history names the same writers as one that reads the whole of every change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmsdoc.capture import branch_history, tree_changes
from qmsdoc.capture.branch_history import BranchHistory
from qmsdoc.capture.objects import Objects
from tests.fuzz.inputs import fuzz
from tests.memory import MemoryManual

PATHS = ("a.md", "docs/a.md", "docs/b.md", "docs/in/a.md", "docs/in/b.md")
TEXTS = ("one\ntwo\nthree\nfour\n", "one\ntwo\nthree\n4\n", "1\ntwo\nthree\nfour\n", "1\ntwo\nthree\n4\n", "other\n")
EDIT = st.tuples(st.sampled_from(PATHS), st.sampled_from((None, *TEXTS, *PATHS)))
WRITERS = ("amir", "ben", "jane")
ADDRESSES = tuple(f"{name}@meridian.example" for name in WRITERS)
COMMIT = st.tuples(
    st.lists(EDIT, max_size=3),
    st.sampled_from(WRITERS),
    st.integers(0, 9),
    st.none() | st.integers(0, 9),
)
HISTORY = st.lists(COMMIT, min_size=2, max_size=9)
Steps = list[tuple[list[tuple[str, str | None]], str, int, int | None]]


def _edited(manual: MemoryManual, path: str, to: str | None) -> None:
    """Delete a file, write it, or move it to another path."""
    if to in PATHS:
        found = manual.files.pop(path, None)
        if found is not None:
            manual.files[to] = found
    elif to is None:
        manual.files.pop(path, None)
    else:
        manual.write(path, to)


def _history(steps: Steps) -> tuple[MemoryManual, list[str]]:
    manual = MemoryManual()
    manual.files.clear()
    commits: list[str] = []
    for number, (edits, author, at, merged) in enumerate(steps):
        for path, to in edits:
            _edited(manual, path, to)
        several = [
            commits[max(0, len(commits) - 1 - back)] for back in (at // 5, merged) if back is not None and commits
        ]
        day = f"2026-01-{number + 1:02}"
        commits.append(manual.commit(day, author=author, parents=list(dict.fromkeys(several))))
    return manual, commits


@given(HISTORY)
@fuzz
def test_a_part_of_the_history_has_the_writers_that_the_whole_has(
    steps: Steps,
) -> None:
    manual, commits = _history(steps)
    whole, few = (BranchHistory(Objects(manual.store), commits[-1], few=narrow) for narrow in (False, True))
    of_history = [commit for commit in commits if commit in whole]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(branch_history, "_TOGETHER", 2)
        for tip in reversed(of_history):
            for former in (None, *of_history):
                paths = frozenset(PATHS[:2])
                wanted = whole.authors(former, tip, paths)
                for address in ADDRESSES:
                    assert few.authors(former, tip, paths, frozenset((address,))) == wanted & {address}
                assert few.authors(former, tip, paths) == wanted


@given(HISTORY)
@fuzz
def test_few_files_have_the_writers_that_all_have(
    steps: Steps,
) -> None:
    manual, commits = _history(steps)
    tip = commits[-1]
    whole, few = (BranchHistory(Objects(manual.store), tip, few=narrow) for narrow in (False, True))
    branch = BranchHistory(
        Objects(manual.store), tip, BranchHistory(Objects(manual.store), commits[-2], few=True), few=True
    )
    few.look_for(PATHS[:2])
    for former in (None, *(commit for commit in commits[:-1] if commit in whole)):
        for path in PATHS:
            wanted = whole.authors(former, tip, frozenset((path,)))
            assert few.authors(former, tip, frozenset((path,))) == wanted
            assert branch.authors(former, tip, frozenset((path,))) == wanted
            for address in ADDRESSES:
                mine, own = wanted & {address}, frozenset((address,))
                assert few.authors(former, tip, frozenset((path,)), own) == mine
                assert whole.authors(former, tip, frozenset((path,)), own) == mine
    for path in PATHS:
        assert few.changed_on(path) == whole.changed_on(path)


@given(HISTORY)
@fuzz
def test_what_commits_changed_is_the_same_however_many_are_read_together(
    steps: Steps,
) -> None:
    manual, commits = _history(steps)

    def changes() -> tuple[int, dict[str, list[str]]]:
        objects = Objects(manual.store)
        groups = list(tree_changes.changed_files(objects, objects.commits(commits).values()))
        return len(groups), {oid: sorted(map(repr, each)) for group in groups for oid, each in group.items()}

    together, wanted = changes()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tree_changes, "_FEWEST", 1)
        patch.setattr(tree_changes, "_FIRST", 1)
        doubling, apart = changes()
        patch.setattr(tree_changes, "_AT_HAND", 1)  # what one entry takes
        single, alone = changes()
    assert wanted == apart == alone
    assert together == 1
    assert (doubling, single) == (len(set(commits)).bit_length(), len(set(commits)))
