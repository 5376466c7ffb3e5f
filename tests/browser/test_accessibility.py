"""WCAG 2.2 AA on every kind of page: axe-core, the keyboard alone, zoom, reflow, reduced motion."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import violations

pytestmark = pytest.mark.browser

PAGES = (
    "index.html",
    "register/index.html",
    "changes/index.html",
    "reviews/index.html",
    "clauses/iso9001-2015/index.html",
    "people/index.html",
    "roles/quality-manager/index.html",
    "waivers/index.html",
    "help/index.html",
    "verify/index.html",
    "qp-003/index.html",
    "qp-001/index.html",
    "qp-001/rev/1/index.html",
    "qp-001/history/index.html",
    "qp-001/history/1-2/index.html",
    "wi-002/index.html",
    "wi-002/rev/1/index.html",
    "policy/index.html",
    "404.html",
)


@pytest.mark.long
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    browser: Browser, address: str, axe: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    faults: dict[str, Any] = {}
    for path in PAGES:
        page.goto(f"{address}/{path}")
        found = violations(page, axe)
        if found:
            faults[path] = found
    context.close()
    assert not faults


def test_axe_finds_nothing_in_the_results_of_a_search(browser: Browser, address: str, axe: str) -> None:
    page = browser.new_context(bypass_csp=True).new_page()
    page.goto(f"{address}/index.html")
    page.fill("#__qms-search", "training")
    page.wait_for_selector("#__search-found mark")
    assert violations(page, axe) == []
    page.context.close()


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("asked", ["QP-001/1", "QP-003/1", "WI-002/1", "XX-001/1"])
def test_axe_finds_nothing_in_the_answer_for_a_sheet(
    browser: Browser, address: str, axe: str, asked: str, scheme: Literal["light", "dark"]
) -> None:
    page = browser.new_context(color_scheme=scheme, bypass_csp=True).new_page()
    page.goto(f"{address}/verify/index.html#{asked}")
    page.wait_for_selector(".qms-answer")
    assert violations(page, axe) == []
    page.context.close()


def test_a_page_with_a_fault_would_be_noticed(browser: Browser, address: str, axe: str) -> None:
    page = browser.new_context(bypass_csp=True).new_page()
    page.goto(f"{address}/index.html")
    page.evaluate("document.querySelector('main').innerHTML += '<img src=x.png>'")
    assert violations(page, axe) != []
    page.context.close()


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent.trim() || document.activeElement.id"))


def test_the_keyboard_reaches_search_results_and_text(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/qp-001/index.html")
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the text"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page) == "History"
    page.focus("#__qms-search")
    page.keyboard.type("everything at")
    page.wait_for_selector("#__search-found a")
    page.keyboard.press("ArrowDown")
    assert focused(page).startswith("QP-003")
    page.keyboard.press("ArrowUp")
    assert focused(page) == "__qms-search"
    page.keyboard.press("Escape")
    assert page.is_hidden(".qms-search__panel")
    page.keyboard.press("ArrowDown")
    page.close()


def test_enter_opens_the_first_result(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/index.html")
    page.fill("#__qms-search", "qp-003")
    page.wait_for_selector("#__search-found a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/qp-003/index.html*")
    page.close()


def test_the_signatures_open_with_the_keyboard(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/qp-001/index.html")
    page.focus(".qms-signatures > summary")
    page.keyboard.press("Enter")
    assert page.is_visible(".qms-signature-list")
    page.close()


@pytest.mark.parametrize("width", [640, 320])
def test_nothing_is_cut_off_at_200_percent_or_on_a_narrow_screen(browser: Browser, site: Path, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 600})
    wide = {}
    for path in PAGES[:-1]:
        page.goto((site / path).as_uri())
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if over > 0:
            wide[path] = over
    page.close()
    assert not wide


def test_nothing_moves_for_those_who_ask_for_it(browser: Browser, site: Path) -> None:
    page = browser.new_context(reduced_motion="reduce").new_page()
    page.goto((site / "qp-003/index.html").as_uri())
    moving = page.evaluate(
        """[...document.querySelectorAll("*")].filter((e) => {
          const s = getComputedStyle(e);
          return s.scrollBehavior === "smooth" || s.animationName !== "none" || parseFloat(s.transitionDuration) > 0;
        }).length"""
    )
    assert moving == 0
    page.context.close()
