"""A file kept in paragraphs is the file, byte for byte, and what its versions share is kept once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qmsdoc.model.content import Content
from tests.fuzz.inputs import fuzz

FILES = st.lists(st.lists(st.sampled_from((b"one", b"two", b"\n", b"\n\n", b"\xff", b"")), max_size=8).map(b"".join))


@given(FILES)
@fuzz
def test_each_version_is_what_it_was(versions: list[bytes]) -> None:
    known: dict[bytes, bytes] = {}
    kept = [Content(data, known) for data in versions]
    assert [content.data for content in kept] == versions
    assert [content.text for content in kept] == [data.decode("utf-8", "replace") for data in versions]
    assert [content == Content(data) for content, data in zip(kept, versions, strict=True)] == [True] * len(versions)


def test_what_two_versions_share_is_one_object() -> None:
    known: dict[bytes, bytes] = {}
    Content(b"one\n\ntwo", known)
    shared = known[b"one"]
    Content(b"".join((b"on", b"e\n\n2")), known)
    assert set(known) == {b"one", b"two", b"2"}
    assert known[b"one"] is shared


def test_a_file_that_nobody_can_read_has_no_text() -> None:
    assert (Content(b"\xff\xfex", legible=False).text, Content(b"x").text) == ("", "x")


def test_a_long_file_stays_in_one_piece() -> None:
    known: dict[bytes, bytes] = {}
    assert Content(b"a\n\n" * 400_000, known).data == b"a\n\n" * 400_000
    assert len(known) == 1
