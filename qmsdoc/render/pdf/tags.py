"""What WeasyPrint leaves open: the words of links, the scope of headings, the language of a text, images as they are.

PDF 1.7 (ISO 32000-1): 12.5.2 `Contents` of annotations, 14.8.5.7 `Scope` of table headings, 14.9.2 `Lang` of
elements. Works on the objects that WeasyPrint's `finisher` is given, before they are written.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from qmsdoc.render.pdf.source import Source


def finish(pdf: Any, source: Source) -> None:
    """Complete the objects of a `pydyf.PDF` made of `source`."""
    objects = [each for each in pdf.objects if isinstance(each, dict)]
    _name_links(objects, source.links())
    _keep_pixels(pdf)
    _set_heads_apart(pdf)
    _scope_headings(pdf, objects)
    if source.languages:
        _say_languages(pdf, objects, dict(source.languages))


def _name_links(objects: list[dict[str, Any]], words: dict[str, str]) -> None:
    string = import_module("pydyf").String
    for each in objects:
        if each.get("Subtype") == "/Link":
            target = each["Dest"].string if "Dest" in each else each["A"]["URI"].string
            each["Contents"] = string(words.get(target) or target)


def _keep_pixels(pdf: Any) -> None:
    """PDF/A lets no image be smoothed by the viewer (ISO 19005-3, 6.2.8.1)."""
    for each in pdf.objects:
        extra = getattr(each, "extra", {})
        if extra.get("Subtype") == "/Image":
            extra["Interpolate"] = "false"


def _set_heads_apart(pdf: Any) -> None:
    """Make artifacts of what belongs to no element under the root: heads and feet of pages (ISO 32000-1, 14.8.2.2)."""
    dictionary = import_module("pydyf").Dictionary
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    owned = set(_owned(pdf, root))
    numbers = _object(pdf, root["ParentTree"])["Nums"]
    parents = dict(zip(numbers[::2], numbers[1::2], strict=True))
    for index, reference in enumerate(pdf.page_references):
        stream = _object(pdf, _object(pdf, reference)["Contents"]).stream
        for place, item in enumerate(stream):
            if item == b"BDC" and (reference, stream[place - 1]["MCID"]) not in owned:
                parents[index][stream[place - 1]["MCID"]] = b"null"
                stream[place - 2 : place] = ["/Artifact", dictionary({"Type": "/Pagination"})]


def _owned(pdf: Any, root: dict[str, Any]) -> Iterator[tuple[bytes, int]]:
    """Give the marked content of every element under the root: its page's reference and its number on the page."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        for kid in element.get("K", ()):
            if isinstance(kid, int):
                yield element["Pg"], kid
            elif isinstance(kid, bytes):
                waiting.append(_object(pdf, kid))


def _scope_headings(pdf: Any, objects: list[dict[str, Any]]) -> None:
    """A heading in a row that has other cells is of that row, else of its column."""
    for each in objects:
        if each.get("S") == "/TH" and "A" in each:
            row = _object(pdf, each["P"])
            mixed = any(_object(pdf, cell).get("S") == "/TD" for cell in row["K"] if isinstance(cell, bytes))
            each["A"]["Scope"] = "/Row" if mixed else "/Column"


def _say_languages(pdf: Any, objects: list[dict[str, Any]], languages: dict[str, str]) -> None:
    """Mark the elements `main` (`/Part`) by the document on whose pages they stand: each begins on a new page."""
    pages = {reference: index for index, reference in enumerate(pdf.page_references)}
    starts = sorted((pages[page], anchor) for anchor, page in _anchors(pdf) if ":" not in anchor)
    string = import_module("pydyf").String
    for each in objects:
        if each.get("S") == "/Part":
            before = [anchor for page, anchor in starts if page <= pages[each["Pg"]]]
            if before and before[-1] in languages:
                each["Lang"] = string(languages[before[-1]])


def _anchors(pdf: Any) -> Iterator[tuple[str, bytes]]:
    """Give the named places of a PDF, each with the reference of its page."""
    names = pdf.catalog["Names"]["Dests"]["Names"]
    for name, place in zip(names[::2], names[1::2], strict=True):
        yield name.string, place[0]


def _object(pdf: Any, reference: bytes) -> Any:
    """Give the object of a reference such as `12 0 R`."""
    return pdf.objects[int(reference.split()[0])]
