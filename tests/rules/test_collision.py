import pytest

from tests.rules.build import found

OLD = "approved: {id: QP-001, text: Five years.}\n"
HERE = "draft: {id: QP-001, revision: 2, change: C., text: Ten years.}\n"


def branch(name: str, text: str, base: str | None = "Five years.", **fields: int | str) -> str:
    told = {"branch": name, "id": "QP-001", "revision": 2, "change": "C.", "text": text} | fields
    told |= {} if base is None else {"base": base}
    return "{" + ", ".join(f"{key}: {value}" for key, value in told.items()) + "}"


def collisions(start: str, *branches: str) -> list[str]:
    findings = found(f"{start}branches: [{', '.join(branches)}]", "revision-collision")
    return [f"{finding.path}:{finding.line} {finding.message}" for finding in findings]


@pytest.mark.parametrize(
    ("text", "revision", "count"), [("Three years.", 2, 1), ("Ten years.", 2, 0), ("Three years.", 3, 0)]
)
def test_the_files_at_hand_and_a_branch(text: str, revision: int, count: int) -> None:
    said = collisions(OLD + HERE, branch("shorter", text, revision=revision))
    assert len(said) == count
    assert all(one.startswith("documents/qp-001.md:6 Revision 2 of QP-001") for one in said)
    assert all(one.endswith(": here, on the branch 'shorter'.") for one in said)


def test_two_branches_among_themselves() -> None:
    (said,) = collisions(OLD, branch("a", "Three years."), branch("b", "Four years."))
    assert said.endswith(": on the branch 'a', on the branch 'b'.")
    assert "documents/qp-001.md:None" in said
    assert not collisions(OLD, branch("a", "Three years."), branch("b", "Three years."))


def test_a_branch_that_goes_on_from_a_draft_of_the_trunk_does_not_collide() -> None:
    before = "{revision: 2, change: C.}"
    goes_on = branch("a", "Twelve years.", "Ten years.", before=before)
    assert not collisions(OLD + HERE, goes_on)
    assert collisions(OLD + HERE, goes_on, branch("b", "Four years."))


def test_an_approved_number_is_no_next_one() -> None:
    both = "approved: [{id: QP-001}, {id: QP-001, revision: 2, change: C.}]\n"
    assert not collisions(both, branch("a", "Three years."), branch("b", "Four years."))


def test_two_new_documents_with_one_id() -> None:
    said = [branch(name, f"Text {name}.", None, id="QP-009", revision=1) for name in ("a", "b")]
    findings = found(f"branches: [{', '.join(said)}]", "revision-collision")
    assert ["next free id" in finding.remedy for finding in findings] == [True]


def test_many_branches_are_counted() -> None:
    (said,) = collisions(OLD, *(branch(f"b{number}", f"Text {number}.") for number in range(7)))
    assert said.endswith("on the branch 'b4' and 2 more.")
