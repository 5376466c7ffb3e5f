"""Where links, pictures and includes of an edition lead in the site."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from qmsdoc.markdown import read
from qmsdoc.markdown.scan import scan
from qmsdoc.model.content import Content
from qmsdoc.model.document import Closure, ClosureFile, Document, FrontMatter, LinkKind, Target, TargetKind
from qmsdoc.render.conversion import Converted, converted
from qmsdoc.render.destinations import Destinations, Place
from qmsdoc.render.document_html import DocumentHtml

PLACE = Place("qp-001/rev/2/", {"QP-002": "qp-002/"}.get, {"documents/training.md": "QP-002"}.get)


def document(text: str, files: dict[str, bytes] | None = None, **targets: Target) -> Document:
    links = scan(text, 0).links
    closure = [ClosureFile.of(path, data) for path, data in (files or {}).items()]
    return Document(
        path="documents/a.md",
        content=Content(text.encode()),
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


def page(document: Document) -> Converted:
    return converted(document, PLACE)


def test_documents_are_found_where_they_are_published_today() -> None:
    source = document("See [a](t.md#who) and [a][r].\n\n[r]: t.md#who\n", t=to("QP-002", "who"))
    link = '<a href="../../../qp-002/index.html#who">a</a>'
    assert page(source).html == f"<p>See {link} and {link}.</p>"


def test_documents_without_a_page_are_marked() -> None:
    assert page(document("[a](t.md)", t=to("QP-009"))).html == "<p>a (not published)</p>"


def test_files_are_offered_once_and_only_when_used() -> None:
    source = document("![p](p.png) [p](p.png) [gone](q.png)", {"p.png": b"1", "q.png": b"2"}, p=file("p.png"))
    found = page(source)
    address = f"../../../files/{ClosureFile.of('p.png', b'1').sha256}-p.png"
    assert found.html == f'<p><img src="{address}" alt="p"> <a href="{address}">p</a> gone</p>'
    assert [each.path for each in found.files] == ["p.png"]


def test_unsafe_pictures_are_not_shown() -> None:
    source = document("![p](p.svg)", {"p.svg": b"<svg><script/></svg>"}, p=file("p.svg"))
    assert page(source).html == "<p>p</p>"


def test_external_links_and_fragments_stay() -> None:
    source = document("[a](https://example.org/ä?b=c&d) [b](#who%20is)")
    kept = replace(source, targets=(Target(TargetKind.EXTERNAL), Target(TargetKind.FRAGMENT, fragment="who is")))
    first, second = '<a href="https://example.org/%C3%A4?b=c&amp;d">a</a>', '<a href="#who%20is">b</a>'
    assert page(kept).html == f"<p>{first} {second}</p>"


def test_includes_are_put_in_where_they_stand_with_their_links() -> None:
    files = {
        "documents/i.md": b"---\na: b\n---\n\n# T\n\nOne [t](training.md)\r\n\r\nTwo ![p](img/p.png)\n",
        "documents/img/p.png": b"1",
    }
    source = document('Before\n\n- item\n\n  --8<-- "i.md"\n\nAfter\n', files, i=file("documents/i.md"))
    assert source.links[0].kind is LinkKind.INCLUDE
    found = page(source)
    html = found.html
    assert (
        '<li>\n<p>item</p>\n<h1 id="t">T</h1>\n<p>One <a href="../../../qp-002/index.html">t</a></p>\n<p>Two <img'
        in html
    )
    assert html.endswith("</li>\n</ul>\n<p>After</p>")
    assert "a: b" not in html
    assert [each.path for each in found.files] == ["documents/img/p.png"]


def test_a_missing_include_says_so() -> None:
    assert "is missing" in page(document('--8<-- "gone.md"\n')).html


def test_includes_that_include_themselves_come_to_an_end() -> None:
    files = {"documents/i.md": b'x\n--8<-- "i.md"\n--8<-- "i.md"\n'}
    found = page(document('--8<-- "i.md"\n', files, i=file("documents/i.md")))
    assert found.html.count("is missing") == 2**8


def test_footnotes_and_headings_of_includes_have_ids_of_their_own() -> None:
    files = {"documents/i.md": b"# A\n\nb[^1]\n\n[^1]: c\n"}
    text = '# A\n\nd[^1]\n\n--8<-- "i.md"\n\n[^1]: e\n'
    html = page(document(text, files, i=file("documents/i.md"))).html
    ids = re.findall(r' id="([^"]*)"', html)
    assert len(ids) == len(set(ids)) == 5
    assert set(re.findall(r'href="#([^"]*)"', html)) <= set(ids)


_SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
MAP = f"""{_SVG}<a href="QP-002"><rect/><text>Train [people]</text></a>
<a xlink:href="training.md#who"><text>Who</text></a><a href="QP-009"><text>Gone</text></a>
<a href="https://example.org/x"><text>World</text></a><a href="QP-002"><text>Again</text></a></svg>""".encode()


def test_links_of_a_picture_are_listed_below_it() -> None:
    source = document("Before\n\n![Map](map.svg)\n\nAfter\n", {"documents/map.svg": MAP}, map=file("documents/map.svg"))
    assert page(source).html.endswith(
        '-map.svg" alt="Map"></p>\n<p>Links in this picture: <a href="../../../qp-002/index.html">Train [people]</a>, '
        '<a href="../../../qp-002/index.html#who">Who</a>, Gone (not published), '
        '<a href="https://example.org/x">World</a></p>\n<p>After</p>'
    )


def test_a_picture_without_links_gets_no_list() -> None:
    bare = document("![Map](map.svg)\n", {"documents/map.svg": f"{_SVG}</svg>".encode()}, map=file("documents/map.svg"))
    assert "Links in" not in page(bare).html


LARGE = ('<a href="x"/>' * 20_000, '<a href="x">' + "&lt;" * 50_000 + "</a>")


@pytest.mark.parametrize("inside", LARGE)
def test_a_picture_with_very_many_links_is_shown(inside: str) -> None:
    picture = {"documents/map.svg": f"{_SVG}{inside}</svg>".encode()}
    source = document("![Map](map.svg)\n", picture, map=file("documents/map.svg"))
    assert "map.svg" in page(source).html


def test_a_list_stands_in_the_item_of_its_picture() -> None:
    source = document("1. Do\n\n    ![Map](map.svg)\n", {"documents/map.svg": MAP}, map=file("documents/map.svg"))
    assert re.search(r"<p>Links in this picture: .*</p>\n</li>", page(source).html)


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ("plan.dwg", "plan.dwg"),
        ('Plan "A" & <b>.dwg', "Plan &quot;A&quot; &amp; &lt;b&gt;.dwg"),
        ("Übersicht.dwg", "Übersicht.dwg"),
        ("plan.pdf", None),
        ("gpj\u202edwg.exe", None),
        ("pl\nan.dwg", None),
    ],
)
def test_a_download_is_saved_under_its_own_name_and_what_browsers_show_is_not(name: str, saved: str | None) -> None:
    found = ClosureFile.of(f"documents/{name}", b"x")
    target = Target(TargetKind.FILE, path=found.path)
    place = Place("qp-001/", lambda _: None, lambda _: None)
    to = Destinations(place, "documents/a.md", {found.path: found}, {(LinkKind.LINK, "x"): target})
    html = DocumentHtml(to).blocks(read("[Plan](x)\n").blocks)
    assert f"files/{found.sha256}-" in html
    assert ("download=" in html) == (saved is not None)
    assert saved is None or f'download="{saved}"' in html
