"""What PDF/UA asks besides PDF/A, each demand with its clause of ISO 14289-1:2014 (UA) or ISO 32000-1:2008 (32000)."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest
from pikepdf import Dictionary, Operator

from qmsdoc.errors import UsageError
from qmsdoc.render.pdf.weasyprint import require_pdf
from tests.site.opened import below, elements, kids, links, marks, owned, pages, pdf

try:
    require_pdf()
except UsageError as missing:
    pytest.skip(missing.message, allow_module_level=True)

# WeasyPrint leaves its colour profile open.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")


def test_each_link_is_in_the_structure() -> None:
    """UA 7.18.1 and 7.18.5: every link annotation belongs to one Link element; 7.18.3 order of tabs."""
    referred = Counter(
        kid.Obj.objgen
        for each in elements("Link")
        for kid in kids(each)
        if isinstance(kid, Dictionary) and "/Obj" in kid
    )
    assert referred == Counter(each.objgen for each in links())
    assert all("/StructParent" in each for each in links())
    assert all(page.Tabs == "/S" for page in pages())


def test_heads_and_feet_are_not_read_out() -> None:
    """UA 7.8: heads and feet of pages are artifacts, so no element holds their text."""
    said = " ".join(_text_of_elements())
    assert "Every document has a number" in said
    assert "Page 1 of" not in said
    assert "Uncontrolled when printed" not in said


def test_numbers_of_lists_are_those_of_the_text() -> None:
    """A list that begins with 7 begins with 7 on paper too."""
    numbers = [word for said in _text_of_elements() for word in re.findall(r"^\s*(\d+)\.\s*$", said)]
    assert numbers == ["1", "2", "7", "8"]


def _text_of_elements() -> Iterator[str]:
    """The text of marked content that belongs to elements under the root, decoded by each font's ToUnicode."""
    real = owned()
    for page in pages():
        fonts = {str(name): _characters(font) for name, font in page.Resources.Font.items()}
        font, inside = {}, []
        for operands, operator in marks(page):
            if operator in {Operator("BDC"), Operator("BMC")}:
                marked = len(operands) > 1 and isinstance(operands[1], Dictionary) and "/MCID" in operands[1]
                inside.append(marked and (page.objgen, int(operands[1].MCID)) in real)
            elif operator == Operator("EMC"):
                inside.pop()
            elif operator == Operator("Tf"):
                font = fonts[str(operands[0])]
            elif operator in {Operator("Tj"), Operator("TJ")} and any(inside):
                texts = operands[0] if operator == Operator("TJ") else [operands[0]]
                codes = b"".join(bytes(each) for each in texts if isinstance(each, pikepdf.String))
                yield "".join(font.get(codes[i : i + 2], "") for i in range(0, len(codes), 2))


def _characters(font: Any) -> dict[bytes, str]:
    pairs = re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>", font.ToUnicode.read_bytes())
    return {bytes.fromhex(a.decode()): bytes.fromhex(b.decode()).decode("utf-16-be") for a, b in pairs}


def test_tables_name_their_headings() -> None:
    """UA 7.5: rows of cells; a heading has a scope and a name, and each cell names its headings (32000 14.8.5.7)."""
    tables = list(elements("Table"))
    assert tables
    for table in tables:
        rows = [each for each in below(table) if each.S == "/TR"]
        assert rows
        for row in rows:
            assert {str(kid.S) for kid in kids(row)} <= {"/TH", "/TD"}
    for each in elements("TH"):
        assert each.A.Scope in {"/Column", "/Row"}
        assert each.ID
    named = {bytes(each.ID) for each in elements("TH")}
    for each in elements("TD"):
        assert {bytes(header) for header in each.A.Headers} <= named


def test_headings_step_down_one_at_a_time() -> None:
    """UA 7.4.2: the first heading is H1, and no level is left out on the way down."""
    levels = [int(str(each.S)[2]) for each in elements() if re.fullmatch(r"/H[1-6]", str(each.S))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_lists_hold_items_with_label_and_body() -> None:
    """UA 7.6 and 32000 14.8.4.3.3: L holds LI (or a list within), LI holds Lbl and LBody."""
    lists = list(elements("L"))
    assert lists
    for each in lists:
        assert {str(kid.S) for kid in kids(each)} <= {"/LI", "/L", "/Caption"}
    for each in elements("LI"):
        assert {str(kid.S) for kid in kids(each)} <= {"/Lbl", "/LBody"}


def test_it_has_bookmarks_to_every_document_and_heading() -> None:
    """UA 7.17: bookmarks in the order of reading."""
    with pdf().open_outline() as outline:
        titles = [each.title for each in outline.root]
    assert titles[0] == "Contents"
    assert titles[1].startswith("QP-001")
