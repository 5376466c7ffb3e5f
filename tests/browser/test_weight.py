"""What a page weighs at a thousand documents, how soon it shows on a slow phone, and what a document costs the site.

Bounds are generous: a slow machine passes. `benchmarks/README.md` has the figures as measured; those of this run are
printed with `pytest -s`.
"""

from __future__ import annotations

import functools
import gzip
import http.server
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from qmsdoc.model.appearance import MATERIAL_THEME
from tests.browser.conftest import served
from tests.browser.large import large_site

pytestmark = [pytest.mark.browser, pytest.mark.long]

PAGES = {"document": "qp-0500/index.html", "home": "index.html", "register": "register/index.html"}

# Lighthouse's slow 4G, and its slowing down of the processor, for a phone.
_SLOW = {"offline": False, "latency": 150, "downloadThroughput": 204_800, "uploadThroughput": 93_750}
_OBSERVE = """
window.seen = {shift: 0, largest: 0, blocked: 0};
const observe = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note))
  .observe({type, buffered: true});
observe("layout-shift", (entry) => { if (!entry.hadRecentInput) window.seen.shift += entry.value; });
observe("largest-contentful-paint", (entry) => { window.seen.largest = entry.startTime; });
observe("longtask", (entry) => { window.seen.blocked += Math.max(0, entry.duration - 50); });
"""
_SEEN = """() => new Promise((resolve) => setTimeout(() => resolve(
  {...window.seen, first: performance.getEntriesByName("first-contentful-paint")[0].startTime}), 500))"""


@dataclass(frozen=True, slots=True)
class Seen:
    """Bytes that came over the line, milliseconds to the first and largest paint and blocked, and the shift."""

    weight: int
    first: float
    largest: float
    blocked: float
    shift: float


class zipped(served):  # noqa: N801 - reads as a phrase
    """Serve a folder as web servers do: text is compressed."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._server.RequestHandlerClass = functools.partial(_Zipped, directory=str(folder))


class _Zipped(http.server.SimpleHTTPRequestHandler):
    def send_head(self) -> BytesIO | None:
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return None
        data = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        return BytesIO(data)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


def load(page: Page, address: str, *, slow: bool) -> Seen:
    """Open a page as a reader who was never here does."""
    tools = page.context.new_cdp_session(page)
    weights: list[float] = []
    tools.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    tools.send("Network.enable")
    tools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    if slow:
        tools.send("Network.emulateNetworkConditions", _SLOW)
        tools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.add_init_script(_OBSERVE)
    page.goto(address, wait_until="networkidle")
    seen = page.evaluate(_SEEN)
    return Seen(round(sum(weights)), seen["first"], seen["largest"], seen["blocked"], seen["shift"])


@pytest.fixture(scope="module")
def large_material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The manual with a thousand documents in Material's frame."""
    return large_site(tmp_path_factory.mktemp("large-material"), MATERIAL_THEME)


def first_view(browser: Browser, folder: Path) -> int:
    """Give the bytes of a document's first view."""
    with zipped(folder) as address:
        seen = load(browser.new_page(), f"{address}/{PAGES['document']}", slow=False)
    print(f"\nfirst view of a document: {seen.weight:,} bytes")
    return seen.weight


def test_a_first_view_weighs_little_at_a_thousand_documents(browser: Browser, large: Path) -> None:
    assert 5_000 < first_view(browser, large) < 60_000


def test_a_first_view_in_materials_frame_weighs_no_more_than_it_must(browser: Browser, large_material: Path) -> None:
    assert 60_000 < first_view(browser, large_material) < 100_000


@pytest.mark.parametrize("name", PAGES)
def test_pages_show_soon_on_a_slow_phone(browser: Browser, large: Path, name: str) -> None:
    with zipped(large) as address:
        page = browser.new_page(viewport={"width": 390, "height": 800}, device_scale_factor=2, is_mobile=True)
        seen = load(page, f"{address}/{PAGES[name]}", slow=True)
    print(f"\n{name}: {seen}")
    assert seen.weight < 150_000
    assert seen.first < 6_000
    assert seen.first <= seen.largest < 10_000
    assert seen.blocked < 4_000
    assert seen.shift < 0.05


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_stand_still(browser: Browser, large: Path, name: str, width: int) -> None:
    with served(large) as address:
        page = browser.new_page(viewport={"width": width, "height": 800})
        seen = load(page, f"{address}/{PAGES[name]}", slow=False)
    assert seen.shift < 0.02
    assert seen.first < 3_000


def test_the_menu_of_a_long_section_shows_what_is_near(large: Path) -> None:
    menu = (large / PAGES["document"]).read_text().partition('<nav class="qms-nav"')[2].partition("</nav>")[0]
    assert "QP-0485" in menu
    assert "QP-0515" in menu
    assert "QP-0484" not in menu
    assert "QP-0516" not in menu
    assert "All 1000 documents" in menu


def size(*paths: Path) -> int:
    files = [file for path in paths for file in ([path] if path.is_file() else path.rglob("*")) if file.is_file()]
    assert files
    return sum(file.stat().st_size for file in files)


def test_a_document_costs_the_site_little(site: Path, large: Path) -> None:
    """A short document: its page, the permanent page of an edition, its history with a redline; its words in search."""
    costs = {
        "page": size(site / "qp-001/index.html"),
        "edition": size(site / "qp-001/rev/1/index.html"),
        "redline": size(site / "qp-001/history/1-2/index.html"),
        "search": size(large / "search") // 1000,
    }
    print(f"\n{costs}")
    assert costs["page"] < 40_000
    assert costs["edition"] < 40_000
    assert costs["redline"] < 40_000
    assert costs["search"] < 9_000


def test_a_long_register_lays_out_its_first_rows_until_asked_and_on_paper_all(browser: Browser, large: Path) -> None:
    with served(large) as address:
        page = browser.new_page()
        page.goto(f"{address}/{PAGES['register']}")
        rows = page.locator(".qms-register tbody tr:visible")
        expect(rows).to_have_count(500)
        page.emulate_media(media="print")
        expect(rows).to_have_count(1000)
        page.emulate_media(media="screen")
        page.get_by_role("button", name="Show 500 more documents").click()
        expect(rows).to_have_count(1000)
        page.close()
