"""Diagrams in PDF: WeasyPrint shows every word of them, and their links below."""

from __future__ import annotations

import io
from datetime import date

import pikepdf
import pytest

from qmsdoc.errors import UsageError
from qmsdoc.flowchart import ClickTarget, flowchart
from qmsdoc.render.pdf import weasyprint
from qmsdoc.render.pdf.source import Source
from qmsdoc.site import template
from tests.render.test_pdf import text

try:
    weasyprint.require_pdf()
except UsageError as missing:
    pytest.skip(missing.message, allow_module_level=True)

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
MAP = """flowchart TD
accTitle: From order to dispatch
A[Take the order] -- agreed --> B{Can it be made?}
B -- no --> C([Decline politely])
click A "https://example.org/"
"""


def made() -> bytes:
    styles = "".join(template()[f"assets/{name}.css"].decode() for name in ("tokens", "pdf", "diagram"))
    body = f'<div class="text">{flowchart(MAP).html(resolve=ClickTarget)}</div>'
    page = (
        f'<!doctype html><html lang="en"><head><title>x</title><style>{styles}</style></head><body>{body}</body></html>'
    )
    return next(iter(weasyprint.made((Source(page, date(2026, 11, 22)),)))).data


def test_every_word_can_be_read_and_the_links_followed() -> None:
    data = made()
    said = " ".join(text(data).split())
    for words in ("From order to dispatch", "Take the order", "agreed", "Can it be", "made?", "Decline politely"):
        assert words in said
    assert said.count("Take the order") == 2
    assert "as a list" not in said
    with pikepdf.open(io.BytesIO(data)) as opened:
        assert "https://example.org/" in str([note.A.URI for page in opened.pages for note in page.get("/Annots", [])])


def test_it_has_a_text_for_those_who_do_not_see_it() -> None:
    with pikepdf.open(io.BytesIO(made())) as opened:
        figures = [
            each for each in opened.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Figure"
        ]
        assert [str(each.get("/Alt")) for each in figures] == ["From order to dispatch"]
