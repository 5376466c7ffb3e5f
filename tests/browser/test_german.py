"""A German manual in a browser: what scripts and styles say, long words in narrow windows, axe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from qmsdoc.model.snapshot import Snapshot
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


def german_manual() -> Snapshot:
    """The small manual in German, with a translation."""
    base = everything()
    records = sorted((*base.records, translated("QP-001", "en", 1)), key=lambda record: record.name)
    return replace(base, records=tuple(records), looks=replace(base.looks, language="de"))


@pytest.fixture(scope="module")
def german(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    output: Path = tmp_path_factory.mktemp("german") / "site"
    publish(german_manual(), (), output)
    with served(output) as found:
        yield found


@pytest.fixture
def page(browser: Browser) -> Page:
    return browser.new_page(locale="de-DE")


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
    assert wide == {}


def test_search_and_filters_speak_german(page: Page, german: str) -> None:
    page.goto(f"{german}/register/index.html")
    rows = page.locator(".qms-register tbody tr").count()
    shown, said = page.locator(".qms-filter [role=status]"), page.locator("#__search-said")
    expect(shown).to_have_text(f"{rows} von {rows} Dokumenten")
    page.fill(".qms-filter input", "training")
    expect(shown).to_have_text(f"1 von {rows} Dokumenten")
    page.fill("#__qms-search", "zzzzqq")
    expect(said).to_have_text("Nichts gefunden.")
    page.fill("#__qms-search", "training")
    expect(said).to_have_text(re.compile(r" Seiten?$"))


@pytest.mark.parametrize("asked", ["7.5.2", "Abschnitt 7.5.2", "clause 7.5.2"])
def test_clauses_are_found_by_their_german_name(page: Page, german: str, asked: str) -> None:
    page.goto(f"{german}/index.html")
    page.fill("#__qms-search", asked)
    found = page.locator("#__search-found li:nth-child(-n + 3) a")
    for title in ("Abschnitt 7.5.2 ", "QP-003"):
        expect(found.filter(has_text=re.compile(f"^{title}")).first).to_be_visible()


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
    expect(page.locator(".qms-register tbody th")).to_have_text(["Oben", "Öffnen", "Prüfen", "Zoll"])


def test_a_sheet_is_answered_in_german(page: Page, german: str) -> None:
    page.goto(f"{german}/verify/index.html#QP-001/1")
    said = page.locator(".qms-answer")
    expect(said).to_contain_text("Ersetzt: Es gilt Revision 2.")
    expect(said).to_contain_text("QP-001 Revision 1 war bis zum 1. Februar 2026 in Kraft.")


def test_marks_across_pages_are_german(page: Page, german: str) -> None:
    page.goto(f"{german}/qp-001/rev/1/index.html")
    mark = "getComputedStyle(document.querySelector('.qms-ended'), '::before').content"
    assert page.evaluate(mark) == '"ERSETZT"'


def test_an_old_copy_says_so_in_german(page: Page, german: str) -> None:
    page.clock.set_fixed_time("2027-01-01T12:00:00")
    page.goto(f"{german}/index.html")
    expect(page.locator("#__qms-stale")).to_contain_text("Diese Kopie ist vom 1. Juni 2026")
