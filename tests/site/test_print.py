"""Printed sheets in a real browser: what they carry, and what checking them answers from a folder."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageEnhance, ImageFilter
from playwright.sync_api import Browser, Page, expect

from qmsdoc.site import publish
from tests.site.build import FIRST, SECOND, snapshot

CHROMIUM = shutil.which("chromium")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("printed") / "site"
    publish(snapshot(), (), place)
    return place


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    faults: list[str] = []
    opened = browser.new_page()
    opened.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: faults.append(str(error)))
    yield opened
    opened.close()
    assert faults == []


def printed(page: Page, path: Path, to: Path) -> str:
    """Print a page as its reader would, and give the sheets' text."""
    page.goto(path.as_uri())
    page.pdf(path=to, prefer_css_page_size=True)
    return subprocess.run(["pdftotext", "-layout", to, "-"], capture_output=True, text=True, check=True).stdout


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
def test_a_sheet_says_what_it_is_on_every_page(site: Path, page: Page, tmp_path: Path) -> None:
    text = printed(page, site / "qp-001/index.html", tmp_path / "sheet.pdf")
    for words in (
        "QP-001 Control of documents",
        "Revision 2, in force from 1 February 2026",
        "Uncontrolled when printed",
        "Page 1 of 2",
        "Page 2 of 2",
        "I approve this revision for use.",
        SECOND.closure.content_digest,
    ):
        assert words in text
    assert len(re.findall(r"Printed on \d{1,2} [A-Z][a-z]+ 20\d\d", text)) == 3


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
def test_a_sheet_of_an_edition_no_longer_in_force_says_so(site: Path, page: Page, tmp_path: Path) -> None:
    text = printed(page, site / "qp-001/rev/1/index.html", tmp_path / "sheet.pdf")
    assert "SUPERSEDED: NOT FOR USE" in text
    assert "Do not work by this edition" in text


def test_the_code_is_on_paper_only(site: Path, page: Page) -> None:
    page.goto((site / "qp-001/index.html").as_uri())
    expect(page.locator(".qms-sheet")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".qms-sheet svg")).to_be_visible()


@pytest.mark.parametrize(
    ("asked", "answer", "leads_to"),
    [
        (f"QP-001/2/{SECOND.closure.content_digest[7:23]}", "In force.", "qp-001/index.html"),
        ("qp-001/2", "In force.", "qp-001/index.html"),
        (f"QP-001/1/{FIRST.closure.content_digest[7:23]}", "Superseded: use revision 2.", "qp-001/index.html"),
        ("QP-001/2/0123456789abcdef", "Do not use this sheet.", "qp-001/index.html"),
        (f"QP-001/2/{SECOND.closure.content_digest[7:10]}", "Do not use this sheet.", "qp-001/index.html"),
        ("QP-001/9", "Unknown.", "qp-001/index.html"),
        ("WI-002/1", "No longer in force: use WI-001.", "wi-002/index.html"),
        ("XX-001/1", "Unknown.", None),
        ("__proto__/1", "Unknown.", None),
        ("%3Cimg%20src=x%3E/1", "Unknown.", None),
        ("%E0%A4%A/1", "Unknown.", None),
    ],
)
def test_a_scanned_sheet_is_answered_from_a_folder(
    site: Path, page: Page, asked: str, answer: str, leads_to: str | None
) -> None:
    page.goto(f"{(site / 'verify/index.html').as_uri()}#{asked}")
    said = page.locator("#__qms-answer [role=status]")
    expect(said.locator("strong").first).to_have_text(answer)
    links = said.locator("a")
    expect(links).to_have_count(1 if leads_to else 0)
    if leads_to:
        expect(links).to_have_js_property("href", (site / leads_to).as_uri())


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler-utils is not installed")
@pytest.mark.parametrize(
    ("sheet", "answer"),
    [
        ("qp-001/index.html", "In force."),
        ("qp-001/rev/1/index.html", "Superseded: use revision 2."),
        ("wi-002/rev/1/index.html", "No longer in force: use WI-001."),
    ],
)
def test_a_photo_of_a_printed_sheet_leads_to_its_answer(
    site: Path, page: Page, tmp_path: Path, sheet: str, answer: str
) -> None:
    printed(page, site / sheet, tmp_path / "sheet.pdf")
    (read,) = zxingcpp.read_barcodes(photo(tmp_path / "sheet.pdf"))
    assert read.format == zxingcpp.BarcodeFormat.QRCode
    address, _, fragment = read.text.partition("#")
    assert address == "https://qms.example.org/verify/"
    page.goto(f"{(site / 'verify/index.html').as_uri()}#{fragment}")
    expect(page.locator("#__qms-answer [role=status] strong").first).to_have_text(answer)


