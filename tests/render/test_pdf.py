"""PDF of editions: PDF/A-3a as far as its parts tell, everything inside, the same bytes every time."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from dataclasses import replace

import pikepdf
import pytest

from qmsdoc.errors import UsageError
from qmsdoc.model import addresses
from qmsdoc.model.appearance import Looks
from qmsdoc.pages.document import EditionPage
from qmsdoc.pages.manual import ManualPages, manual
from qmsdoc.render.pdf import weasyprint
from qmsdoc.render.pdf.make import pdfs
from qmsdoc.render.pdf.page import Copy, PdfPageBuilder, _within
from qmsdoc.render.pdf.weasyprint import made, require_pdf
from qmsdoc.site import template
from tests.site.build import SECOND, snapshot

try:
    require_pdf()
except UsageError as missing:
    REASON = missing.message
else:
    REASON = ""

# WeasyPrint leaves its colour profile open.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
needs_press = pytest.mark.skipif(bool(REASON), reason=REASON or "PDF can be made here")


def pages() -> ManualPages:
    return manual(snapshot())


def page(name: str = "QP-001") -> EditionPage:
    return next(each for each in pages().editions if each.is_current and each.stamp.name == name)


@pytest.fixture(scope="module")
def whole() -> bytes:
    return next(made((PdfPageBuilder(snapshot(), template()).manual(pages()),))).data


@pytest.fixture(scope="module")
def one() -> bytes:
    return next(made((PdfPageBuilder(snapshot(), template()).document(page()),))).data


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def text(data: bytes) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler-utils is not installed")
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True)
    return done.stdout.decode()


@needs_press
def test_it_says_that_it_is_pdf_a_3a_and_has_what_that_needs(one: bytes, whole: bytes) -> None:
    for data in (one, whole):
        made = opened(data)
        with made.open_metadata() as told:
            assert (told["pdfaid:part"], told["pdfaid:conformance"]) == ("3", "A")
            assert told["xmp:CreateDate"] == "2026-06-01"
        assert made.Root.MarkInfo.Marked
        assert made.Root.StructTreeRoot.K
        assert made.Root.Lang == "en"
        assert made.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert not made.is_encrypted
        assert made.trailer.ID


@needs_press
def test_nothing_in_it_runs_and_every_font_is_inside(whole: bytes) -> None:
    fonts, made = 0, opened(whole)
    for each in made.objects:
        if not isinstance(each, pikepdf.Dictionary):
            continue
        assert "/JS" not in each
        assert each.get("/S") not in {pikepdf.Name.JavaScript, pikepdf.Name.Launch}
        if "/FontDescriptor" in each:
            fonts += 1
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(each.FontDescriptor.keys())
    assert fonts


@needs_press
def test_the_manual_has_a_bookmark_for_every_document(whole: bytes) -> None:
    with opened(whole).open_outline() as outline:
        titles = [each.title for each in outline.root]
    assert titles == [
        "Contents",
        "QP-001 Control of documents",
        "QP-002 Training <b>& more</b>",
        "POLICY Policy of example-manual",
    ]


@needs_press
def test_two_runs_give_the_same_bytes(one: bytes) -> None:
    assert next(made((PdfPageBuilder(snapshot(), template()).document(page()),))).data == one


@needs_press
def test_a_sheet_says_what_it_is_and_who_signed(one: bytes) -> None:
    said = text(one)
    for words in (
        "QP-001 Control of documents",
        "Revision 2, in force from 1 February 2026",
        "Uncontrolled when printed",
        "As of 1 June 2026",
        "Page 1 of 1",
        "Tom O'Becker",
        "20 January 2026",
        "Every document has a number",
        SECOND.closure.content_digest[:20],
    ):
        assert words in said
    assert "private remark" not in said


@needs_press
def test_a_copy_carries_its_number_and_holder() -> None:
    copy = Copy(7, "Bench 4 <b>", "1 June 2026", "Jane Doe")
    said = text(next(made((PdfPageBuilder(snapshot(), template()).document(page(), copy),))).data)
    assert "Controlled copy 7: Bench 4 <b>" in said
    assert "Issued on 1 June 2026 by Jane Doe" in said
    assert "Uncontrolled" not in said


def press() -> PdfPageBuilder:
    return PdfPageBuilder(snapshot(), template())


def test_links_stay_inside_where_their_document_is() -> None:
    alone, both = press().document(page()).html, press().manual(pages()).html
    assert 'href="https://qms.example.org/qp-002/index.html#who"' in alone
    assert 'href="#qp-002:who"' in both
    assert both.count('id="qp-001:who"') == both.count('id="qp-002:who"') == 1
    nowhere = PdfPageBuilder(replace(snapshot(), looks=Looks()), template()).document(page()).html
    assert "qp-002/index" not in nowhere


def test_the_title_stands_once_and_no_other_heading_is_left_out() -> None:
    made = press().document(page()).html
    assert len(re.findall(r"<h1[^>]*>Control of documents</h1>", made)) == 1
    other = page()
    other = replace(other, stamp=replace(other.stamp, title="Documents"))
    assert len(re.findall(r"<h1", press().document(other).html)) == 2


def test_pictures_are_inside_and_hostile_text_stays_text() -> None:
    hostile = replace(page(), stamp=replace(page().stamp, title='</style><script>"'))
    made = press().document(hostile, Copy(1, '</style><i>"', "today")).html
    assert 'src="data:image/svg+xml;base64,' in made
    assert "<script" not in made
    assert "<i>" not in made
    whole = press().manual(pages()).html
    assert "Training &lt;b&gt;" in whole
    assert 'src="data:image/png;base64,' in whole


@pytest.mark.parametrize(
    ("html", "within"),
    [
        ('<h2 id="a">x</h2>', '<h2 id="d:a">x</h2>'),
        ('<a href="#a">x</a>', '<a href="#d:a">x</a>'),
        (
            '<svg aria-labelledby="t u"><use href="#m"/></svg>',
            '<svg aria-labelledby="d:t d:u"><use href="#d:m"/></svg>',
        ),
        ('<path marker-end="url(#m)" d="M0 0"/>', '<path marker-end="url(#d:m)" d="M0 0"/>'),
        ('<td headers="a b">x</td>', '<td headers="d:a d:b">x</td>'),
        ('<p>an id="a" in words, url(#m)</p>', '<p>an id="a" in words, url(#m)</p>'),
        ('<img alt="" src="files/' + "0123456789abcdef" * 4 + '-map.png">', '<img alt="map.png" src="">'),
        ('<input type="checkbox" disabled checked aria-label="Ticked"> x', "<code>[x]</code>  x"),
        ('<input type="checkbox" disabled aria-label="Not ticked"/> x', "<code>[ ]</code>  x"),
        ('<img alt="A map" src="no.png">', '<img alt="A map" src="">'),
        ('<img alt="as url(#a) says" src="no.png">', '<img alt="as url(#a) says" src="">'),
    ],
)
def test_a_document_keeps_its_ids_to_itself(html: str, within: str) -> None:
    assert _within(html, "d", frozenset(), (), "") == within


@needs_press
def test_every_edition_in_force_and_the_manual_are_made() -> None:
    found = dict(pdfs(snapshot(), pages(), template()))
    assert list(found) == [
        "policy/POLICY-rev-1.pdf",
        "qp-001/QP-001-rev-2.pdf",
        "qp-002/QP-002-rev-1.pdf",
        "manual.pdf",
    ]
    assert addresses.pdf("QP-001", 2) == "qp-001/QP-001-rev-2.pdf"
    assert all(pdf.data.startswith(b"%PDF-1.7") and not pdf.missing for pdf in found.values())


@needs_press
def test_a_pdf_without_a_font_for_its_signs_says_so() -> None:
    source = PdfPageBuilder(snapshot(), template()).document(page())
    pdf = next(made((replace(source, html=source.html.replace("Every document", "\U00010a00\U00010a10\U00010a00")),)))
    assert pdf.missing == "\U00010a00\U00010a10"
    assert "Signs are missing in this PDF" in " ".join(text(pdf.data).split())


@needs_press
def test_a_pdf_with_all_its_signs_says_nothing(one: bytes) -> None:
    assert "Signs are missing" not in text(one)


@pytest.mark.parametrize(
    ("fault", "words"), [(ImportError("weasyprint"), "pip install"), (OSError("pango"), "libpango")]
)
def test_what_is_missing_is_said(fault: Exception, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> object:
        raise fault

    monkeypatch.setattr(weasyprint, "import_module", absent)
    with pytest.raises(UsageError) as raised:
        require_pdf()
    assert words in raised.value.remedy
    assert raised.value.exit_code == 2
