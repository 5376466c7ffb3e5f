"""Material's frame in a browser: WCAG 2.2 AA on every kind of page, the menu by keyboard, its switch, silence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from qmsdoc.model.appearance import Looks, Palette
from qmsdoc.site import publish
from tests.browser.conftest import served, violations
from tests.browser.manual import everything
from tests.browser.test_accessibility import PAGES, cut_off, expect_focus
from tests.browser.test_german import PAGES as GERMAN_PAGES
from tests.browser.test_german import german_manual

pytestmark = pytest.mark.browser

LIGHT = Palette("default", "teal", "teal", "(prefers-color-scheme: light)", "material/weather-night")
DARK = Palette("slate", "teal", "teal", "(prefers-color-scheme: dark)", "material/weather-sunny")
FEATURES = ("content.code.copy", "navigation.footer", "navigation.tabs", "navigation.top", "toc.follow")


def looks(base: Looks) -> Looks:
    return replace(base, theme="material", palettes=(LIGHT, DARK), features=FEATURES, permalinks=True)


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


@pytest.fixture(scope="session")
def german(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("material-de") / "site"
    manual = german_manual()
    publish(replace(manual, looks=looks(manual.looks)), (), output)
    return output


@pytest.mark.long
@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    browser: Browser,
    material: Path,
    german: Path,
    axe: str,
    width: int,
    scheme: Literal["light", "dark"],
    language: str,
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    faults: dict[str, Any] = {}
    site, paths = (material, PAGES) if language == "en" else (german, GERMAN_PAGES)
    with served(site) as address:
        for path in paths:
            page.goto(f"{address}/{path}")
            if found := violations(page, axe):
                faults[path] = found
    assert not faults


@pytest.mark.parametrize("from_folder", [True, False])
def test_pages_are_silent_and_ask_no_other_host(
    browser: Browser, material: Path, material_address: str, *, from_folder: bool
) -> None:
    assert heard(browser, material.as_uri() if from_folder else material_address, PAGES[:-1]) == []


@pytest.mark.long
@pytest.mark.parametrize("from_folder", [True, False])
def test_german_pages_are_silent_and_ask_no_other_host(browser: Browser, german: Path, *, from_folder: bool) -> None:
    with served(german) as address:
        assert heard(browser, german.as_uri() if from_folder else address, GERMAN_PAGES[:-1]) == []


def heard(browser: Browser, base: str, paths: Sequence[str]) -> list[str]:
    """What pages say in the console, and what they ask of other hosts."""
    context = browser.new_context(color_scheme="dark")
    said: list[str] = []
    asked: list[str] = []
    context.on("console", lambda message: said.append(message.text))
    context.on("weberror", lambda error: said.append(str(error.error)))
    context.on("request", lambda request: asked.append(request.url))
    pages = [context.new_page() for _ in paths]
    for page, path in zip(pages, paths, strict=True):
        page.goto(f"{base}/{path}")
    for page in pages:
        page.wait_for_load_state("networkidle")
    assert pages[0].evaluate("getComputedStyle(document.querySelector('.md-header')).position") == "sticky"
    return said + [url for url in asked if not url.startswith((base, "data:"))]


def test_headings_link_to_themselves(browser: Browser, material: Path) -> None:
    page = browser.new_page()
    page.goto((material / "qp-001/index.html").as_uri())
    link = page.locator(".qms-text :is(h2, h3) > .headerlink").first
    expect(link).to_have_accessible_name("Link to this heading")
    link.press("Enter")
    page.wait_for_url("**/qp-001/index.html#*")


def test_the_menu_of_a_phone_by_keyboard(browser: Browser, material: Path) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.goto((material / "qp-001/index.html").as_uri())
    button = page.locator(".qms-menu")
    expect(page.locator(".md-sidebar--primary")).to_have_js_property("inert", value=True)
    button.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect_focus(page, "Home")
    expect(page.locator(".md-content")).to_have_js_property("inert", value=True)
    for _ in range(40):  # round the menu, never behind it
        page.keyboard.press("Tab")
        expect(page.locator(":focus:not(#__menu *)")).to_have_count(0)
    page.locator("#__menu a").first.press("Escape")
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(button).to_be_focused()


def test_the_keyboard_reaches_the_text_first(browser: Browser, material: Path) -> None:
    page = browser.new_page()
    page.goto((material / "qp-001/index.html").as_uri())
    page.keyboard.press("Tab")
    expect_focus(page, "Skip to the text")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect_focus(page, "History")


def expect_scheme(page: Page, name: str) -> None:
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", name)


def test_the_switch_between_light_and_dark_is_remembered(browser: Browser, material_address: str) -> None:
    context = browser.new_context(color_scheme="light")
    page = context.new_page()
    page.goto(f"{material_address}/index.html")
    expect_scheme(page, "default")
    page.click("label[title='Switch to dark colours']")
    expect_scheme(page, "slate")
    page.goto(f"{material_address}/qp-001/index.html")
    expect_scheme(page, "slate")


def test_search_from_a_folder(browser: Browser, material: Path) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.goto((material / "index.html").as_uri())
    page.fill("#__qms-search", "qp-003")
    page.wait_for_selector("#__search-found a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/qp-003/index.html*")


def test_nothing_is_cut_off_on_a_narrow_screen(page: Page, material: Path) -> None:
    assert cut_off(page, material) == []
