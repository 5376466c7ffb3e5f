"""Printed sheets in a real browser: what they carry, and what checking them answers from a folder."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

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
        SECOND.closure.content,
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
    assert not page.locator(".qms-sheet").is_visible()
    page.emulate_media(media="print")
    assert page.locator(".qms-sheet svg").is_visible()


@pytest.mark.parametrize(
    ("asked", "answer", "leads_to"),
    [
        (f"QP-001/2/{SECOND.closure.content[7:23]}", "In force.", "qp-001/index.html"),
        ("qp-001/2", "In force.", "qp-001/index.html"),
        (f"QP-001/1/{FIRST.closure.content[7:23]}", "Superseded: use revision 2.", "qp-001/index.html"),
        ("QP-001/2/0123456789abcdef", "Do not use this sheet.", "qp-001/index.html"),
        (f"QP-001/2/{SECOND.closure.content[7:10]}", "Do not use this sheet.", "qp-001/index.html"),
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
    assert said.locator("strong").first.inner_text() == answer
    links = [link.evaluate("each => each.href") for link in said.locator("a").all()]
    assert links == ([(site / leads_to).as_uri()] if leads_to else [])


def test_a_sheet_is_checked_by_typing(site: Path, page: Page) -> None:
    page.goto((site / "verify/index.html").as_uri())
    page.get_by_label("Number").fill("QP-001")
    page.get_by_label("Revision").fill("1")
    page.get_by_role("button", name="Check").click()
    assert "use revision 2" in page.locator("#__qms-answer").inner_text()
