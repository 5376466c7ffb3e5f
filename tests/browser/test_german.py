"""A German manual in a browser: what scripts and styles say, long words in narrow windows, axe."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page

from qmsdoc.site import publish
from tests.browser.conftest import served, violations
from tests.browser.manual import everything
from tests.site.translated import translated

pytestmark = pytest.mark.browser

PAGES = (
    "index.html",
    "register/index.html",
    "changes/index.html",
    "reviews/index.html",
    "clauses/iso9001-2015/index.html",
    "people/index.html",
    "waivers/index.html",
    "help/index.html",
    "verify/index.html",
    "qp-001/index.html",
    "qp-001.en/index.html",
    "qp-001/rev/1/index.html",
    "qp-001/history/index.html",
    "wi-002/index.html",
    "policy/index.html",
    "404.html",
)


@pytest.fixture(scope="module")
def german(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    base = everything()
    records = (*base.records, translated("QP-001", "en", 1))
    made = replace(
        base,
        records=tuple(sorted(records, key=lambda record: record.name)),
        looks=replace(base.looks, language="de"),
    )
    output: Path = tmp_path_factory.mktemp("german") / "site"
    publish(made, (), output)
    with served(output) as found:
        yield found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    made = browser.new_context(locale="de-DE").new_page()
    yield made
    made.context.close()


@pytest.mark.long
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing(
    browser: Browser, german: str, axe: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    faults: dict[str, Any] = {}
    for path in PAGES:
        page.goto(f"{german}/{path}")
        if found := violations(page, axe):
            faults[path] = found
    context.close()
    assert not faults


@pytest.mark.long
@pytest.mark.parametrize("width", [320, 390, 800, 1280])
def test_long_words_widen_no_page(browser: Browser, german: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    wide = {}
    for path in PAGES:
        page.goto(f"{german}/{path}")
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if beyond:
            wide[path] = beyond
    page.close()
    assert wide == {}


def test_search_and_filters_speak_german(page: Page, german: str) -> None:
    page.goto(f"{german}/register/index.html")
    rows = page.locator(".qms-register tbody tr").count()
    assert page.inner_text(".qms-filter [role=status]") == f"{rows} von {rows} Dokumenten"
    page.fill(".qms-filter input", "training")
    assert page.inner_text(".qms-filter [role=status]").startswith("1 von ")
    page.fill("#__qms-search", "zzzzqq")
    page.wait_for_selector(".qms-search__panel:not([hidden])")
    assert page.inner_text("#__search-said") == "Nichts gefunden."
    page.fill("#__qms-search", "training")
    page.wait_for_selector("#__search-found a")
    assert page.inner_text("#__search-said").endswith(("Seite", "Seiten"))


@pytest.mark.parametrize("asked", ["7.5.2", "Abschnitt 7.5.2", "clause 7.5.2"])
def test_clauses_are_found_by_their_german_name(page: Page, german: str, asked: str) -> None:
    page.goto(f"{german}/index.html")
    page.fill("#__qms-search", asked)
    page.wait_for_selector("#__search-found a")
    first = page.locator("#__search-found a").all_inner_texts()[:3]
    assert any(title.startswith("Abschnitt 7.5.2 ") for title in first)
    assert any(title.startswith("QP-003") for title in first)


def test_rows_are_sorted_as_german_does(page: Page, german: str) -> None:
    page.goto(f"{german}/register/index.html")
    page.evaluate(
        """() => {
          const body = document.querySelector(".qms-register tbody");
          const names = ["Zoll", "Öffnen", "Oben", "Prüfen"];
          [...body.rows].slice(0, 4).forEach((row, index) => { row.cells[1].textContent = names[index]; });
          [...body.rows].slice(4).forEach((row) => row.remove());
        }"""
    )
    page.click("th button:has-text('Titel')")
    assert page.locator(".qms-register tbody th").all_inner_texts() == ["Oben", "Öffnen", "Prüfen", "Zoll"]


def test_a_sheet_is_answered_in_german(page: Page, german: str) -> None:
    page.goto(f"{german}/verify/index.html#QP-001/1")
    page.wait_for_selector(".qms-answer")
    said = " ".join(page.inner_text(".qms-answer").split())
    assert "Ersetzt: Es gilt Revision 2. QP-001 Revision 1 war bis zum 1. Februar 2026 in Kraft." in said


def test_marks_across_pages_are_german(page: Page, german: str) -> None:
    page.goto(f"{german}/qp-001/rev/1/index.html")
    mark = "getComputedStyle(document.querySelector('.qms-ended'), '::before').content"
    assert page.evaluate(mark) == '"ERSETZT"'


def test_an_old_copy_says_so_in_german(page: Page, german: str) -> None:
    page.goto(f"{german}/index.html")
    assert page.inner_text("#__qms-stale").startswith("Diese Kopie ist vom 1. Juni 2026")
