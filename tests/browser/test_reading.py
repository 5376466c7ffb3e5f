"""What a reader's browser does with the pages: no request elsewhere, dates looked at again, lists that filter."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_accessibility import PAGES

pytestmark = pytest.mark.browser


def expect_shown(page: Page, what: str, *, shown: bool = True) -> None:
    """Wait until the first of what is meant is visible, or none is."""
    expect(page.locator(what).first).to_be_visible(visible=shown)


def opened(browser: Browser, url: str, day: str = "2026-06-02") -> Page:
    page = browser.new_page()
    page.clock.set_fixed_time(datetime.fromisoformat(f"{day}T12:00:00"))
    page.goto(url)
    return page


def test_no_page_asks_another_host_or_breaks_its_own_policy(browser: Browser, address: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in PAGES:
        page.goto(f"{address}/{path}")
    page.fill("#__qms-search", "training")
    page.wait_for_selector("#__search-found a")
    assert [url for url in asked if not url.startswith(address)] == []
    assert said == []


def test_the_policy_keeps_foreign_scripts_out(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/index.html")
    page.evaluate("refused = 0; addEventListener('securitypolicyviolation', () => { refused += 1; })")
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.x = 1'}))"
    )
    page.evaluate("document.body.append(Object.assign(new Image(), {src: 'http://127.0.0.2/x.png'}))")
    page.wait_for_function("window.refused === 2")
    assert page.evaluate("window.x") is None


@pytest.mark.parametrize("styled", [True, False])
def test_the_menu_shows_the_page_that_is_open_in_it(browser: Browser, site: Path, styled: bool) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 240})
    if not styled:  # as in a browser that leaves it to the script
        page.add_init_script("CSS.supports = () => false")
        page.route(
            "**/assets/frame.css",
            lambda route: route.fulfill(
                content_type="text/css",
                body=(site / "assets/frame.css").read_text().replace("scroll-initial-target: nearest", ""),
            ),
        )
    page.goto((site / "help/index.html").as_uri())
    expect(page.locator(".qms-nav [aria-current]")).to_be_in_viewport()
    page.goto((site / "qp-001/index.html").as_uri())
    expect(page.locator(".qms-nav [aria-current]")).to_be_in_viewport()
    assert page.evaluate("scrollY") == 0


def test_pages_read_the_same_without_scripts(browser: Browser, site: Path) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto((site / "qp-001/index.html").as_uri())
    expect_shown(page, "text=In force")
    expect_shown(page, "text=Every document has a number")
    expect_shown(page, "#__qms-search", shown=False)
    page.goto((site / "register/index.html").as_uri())
    expect_shown(page, "text=QP-002")
    expect_shown(page, ".qms-filter", shown=False)


@pytest.mark.parametrize(("day", "old"), [("2026-07-01", False), ("2026-07-02", True), ("2030-01-01", True)])
def test_an_old_copy_says_that_it_may_be_old(browser: Browser, site: Path, day: str, old: bool) -> None:
    page = opened(browser, (site / "qp-001/index.html").as_uri(), day)
    expect_shown(page, "text=may be out of date", shown=old)


@pytest.mark.parametrize(("day", "late"), [("2028-02-01", False), ("2028-02-02", True)])
def test_a_review_that_falls_due_later_is_marked(browser: Browser, site: Path, day: str, late: bool) -> None:
    page = opened(browser, (site / "qp-001/index.html").as_uri(), day)
    expect_shown(page, ".qms-mark >> text=Review overdue", shown=late)
    page.goto((site / "register/index.html").as_uri())
    expect_shown(page, 'tr:has(a:text-is("QP-001")) >> text=Review overdue', shown=late)


def test_the_register_filters_and_sorts(browser: Browser, site: Path) -> None:
    page = opened(browser, (site / "register/index.html").as_uri())
    rows = page.locator(".qms-register tbody tr:visible td:first-child")
    expect(rows).to_have_text(["POLICY", "QP-001", "QP-002", "QP-003", "WI-002"])
    page.select_option("[name=status]", "Withdrawn")
    expect(rows).to_have_text(["WI-002"])
    page.click("text=Show all")
    page.select_option("[name=clauses]", "iso9001-2015:8.1")
    expect(rows).to_have_text(["QP-003"])
    page.click("text=Show all")
    page.fill(".qms-filter input", "control doc")
    expect(rows).to_have_text(["QP-001"])
    expect(page.locator(".qms-filter [role=status]")).to_have_text("1 of 5 documents")
    page.click("text=Show all")
    expect(rows).to_have_count(5)
    page.click("th >> text=Since")
    page.click("th >> text=Since")
    expect(page.locator("th", has_text="Since")).to_have_attribute("aria-sort", "descending")
    expect(rows.first).to_have_text("QP-001")


def test_changes_can_be_seen_by_type_and_owner_and_lead_to_the_comparison(browser: Browser, site: Path) -> None:
    page = opened(browser, (site / "changes/index.html").as_uri())
    events = page.locator(".qms-events > li:visible")
    everything = events.count()
    kinds = events.locator(".qms-quiet")
    of_kind, of_owner = kinds.filter(has_text=re.compile("^Work instruction,")), events.filter(has_text="Process owner")
    page.select_option(".qms-since [name=type]", "Work instruction")
    expect(kinds).to_have_count(of_kind.count())
    assert 0 < of_kind.count() < everything
    page.click("text=Show all")
    expect(events).to_have_count(everything)
    page.select_option(".qms-since [name=owner]", "Process owner")
    expect(events).to_have_count(of_owner.count())
    assert 0 < of_owner.count() < everything
    page.click("text=What changed from revision 1 to 2 >> nth=0")
    expect_shown(page, ".qms-redline")


def test_changes_can_be_seen_since_a_day(browser: Browser, site: Path) -> None:
    page = opened(browser, (site / "changes/index.html").as_uri())
    events = page.locator(".qms-events > li:visible")
    assert events.count() > 1
    page.fill(".qms-since input", "2026-02-01")
    expect(events).to_have_count(1)


def test_the_menu_opens_on_a_phone_without_scripts(browser: Browser, site: Path) -> None:
    page = browser.new_page(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page.goto((site / "qp-001/index.html").as_uri())
    expect_shown(page, ".qms-nav", shown=False)
    page.click(".qms-menu")
    page.click(".qms-nav >> text=Register")
    expect(page.locator("h1")).to_have_text("Register of documents")


def test_help_unfolds_what_a_link_names(browser: Browser, site: Path) -> None:
    page = opened(browser, (site / "waivers/index.html").as_uri())
    page.click("td a")
    expect_shown(page, "#orphan >> text=How to mend it")


def phone(browser: Browser, *, scripts: bool = True) -> Page:
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=scripts)
    page = context.new_page()
    page.clock.set_fixed_time(datetime.fromisoformat("2026-06-02T12:00:00"))
    return page


@pytest.mark.parametrize("path", ["qp-001/index.html", "qp-003/index.html", "policy/index.html"])
def test_on_a_phone_the_text_begins_in_the_first_half(browser: Browser, site: Path, path: str) -> None:
    page = phone(browser)
    page.goto((site / path).as_uri())
    top = page.evaluate("document.querySelector('.qms-text, h2').getBoundingClientRect().top")
    header = page.evaluate("document.querySelector('.qms-header').getBoundingClientRect().height")
    assert top < 844 / 2
    assert header < 60


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_phone_the_stamp_is_a_line_that_opens(browser: Browser, site: Path, scripts: bool) -> None:
    page = phone(browser, scripts=scripts)
    page.goto((site / "qp-001/index.html").as_uri())
    expect(page.locator(".qms-mark")).to_contain_text("QP-001 · Revision 2 · In force")
    assert page.evaluate("document.querySelector('.qms-stamp').getBoundingClientRect().height") < 50
    expect_shown(page, "text=Owner: ", shown=False)
    page.click(".qms-mark")
    for words in ("text=Owner: Process owner", ".qms-signers >> text=Jane Doe", ".qms-signers >> text=I approve"):
        expect_shown(page, words)
    expect_shown(page, ".qms-contents a", shown=False)
    page.click(".qms-contents summary")
    expect_shown(page, ".qms-contents a")


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_wide_screen_stamp_and_contents_are_open(browser: Browser, site: Path, scripts: bool) -> None:
    page = browser.new_page(java_script_enabled=scripts)
    page.goto((site / "qp-003/index.html").as_uri())
    for words in (".qms-facts >> text=Owner: ", ".qms-signers >> text=sha256:", ".qms-contents >> text=Lists"):
        expect_shown(page, words)


def test_on_a_phone_search_opens_over_the_header(browser: Browser, site: Path) -> None:
    page = phone(browser)
    page.goto((site / "qp-001/index.html").as_uri())
    page.click(".qms-search__label")
    page.keyboard.type("everything")
    page.click("#__search-found a")
    expect(page.locator("h1")).to_have_text("Everything at once")


CODE = "QP-001/2/{digest}"
KEYBOARDS = {
    "american": ("", ""),
    "german": ("-/:#yzYZ", "ß-Ö§zyZY"),
    "french": ("1234567890-/:#mMaqAQzwZW", "&é\"'(-è_çà)!M3,?qaQAwzWZ"),
}


@pytest.mark.parametrize("keyboard", KEYBOARDS)
@pytest.mark.parametrize("before", ["", "https://qms.example.org/verify/#"])
@pytest.mark.parametrize("last", ["Enter", "Tab"])
def test_the_sheet_check_reads_what_a_scanner_types(
    browser: Browser, site: Path, keyboard: str, before: str, last: str
) -> None:
    page = opened(browser, (site / "qp-001/index.html").as_uri())
    digest = str(page.get_attribute(".qms-stamp", "data-content")).removeprefix("sha256:")[:16]
    page.goto((site / "verify/index.html").as_uri())
    page.focus("[name=id]")
    code = before + CODE.format(digest=digest)
    page.keyboard.type(code.translate(str.maketrans(*KEYBOARDS[keyboard])))
    page.keyboard.press(last)
    for name, value in (("id", "qp-001"), ("revision", "2"), ("digest", digest)):
        expect(page.locator(f"[name={name}]")).to_have_value(re.compile(f"^{value}$", re.IGNORECASE))
    if last == "Enter":
        page.wait_for_selector(".qms-answer--effective")


def test_the_sheet_check_reads_capitals(browser: Browser, site: Path) -> None:
    page = opened(browser, (site / "verify/index.html").as_uri())
    page.focus("[name=id]")
    page.keyboard.type("HTTPS://QMS.EXAMPLE.ORG/VERIFY/#QP-001/2/ABCDEF0123456789\n")
    page.wait_for_selector(".qms-answer--differs")


def test_the_sheet_check_reads_revisions_typed_by_hand(browser: Browser, site: Path) -> None:
    page = opened(browser, (site / "verify/index.html").as_uri())
    page.fill("[name=id]", "QP-001")
    page.press("[name=id]", "Enter")
    expect(page.locator("[name=revision]")).to_be_focused()
    page.keyboard.type("1\n")
    page.wait_for_selector(".qms-answer--superseded")
