"""PDF by Chromium: tagged, closed to the outside, the same bytes every time."""

from __future__ import annotations

import http.server
import io
import shutil
import subprocess
import threading
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from qmsdoc.errors import PublishError, UsageError
from qmsdoc.pages.manual import manual
from qmsdoc.render.pdf import chromium, weasyprint
from qmsdoc.render.pdf.devtools import Browser
from qmsdoc.render.pdf.make import require_pdf, tool_of
from qmsdoc.render.pdf.page import Press
from qmsdoc.render.pdf.source import Source
from qmsdoc.render.pdf.tool import Tool
from qmsdoc.site import template
from tests.site.papers import papers

ON = date(2026, 6, 1)
needs_chromium = pytest.mark.skipif(chromium.program() is None, reason="Chromium is not installed")


@cache
def source() -> Source:
    snapshot = papers()
    return Press(snapshot, template()).manual(manual(snapshot))


@cache
def whole() -> bytes:
    return next(chromium.made((source(),)))


def printed(html: str) -> bytes:
    return next(chromium.made((Source(html, ON),)))


@needs_chromium
def test_it_is_tagged_with_bookmarks_in_the_language_of_the_manual() -> None:
    opened = pikepdf.open(io.BytesIO(whole()))
    root: Any = opened.Root
    assert root.MarkInfo.Marked
    assert root.StructTreeRoot.K
    assert root.Lang == "en"
    assert root.Outlines.First.Title == "Example <Manual> & more"


@needs_chromium
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
def test_each_sheet_has_the_head_of_its_document_and_the_foot() -> None:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=whole(), capture_output=True, check=True)
    sheets = done.stdout.decode().split("\f")[:-1]
    for number, sheet in enumerate(sheets, 1):
        assert f"Page {number} of {len(sheets)}" in sheet
        assert "Valid only when checked" in sheet
        assert "As of 1 June 2026" in sheet
    assert all("in force from" in sheet.strip().splitlines()[0] for sheet in sheets[1:])


@needs_chromium
def test_two_runs_give_the_same_bytes_and_a_sound_file() -> None:
    assert next(chromium.made((source(),))) == whole()
    opened = pikepdf.open(io.BytesIO(whole()))
    assert str(opened.docinfo["/CreationDate"]).startswith("D:20260601000000Z")
    named: Any = opened.Root.StructTreeRoot.IDTree
    leaf = named.Kids[0] if "/Kids" in named else named
    names = [str(each) for each in list(leaf.Names)[::2]]
    assert names == sorted(names)
    assert [str(each) for each in leaf.Limits] == [names[0], names[-1]]


@needs_chromium
def test_the_page_runs_nothing_and_reaches_nobody(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret")
    with listening() as (address, asked):
        html = (
            f"<title>t</title><script>document.title = 'ran'</script><p>words</p><img src='{address}/a.png'>"
            f"<iframe src='{secret.as_uri()}'></iframe><link rel=stylesheet href='{address}/a.css'>"
        )
        data = printed(html)
    assert asked == []
    opened = pikepdf.open(io.BytesIO(data))
    assert str(opened.docinfo["/Title"]) == "t"
    if shutil.which("pdftotext"):
        text = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True).stdout
        assert b"words" in text
        assert b"secret" not in text


class listening:  # noqa: N801 - reads as a phrase
    """A web server on this machine, and what it was asked for."""

    def __enter__(self) -> tuple[str, list[str]]:
        asked: list[str] = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                self.send_error(404)

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_port}", asked

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def test_what_made_a_pdf_is_seen_from_it() -> None:
    assert tool_of(b"%PDF-1.4\n1 0 obj\n<</Producer (Skia/PDF m156)>>") is Tool.CHROMIUM
    assert tool_of(b"%PDF-1.7\n") is Tool.WEASYPRINT


def test_evening_out_moves_no_byte() -> None:
    one = (
        b"<</CreationDate (D:20261122173422+00'00')>>/ID (node00000138)/ID (node00000110)/Headers [(node00000110)]"
        b"<</Limits [(node00000138) (node00000110)]\n/Names [(node00000138) 7 0 R (node00000110) 12 0 R]>>"
    )
    other = one.replace(b"00000138", b"00013977").replace(b"00000110", b"00013975").replace(b"173422", b"090909")
    assert chromium.even(one, ON) == chromium.even(other, ON)
    assert len(chromium.even(one, ON)) == len(one)
    assert b"[(node00000001) 7 0 R (node00000002) 12 0 R]" in chromium.even(one, ON)


def test_dates_in_words_of_a_document_stay() -> None:
    words = rb"<</Title (Report \(D:20200101000000 approved\))/ModDate (D:20990101000000+00'00')>>"
    assert chromium.even(words, ON) == words.replace(rb"20990101000000+00'00'", b"20260601000000Z      ")


def test_no_chromium_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chromium, "program", lambda: None)
    with pytest.raises(UsageError, match="Neither Chromium nor Chrome"):
        require_pdf(Tool.CHROMIUM)


@pytest.mark.parametrize(("version", "good"), [("130.0.1", False), ("131.0.1", True), ("odd", False)])
def test_a_chromium_too_old_for_heads_is_refused(version: str, good: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    class Fake:
        def __init__(self, program: str) -> None:
            self.version = version

        def __enter__(self) -> Fake:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def pdf(self, html: str) -> bytes:
            return b"made"

    monkeypatch.setattr(chromium, "Browser", Fake)
    made: Iterator[bytes] = chromium.made((Source("", ON),))
    if good:
        assert next(made) == b"made"
    else:
        with pytest.raises(PublishError, match="cannot print the head"):
            next(made)


@pytest.mark.parametrize("words", ["exit 3", "echo no sandbox here >&2; exit 1"])
def test_a_browser_that_does_not_start_is_told(tmp_path: Path, words: str) -> None:
    program = tmp_path / "chromium"
    program.write_text(f"#!/bin/sh\n{words}\n")
    program.chmod(0o755)
    with pytest.raises(PublishError, match="Chromium did not start") as raised, Browser(str(program)):
        pass
    assert ("no sandbox here" in raised.value.remedy) is ("echo" in words)


# WeasyPrint leaves its colour profile open.
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_two_processes_give_what_one_gives() -> None:
    try:
        weasyprint.require()
    except UsageError as missing:
        pytest.skip(missing.message)
    sources = [Source(f"<html lang=en><title>{n}</title><p>{n}", ON) for n in range(3)]
    assert list(weasyprint.made(sources, workers=2)) == list(weasyprint.made(sources, workers=1))
