"""A published manual, a web server for it, Chromium and axe-core; each that is missing says so and skips."""

from __future__ import annotations

import functools
import http.server
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qmsdoc.site import publish
from tests.browser.large import large_site
from tests.browser.manual import everything

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_VIOLATIONS = """async (part) => {
  document.querySelectorAll("details").forEach((each) => (each.open = true));
  const found = await axe.run(part);
  return found.violations.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 160)}: ${v.nodes[0].failureSummary}`);
}"""


@pytest.fixture(name="browser")
def _browser(browser: Browser) -> Iterator[Browser]:
    """The worker's one browser; what a test opens in it is closed after the test."""
    yield browser
    for context in browser.contexts:
        context.close()


@pytest.fixture
def page(browser: Browser) -> Page:
    """A page of a reader who was never here."""
    return browser.new_page()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small manual with a page of every kind."""
    output = tmp_path_factory.mktemp("small") / "site"
    publish(everything(), (), output)
    return output


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """The small manual on a web server of this machine."""
    with served(site) as found:
        yield found


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One page of a manual with a thousand documents, and the whole search index."""
    return large_site(tmp_path_factory.mktemp("large"))


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core."""
    script = Path(sys.prefix) / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        pytest.skip(f"axe-core is not installed: npm install --no-save --prefix {Path(sys.prefix).name} axe-core")
    return script.read_text()


def violations(page: Page, axe: str, part: str = "html") -> list[str]:
    """What axe finds in a page, or `part` of it, with every fold open: the rule, the first element, and the fault."""
    page.evaluate(axe)
    found: list[str] = page.evaluate(_VIOLATIONS, part)
    return found


class served:  # noqa: N801 - reads as a phrase
    """Serve a folder on 127.0.0.1 while inside."""

    def __init__(self, folder: Path) -> None:
        handler = functools.partial(_Quiet, directory=str(folder))
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)

    def __enter__(self) -> str:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_port}"

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""
