"""Fetching from the web: within a bound of size and of time."""

from __future__ import annotations

import hashlib
import http.server
import io
import itertools
import socketserver
import time
from collections.abc import Iterator
from contextlib import suppress
from email.message import Message
from types import SimpleNamespace
from typing import ClassVar
from urllib.request import Request

import pytest

from qmsdoc.errors import UsageError
from qmsdoc.verification import web
from tests.web import serving


def test_an_answer_is_read_within_its_bounds() -> None:
    assert b"".join(web.pieces(io.BytesIO(b"x" * 200_000), 200_000)) == b"x" * 200_000
    with pytest.raises(ValueError, match="longer than 199999 bytes"):
        list(web.pieces(io.BytesIO(b"x" * 200_000), 199_999))


ODD = {
    "/nothing/": b"",
    "/no-status/": b"hello\r\n\r\n",
    "/headers/": b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 200 + b"\r\n",
    "/long-header/": b"HTTP/1.1 200 OK\r\na: " + b"b" * 100_000 + b"\r\n\r\n",
    "/chunks/": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n",
    "/cut-chunks/": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}",
    "/negative/": b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}",
    "/early/": b"HTTP/1.1 100 Continue\r\n\r\n" * 50 + b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
}


class OddServer(socketserver.StreamRequestHandler):
    """Answers what no server should."""

    def handle(self) -> None:
        """Answer, whatever else is asked."""
        path = self.rfile.readline().decode().split(" ")[1].removesuffix("manifest.json")
        while self.rfile.readline().strip():
            pass
        self.wfile.write(ODD[path])


@pytest.mark.parametrize("path", ODD)
def test_an_answer_that_no_server_should_give_is_a_fault_of_the_address(path: str) -> None:
    with serving(OddServer) as host:
        if path in {"/negative/", "/early/"}:
            assert web.fetched(host + path, "manifest.json") == b"{}"
            return
        with pytest.raises(UsageError, match="cannot be read"):
            web.fetched(host + path, "manifest.json")


class Dripping(http.server.BaseHTTPRequestHandler):
    """Sends a little at a time, without an end, of its headers or of its text."""

    def log_message(self, *_: object) -> None:
        return

    def do_GET(self) -> None:
        """Answer until nobody listens any more."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"" if "headers" in self.path else b"\r\n"))
        with suppress(OSError):
            while True:
                self.wfile.write(b"x" * 20)
                self.wfile.flush()


@pytest.mark.parametrize(("path", "step"), [("headers", 31), ("text", 1)])
def test_an_answer_that_never_ends_is_left(monkeypatch: pytest.MonkeyPatch, path: str, step: int) -> None:
    """The clock goes on by so many seconds whenever it is looked at."""
    clock = itertools.count(0, step)
    monkeypatch.setattr(web, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    with serving(Dripping) as host, pytest.raises(UsageError, match="took too long"):
        web.fetched(f"{host}/{path}", "manifest.json")


def test_what_drips_is_read_until_its_deadline() -> None:
    source = io.BytesIO(b"xy")
    assert web._Timed(source, time.monotonic() + 60).read(1) == b"x"  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="too long"):
        web._Timed(source, time.monotonic() - 1).read(1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "address", ["ftp://example.org/", "file:///etc/passwd", "http://", "https:///x", "data://x,y", "http://[::1"]
)
def test_only_the_web_is_asked(address: str) -> None:
    with pytest.raises(UsageError):
        web.fetched(address, "manifest.json")


class Server(http.server.BaseHTTPRequestHandler):
    """Serves a few addresses, some of which lead on."""

    pages: ClassVar = {"/m/manifest.json": b"{}", "/m/": b"home", "/m/index.html": b"home", "/m/a%20b.txt": b"text"}
    leads: ClassVar = {
        "/to-itself/manifest.json": "/m/manifest.json",
        "/away/manifest.json": "http://localhost:1/manifest.json",
        "/to-a-file/manifest.json": "file:///etc/hostname",
        "/round/manifest.json": "/round/manifest.json",
    }

    def log_message(self, *_: object) -> None:
        return

    def do_GET(self) -> None:
        """Answer."""
        body, lead = self.pages.get(self.path), self.leads.get(self.path)
        self.send_response(500 if self.path == "/m/broken" else 302 if lead else 404 if body is None else 200)
        if lead:
            self.send_header("Location", lead)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    with serving(Server) as address:
        yield address


def test_whatever_leads_to_a_site_leads_to_its_manifest(host: str) -> None:
    for place in ("/m", "/m/", "/m/index.html", "/m/manifest.json", "/m/?x=1#y", "//m", "/to-itself"):
        assert web.fetched(host + place, "manifest.json") == b"{}"


@pytest.mark.parametrize("place", ["/away", "/to-a-file", "/round", "/none"])
def test_no_other_host_is_asked_and_nothing_is_followed_for_ever(host: str, place: str) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        web.fetched(host + place, "manifest.json")


def test_a_redirection_may_only_make_the_same_host_safer() -> None:
    handler = web._Redirects()

    def led(old: str, new: str) -> str | None:
        found = handler.redirect_request(Request(old), io.BytesIO(), 302, "", Message(), new)  # noqa: S310 - nothing is opened
        return found.full_url if found else None

    assert led("http://example.org/m", "https://example.org/m/") == "https://example.org/m/"
    for old, new in (
        ("https://example.org/m", "http://example.org/m/"),
        ("https://example.org/m", "https://example.org:8443/m/"),
        ("http://example.org/m", "https://example.org:8443/m/"),
        ("http://example.org/m", "https://example.com/m/"),
    ):
        with pytest.raises(ValueError, match="leads on"):
            led(old, new)


def test_every_address_of_a_site_has_its_digest(host: str) -> None:
    files = {"index.html": "1", "qp-001/index.html": "2", "a b.txt": "3", "myindex.html": "4"}
    assert web.addressed(files) == files | {"./": "1", "qp-001/": "2"}
    digests = {path: hashlib.sha256(data).hexdigest() for path, data in (("./", b"home"), ("a b.txt", b"text"))}
    found = web.served_digests(f"{host}/m", ("./", "index.html", "a b.txt", "none.html"))
    assert found == digests | {"index.html": digests["./"]}
    with pytest.raises(UsageError, match="broken cannot be read"):
        web.served_digests(f"{host}/m", ("broken",))
