"""Objects as a store gives them: commits read leniently, trees remembered, histories walked."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmsdoc.capture.branch_history import BranchHistory
from qmsdoc.capture.objects import Objects, any_commit, parse_commit
from qmsdoc.errors import RepositoryError
from qmsdoc.git import GitObject, MissingObjectError
from tests.fuzz.inputs import fuzz
from tests.memory import MemoryManual, moment
from tests.trust.vectors.scenes import PATH, scene

HEAD = (
    "tree {tree}\nparent {tree}\nauthor Jané Doe <jane@x> 1768219200 +0100\ncommitter Ben <ben@x> {when}\n\n{message}"
)


def written(when: str = "1768219200 +0000", message: str = "Change") -> bytes:
    return HEAD.format(tree="1" * 40, when=when, message=message).encode()


def test_a_commit_gives_its_fields() -> None:
    trailers = "Change\n\nCo-authored-by: A <a@x>\nCO-AUTHORED-BY: B <b@x> \nSigned-off-by: C <c@x>\n"
    found = parse_commit("2" * 40, written(message=trailers))
    assert (found.tree, found.parents) == ("1" * 40, ("1" * 40,))
    assert (found.author_name, found.author_email, found.coauthors) == ("Jané Doe", "jane@x", ("a@x", "b@x"))
    assert found.committed_at == moment("2026-01-12")


@pytest.mark.parametrize(
    ("when", "instant"),
    [
        ("1768219200 -0130", moment("2026-01-12")),
        ("1768219200 +9959", moment("2026-01-12")),
        ("-1 +0000", datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("999999999999 +0000", datetime.fromtimestamp(0, UTC)),
        ("soon", datetime.fromtimestamp(0, UTC)),
    ],
)
def test_an_instant_is_read_or_is_the_first_of_all(when: str, instant: datetime) -> None:
    assert parse_commit("2" * 40, written(when)).committed_at == instant


WORDS = [
    *("Jane Doe", "", " ", "Jan\u00e9 ", "a@x", "<", ">", "\n", "\n ", "\n\n", "\r", "\xff", "\u0661", "-", "+0130"),
    *("1768219200", "author A <a@x> 1 +0000\n", f"parent {'2' * 40}\n", "gpgsig x\n y\n", "Co-authored-by: A <a@x>\n"),
]
WORD = st.sampled_from(WORDS)


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 12), WORD), max_size=3), st.integers(0, 2), st.booleans())
@fuzz
def test_a_commit_as_git_writes_it_is_read_as_any_other(
    edits: list[tuple[int, int, str]], parents: int, signed: bool
) -> None:
    signature = "gpgsig -----BEGIN SSH SIGNATURE-----\n abc\n -----END SSH SIGNATURE-----\n" if signed else ""
    text = f"tree {'1' * 40}\n"
    text += f"parent {'3' * 40}\n" * parents
    text += f"author Jane Doe <jane@x> 1768219200 +0100\ncommitter Ben <ben@x> 1768219200 -0130\n{signature}\n"
    text += "Change\n\nCo-Authored-By: A <a@x>\n"
    for at, gone, word in edits:
        text = text[:at] + word + text[at + gone :]
    data = text.encode("latin-1", "replace") if signed else text.encode()
    assert parse_commit("2" * 40, data) == any_commit("2" * 40, data)


def test_what_is_no_commit_gives_empty_fields() -> None:
    found = parse_commit("2" * 40, b"\xff\0")
    assert (found.tree, found.parents, found.author_email, found.coauthors) == ("", (), "", ())


def test_a_zone_stays_the_committers_own() -> None:
    assert parse_commit("2" * 40, written("1768219200 -0130")).committed_at.utcoffset() == -timedelta(minutes=90)


def test_more_trees_than_are_remembered_are_read_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qmsdoc.capture.objects._ENTRIES_KEPT", 100)
    manual = MemoryManual()
    objects = Objects(manual.store)
    trees = [manual.store.put_tree({f"{number}.txt": ("100644", b"x")}) for number in range(600)]
    for _ in range(2):
        assert [list(objects.entries(tree)) for tree in trees] == [[f"{n}.txt".encode()] for n in range(600)]
    assert objects.entries(manual.store.put("blob", b"x")) == {}
    with pytest.raises(MissingObjectError):
        objects.entries("1" * 40)


@pytest.mark.parametrize("more", [b"100644 a.txt\0" + b"1" * 20, b"x", b"100644 \0" + b"1" * 20])
def test_a_tree_that_shows_not_everybody_the_same_is_refused(more: bytes) -> None:
    manual = MemoryManual()
    honest = manual.store.objects[manual.store.put_tree({"a.txt": ("100644", b"x")})].data
    assert list(Objects(manual.store).entries(manual.store.put("tree", honest))) == [b"a.txt"]
    with pytest.raises(RepositoryError) as error:
        Objects(manual.store).entries(manual.store.put("tree", honest + more))
    assert error.value.rule == "repository-tampered"


def test_what_is_read_ahead_is_read_once() -> None:
    manual = scene()
    objects = Objects(manual.store)
    tree = manual.store._header(manual.store.heads["HEAD"], "tree")[0]
    objects.ahead([(tree, PATH), (tree, "documents/gone.md"), (tree, f"{PATH}/x"), ("1" * 40, PATH)])
    expected = manual.files[PATH][1]
    manual.store.objects.clear()
    commit = parse_commit("2" * 40, f"tree {tree}\n".encode())
    assert objects.tree(commit).read(PATH) == expected


def test_what_comes_behind_an_altered_file_is_read_and_that_file_refused_each_time() -> None:
    manual = scene(files={"documents/a.md": "a", "documents/b.md": "b"})
    store = manual.store
    tree = store._header(store.heads["HEAD"], "tree")[0]
    oids = [store.put("blob", name) for name in (b"a", b"b")]
    store.objects[oids[0]] = GitObject("blob", b"x")
    objects = Objects(store)
    objects.ahead([(tree, "documents/a.md"), (tree, "documents/b.md")])
    for oid in (*oids, oids[0]):
        with pytest.raises(RepositoryError, match=oids[0]) if oid == oids[0] else nullcontext():
            assert objects.content(oid) == b"b"


def test_a_history_knows_what_is_part_of_what() -> None:
    manual = scene()
    trunk = manual.store.heads["HEAD"]
    manual.write("a.txt", "a")
    side = manual.commit("2026-01-11", branch="side", parents=[trunk], author="sue")
    deeper = manual.commit("2026-01-11T13:00", branch="side", parents=[side], author="sam")
    manual.write("b.txt", "b")
    other = manual.commit("2026-01-12", parents=[trunk], author="tom")
    tip = manual.commit("2026-01-13", parents=[other, deeper], author="max")
    history = BranchHistory(Objects(manual.store), tip)
    assert all(each in history for each in (trunk, side, deeper, other, tip))
    assert "1" * 40 not in history
    files = frozenset(("a.txt", "b.txt"))
    assert history.authors(trunk, deeper, files) == {"sue@meridian.example"}
    assert history.authors(deeper, tip, files) == {"tom@meridian.example"}
    assert history.authors(None, tip, files) == {"sue@meridian.example", "tom@meridian.example"}
    assert history.at(moment("2026-01-12T18:00")) == other
    assert history.at(moment("2020-01-01")) is None


def test_a_diamond_beside_the_trunk_is_walked_once() -> None:
    manual = scene()
    trunk = manual.store.heads["HEAD"]
    manual.write("a.txt", "a")
    left, right = (manual.commit("2026-01-11", branch=side, parents=[trunk], author=side) for side in ("left", "right"))
    joined = manual.commit("2026-01-11T13:00", branch="joined", parents=[left, right])
    tip = manual.commit("2026-01-12", parents=[trunk, joined])
    history = BranchHistory(Objects(manual.store), tip)
    wrote = {"left@meridian.example", "right@meridian.example"}
    assert history.authors(trunk, joined, frozenset(("a.txt",))) == wrote


def test_a_history_of_nothing_holds_nothing() -> None:
    history = BranchHistory(Objects(MemoryManual().store), None)
    assert history.at(moment("2026-01-12")) is None
    assert history.authors(None, "1" * 40, frozenset(("a",))) == frozenset()
