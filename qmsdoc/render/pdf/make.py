"""Editions in force as PDF: one of each document, one of the whole manual."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from qmsdoc.model import addresses
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.pages.manual import Manual
from qmsdoc.render.pdf.page import Press
from qmsdoc.render.pdf.weasyprint import made


def pdfs(snapshot: Snapshot, manual: Manual, template: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Return the PDF of each edition in force, then that of the whole manual, each with its path in the site."""
    press = Press(snapshot, template)
    standing = [page for page in manual.editions if page.standing]
    sources = [*map(press.document, standing), press.manual(manual)]
    paths = [addresses.pdf(page.stamp.name, page.stamp.revision) for page in standing]
    yield from zip([*paths, addresses.MANUAL_PDF], made(sources), strict=True)
