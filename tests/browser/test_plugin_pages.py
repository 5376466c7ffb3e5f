"""Pages of a manual inside somebody's own site, in a browser: WCAG 2.2 AA in them, and nothing sticks out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser

from tests.approved import CONTROL, fresh
from tests.browser.conftest import served, violations
from tests.disk import DiskManual
from tests.memory import document
from tests.site.own_project import CONFIG, NAV, ONE_LINE, lay_project
from tests.site.test_plugin import mkdocs

pytestmark = [pytest.mark.browser, pytest.mark.long]

PAGES = ("", "register/", "changes/", "reviews/", "people/", "help/", "verify/", "policy/")
OF_A_DOCUMENT = ("qp-001/", "qp-001/rev/1/", "qp-001/history/", "qp-001/history/1-2/")
TEXT = """\
## Purpose

- [x] Everything that is written
    1. is numbered

| who | what |
|---|---|
| everybody | reads |

!!! warning
    Never without goggles.
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    manual = fresh()
    manual.write(CONTROL, document(revision=2, body=TEXT))
    manual.commit("2026-01-20")
    manual.approve(on="2026-01-21")
    made = DiskManual.of(manual, tmp_path_factory.mktemp("own"))
    made.git("reset", "--quiet")
    lay_project(made.root, made.home, CONFIG + ONE_LINE + NAV)
    done = mkdocs(made.root, "build")
    assert done.returncode == 0, done.stdout + done.stderr
    with served(made.root / "site") as found:
        yield f"{found}/controlled"


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_manuals_part(
    browser: Browser, address: str, axe: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    page = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme).new_page()
    faults: dict[str, Any] = {}
    for path in (*PAGES, *OF_A_DOCUMENT):
        page.goto(f"{address}/{path}")
        if found := violations(page, axe, ".qms-page"):
            faults[path] = found
    assert not faults


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_sticks_out_of_the_stamp_or_the_page(browser: Browser, address: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(f"{address}/qp-001/")
    inside = """() => {
      const stamp = document.querySelector(".qms-stamp").getBoundingClientRect();
      const out = (box) => box.left < stamp.left - 1 || box.right > stamp.right + 1
        || box.top < stamp.top - 1 || box.bottom > stamp.bottom + 1;
      return [...document.querySelectorAll(".qms-stamp *")]
        .filter((each) => each.checkVisibility() && out(each.getBoundingClientRect()))
        .map((each) => `${each.tagName} ${each.className} ${JSON.stringify(each.getBoundingClientRect())}`);
    }"""
    assert page.evaluate(inside) == []
    assert page.locator(".qms-page [hidden]").count() > 0
    assert page.locator(".qms-page [hidden]:visible").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
