"""Search: what it finds, from a web server and from a folder, how fast, and what it costs before the first result."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from qmsdoc.model.snapshot import Record, Status
from qmsdoc.site import publish
from tests.browser.conftest import served
from tests.browser.large import PHRASE
from tests.site.build import document, edition, snapshot

pytestmark = pytest.mark.browser

_TIMED = """async (text) => {
  const field = document.getElementById("__qms-search");
  const said = document.getElementById("__search-said");
  field.value = text;
  said.textContent = "";
  const start = performance.now();
  field.dispatchEvent(new Event("input"));
  while (!said.textContent) await new Promise((resolve) => setTimeout(resolve, 1));
  return performance.now() - start;
}"""


def found(page: Page, text: str) -> list[str]:
    """Search, and give what is found; an empty field ends the search before."""
    page.fill("#__qms-search", "")
    page.evaluate("document.getElementById('__search-said').textContent = ''")
    page.fill("#__qms-search", text)
    expect(page.locator("#__search-said")).not_to_be_empty()
    return page.locator("#__search-found a").all_inner_texts()


def expect_first(page: Page, place: str) -> None:
    """Wait until the first result leads to that place in the site."""
    expect(page.locator("#__search-found a").first).to_have_attribute("href", re.compile(f"{place}$"))


@pytest.mark.parametrize("way", ["web", "folder"])
def test_it_finds_ids_titles_phrases_roles_and_clauses(browser: Browser, site: Path, address: str, way: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/qp-001/index.html" if way == "web" else (site / "qp-001/index.html").as_uri())
    assert found(page, "QP-003")[0] == "QP-003 Everything at once"
    assert found(page, "qp2")[0].startswith("QP-002 ")
    assert found(page, "everything at once")[0] == "QP-003 Everything at once"
    assert found(page, '"keeps all of this"') == ["QP-003 Everything at once"]
    assert found(page, '"all of keeps this"') == []
    assert "Quality manager" in found(page, "quality manager")
    assert "QP-003 Everything at once" in found(page, "7.5.2")
    assert found(page, "screwdrivers") == ["QP-003 Everything at once"]
    assert found(page, "zzzz") == []
    expect(page.locator("#__search-said")).to_have_text("Nothing found.")


def test_drafts_and_former_editions_are_not_found(browser: Browser, site: Path) -> None:
    page = browser.new_page()
    page.goto((site / "index.html").as_uri())
    for text in ("draft anybody", "faxing", "first words of this procedure"):
        assert not [each for each in found(page, text) if each.startswith(("QP-001", "WI-"))], text


def test_a_result_leads_to_the_section(browser: Browser, site: Path) -> None:
    page = browser.new_page()
    page.goto((site / "index.html").as_uri())
    found(page, "screwdriver")
    expect_first(page, "qp-003/index.html#a-table-that-is-wide")


TEXTS = {
    "QP-012": ("Deviations", "## Approval\n\nA deviation is approved by the quality manager before work goes on.\n"
               "\n## Records\n\nRecords of deviations are kept ten years.\n"),
    "QP-013": ("Calibration", "Instruments are calibrated once a year. Who approves a supplier is told elsewhere.\n"),
    "WI-003": ("Prüfung", "Die Prüfungen werden am Wareneingang von der Werkstatt durchgeführt.\n"),
    "WI-004": ("検査", "製品の検査方法を定める。\n"),
    "WI-005": ("การควบคุม", "การควบคุมเอกสาร\n"),
    "WI-006": ("नियंत्रण", "दस्तावेज़ नियंत्रण।\n"),
}  # fmt: skip


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    records = list(snapshot().records)
    for name, (title, text) in TEXTS.items():
        source = document(name, 1, title, f"# {title}\n\n{text}")
        only = edition(source, date(2025, 3, 3), Status.EFFECTIVE)
        records.append(Record(name, Status.EFFECTIVE, source, (only,), only, only.approvals))
    place = tmp_path_factory.mktemp("words") / "site"
    publish(replace(snapshot(), records=tuple(sorted(records, key=lambda each: each.name))), (), place)
    return place


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("qp12", "QP-012"),
        ("wi 3", "WI-003"),
        ("QP-0012", "QP-012"),
        ("calibartion", "QP-013"),
        ("clibration", "QP-013"),
        ("calibrating", "QP-013"),
        ("supliers", "QP-013"),
        ("Prüfen", "WI-003"),
        ("pruefung", "WI-003"),
        ("who approves a deviation", "QP-012"),
        ("wer prüft am Wareneingang", "WI-003"),
        ("方法", "WI-004"),
        ("検査方法", "WI-004"),
        ("เอกสาร", "WI-005"),
        ("दस्तावेज़", "WI-006"),
        ("deviation", "QP-012"),
    ],
)
def test_it_forgives(browser: Browser, words: Path, text: str, first: str) -> None:
    page = browser.new_page()
    page.goto((words / "index.html").as_uri())
    assert found(page, text)[0].startswith(first)


def test_a_question_finds_the_paragraph(browser: Browser, words: Path) -> None:
    page = browser.new_page()
    page.goto((words / "index.html").as_uri())
    found(page, "who approves a deviation")
    expect_first(page, "qp-012/index.html#approval")
    expect(page.locator("#__search-found li").first).to_contain_text("is approved by the quality manager")


@pytest.mark.long
def test_a_thousand_documents_answer_in_100_ms_on_a_phone(browser: Browser, large: Path) -> None:
    with served(large) as address:
        page = browser.new_page(viewport={"width": 390, "height": 800})
        sizes: list[int] = []
        page.on("requestfinished", lambda request: sizes.append(_packed(large, request.url, address)))
        page.goto(f"{address}/qp-0500/index.html")
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
        sizes.clear()
        page.focus("#__qms-search")
        first = found(page, "QP-0123")
        assert first[0].startswith("QP-0123")
        before_first = sum(sizes[:3])
        assert before_first < 100_000
        times = {}
        for text in ("QP-0777", "handling of", "records", "process owner", "7.5", f'"{PHRASE}"'):
            found(page, text)
            times[text] = min(page.evaluate(_TIMED, text) for _ in range(5))
        assert found(page, f'"{PHRASE}"')[0].startswith("QP-0700")
    assert {text: time for text, time in times.items() if time > 100} == {}


def _packed(folder: Path, url: str, address: str) -> int:
    path = folder / url.removeprefix(address).lstrip("/")
    return len(gzip.compress(path.read_bytes())) if path.is_file() else 0
