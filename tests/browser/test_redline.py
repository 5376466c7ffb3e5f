"""Two revisions chosen and compared, with scripts and without; the bars in the gutter; the way through the changes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from qmsdoc.model.snapshot import Record, Snapshot, Status
from qmsdoc.site import publish
from tests.browser.conftest import violations
from tests.site.build import document, edition, snapshot

pytestmark = pytest.mark.browser

_ROWS = "".join(f"| {number} | {number * 7} |\n" for number in range(1, 30))
_TEXT = """# Ways of working

Records are kept {years} years.

1. First item of the list.
2. {second}
    - Nested {years} items
    - more
3. Third item of the list.

> Quoted {years} words.

!!! note
    1. Noted {years} times.

| Row | Seven times |
|---|---|
{rows}
#### Far below

Term
:   Means {years} things.
"""
# How far the bars of changed blocks lie from the text's left edge, and whether one covers a number or the text.
_BARS = """() => [...document.querySelectorAll(".qms-text .qms-diff")].map((block) => {
  const style = getComputedStyle(block, "::before");
  if (style.content === "none") return null;
  const bar = block.getBoundingClientRect().left + parseFloat(style.left);
  const text = block.closest(".qms-redline").getBoundingClientRect().left;
  return [bar - text, bar + 3 - text, bar >= 0];
}).filter(Boolean)"""


def texts(number: int) -> str:
    second = "Second item of the list." if number < 3 else "Another matter altogether."
    rows = _ROWS if number < 3 else _ROWS.replace("| 15 | 105 |", "| 15 | a hundred |")
    return _TEXT.format(years=number, second=second, rows=rows)


def ten_revisions() -> Snapshot:
    base = snapshot()
    documents = [document("QP-004", number, "Ways of working", texts(number)) for number in range(1, 11)]
    editions = [
        edition(each, date(2024, number, 1), Status.EFFECTIVE if number == 10 else Status.SUPERSEDED)
        for number, each in enumerate(documents, 1)
    ]
    last = editions[-1]
    own = Record("QP-004", Status.EFFECTIVE, documents[-1], tuple(editions), last, last.approvals)
    records = tuple(sorted((*base.records, own), key=lambda each: each.name))
    return replace(base, records=records)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("redline") / "site"
    publish(ten_revisions(), (), place)
    return place


def test_two_revisions_are_chosen_in_whatever_order(page: Page, many: Path) -> None:
    page.goto((many / "qp-004/history/index.html").as_uri())
    page.select_option("select[name=old]", "9")
    page.select_option("select[name=new]", "5")
    page.click(".qms-choose button")
    page.wait_for_url("**/qp-004/history/5-9/index.html")
    expect(page.locator("h1")).to_contain_text("from revision 5 to 9")


def test_a_pair_without_a_page_is_told_how_to_compare_it(page: Page, many: Path) -> None:
    page.goto((many / "qp-004/history/index.html").as_uri())
    for revision, said in (("1", "Choose two different"), ("7", "qmsdoc diff QP-004 1 7 --html")):
        page.select_option("select[name=old]", "1")
        page.select_option("select[name=new]", revision)
        page.click(".qms-choose button")
        expect(page.locator(".qms-choose [role=status]")).to_contain_text(said)
    expect(page.locator("main")).to_contain_text("qmsdoc diff QP-004")


def test_without_scripts_plain_links_lead_to_every_pair(browser: Browser, many: Path) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto((many / "qp-004/history/index.html").as_uri())
    expect(page.locator(".qms-choose")).to_be_hidden()
    page.click('.qms-compare a[aria-label="Compare revision 4 with 10"] >> nth=0')
    page.wait_for_url("**/qp-004/history/4-10/index.html")
    page.click('.qms-compare a[aria-label="Compare revision 6 with 10"]')
    page.wait_for_url("**/qp-004/history/6-10/index.html")


@pytest.mark.parametrize("width", [1280, 390])
def test_bars_stand_in_one_line_left_of_text_and_numbers(browser: Browser, many: Path, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto((many / "qp-004/history/1-10/index.html").as_uri())
    bars = page.evaluate(_BARS)
    assert len(bars) >= 6
    assert all(abs(left) < 3 and right < 8 and seen for left, right, seen in bars), bars


def test_the_keyboard_goes_from_change_to_change(page: Page, many: Path) -> None:
    page.goto((many / "qp-004/history/1-10/index.html").as_uri())
    marks = page.locator(".qms-change")
    assert marks.count() > 2
    expect(page.locator(".qms-change-list > li")).to_have_count(marks.count())
    page.press(".qms-change-list li:first-child a", "Enter")
    expect(page).to_have_url(re.compile("#__change-1$"))
    page.press("#__change-1 [aria-label='Next change, 2']", "Enter")
    expect(page).to_have_url(re.compile("#__change-2$"))
    expect(page.locator(".qms-change:target")).to_have_id("__change-2")


def test_a_long_table_is_short_in_the_history_and_whole_in_the_comparison(page: Page, many: Path) -> None:
    page.goto((many / "qp-004/history/index.html").as_uri())
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    expect(page.locator(".qms-fold-row")).to_have_count(2)
    page.goto((many / "qp-004/history/2-3/index.html").as_uri())
    expect(page.locator(".qms-text tbody tr")).to_have_count(29)


def test_on_paper_every_change_is_told_without_colour(page: Page, many: Path) -> None:
    page.goto((many / "qp-004/history/2-3/index.html").as_uri())
    page.emulate_media(media="print")
    expect(page.locator(".qms-step").first).to_be_hidden()
    styles = page.evaluate(
        """["ins", "del"].map((tag) => {
          const s = getComputedStyle(document.querySelector(`.qms-text ${tag}`));
          return [s.color, s.backgroundColor, s.textDecorationLine];
        })"""
    )
    assert styles == [
        ["rgb(0, 0, 0)", "rgba(0, 0, 0, 0)", "underline"],
        ["rgb(0, 0, 0)", "rgba(0, 0, 0, 0)", "line-through"],
    ]


@pytest.mark.parametrize("path", ["history/index.html", "history/1-10/index.html", "history/2-3/index.html"])
def test_axe_finds_nothing_where_much_changed(browser: Browser, many: Path, axe: str, path: str) -> None:
    page = browser.new_page(bypass_csp=True, viewport={"width": 390, "height": 800})
    page.goto((many / "qp-004" / path).as_uri())
    found = violations(page, axe)
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert (found, wide) == ([], 0)
