import pytest

from qmsdoc.parse.standards import is_standard_path, standard

GOOD = b"standard: house-rules\ntitle: House rules\nclauses: {1: One, '1.1': One one, A.2: Two}\n"


def test_a_standard_of_ones_own() -> None:
    found, problems = standard("standards/house.yml", GOOD)
    assert not problems
    assert found is not None
    assert (found.name, found.title) == ("house-rules", "House rules")
    assert found.clauses == (("1", "One"), ("1.1", "One one"), ("A.2", "Two"))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "no fields"),
        (GOOD.replace(b"title: House rules\n", b""), "'title' is missing"),
        (GOOD.replace(b"house-rules", b"House Rules"), "'standard' is 'House Rules'"),
        (GOOD.replace(b"A.2", b"A 2"), "'A 2' under 'clauses'"),
        (GOOD + b"titel: x\n", "Did you mean 'title'?"),
    ],
)
def test_a_standard_that_cannot_be_used(data: bytes, told: str) -> None:
    found, (problem, *_) = standard("standards/house.yml", data)
    assert found is None
    assert told in problem.message
    assert (problem.rule, problem.path) == ("policy-invalid", "standards/house.yml")


@pytest.mark.parametrize(
    ("path", "answer"), [("standards/a.yml", True), ("standards/a.md", False), ("documents/standards/a.yml", False)]
)
def test_where_standards_lie(path: str, answer: bool) -> None:
    assert is_standard_path(path) is answer


def test_what_moved_or_changed_is_one_of_its_clauses() -> None:
    head = b"standard: a-2\ntitle: A 2\nsucceeds: a-1\n"
    text = head + b"from: {2: [1]}\nchanged: {1: Look at it.}\nclauses: {1: One, 2: Two}\n"
    found, problems = standard("standards/a-2.yml", text)
    assert problems == ()
    assert found is not None
    assert (found.succeeds, found.successors("1"), found.successors("2")) == ("a-1", ("1", "2"), ())
    for wrong in (text.replace(b"from: {2", b"from: {3"), text.replace(b"changed: {1", b"changed: {3")):
        assert "none of its clauses" in standard("standards/a-2.yml", wrong)[1][0].message
