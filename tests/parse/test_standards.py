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
