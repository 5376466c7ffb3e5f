"""Editions in force as PDF: one of each document, one of the whole manual."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from qmsdoc.model import addresses
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.pages.manual import ManualPages
from qmsdoc.render.pdf.page import PdfPageBuilder
from qmsdoc.render.pdf.weasyprint import Pdf, made


def pdfs(snapshot: Snapshot, manual: ManualPages, template: Mapping[str, bytes]) -> Iterator[tuple[str, Pdf]]:
    """Return the PDF of each edition in force, then that of the whole manual, each with its path in the site."""
    builder = PdfPageBuilder(snapshot, template)
    sources = [*map(builder.document, manual.current), builder.manual(manual)]
    paths = [page.pdf for page in manual.current]
    yield from zip([*paths, addresses.MANUAL_PDF], made(sources), strict=True)
