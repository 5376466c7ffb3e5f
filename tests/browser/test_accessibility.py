"""WCAG 2.2 AA on every kind of page: axe-core, the keyboard alone, zoom, reflow, reduced motion."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, expect

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
    assert not faults


def test_axe_finds_nothing_in_the_results_of_a_search(browser: Browser, address: str, axe: str) -> None:
    page = browser.new_page(bypass_csp=True)
    page.goto(f"{address}/index.html")
    page.fill("#__qms-search", "training")
    page.wait_for_selector("#__search-found mark")
    assert violations(page, axe) == []


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("asked", ["QP-001/1", "QP-003/1", "WI-002/1", "XX-001/1"])
def test_axe_finds_nothing_in_the_answer_for_a_sheet(
    browser: Browser, address: str, axe: str, asked: str, scheme: Literal["light", "dark"]
) -> None:
    page = browser.new_page(color_scheme=scheme, bypass_csp=True)
    page.goto(f"{address}/verify/index.html#{asked}")
    page.wait_for_selector(".qms-answer")
    assert violations(page, axe) == []


def test_a_page_with_a_fault_would_be_noticed(browser: Browser, address: str, axe: str) -> None:
    page = browser.new_page(bypass_csp=True)
    page.goto(f"{address}/index.html")
    page.evaluate("document.querySelector('main').innerHTML += '<img src=x.png>'")
    assert violations(page, axe) != []


def expect_focus(page: Page, text: str) -> None:
    """Wait until the keyboard is at an element with that text."""
    expect(page.locator(":focus")).to_contain_text(text)


def test_the_keyboard_reaches_search_results_and_text(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/qp-001/index.html")
    page.keyboard.press("Tab")
    expect_focus(page, "Skip to the text")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect_focus(page, "History")
    page.focus("#__qms-search")
    page.keyboard.type("everything at")
    page.wait_for_selector("#__search-found a")
    page.keyboard.press("ArrowDown")
    expect_focus(page, "QP-003")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#__qms-search")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".qms-search__panel")).to_be_hidden()


def test_enter_opens_the_first_result(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/index.html")
    page.fill("#__qms-search", "qp-003")
    page.wait_for_selector("#__search-found a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/qp-003/index.html*")


def test_the_signatures_open_with_the_keyboard(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/qp-001/index.html")
    page.focus(".qms-signatures > summary")
    page.keyboard.press("Enter")
    expect(page.locator(".qms-signature-list")).to_be_visible()


def cut_off(page: Page, site: Path) -> list[str]:
    """The pages that are wider than a window of 640 or 320 pixels, with that width."""
    wide = []
    for path in PAGES[:-1]:
        page.goto((site / path).as_uri())
        for width in (640, 320):
            page.set_viewport_size({"width": width, "height": 600})
            page.wait_for_function("width => innerWidth === width", arg=width)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wide.append(f"{path} at {width}")
    return wide


def test_nothing_is_cut_off_at_200_percent_or_on_a_narrow_screen(page: Page, site: Path) -> None:
    assert cut_off(page, site) == []


def test_nothing_moves_for_those_who_ask_for_it(browser: Browser, site: Path) -> None:
    page = browser.new_page(reduced_motion="reduce")
    page.goto((site / "qp-003/index.html").as_uri())
    moving = page.evaluate(
        """[...document.querySelectorAll("*")].filter((e) => {
          const s = getComputedStyle(e);
          return s.scrollBehavior === "smooth" || s.animationName !== "none" || parseFloat(s.transitionDuration) > 0;
        }).length"""
    )
    assert moving == 0
