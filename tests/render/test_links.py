"""The staged Markdown of an edition: includes in, links led to where things are published."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qmsdoc.model.document import Closure, ClosureFile, Document, FrontMatter, LinkKind, Target, TargetKind
from qmsdoc.parse.markdown import scan
from qmsdoc.render.destinations import Place, staged

PLACE = Place("qp-001/rev/2/", {"QP-002": "qp-002/"}.get, {"documents/training.md": "QP-002"}.get)


def document(text: str, files: dict[str, bytes] | None = None, **targets: Target) -> Document:
    links = scan(text, 0).links
    closure = [ClosureFile.of(path, data) for path, data in (files or {}).items()]
    return Document(
        path="documents/a.md",
        data=text.encode(),
        text=text,
        body_offset=0,
        front=FrontMatter(id="QP-001"),
        problems=(),
        links=links,
        targets=tuple(targets.get(link.destination.split(".")[0], Target(TargetKind.MISSING)) for link in links),
        headings=(),
        closure=Closure(tuple(closure)),
    )


def to(name: str, fragment: str | None = None) -> Target:
    return Target(TargetKind.DOCUMENT, document=name, fragment=fragment)


def file(path: str) -> Target:
    return Target(TargetKind.FILE, path=path)


def test_documents_are_found_where_they_are_published_today() -> None:
    source = document("See [a](t.md#who) and [a][r].\n\n[r]: t.md#who\n", t=to("QP-002", "who"))
    assert staged(source, PLACE).markdown == (
        "See [a](../../../qp-002/index.html#who) and [a][r].\n\n[r]: ../../../qp-002/index.html#who\n"
    )


def test_documents_without_a_page_are_marked() -> None:
    assert staged(document("[a](t.md)", t=to("QP-009")), PLACE).markdown == "[a](qms-unpublished:)"


def test_files_are_staged_once_and_only_when_used() -> None:
    source = document("![p](p.png) [p](p.png) [gone](q.png)", {"p.png": b"1", "q.png": b"2"}, p=file("p.png"))
    text = staged(source, PLACE)
    digest = ClosureFile.of("p.png", b"1").sha256[:16]
    assert (
        text.markdown == f"![p](../../../files/{digest}-p.png) [p](../../../files/{digest}-p.png) [gone](qms-unlinked:)"
    )
    assert [each.path for each in text.files] == ["p.png"]


def test_unsafe_pictures_are_not_shown() -> None:
    source = document("![p](p.svg)", {"p.svg": b"<svg><script/></svg>"}, p=file("p.svg"))
    assert staged(source, PLACE).markdown == "![p](qms-unlinked:)"


def test_external_links_and_fragments_stay() -> None:
    source = document("[a](https://example.org/) [b](#who)")
    kept = replace(source, targets=(Target(TargetKind.EXTERNAL), Target(TargetKind.FRAGMENT, fragment="who")))
    assert staged(kept, PLACE).markdown == source.text


def test_includes_are_put_in_with_their_indentation_and_their_links() -> None:
    files = {"documents/i.md": b"One [t](training.md)\r\n\r\nTwo ![p](img/p.png)\n", "documents/img/p.png": b"1"}
    source = document('Before\n\n  --8<-- "i.md"\n\nAfter\n', files, i=file("documents/i.md"))
    assert source.links[0].kind is LinkKind.INCLUDE
    text = staged(source, PLACE)
    assert text.markdown.startswith("Before\n\n  One [t](../../../qp-002/index.html)\n\n  Two ![p](../../../files/")
    assert text.markdown.endswith("-p.png)\n\nAfter\n")
    assert [each.path for each in text.files] == ["documents/img/p.png"]


def test_a_missing_include_says_so() -> None:
    assert "is missing" in staged(document('--8<-- "gone.md"\n'), PLACE).markdown


def test_includes_that_include_themselves_come_to_an_end() -> None:
    files = {"documents/i.md": b'x\n--8<-- "i.md"\n--8<-- "i.md"\n'}
    text = staged(document('--8<-- "i.md"\n', files, i=file("documents/i.md")), PLACE)
    assert text.markdown.count("is missing") == 2**8


MAP = b"""<svg xmlns="http://www.w3.org/2000/svg"><a href="QP-002"><rect/><text>Train [people]</text></a>
<a xlink:href="training.md#who"><text>Who</text></a><a href="QP-009"><text>Gone</text></a>
<a href="https://example.org/x"><text>World</text></a><a href="QP-002"><text>Again</text></a></svg>"""


def test_links_of_a_picture_are_listed_below_it() -> None:
    source = document("Before\n\n![Map](map.svg)\n\nAfter\n", {"documents/map.svg": MAP}, map=file("documents/map.svg"))
    text = staged(source, PLACE).markdown
    assert text.endswith(
        "-map.svg)\n\nLinks in this picture: [Train \\[people\\]](../../../qp-002/index.html),"
        " [Who](../../../qp-002/index.html#who), [Gone](qms-unpublished:), [World](https://example.org/x)\n\nAfter\n"
    )


def test_a_picture_within_a_line_or_without_links_gets_no_list() -> None:
    inline = document("See ![Map](map.svg) here.\n", {"documents/map.svg": MAP}, map=file("documents/map.svg"))
    assert "Links in" not in staged(inline, PLACE).markdown
    bare = document("![Map](map.svg)\n", {"documents/map.svg": b"<svg/>"}, map=file("documents/map.svg"))
    assert "Links in" not in staged(bare, PLACE).markdown


LARGE = ('<a href="x">' * 20_000, '<a href="x">' + "<" * 50_000 + "</a>")


@pytest.mark.parametrize("inside", LARGE)
def test_a_picture_with_very_many_links_is_shown(inside: str) -> None:
    picture = {"documents/map.svg": f"<svg>{inside}</svg>".encode()}
    source = document("![Map](map.svg)\n", picture, map=file("documents/map.svg"))
    assert "map.svg" in staged(source, PLACE).markdown


def test_a_list_keeps_the_indent_of_its_picture() -> None:
    source = document("1. Do\n\n    ![Map](map.svg)\n", {"documents/map.svg": MAP}, map=file("documents/map.svg"))
    assert "\n\n    Links in this picture: " in staged(source, PLACE).markdown
