"""PDF/A-3a, demand by demand, each with its clause of ISO 19005-3:2012 (A).

No validator can be installed from a package registry; these are the demands that a made document can fail. Where PDF/UA
asks the same, its clause stands beside it (UA, ISO 14289-1:2014); what it asks besides is in `test_pdfua.py`.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from pikepdf import Name, Operator, Stream

from qmsdoc.errors import UsageError
from qmsdoc.render.pdf.weasyprint import require_pdf
from tests.site.opened import elements, links, marks, objects, owned, pages, pdf

try:
    require_pdf()
except UsageError as missing:
    pytest.skip(missing.message, allow_module_level=True)

# WeasyPrint leaves its colour profile open.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
_STANDARD = frozenset(
    str.split(
        "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl"
        " LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Figure Formula Form"
    )
)


def test_it_names_its_conformance_in_xmp() -> None:
    """A 6.6.4: the identification schema, part 3, conformance A; 6.6.2.1: the metadata stream is not filtered away."""
    with pdf().open_metadata() as told:
        assert (told["pdfaid:part"], told["pdfaid:conformance"]) == ("3", "A")
    assert pdf().Root.Metadata.Subtype == "/XML"


def test_xmp_and_info_agree() -> None:
    """A 6.6.3: what Info says, XMP says too. UA 7.1: XMP has a title."""
    info: Any = pdf().docinfo
    with pdf().open_metadata() as told:
        assert str(info["/Title"]) == told["dc:title"]
        assert told["dc:creator"] == [str(info["/Author"])]
        assert told["xmp:CreatorTool"] == str(info["/Creator"])
        assert told["pdf:Producer"] == str(info["/Producer"])
        for xmp, key in (("xmp:CreateDate", "/CreationDate"), ("xmp:ModifyDate", "/ModDate")):
            assert f"D:{told[xmp].replace('-', '')}" == str(info[key])[:10]


def test_the_file_is_whole_and_open() -> None:
    """A 6.1.2 header, 6.1.3 file identifier and no encryption, 6.1.6.1 no external streams, 6.1.7.2 no LZW."""
    assert pdf().pdf_version == "1.7"
    assert len(pdf().trailer.ID) == 2
    assert not pdf().is_encrypted
    for each in objects():
        filters = str(each.get("/Filter", ""))
        assert "LZW" not in filters
        assert "Crypt" not in filters
        if isinstance(each, Stream):
            assert not {"/F", "/FFilter", "/FDecodeParms"} & set(each.keys())


def test_colour_has_an_output_intent_with_its_profile() -> None:
    """A 6.2.3 output intent with an ICC profile, 6.2.4.3 device colours only under one."""
    (intent,) = pdf().Root.OutputIntents
    assert intent.S == "/GTS_PDFA1"
    profile: Any = intent.DestOutputProfile
    data = profile.read_bytes()
    assert (profile.N, data[36:40], data[16:20]) == (3, b"acsp", b"RGB ")
    for page in pages():
        for _, operator in marks(page):
            assert operator not in {Operator("k"), Operator("K")}


def test_every_font_is_embedded_and_can_be_read_as_text() -> None:
    """A 6.2.11.4.1 embedded, 6.2.11.7.2 ToUnicode, 6.2.11.3.2 CIDToGIDMap."""
    fonts = [each for each in objects() if each.get("/Type") == "/Font"]
    descended = [each for each in fonts if str(each.Subtype).startswith("/CIDFont")]
    assert descended
    for font in descended:
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(font.FontDescriptor.keys())
        if font.Subtype == "/CIDFontType2":
            assert "/CIDToGIDMap" in font
    for font in fonts:
        assert font.Subtype in {"/Type0", "/CIDFontType2", "/CIDFontType0"}
        if font.Subtype == "/Type0":
            cmap = font.ToUnicode.read_bytes()
            assert b"beginbfchar" in cmap or b"beginbfrange" in cmap
            # A 6.2.11.7.2: no character may stand for 0, FEFF or FFFE.
            assert not re.search(rb"> <(?:0000|FEFF|FFFE)>", cmap, re.IGNORECASE)


def test_nothing_in_it_acts() -> None:
    """A 6.5.1 no actions but going to a place or address, 6.4.1 no forms that calculate, 6.5.2 none on opening."""
    root = pdf().Root
    assert not {"/OpenAction", "/AA", "/AcroForm", "/Collection"} & set(root.keys())
    for each in objects():
        assert "/JS" not in each
        assert "/AA" not in each
        if each.get("/Type") == "/Action" or "/URI" in each:
            assert each.S in {"/GoTo", "/URI"}


def test_nothing_is_attached() -> None:
    """A 6.8: an embedded file would need AFRelationship; there is none."""
    assert "/EmbeddedFiles" not in pdf().Root.get("/Names", {})
    assert "/AF" not in pdf().Root
    assert not [each for each in objects() if each.get("/Type") in {"/Filespec", "/EmbeddedFile"}]


def test_what_is_see_through_blends_in_a_colour_that_is_known() -> None:
    """A 6.2.10: transparency needs an output intent or a blending colour space, and only named blend modes."""
    for each in objects():
        if each.get("/Type") == "/ExtGState" or "/BM" in each:
            assert each.get("/BM", Name("/Normal")) in {"/Normal", "/Compatible", "/Multiply", "/Screen"}
            assert "/TR" not in each
    assert pdf().Root.OutputIntents


def test_images_are_not_interpolated_and_have_no_alternates() -> None:
    """A 6.2.8.1."""
    for each in objects():
        if each.get("/Subtype") == "/Image":
            assert "/Alternates" not in each
            assert "/OPI" not in each
            assert not bool(each.get("/Interpolate", False))


def test_annotations_print_and_say_what_they_are() -> None:
    """A 6.3.2 flags: print, not hidden; 6.3.3; UA 7.18.5 a link says in words where it leads; 32000 12.5.6.5."""
    found = list(links())
    assert found
    for each in found:
        assert each.Subtype == "/Link"
        assert int(each.F) & 0b100
        assert not int(each.F) & 0b100011
        assert str(each.Contents).strip()
    assert "QP-002" in {str(each.Contents)[:6] for each in found}


def test_it_is_tagged_with_standard_elements_alone() -> None:
    """A 6.7.2.2 marked, 6.7.3.1 structure tree, 6.7.3.3 and UA 7.1 standard types; UA 7.1 the title is shown."""
    root: Any = pdf().Root
    assert root.MarkInfo.Marked
    assert not bool(root.MarkInfo.get("/Suspects", False))
    assert root.ViewerPreferences.DisplayDocTitle
    assert {str(each.S)[1:] for each in elements()} <= _STANDARD


def test_all_content_is_structure_or_artifact() -> None:
    """A 6.7.3.2 and UA 7.1: every mark made on a page belongs to an element, or is an artifact."""
    drawing = {
        Operator(each) for each in ("S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "Tj", "TJ", "Do", "sh", "EI")
    }
    real = owned()
    for number, page in enumerate(pages(), 1):
        inside: list[bool] = []
        for operands, operator in marks(page):
            if operator in {Operator("BDC"), Operator("BMC")}:
                known = (
                    "/MCID" in operands[1] and (page.objgen, int(operands[1].MCID)) in real if operands[1:] else False
                )
                inside.append(operands[0] == "/Artifact" or known)
            elif operator == Operator("EMC"):
                inside.pop()
            elif operator in drawing:
                assert any(inside), (number, operator, operands)


def test_the_language_is_said_and_where_it_changes() -> None:
    """A 6.7.4 and UA 7.2: the document's natural language, and that of a text in another."""
    assert pdf().Root.Lang == "en"
    assert {str(each.Lang) for each in elements() if "/Lang" in each} == {"de"}
    assert all(each.S == "/Part" for each in elements() if "/Lang" in each)


def test_figures_have_words() -> None:
    """A 6.7.5 and UA 7.3: an alternative text for every figure, and its place."""
    figures = list(elements("Figure"))
    assert len(figures) >= 4
    for each in figures:
        assert str(each.Alt).strip()
        assert len(each.A.BBox) == 4
    assert {"A blue bar", "wide.svg"} <= {str(each.Alt) for each in figures}
