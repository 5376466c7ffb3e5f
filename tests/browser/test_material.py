"""Material's frame in a browser: WCAG 2.2 AA on every kind of page, the menu by keyboard, its switch, silence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from qmsdoc.model.appearance import Looks, Palette
from qmsdoc.site import publish
from tests.browser.conftest import served, violations
from tests.browser.manual import everything
from tests.browser.test_accessibility import PAGES, focused

pytestmark = pytest.mark.browser

LIGHT = Palette("default", "teal", "teal", "(prefers-color-scheme: light)", "material/weather-night", "Dark colours")
DARK = Palette("slate", "teal", "teal", "(prefers-color-scheme: dark)", "material/weather-sunny", "Light colours")
FEATURES = ("content.code.copy", "navigation.footer", "navigation.tabs", "navigation.top", "toc.follow")


def looks(base: Looks) -> Looks:
    return replace(base, theme="material", palettes=(LIGHT, DARK), features=FEATURES)


@pytest.fixture(scope="session")
def material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small manual with a page of every kind, in Material's frame."""
    output = tmp_path_factory.mktemp("material") / "site"
    manual = everything()
    publish(replace(manual, looks=looks(manual.looks)), (), output)
    return output


@pytest.fixture(scope="session")
def material_address(material: Path) -> Iterator[str]:
    with served(material) as found:
        yield found


@pytest.mark.long
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    browser: Browser, material_address: str, axe: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    faults: dict[str, Any] = {}
    for path in PAGES:
        page.goto(f"{material_address}/{path}")
        found = violations(page, axe)
        if found:
            faults[path] = found
    context.close()
    assert not faults


@pytest.mark.parametrize("from_folder", [True, False])
def test_pages_are_silent_and_ask_no_other_host(
    browser: Browser, material: Path, material_address: str, *, from_folder: bool
) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    messages: list[str] = []
    asked: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        messages.append(message.text)

    def seen(request: Request) -> None:
        asked.append(request.url)

    page.on("console", heard)
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.on("request", seen)
    base = material.as_uri() if from_folder else material_address
    for path in PAGES[:-1]:
        page.goto(f"{base}/{path}", wait_until="networkidle")
    assert page.evaluate("getComputedStyle(document.querySelector('.md-header')).position") == "sticky"
    context.close()
    assert messages == []
    assert [url for url in asked if not url.startswith((base, "data:"))] == []


def test_the_menu_of_a_phone_by_keyboard(browser: Browser, material: Path) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.goto((material / "qp-001/index.html").as_uri())
    assert page.evaluate("document.querySelector('.md-sidebar--primary').inert")
    page.focus(".qms-menu")
    page.keyboard.press("Enter")
    assert page.get_attribute(".qms-menu", "aria-expanded") == "true"
    assert focused(page) == "Home"
    assert page.evaluate("document.querySelector('.md-content').inert")
    for _ in range(40):  # round the menu, never behind it
        page.keyboard.press("Tab")
        inside = "!document.activeElement || document.activeElement === document.body"
        assert page.evaluate(f"{inside} || document.activeElement.closest('#__menu') !== null")
    page.focus("#__menu a")
    page.keyboard.press("Escape")
    assert page.get_attribute(".qms-menu", "aria-expanded") == "false"
    assert page.evaluate("document.activeElement.classList.contains('qms-menu')")
    page.close()


def test_the_keyboard_reaches_the_text_first(browser: Browser, material: Path) -> None:
    page = browser.new_page()
    page.goto((material / "qp-001/index.html").as_uri())
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the text"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page) == "History"
    page.close()


def scheme_of(page: Page) -> str | None:
    return page.get_attribute("body", "data-md-color-scheme")


def test_the_switch_between_light_and_dark_is_remembered(browser: Browser, material_address: str) -> None:
    context = browser.new_context(color_scheme="light")
    page = context.new_page()
    page.goto(f"{material_address}/index.html")
    assert scheme_of(page) == "default"
    page.click("label[title='Dark colours']")
    assert scheme_of(page) == "slate"
    page.goto(f"{material_address}/qp-001/index.html")
    assert scheme_of(page) == "slate"
    context.close()


def test_search_from_a_folder(browser: Browser, material: Path) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.goto((material / "index.html").as_uri())
    page.fill("#__qms-search", "qp-003")
    page.wait_for_selector("#__search-found a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/qp-003/index.html*")
    page.close()


@pytest.mark.parametrize("width", [640, 320])
def test_nothing_is_cut_off_on_a_narrow_screen(browser: Browser, material: Path, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 600})
    wide = {}
    for path in PAGES[:-1]:
        page.goto((material / path).as_uri())
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if over > 0:
            wide[path] = over
    page.close()
    assert not wide
