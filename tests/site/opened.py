"""The PDF of a small manual, opened: its objects, its elements in reading order, what its pages draw."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Stream

from qmsdoc.pages.manual import manual
from qmsdoc.render.pdf.page import PdfPageBuilder
from qmsdoc.render.pdf.weasyprint import made
from qmsdoc.site import template
from tests.site.papers import papers


@cache
def pdf() -> pikepdf.Pdf:
    """The whole manual with a page of every kind of text, in two languages."""
    snapshot = papers()
    return pikepdf.open(io.BytesIO(next(made((PdfPageBuilder(snapshot, template()).manual(manual(snapshot)),))).data))


def pages() -> list[Any]:
    return list(pdf().pages)


def objects() -> Iterator[Any]:
    for each in pdf().objects:
        if isinstance(each, Dictionary | Stream):
            yield each


def elements(kind: str | None = None) -> Iterator[Any]:
    """The structure's elements in reading order, from its root down."""
    found = below(pdf().Root.StructTreeRoot)
    return (each for each in found if kind is None or f"/{kind}" == each.S)


def marks(page: Any) -> Iterator[tuple[Any, Any]]:
    """Give what a page's stream does: operands and operator."""
    for instruction in pikepdf.parse_content_stream(page):
        yield instruction.operands, instruction.operator


def kids(element: Any) -> list[Any]:
    kid = element.get("/K", Array())
    return list(kid) if isinstance(kid, Array) else [kid]


def links() -> Iterator[Any]:
    for page in pages():
        yield from page.get("/Annots", Array())


def owned() -> set[tuple[tuple[int, int], int]]:
    """The marked content of every element under the root: page and number."""
    return {
        (each.Pg.objgen, int(kid))
        for each in elements()
        for kid in kids(each)
        if isinstance(kid, int) and "/Pg" in each
    }


def below(element: Any) -> Iterator[Any]:
    for kid in kids(element):
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield kid
            yield from below(kid)
