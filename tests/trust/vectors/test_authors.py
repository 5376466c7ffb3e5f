"""Who wrote a change: of files that move, of branches that are merged, and of what only a merge has."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.memory import MemoryManual, document
from tests.trust.vectors.scenes import PATH, jane, scene

MOVED = "documents/procedures/moved.md"
LONG = "".join(f"Step {number}: do what is written here.\n\n" for number in range(1, 13))
SELF = "approval-self"
Act = Callable[[MemoryManual], object]


def text(revision: int = 2, body: str = LONG) -> str:
    return document(revision=revision, body=body)


def begun() -> MemoryManual:
    """Revision 1 is in force, written by others; what follows is revision 2."""
    made = scene(body=LONG)
    jane(made)
    made.write(PATH, text())
    made.commit("2026-01-14", author="ben.hughes")
    return made


def move(made: MemoryManual, to: str = MOVED, *, by: str = "jane.doe", body: str | None = None, at: str = PATH) -> None:
    data = made.files.pop(at)
    made.files[to] = data
    if body is not None:
        made.write(to, text(body=body))
    made.commit("2026-01-15", author=by)


def edit(made: MemoryManual, body: str, *, by: str = "jane.doe", path: str = PATH, on: str = "2026-01-15") -> None:
    made.write(path, text(body=body))
    made.commit(on, author=by)


def elsewhere_first(made: MemoryManual) -> None:
    """Jane writes the text in a file of another name, which Ben moves into place."""
    old = made.files.pop(PATH)
    made.write("documents/procedures/draft.txt", text(body=LONG + "Written by Jane.\n"))
    made.write(PATH, old[1])
    made.commit("2026-01-15", author="jane.doe")
    made.files[PATH] = made.files.pop("documents/procedures/draft.txt")
    made.commit("2026-01-16", author="ben.hughes")


def elsewhere_first_and_edited(made: MemoryManual) -> None:
    """Jane writes the text in a file of another name, which Ben moves and edits at once."""
    made.write("documents/procedures/draft.txt", text(body=LONG + "Written by Jane.\n"))
    made.commit("2026-01-15", author="jane.doe")
    move(made, "documents/procedures/old.txt", by="ben.hughes")
    move(made, by="ben.hughes", body=LONG + "Written by Jane.\nAnd by Ben.\n", at="documents/procedures/draft.txt")


def moved_twice(made: MemoryManual) -> None:
    move(made, "documents/procedures/away.md", by="ben.hughes")
    edit(made, LONG + "Written by Jane.\n", path="documents/procedures/away.md", on="2026-01-16")
    move(made, PATH, by="ben.hughes", at="documents/procedures/away.md")


def merge(ours: str, theirs: str, result: str, *, author: str = "jane.doe") -> Act:
    """Ben writes on both sides; the author merges, with this result."""

    def act(made: MemoryManual) -> None:
        base = made.store.heads["refs/heads/main"]
        made.write(PATH, text(body=theirs))
        side = made.commit("2026-01-15", branch="side", parents=[base], author="ben.hughes")
        made.write(PATH, text(body=ours))
        main = made.commit("2026-01-15T13:00", parents=[base], author="ben.hughes")
        made.write(PATH, text(body=result))
        made.commit("2026-01-16", parents=[main, side], author=author)

    return act


def merge_with_a_rename(result: str, *, renamed_first: bool = True, to: str = MOVED) -> Act:
    """Ben renames the file on one side and writes at its end on the other; Jane merges, with this result."""

    def act(made: MemoryManual) -> None:
        base = made.store.heads["refs/heads/main"]
        made.write(PATH, text(body=LONG + END))
        edited = made.commit("2026-01-15", branch="side", parents=[base], author="ben.hughes")
        made.files.pop(PATH)
        made.write(to, text(body=LONG))
        renamed = made.commit("2026-01-15T13:00", parents=[base], author="ben.hughes")
        made.write(to, text(body=result))
        parents = [renamed, edited] if renamed_first else [edited, renamed]
        made.commit("2026-01-16", parents=parents, author="jane.doe")

    return act


def merge_of_unlike_files(made: MemoryManual) -> None:
    """Ben has put the text in the place of a list, which is longer elsewhere; Jane adds what is new there."""
    made.write("documents/procedures/list.txt", "One.\n")
    base = made.commit("2026-01-14T13:00", author="ben.hughes")
    made.write("documents/procedures/list.txt", "Zero.\nOne.\n")
    listed = made.commit("2026-01-15", branch="side", parents=[base], author="ben.hughes")
    made.files.pop("documents/procedures/list.txt")
    made.files.pop(PATH)
    made.write(MOVED, "One.\n" + text(body=LONG))
    moved = made.commit("2026-01-15T13:00", parents=[base], author="ben.hughes")
    made.write(MOVED, text(body=LONG))
    moved = made.commit("2026-01-15T14:00", parents=[moved], author="ben.hughes")
    made.write(MOVED, text(body="Zero.\n" + LONG))
    made.commit("2026-01-16", parents=[moved, listed], author="jane.doe")


TOP, END = "At the top.\n\n", "At the end.\n"
CASES: dict[str, tuple[Act, str]] = {
    "nobody else": (lambda made: None, "valid"),
    "an edit of hers": (lambda made: edit(made, LONG + END), SELF),
    "an edit of another": (lambda made: edit(made, LONG + END, by="ben.hughes"), "valid"),
    "a bare move of hers": (move, "valid"),
    "a move with an edit": (lambda made: move(made, body=LONG + END), SELF),
    "a move of another with an edit": (lambda made: move(made, by="ben.hughes", body=LONG + END), "valid"),
    "what she wrote elsewhere and another moved into place": (elsewhere_first, SELF),
    "what she wrote elsewhere and another moved and edited at once": (elsewhere_first_and_edited, SELF),
    "what she wrote while it was elsewhere": (moved_twice, SELF),
    "a line removed": (lambda made: edit(made, LONG.replace("Step 7: do what is written here.\n\n", "")), SELF),
    "a clean merge of hers": (merge(TOP + LONG, LONG + END, TOP + LONG + END), "valid"),
    "a merge that takes one side": (merge(TOP + LONG, LONG + END, TOP + LONG), "valid"),
    "a merge with a line of its own": (merge(TOP + LONG, LONG + END, TOP + LONG + END + "Mine.\n"), SELF),
    "a merge without a line of both": (
        merge(TOP + LONG, LONG + END, (TOP + LONG + END).replace("Step 7: do what is written here.\n\n", "")),
        SELF,
    ),
    "a conflict that she resolved": (merge(LONG + "One.\n", LONG + "Two.\n", LONG + "Three.\n"), SELF),
    "a conflict that another resolved": (
        merge(LONG + "One.\n", LONG + "Two.\n", LONG + "Three.\n", author="ben.hughes"),
        "valid",
    ),
    "a merge of a rename and an edit": (merge_with_a_rename(LONG + END), "valid"),
    "a merge of an edit and a rename": (merge_with_a_rename(LONG + END, renamed_first=False), "valid"),
    "a merge of a rename and an edit, with a line of its own": (merge_with_a_rename(LONG + END + "Mine.\n"), SELF),
    "a merge of an edit and a rename, with a line of its own": (
        merge_with_a_rename(LONG + END + "Mine.\n", renamed_first=False),
        SELF,
    ),
    "a merge that takes another file for the renamed one": (merge_of_unlike_files, SELF),
    "a merge that drops the edit of a renamed file": (merge_with_a_rename(LONG), "valid"),
    "another file of hers": (lambda made: edit(made, "x", path="documents/procedures/notes.txt"), "valid"),
}


@pytest.mark.parametrize("name", CASES)
def test_who_wrote_it(name: str) -> None:
    act, rule = CASES[name]
    made = begun()
    act(made)
    made.sign("QP-001", "amir.khan", on="2026-01-19")
    assert made.verdict(jane(made, on="2026-01-19")) == rule
