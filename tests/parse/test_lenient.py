"""What strangers write as front matter, read for what they meant."""

from __future__ import annotations

import pytest

from qmsdoc.parse.front_matter import front_matter
from qmsdoc.parse.lenient import LenientFile, Notation, read_lenient


@pytest.mark.parametrize(
    ("data", "notation"),
    [
        (b"---\nid: QP-001\ntitle: T\n---\nText.\n", Notation.YAML),
        (b"\xef\xbb\xbf---\r\nid: QP-001\r\ntitle: T\r\n---\r\nText.\r\n", Notation.YAML),
        ("---\nid: QP-001\ntitle: T\n---\nText.\n".encode("utf-16"), Notation.YAML),
        (b"\n\n<!-- Licence. -->\n---\nid: QP-001\ntitle: T\n---\nText.\n", Notation.YAML),
        (" ———\nid: QP-001\ntitle: T\n---\nText.\n".encode(), Notation.YAML),
        (b'+++\nid = "QP-001"\ntitle = "T"\n+++\nText.\n', Notation.TOML),
        (b'{\n"id": "QP-001",\n"title": "T"\n}\nText.\n', Notation.JSON),
        (b"id: QP-001\ntitle: T\n\nText.\n", Notation.YAML),
    ],
)
def test_what_was_meant_is_read_in_every_notation(data: bytes, notation: Notation) -> None:
    found = read_lenient(data)
    assert (found.text("id"), found.text("title"), found.notation) == ("QP-001", "T", notation)
    assert found.body.strip() == "Text."


def test_scalars_stay_texts_and_lists_lists() -> None:
    found = read_lenient(b"---\na: NO\nb: 010\nc: [1.10, x]\nd: {e: 1}\nf:\n---\n")
    assert found.fields == {"a": "NO", "b": "010", "c": ("1.10", "x"), "d": "e: 1", "f": ""}
    assert found.text("f") is found.text("c") is None


@pytest.mark.parametrize(
    "data",
    [
        b"---\nid: QP-001\nchange: One: two\n---\nText.\n",
        b"---\nid: QP-001\ntitle: T\nText.\n",
        b"---\nid: QP-001 # mine\ntitle: [a\n---\n",
        b"---\nid: 'QP-001'\nx: @\n---\n",
    ],
)
def test_lines_are_taken_as_they_stand_where_nothing_else_reads_them(data: bytes) -> None:
    assert read_lenient(data).text("id") == "QP-001"


@pytest.mark.parametrize(
    "data",
    [b"", b"# A heading\n\nid: QP-001\n", b"Plain text.\n", b"---\n---\n", b"\xff\xfe", b"+++\nid = \n+++\n", b"{\n"],
)
def test_what_has_no_front_matter_has_no_fields(data: bytes) -> None:
    assert read_lenient(data).fields == {}


def test_what_refers_to_itself_or_nests_without_end_is_not_followed() -> None:
    bomb = b"---\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n---\n"
    assert all(isinstance(value, str) for value in read_lenient(bomb).fields.values())
    assert read_lenient(b"---\na: " + b"[" * 50_000 + b"\n---\n").text("b") is None


def test_a_field_that_is_not_there_is_none() -> None:
    assert LenientFile().text("id") is None


@pytest.mark.parametrize(
    "data",
    [
        b"---\nid: QP-001\nlang: de\nrevision: 3\nchange: One: two\n---\n",
        b"---\nid: QP-001\nlang: de\nrevision: 3\n",
        b'+++\nid = "QP-001"\nlang = "de"\n+++\n',
        b"---\nid: QP-001\nlang: de\ntitle: A\ntitle: B\n---\n",
    ],
)
def test_a_document_that_cannot_be_read_is_still_that_document_and_nothing_more(data: bytes) -> None:
    found = front_matter(data)
    assert [problem.rule for problem in found.problems] == ["front-matter-invalid"]
    assert found.front.name == "QP-001.de"
    assert (found.front.revision, found.front.title, found.front.places) == (None, None, ())


def test_plain_markdown_is_no_document() -> None:
    found = front_matter(b"# Notes\n\nid: QP-001\n")
    assert found.bare
    assert found.front.name is None
