import pytest

from qmsdoc.fix.fields import fields, layout, values
from qmsdoc.fix.steps import close_up, order, renumber


@pytest.mark.parametrize("inner", ["a: [", "- a\n", "", "a: *b\n"])
def test_what_holds_no_fields_has_neither_values_nor_lines(inner: str) -> None:
    assert not values(inner)
    assert layout(inner) is None
    assert fields(inner) is None
    assert order(inner) is None
    assert close_up(inner) is None
    assert renumber(inner, 2, None) is None


@pytest.mark.parametrize("inner", [" a: b\n c: d\n", "{a: b}\n", "? a\n: b\n? c\n: d\n"])
def test_fields_that_begin_no_line_of_their_own_have_no_lines(inner: str) -> None:
    assert layout(inner) is None
    assert fields(inner)


def test_values_are_placed_whatever_the_letters_before_them() -> None:
    inner = "title: \"ü検😀 \"\r\nsupersedes: [ 'ä',QP-009 ]\n"
    assert [(value.key, value.source) for value in values(inner)] == [
        ("title", '"ü検😀 "'),
        ("supersedes", "'ä'"),
        ("supersedes", "QP-009"),
    ]


@pytest.mark.parametrize("inner", ["a: b", "# top\n\n# of a\na: b\n\n\n# end\n", "a: |\n  # no\n\nb: c\n"])
def test_a_layout_gives_its_text_again(inner: str) -> None:
    found = layout(inner)
    assert found is not None
    assert found.text == inner


def test_a_revision_is_written_only_where_there_is_another() -> None:
    assert renumber("id: a\n", 2, None) is None
    assert renumber("revision: 2\n", 2, None) is None
    found = renumber("revision: 1\nchange: x\n", 2, "y")
    assert found is not None
    assert (found.text, found.fields) == ("revision: 2\nchange: x\n", {"revision": "2", "change": "x"})


def test_a_reason_that_cannot_be_taken_out_stays() -> None:
    found = renumber("{revision: 1, change: x}\n", 2, "x")
    assert found is not None
    assert found.text == "{revision: 2, change: x}\n"
