"""Parts of English sentences."""

from __future__ import annotations

import pytest

from qmsdoc.text.sentences import all_of, any_of, counted


def test_a_number_stands_with_its_word() -> None:
    assert [counted(number, "document") for number in (0, 1, 2)] == ["0 documents", "1 document", "2 documents"]
    assert counted(2, "entry", "entries") == "2 entries"


@pytest.mark.parametrize(
    ("words", "said"), [((), ""), (("a",), "a"), (("a", "b"), "a and b"), (("a", "b", "c"), "a, b and c")]
)
def test_words_are_listed(words: tuple[str, ...], said: str) -> None:
    assert all_of(words) == said
    assert any_of(words) == said.replace(" and ", " or ")