def photo(sheets: Path) -> Image.Image:
    """Give the first sheet as a phone would take it: aslant, a little blurred, badly lit."""
    subprocess.run(["pdftoppm", "-r", "100", "-png", "-l", "1", sheets, sheets.with_suffix("")], check=True)
    (picture,) = sheets.parent.glob(f"{sheets.stem}-*.png")
    paper = Image.open(picture).convert("L").rotate(7, expand=True, fillcolor=90, resample=Image.Resampling.BICUBIC)
    return ImageEnhance.Contrast(paper.filter(ImageFilter.GaussianBlur(0.6))).enhance(0.5)


def test_a_code_is_printed_large_enough_and_without_grey(site: Path, page: Page) -> None:
    page.goto((site / "qp-001/index.html").as_uri())
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator("body")).to_have_css("color", "rgb(0, 0, 0)")
    width = page.locator(".qms-sheet svg").evaluate("each => each.getBoundingClientRect().width")
    assert width / 96 * 25.4 >= 20


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
@pytest.mark.parametrize(
    ("sheet", "head"),
    [
        ("register/index.html", "As of 1 June 2026"),
        ("changes/index.html", "As of 1 June 2026"),
        ("wi-002/index.html", "WITHDRAWN: NOT FOR USE"),
    ],
)
def test_every_kind_of_page_says_on_paper_what_it_is(
    site: Path, page: Page, tmp_path: Path, sheet: str, head: str
) -> None:
    text = printed(page, site / sheet, tmp_path / "sheet.pdf")
    assert head in text
    assert "Valid only when checked" in text
    assert re.search(r"Printed on \d{1,2} [A-Z][a-z]+ 20\d\d", text)


def test_a_withdrawn_document_without_successor_is_not_to_be_used(site: Path, page: Page) -> None:
    page.goto((site / "verify/index.html").as_uri())
    page.evaluate("window.qmsEditions['wi-002'].instead = null; location.hash = 'WI-002/1'")
    expect(page.locator("#__qms-answer [role=status]")).to_contain_text("Withdrawn: do not use.")


@pytest.mark.parametrize(("today", "old"), [("2026-06-02", False), ("2027-06-02", True)])
def test_an_old_copy_doubts_its_own_answer(site: Path, page: Page, today: str, old: bool) -> None:
    page.clock.set_fixed_time(f"{today}T12:00:00")
    page.goto(f"{(site / 'verify/index.html').as_uri()}#QP-001/2")
    said = page.locator("#__qms-answer [role=status]")
    expect(said).to_contain_text("In force.")
    doubt = said.get_by_text("This copy of the manual is of 1 June 2026 and may be out of date.")
    expect(doubt).to_have_count(1 if old else 0)


@pytest.mark.parametrize(
    "pasted", ["https://qms.example.org/verify/#QP-001/1", "QP-001/1", "qp-001/1/0123456789abcdef"]
)
def test_what_a_scanner_read_may_be_pasted(site: Path, page: Page, pasted: str) -> None:
    page.goto((site / "verify/index.html").as_uri())
    page.get_by_label("Number").fill(pasted)
    expect(page.get_by_label("Revision")).to_have_value("1")
    page.get_by_role("button", name="Check").click()
    wanted = "Do not use this sheet." if pasted.endswith("f") else "use revision 2"
    expect(page.locator("#__qms-answer")).to_contain_text(wanted)


def test_a_sheet_is_checked_by_typing(site: Path, page: Page) -> None:
    page.goto((site / "verify/index.html").as_uri())
    page.get_by_label("Number").fill("QP-001")
    page.get_by_label("Revision").fill("1")
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#__qms-answer")).to_contain_text("use revision 2")
