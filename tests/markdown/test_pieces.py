"""What is found in the pieces of a text is what the linear scanner finds in the whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmsdoc.markdown.limits import MOST_ADDRESSES, MOST_CELLS, MOST_MARKS
from qmsdoc.markdown.pieces import KnownPieces, links_of_pieces
from qmsdoc.markdown.scan import scan
from qmsdoc.markdown.scanner import certain_links
from qmsdoc.model.content import Content
from qmsdoc.model.document import Link
from tests.fuzz.inputs import fuzz
from tests.markdown.test_scanner import PIECES, PLAIN

WORDS = ("Some words.", "\n\n", "\n\n", "\n", "1. One\n2. Two", "# A heading", "Ünder", "://", "[a](b.md)\n", "---\n")
FENCES = ("```\n[a](b)\n```", "```\n\n[a](b)\n\n```", "````\n```\n````\n", "\n```\n```", "|--|\n")
TEXTS = st.lists(st.sampled_from((*PIECES, *PLAIN, *WORDS, *FENCES)), max_size=30).map("".join)
TABLES = st.lists(
    st.sampled_from(("[a](b)", "|", "\n", "\n\n", "|--|\n", "--|--|--\n", *FENCES, "> ", "x")), max_size=30
).map("".join)
PLAINER = st.lists(st.sampled_from((*PLAIN, *WORDS)), max_size=40).map("".join)


def in_pieces(text: str, body: int = 0, known: KnownPieces | None = None) -> tuple[Link, ...] | None:
    pieces = Content(text.encode(), legible=bool(text)).pieces
    return links_of_pieces(text, body, pieces, KnownPieces() if known is None else known)


def in_whole(text: str, body: int = 0) -> tuple[Link, ...] | None:
    return certain_links(text[body:], text.count("\n", 0, body))


@given(st.lists(st.tuples(TEXTS | TABLES | PLAINER, st.integers(0, 60)), min_size=1, max_size=4))
@fuzz
def test_versions_of_a_text_are_read_by_their_pieces_as_in_whole(versions: list[tuple[str, int]]) -> None:
    known = KnownPieces()
    for text, offset in versions:
        body = min(offset, len(text))
        found, whole = in_pieces(text, body, known), in_whole(text, body)
        assert found == whole or (found is None and "```" in text)
        content = Content(text.encode(), legible=bool(text))
        assert scan(text, body, content, known) == scan(text, body)


def test_a_body_begins_anywhere() -> None:
    text = "a\n\nb\n---\n\n\n[a](b)\n\n\n\n![c](d) x\ny\n\n[e](f)\n"
    known = KnownPieces()
    for body in range(len(text) + 1):
        assert in_pieces(text, body, known) == in_whole(text, body)
    found = in_pieces(text)
    assert found is not None
    assert [(link.destination, link.line) for link in found] == [("b", 7), ("d", 11), ("f", 14)]


@pytest.mark.parametrize(
    ("sign", "most"), [("*", MOST_MARKS), ("_", MOST_MARKS), ("~ ", MOST_MARKS), ("a:// ", MOST_ADDRESSES)]
)
def test_signs_are_counted_in_all_pieces_together(sign: str, most: int) -> None:
    half = "a " + sign * (most // 2)
    for text, certain in ((f"{half}\n\n{half}", True), (f"{half}\n\n{half}{sign}", False)):
        assert (in_whole(text) is not None, in_pieces(text) is not None) == (certain, certain)


def test_cells_are_counted_in_all_pieces_together() -> None:
    row = "x" + "|" * 100
    for text in (row + "\n\na" * (MOST_CELLS // 200 - 1), row + "\n\na" * (MOST_CELLS // 200)):
        found = in_pieces(text)
        assert found is None or found == in_whole(text)
    assert in_pieces(row) == in_whole(row) == ()
    assert in_pieces(row + "\n" * MOST_CELLS) is None


def test_a_fence_within_a_piece_is_read_and_one_over_several_is_not() -> None:
    assert in_pieces("a\n```\n[a](b)\n```\n\n[c](d)") == in_whole("a\n```\n[a](b)\n```\n\n[c](d)") != ()
    assert in_pieces("```\na\n\nb\n```\n") is None
    assert in_whole("```\na\n\nb\n```\n") == ()


def test_a_piece_is_looked_at_once() -> None:
    known = KnownPieces()
    first = known[b"[a](b.md)"]
    assert known[b"".join((b"[a]", b"(b.md)"))] is first
    assert list(known) == [b"[a](b.md)"]
