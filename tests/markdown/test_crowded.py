"""A paragraph of thousands of marks is words, is told with its line, and costs no more than its length."""

from __future__ import annotations

from itertools import count

import pytest

from qmsdoc.markdown.limits import MOST_ADDRESSES, MOST_CELLS, MOST_MARKS
from qmsdoc.markdown.reader import read
from qmsdoc.markdown.scan import scan
from qmsdoc.markdown.tree import Kind, walk
from tests.work import grows_linearly, lines_run

RUNS = {
    "stars": lambda size: "*" * size + "a" + "*" * size,
    "emphasis": lambda size: "*a" * size,
    "mixed": lambda size: "*a _b ~~c " * size,
    "strong": lambda size: "**a *b" * size,
    "addresses": lambda size: "http://" * size,
    "hosts": lambda size: "https://a.example/ " * size,
}


def kinds(text: str) -> set[Kind]:
    return {node.kind for node in walk(read(text).blocks)}


@pytest.mark.parametrize("name", RUNS)
def test_work_grows_with_the_length(name: str) -> None:
    numbers = count()  # what was read once is remembered
    assert grows_linearly(lambda size: lambda: read(f"{next(numbers)}\n\n{RUNS[name](5_000 * size)}"), 1)


@pytest.mark.parametrize("name", RUNS)
def test_it_is_told_with_its_line_and_stands_as_words(name: str) -> None:
    found = scan(f"# T\n\nOne *word*.\n\n{RUNS[name](5_000)}\n", 0)
    assert [(each.rule, each.line) for each in found.problems if each.rule == "limit-exceeded"] == [
        ("limit-exceeded", 5)
    ]


def test_the_most_that_is_read_is_read() -> None:
    most = "*a* " * (MOST_MARKS // 2)
    assert Kind.EMPHASIS in kinds(most)
    assert scan(most, 0).problems == ()
    assert Kind.EMPHASIS not in kinds(most + "*")
    addresses = "https://a.example/ " * MOST_ADDRESSES
    assert Kind.LINK in kinds(addresses)
    assert Kind.LINK not in kinds(addresses + "https://a.example/")


def test_other_paragraphs_are_read_as_ever() -> None:
    assert Kind.EMPHASIS in kinds("*" * 5_000 + "a\n\n*b*")
    assert lines_run(lambda: read("*c*\n\n" + "*a\n\n" * 3_000)) > 3_000
    assert [each for each in scan("*a*\n\n" * 3_000, 0).problems if each.rule == "limit-exceeded"] == []


def table(columns: int, rows: int) -> str:
    """A table whose rows have one cell as written, and are filled up."""
    return "|" + " a |" * columns + "\n|" + "---|" * columns + "\n" + "| x |\n" * (rows - 1)


def test_a_table_of_more_cells_than_anybody_reviews_is_told_with_its_line() -> None:
    assert scan(f"# T\n\n{table(1_000, MOST_CELLS // 1_000)}", 0).problems == ()
    (excess,) = scan(f"# T\n\n{table(1_000, MOST_CELLS // 1_000 + 1)}", 0).problems
    assert (excess.rule, excess.line) == ("limit-exceeded", 3)
    assert scan(f"# T\n\n{table(3, 2_000)}", 0).problems == ()
