"""Editions in force as PDF: one of each document, one of the whole manual; by WeasyPrint or, instead, Chromium."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from qmsdoc.model import addresses
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.pages.manual import Manual
from qmsdoc.render.pdf import chromium, weasyprint
from qmsdoc.render.pdf.page import Press
from qmsdoc.render.pdf.source import Source
from qmsdoc.render.pdf.tool import Tool


def require_pdf(tool: Tool = Tool.WEASYPRINT) -> None:
    """Raise `UsageError` where PDF cannot be made here: the tool or a library it needs is missing."""
    if tool is Tool.CHROMIUM:
        chromium.require()
    else:
        weasyprint.require()


def made(sources: Sequence[Source], tool: Tool = Tool.WEASYPRINT) -> Iterator[bytes]:
    """Give the PDF of each page, in order; raises `PublishError` where the tool fails."""
    return chromium.made(sources) if tool is Tool.CHROMIUM else weasyprint.made(sources)


def tool_of(data: bytes) -> Tool:
    """Tell what made a PDF."""
    return Tool.CHROMIUM if chromium.is_made(data) else Tool.WEASYPRINT


def pdfs(
    snapshot: Snapshot, manual: Manual, template: Mapping[str, bytes], tool: Tool = Tool.WEASYPRINT
) -> Iterator[tuple[str, bytes]]:
    """Give the PDF of each edition in force, then that of the whole manual, each with its path in the site."""
    press = Press(snapshot, template)
    standing = [page for page in manual.editions if page.standing]
    sources = [*map(press.document, standing), press.manual(manual)]
    paths = [addresses.pdf(page.stamp.name, page.stamp.revision) for page in standing]
    yield from zip([*paths, addresses.MANUAL_PDF], made(sources, tool), strict=True)
