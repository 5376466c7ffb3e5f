"""What a page weighs at a thousand documents, and whether it stands still while it loads."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import served

pytestmark = pytest.mark.browser

_SHIFT = """() => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value; })
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => resolve(sum), 300);
})"""
_PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


def test_a_first_view_weighs_little_at_a_thousand_documents(browser: Browser, large: Path) -> None:
    asked: set[str] = set()
    with served(large) as address:
        page = browser.new_page()
        page.on("request", lambda request: asked.add(request.url.removeprefix(address)))
        page.goto(f"{address}/qp-0500/index.html", wait_until="networkidle")
        page.close()
    weight = sum(len(gzip.compress((large / path.lstrip("/")).read_bytes())) for path in asked)
    assert len(asked) > 3
    assert weight < 60_000


@pytest.mark.parametrize("path", ["qp-0500/index.html", "index.html", "register/index.html"])
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_stand_still_and_show_soon(browser: Browser, large: Path, path: str, width: int) -> None:
    with served(large) as address:
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.goto(f"{address}/{path}")
        shift, paint = page.evaluate(_SHIFT), page.evaluate(_PAINT)
        page.close()
    assert shift < 0.02
    assert paint < 3000


def test_a_document_costs_the_site_little(site: Path) -> None:
    """Page, permanent edition, history and its share of the index of a short document."""
    names = ("qp-002", "search/t/qp-002.js")
    files = [
        path for name in names for path in ([site / name] if (site / name).is_file() else (site / name).rglob("*"))
    ]
    assert sum(path.stat().st_size for path in files if path.is_file()) < 80_000
