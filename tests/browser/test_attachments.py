"""What a browser does with the files of a published manual, from a plain web server: it runs nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error

from qmsdoc.model.document import ClosureFile
from qmsdoc.render.assets import address
from qmsdoc.render.files import write
from tests.browser.conftest import served

pytestmark = pytest.mark.browser

ACT = "window.acted = true; fetch('/asked-for')"
PAGE = f"<!DOCTYPE html><title>taken over</title><img src='/asked-for'><script>{ACT}</script>".encode()
OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">'
HTML = 'xmlns="http://www.w3.org/1999/xhtml"'


def svg(inside: str, before: str = "") -> bytes:
    return f"{before}{OPEN}<title>drawn</title>{inside}</svg>".encode()


FILES = {
    "page.html": PAGE,
    "page.xhtml": b'<html xmlns="http://www.w3.org/1999/xhtml"><script>' + ACT.encode() + b"</script></html>",
    "page.txt": PAGE,
    "page.png": PAGE,
    "page.pdf": PAGE,
    "page.avif": b"\n" + PAGE,
    "page.docx": PAGE,
    "page": PAGE,
    "page.xml": svg(f"<script>{ACT}</script>"),
    "feed.rss": svg(f"<script>{ACT}</script>"),
    "mail.mhtml": b"MIME-Version: 1.0\nContent-Type: text/html\n\n" + PAGE,
    "script.js": ACT.encode(),
    "script.svg": svg(f"<script>{ACT}</script>"),
    "prefixed.svg": svg(f'<s:script xmlns:s="http://www.w3.org/2000/svg">{ACT}</s:script>'),
    "other.svg": svg(f"<script {HTML}>{ACT}</script>"),
    "loaded.svg": svg("").replace(b" width", b' onload="' + ACT.encode() + b'" width'),
    "refresh.svg": svg(f'<meta {HTML} http-equiv="refresh" content="0;url=/asked-for"/>'),
    "frame.svg": svg(f'<foreignObject width="9" height="9"><iframe {HTML} src="/asked-for"/></foreignObject>'),
    "image.svg": svg('<image href="/asked-for" width="9" height="9"/>'),
    "use.svg": svg('<use href="/asked-for#a"/>'),
    "style.svg": svg("<style>@import '/asked-for';</style>"),
    "fill.svg": svg('<rect width="9" height="9" fill="url(/asked-for#a)"/>'),
    "escaped.svg": svg(r'<rect width="9" height="9" style="background: u\72l(/asked-for)"/>'),
    "string.svg": svg("<style>a{quotes:'/*'} svg{background:url(/asked-for)} b{quotes:'*/'}</style>"),
    "divided.svg": svg("<style>svg{background:ur<style/>l(/asked-for)}</style>"),
    "sheet.svg": svg("", '<?xml-stylesheet href="/asked-for"?>'),
    "entity.svg": svg("&a;", f"<!DOCTYPE svg [<!ENTITY a '<script>{ACT}</script>'>]>"),
    "wide.svg": svg(f"<script>{ACT}</script>").decode().encode("utf-16"),
}


ASKING = [f"{name}.svg" for name in ("image", "style", "refresh", "frame", "sheet", "string", "divided")]


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("attachments")
    files = [ClosureFile.of(name, data) for name, data in FILES.items()]
    write({address(file): file.data for file in files}, folder)
    write({f"raw/{file.path}": file.data for file in files}, folder)
    write({"files/drawn.svg": svg('<rect width="9" height="9"/>'), "index.html": b"<p>"}, folder)
    with served(folder) as found:
        yield found


def opened(browser: Browser, host: str, place: str) -> tuple[list[str], bool, str]:
    """What a browser asks for when somebody goes to a file, whether it acted, and what it shows then."""
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(host)
    asked.clear()
    try:
        page.goto(f"{host}/{place}", wait_until="networkidle")
    except Error as error:
        if "Download is starting" not in str(error) and "ERR_ABORTED" not in str(error):
            raise
    shown = page.url.removeprefix(f"{host}/")
    acted = bool(page.evaluate("!!window.acted"))
    return [url for url in asked if not url.endswith((place, "favicon.ico"))], acted, shown


@pytest.mark.parametrize("name", FILES)
def test_no_attachment_acts(browser: Browser, host: str, name: str) -> None:
    asked, acted, shown = opened(browser, host, address(ClosureFile.of(name, FILES[name])))
    assert (asked, acted, shown) == ([], False, "")  # a download: the page before stays


@pytest.mark.parametrize("name", ["page.html", "script.svg", "prefixed.svg", "other.svg", "loaded.svg", "wide.svg"])
def test_the_same_file_under_its_own_ending_would_act(browser: Browser, host: str, name: str) -> None:
    asked, acted, _ = opened(browser, host, f"raw/{name}")
    assert acted or asked


@pytest.mark.parametrize("name", ASKING)
def test_the_same_picture_unread_would_ask(browser: Browser, host: str, name: str) -> None:
    assert opened(browser, host, f"raw/{name}")[0]


def test_a_picture_that_only_draws_is_shown(browser: Browser, host: str) -> None:
    assert opened(browser, host, "files/drawn.svg") == ([], False, "files/drawn.svg")
    page = browser.new_page()
    page.goto(host)
    size = "async (url) => { const i = new Image(); i.src = url; await i.decode(); return i.width; }"
    assert page.evaluate(size, f"{host}/files/drawn.svg") == 9


def test_downloads_keep_their_bytes(browser: Browser, host: str, tmp_path: Path) -> None:
    page = browser.new_page()
    page.goto(host)
    place = address(ClosureFile.of("page.html", PAGE))
    page.evaluate("url => { const a = document.createElement('a'); a.href = url; document.body.append(a); }", place)
    with page.expect_download() as found:
        page.click("a", force=True, no_wait_after=True) if page.inner_text("a") else page.evaluate(
            "document.querySelector('a').click()"
        )
    found.value.save_as(tmp_path / "kept")
    assert (tmp_path / "kept").read_bytes() == PAGE
    assert found.value.suggested_filename.endswith("-page-html.bin")
