"""Independent roles and types: nobody signs what they wrote, and no change of type lowers what is asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.memory import PEOPLE, POLICY, MemoryManual, document
from tests.trust.vectors.scenes import PATH, Vector, check, jane, next_revision, scene

SELF, NOT, NEEDS = "approval-self", "approval-unauthorised", "approval-missing"
SECOND_ADDRESS = PEOPLE.replace("[jane.doe@meridian.example]", "[jane.doe@meridian.example, jd@meridian.example]")
UMLAUT = PEOPLE.replace("[jane.doe@meridian.example]", "[jane.doe@meridian.example, jd@bücher.example]")
IMAGE = {"documents/procedures/flow.svg": "<svg/>"}
OTHERWISE = POLICY.replace("prefix: QP", "prefix: PR")  # so that the id of QP-001 names no type
TYPES = OTHERWISE + "  note: {prefix: QN, folder: notes}\n  rule: {prefix: QR, approvals: {managing-director: 1}}\n"


def written(
    author: str = "ben.hughes", message: str = "Change", *, path: str = PATH, on: str = "2026-01-11"
) -> Callable[[MemoryManual], str]:
    """Commit another text, and let both sign it."""

    def act(manual: MemoryManual) -> str:
        text = document(body="Do this well.\n") if path == PATH else "Other."
        manual.write(path, text)
        manual.commit(on, author=author, message=message)
        manual.sign("QP-001", "amir.khan", on="2026-01-12")
        return jane(manual)

    return act


def image_by(author: str) -> Callable[[MemoryManual], str]:
    def act(manual: MemoryManual) -> str:
        manual.write("documents/procedures/flow.svg", "<svg></svg>")
        manual.commit("2026-01-11", author=author)
        manual.sign("QP-001", "amir.khan", on="2026-01-12")
        return jane(manual)

    return act


def image_taken_out(author: str) -> Callable[[MemoryManual], str]:
    """Revision 1 is in force; somebody else writes revision 2 without the picture, whose file the author deletes."""

    def act(manual: MemoryManual) -> str:
        jane(manual)
        next_revision(manual, on="2026-01-17")
        del manual.files["documents/procedures/flow.svg"]
        manual.commit("2026-01-18", author=author)
        manual.sign("QP-001", "amir.khan", on="2026-01-19")
        return jane(manual, on="2026-01-19")

    return act


def with_image() -> MemoryManual:
    return scene(files=IMAGE, body="![Flow](flow.svg)\n")


def reverted(manual: MemoryManual) -> str:
    """Jane wrote something that is gone again, by way of somebody else."""
    manual.write(PATH, document(body="Mine.\n"))
    manual.commit("2026-01-10T13:00", author="jane.doe")
    manual.write(PATH, document())
    manual.commit("2026-01-10T14:00")
    manual.sign("QP-001", "amir.khan")
    return jane(manual)


def on_a_branch(manual: MemoryManual) -> str:
    """Jane wrote on a branch that somebody else merged."""
    trunk = manual.store.heads["refs/heads/main"]
    manual.write(PATH, document(body="Mine.\n"))
    side = manual.commit("2026-01-11", author="jane.doe", branch="draft", parents=[trunk])
    manual.commit("2026-01-11T13:00", parents=[trunk, side], message="Merge")
    manual.sign("QP-001", "amir.khan")
    return jane(manual)


def second(author: str, message: str = "Change") -> Callable[[MemoryManual], str]:
    """Revision 1 is in force; its author, or another, writes revision 2, and both sign it."""

    def act(manual: MemoryManual) -> str:
        jane(manual)
        manual.write(PATH, document(revision=2, body="Two.\n"))
        manual.commit("2026-01-18", author=author, message=message)
        manual.sign("QP-001", "amir.khan", on="2026-01-19")
        return jane(manual, on="2026-01-19")

    return act


def renamed(manual: MemoryManual) -> str:
    """Jane changes revision 2 in its old place; somebody else moves it."""
    jane(manual)
    manual.write(PATH, document(revision=2, body="Two.\n"))
    manual.commit("2026-01-17", author="jane.doe")
    del manual.files[PATH]
    manual.write("documents/procedures/moved.md", document(revision=2, body="Two.\n"))
    manual.commit("2026-01-18")
    manual.sign("QP-001", "amir.khan", on="2026-01-19")
    return jane(manual, on="2026-01-19")


def retyped(to: str, **front: str) -> Callable[[MemoryManual], str]:
    """Revision 1 is in force as a procedure; Jane signs revision 2, which is of another type."""

    def act(manual: MemoryManual) -> str:
        jane(manual)
        next_revision(manual, type=to, **front)
        return jane(manual, on="2026-01-19")

    return act


def retyped_by_both(manual: MemoryManual) -> str:
    jane(manual)
    next_revision(manual, type="rule")
    manual.sign("QP-001", "helen.ward", on="2026-01-19", role="managing-director")
    return manual.sign("QP-001", "helen.ward", on="2026-01-19", role="managing-director")


def retyped_by_all(manual: MemoryManual) -> str:
    ref = retyped_by_both(manual)
    manual.sign("QP-001", "amir.khan", on="2026-01-19")
    jane(manual, on="2026-01-19")
    return ref


def coauthored(address: str) -> str:
    return f"Change\n\nCo-authored-by: Somebody <{address}>"


VECTORS = (
    Vector("written by others", "valid", jane),
    Vector("written by herself", SELF, jane, lambda: scene(author="jane.doe")),
    Vector("written by a dependent role", "valid", jane, lambda: scene(author="amir.khan")),
    Vector("partly written by herself", SELF, written("jane.doe")),
    Vector("partly written by others", "valid", written()),
    Vector("written with her help", SELF, written(message=coauthored("jane.doe@meridian.example"))),
    Vector("written with her help, in upper case", SELF, written(message=coauthored("Jane.Doe@Meridian.example"))),
    Vector("written with another's help", "valid", written(message=coauthored("jane.doe@elsewhere.example"))),
    Vector(
        "written from her second address",
        SELF,
        written(message=coauthored("jd@meridian.example")),
        lambda: scene(people=SECOND_ADDRESS),
    ),
    Vector("another file written by herself", "valid", written("jane.doe", path="documents/other.txt")),
    Vector("its picture drawn by herself", SELF, image_by("jane.doe"), with_image),
    Vector("its picture drawn by others", "valid", image_by("ben.hughes"), with_image),
    Vector("its picture taken out by herself", SELF, image_taken_out("jane.doe"), with_image),
    Vector("its picture taken out by others", "valid", image_taken_out("ben.hughes"), with_image),
    Vector("written by herself and taken back by another", SELF, reverted),
    Vector("written by herself on a merged branch", SELF, on_a_branch),
    Vector("the next revision written by others", "valid", second("ben.hughes"), lambda: scene(author="carl")),
    Vector("the next revision written by herself", SELF, second("jane.doe")),
    Vector(
        "the next revision written with her help", SELF, second("ben.hughes", coauthored("jane.doe@meridian.example"))
    ),
    Vector(
        "the next revision written with her help, her address in IDNA's form",
        SELF,
        second("ben.hughes", coauthored("JD@xn--bcher-kva.example")),
        lambda: scene(people=UMLAUT),
    ),
    Vector(
        "the next revision written with her help, her address decomposed",
        SELF,
        second("ben.hughes", coauthored("jd@bu\u0308cher.example")),
        lambda: scene(people=UMLAUT),
    ),
    Vector(
        "the next revision written with the help of another of such a name",
        "valid",
        second("ben.hughes", coauthored("jd@bucher.example")),
        lambda: scene(people=UMLAUT),
    ),
    Vector("written by herself before it was renamed", SELF, renamed),
    Vector("another type that asks for less", NEEDS, retyped("form"), lambda: scene(policy=OTHERWISE)),
    Vector("another type than its id says", "tag-target-invalid", retyped("form")),
    Vector("another type that asks for others, signed by one", NEEDS, retyped("rule"), lambda: scene(policy=TYPES)),
    Vector("another type, signed by all whom both ask", "valid", retyped_by_all, lambda: scene(policy=TYPES)),
    Vector(
        "another type that asks for others, signed by those alone", NEEDS, retyped_by_both, lambda: scene(policy=TYPES)
    ),
    Vector("a type that asks for nobody", NOT, retyped("note"), lambda: scene(policy=TYPES)),
    Vector("a type that there is not", NOT, retyped("ghost"), lambda: scene(policy=OTHERWISE)),
)


@pytest.mark.parametrize("vector", VECTORS, ids=str)
def test_independence(vector: Vector) -> None:
    check(vector)
