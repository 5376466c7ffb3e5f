"""Diagrams in a browser: their links, their size on a phone and on paper, their colours."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

_SIZES = """() => {
  const box = document.querySelector(".qms-diagram__view");
  const drawing = document.querySelector(".qms-diagram__drawing").getBoundingClientRect();
  const text = [...document.querySelectorAll(".qms-diagram__step text")].map((each) => each.getBoundingClientRect());
  const steps = [...document.querySelectorAll(".qms-diagram__link")].map((each) => each.getBoundingClientRect());
  return {
    width: drawing.width, inside: box.clientWidth, scrolls: box.scrollWidth > box.clientWidth + 1,
    page: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    line: Math.min(...text.map((each) => each.height)),
    target: Math.min(...steps.flatMap((each) => [each.width, each.height])),
  };
}"""


def opened(browser: Browser, site: Path, **context: Any) -> Page:
    page = browser.new_page(**context)
    page.goto((site / "qp-003/index.html").as_uri())
    return page


def test_a_step_leads_to_its_document(browser: Browser, site: Path) -> None:
    page = opened(browser, site)
    page.locator(".qms-diagram__link", has_text="Production").click()
    page.wait_for_url("**/qp-001/index.html", wait_until="commit")


def test_the_keyboard_reaches_the_steps_that_lead_somewhere_and_shows_it(browser: Browser, site: Path) -> None:
    page = opened(browser, site)
    view = page.locator(".qms-diagram__view")
    view.focus()
    before = view.screenshot()
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text(re.compile(r"^\s*Can it"))
    assert view.screenshot() != before
    page.keyboard.press("Enter")
    page.wait_for_url("**/qp-002/index.html", wait_until="commit")


@pytest.mark.parametrize("width", [1280, 390])
def test_it_is_never_too_small_to_read_and_never_moves_the_page(browser: Browser, site: Path, width: int) -> None:
    found = opened(browser, site, viewport={"width": width, "height": 800}).evaluate(_SIZES)
    assert found["page"] <= 0
    assert found["line"] >= 11
    assert found["target"] >= 24
    assert found["scrolls"] == (found["width"] > found["inside"])


def test_it_fits_on_paper_without_its_list(browser: Browser, site: Path) -> None:
    page = opened(browser, site, viewport={"width": 660, "height": 900})
    page.emulate_media(media="print")
    expect(page.locator(".qms-diagram__list")).to_be_hidden()
    found = page.evaluate(_SIZES)
    assert found["width"] <= found["inside"]


def test_it_takes_the_colours_of_the_page(browser: Browser, site: Path) -> None:
    fills = [
        opened(browser, site, **context).evaluate(
            "getComputedStyle(document.querySelector('.qms-diagram__step--plain .qms-diagram__shape')).fill"
        )
        for context in ({"color_scheme": "light"}, {"color_scheme": "dark"}, {"forced_colors": "active"})
    ]
    assert fills[0] == "rgb(255, 255, 255)"
    assert fills[1] == "rgb(27, 30, 34)"
    assert fills[2] in {"rgb(255, 255, 255)", "rgb(0, 0, 0)"}
