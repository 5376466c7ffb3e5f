"""Attacks on a desk: from other pages, other hosts and other people, and by the manual that is opened in it."""

from __future__ import annotations

import http.client
import socket
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest
from starlette.testclient import TestClient

from qmsdoc.desk.app import application
from qmsdoc.desk.desk import Desk
from qmsdoc.desk.guard import COOKIE, POLICY, Guard
from qmsdoc.desk.server import listening, port_of
from tests.acceptance.manual import QP_001, TEXTS
from tests.desk.test_server import served
from tests.desk.world import ORIGIN, TAG, TEAM, Visitor, desk_of, hosted, made, passkey
from tests.disk import DiskManual
from tests.memory import PEOPLE

pytestmark = pytest.mark.acceptance
SCRIPT = "<script>alert(1)</script>"
IMAGE = '"><img src=x onerror=alert(1)>'


@pytest.fixture(scope="module")
def manual(tmp_path_factory: pytest.TempPathFactory) -> DiskManual:
    return made(tmp_path_factory.mktemp("own"))


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost", "localhost:80", "127.0.0.1:8425", "localhost:8425.evil.example"]
)
def test_another_host_is_not_answered(visitor: Visitor, host: str) -> None:
    answer = visitor.client.get("/", headers={"Host": host})
    assert (answer.status_code, "QP-002" in answer.text) == (421, False)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", ["/document/QP-002", "/document/QP-002/", "/nothing", "/sign/approve/QP-002", "//x/y"])
def test_another_host_is_refused_whatever_it_asks(visitor: Visitor, method: str, path: str) -> None:
    """No redirection, no list of methods and no other answer says that a desk is here."""
    answer = visitor.client.request(method, path, headers={"Host": "evil.example"}, follow_redirects=False)
    assert answer.status_code == 421
    assert not {"location", "allow"} & set(answer.headers)
    assert answer.headers["Content-Security-Policy"] == POLICY


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/nothing", 404), ("POST", "/", 405), ("PUT", "/", 405)]
)
def test_every_answer_carries_the_desks_headers(visitor: Visitor, method: str, path: str, status: int) -> None:
    answer = visitor.client.request(method, path, headers={"Origin": ORIGIN})
    assert (answer.status_code, answer.headers["X-Content-Type-Options"]) == (status, "nosniff")
    assert answer.headers["Content-Security-Policy"] == POLICY


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost", "http://localhost:8425.evil.example", None]
)
def test_another_origin_changes_nothing(visitor: Visitor, origin: str | None) -> None:
    form = {"word": visitor.word, "reason": "x"}
    del visitor.client.headers["Origin"]
    headers = {"Origin": origin} if origin is not None else {}
    assert visitor.client.post("/decline/QP-002", data=form, headers=headers).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/decline/QP-002",
        "/sign/approve/QP-002",
        "/passkey/begin/approve/QP-002",
        "/passkey/finish",
        "/passkey/register",
        "/confirm/review/QP-002",
        "/send",
    ],
)
def test_without_the_sessions_word_nothing_changes(visitor: Visitor, manual: DiskManual, path: str) -> None:
    for word in ("", "0" * 64, visitor.word[:-1], "ä"):
        assert visitor.client.post(path, data={"word": word, "reason": "x"}).status_code == 403
    assert visitor.client.get(path).status_code in {404, 405}
    assert visitor.client.put(path).status_code in {404, 405}
    assert manual.git("tag", "--list", "approved/QP-002/*") == ""


def test_a_stranger_gets_in_nowhere(desk: Desk) -> None:
    stranger = TestClient(application(desk), base_url=ORIGIN, headers={"Origin": ORIGIN}, follow_redirects=False)
    places = (
        "/",
        "/?token=wrong",
        "/?token=",
        "/document/QP-002/",
        "/files/x",
        "/preview/files/",
        "/assets/desk.js",
        f"/receipt/{TAG}",
    )
    assert {stranger.get(place).status_code for place in places} == {401}
    assert stranger.post("/send", data={"word": desk.guard.csrf}).status_code == 401
    stranger.cookies.set(COOKIE, "0" * 64)
    assert stranger.get("/").status_code == 401


def test_the_printed_word_becomes_a_strict_cookie_and_leads_nowhere_else(desk: Desk) -> None:
    client = TestClient(application(desk), base_url=ORIGIN, follow_redirects=False)
    answer = client.get(f"//evil.example/?token={desk.guard.token}")
    assert answer.headers["location"] in {"/evil.example/", "/"}
    said = answer.headers["set-cookie"].lower()
    assert desk.guard.token.lower() not in said
    assert {"httponly", "samesite=strict"} <= {part.strip() for part in said.split(";")}


def test_too_much_and_too_often_is_refused(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qmsdoc.desk.guard.time", SimpleNamespace(monotonic=lambda: 0.0))
    assert visitor.client.post("/decline/QP-002", content=b"x" * 300_000).status_code == 413
    json = {"Content-Type": "application/json"}
    for body in (b"[" * 100_000, b"{", b"null", b'{"word": {}}', b"\xff"):
        assert visitor.client.post("/send", content=body, headers=json).status_code == 403
    form = {"word": visitor.word, "key": "AAAA"}
    codes = [visitor.client.post("/passkey/register", data=form).status_code for _ in range(61)]
    assert codes.count(429) == 1
    assert codes[-1] == 429


def test_every_answer_carries_the_policy(visitor: Visitor) -> None:
    for place in ("/", "/document/QP-001/", "/document/QP-999/", "/assets/desk.js", "/closure/QP-001/x", "/files/none"):
        headers = visitor.client.get(place).headers
        assert headers["content-security-policy"] in {POLICY, "default-src 'none'; sandbox"}
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"
    assert "unsafe" not in POLICY


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd",
        "..%2f..%2fetc%2fpasswd",
        "%2e%2e/%2e%2e/etc/passwd",
        "..\\..\\etc\\passwd",
        "/etc/passwd",
        "%00",
    ],
)
@pytest.mark.parametrize("place", ["files", "assets", "closure/QP-001", "preview/files", "receipt", "done", "document"])
def test_no_path_leads_out_of_what_is_offered(visitor: Visitor, place: str, name: str) -> None:
    answer = visitor.client.get(f"/{place}/{name}", follow_redirects=False)
    assert "root:" not in answer.text
    assert answer.status_code in {303, 307, 404, 409}


@pytest.mark.parametrize(
    "request_lines",
    [
        "GET / HTTP/1.1\r\nHost: localhost:{port}\r\nHost: evil.example\r\n",
        "GET / HTTP/1.1\r\nHost: evil.example\r\nHost: localhost:{port}\r\n",
        "GET http://localhost:{port}/ HTTP/1.1\r\nHost: evil.example\r\n",
        "GET / HTTP/1.1\r\nHost: localhost:{port}@evil.example\r\n",
        "GET / HTTP/1.1\r\nHost: localhost:{port}, evil.example\r\n",
        "GET / HTTP/1.1\r\nX-Forwarded-Host: localhost:{port}\r\nHost: evil.example\r\n",
        "GET / HTTP/1.0\r\n",
    ],
)
def test_a_host_that_is_said_twice_or_elsewhere_is_not_answered(manual: DiskManual, request_lines: str) -> None:
    listeners = listening(0)
    port = port_of(listeners)
    desk = desk_of(manual)
    desk.guard = Guard(f"http://localhost:{port}")
    cookie = TestClient(application(desk), base_url=desk.guard.origin)
    cookie.get(f"/?token={desk.guard.token}")
    with served(application(desk), listeners), socket.create_connection(("127.0.0.1", port)) as asked:
        head = (
            request_lines.format(port=port) + f"Cookie: {COOKIE}={cookie.cookies[COOKIE]}\r\nConnection: close\r\n\r\n"
        )
        asked.sendall(head.encode())
        answer = http.client.HTTPResponse(asked)
        answer.begin()
        assert (answer.status in {400, 404, 421}, b"QP-002" in answer.read()) == (True, False)


def hostile(text: str) -> str:
    """Put scripts into what a document says, in every way that Markdown and front matter have."""
    body = (
        f"\n{SCRIPT}\n\n[press](javascript:alert(1)) [press](  JaVaScRiPt:alert(1))\n\n"
        f"[press](data:text/html,{SCRIPT})\n\n"
        f"![x](javascript:alert(1)) <a href='javascript:alert(1)' onclick='alert(1)'>x</a> {IMAGE}\n\n"
        f"![picture](evil.svg) [attached](evil.html)\n\n<svg onload=alert(1)><iframe src=//evil.example></iframe>\n\n"
        f"<form action='/sign/withdraw/QP-001' method=post><button>Press</button></form>\n\n"
        f'```mermaid\nflowchart TD\n  A["{SCRIPT}"] --> B\n  click A "javascript:alert(1)"\n```\n'
    )
    return (
        text.replace("title: ", f"title: '{SCRIPT}{IMAGE.replace(chr(39), '')}' #").replace(
            "revision: 1\n", f"revision: 1\nchange: '{SCRIPT}{IMAGE}'\n"
        )
        + body
    )


SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><a href="javascript:alert(1)"><rect/></a></svg>'


class Acting(HTMLParser):
    """Collects what could act on a page: scripts, handlers, frames, forms, and addresses that are no page's."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script" and not str(given.get("src") or "").partition("?")[0].endswith(".js"):
            self.found.append(f"script {given}")
        if tag in {"iframe", "object", "embed", "base", "foreignobject"} or any(
            name.startswith("on") for name in given
        ):
            self.found.append(f"{tag} {given}")
        if tag == "form" and not str(given["action"]).startswith(("/sign/approve/", "/decline/", "/send")):
            self.found.append(f"form {given}")
        for name in ("href", "src", "action", "xlink:href", "formaction"):
            scheme = str(given.get(name) or "").strip().partition(":")[0].lower()
            if ":" in str(given.get(name) or "") and scheme not in {"https", "http", "mailto"}:
                self.found.append(f"{tag} {name}={given[name]}")


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Visitor:
    folder = QP_001.rpartition("/")[0]
    texts = {path: hostile(text) if path.endswith(".md") else text for path, text in TEXTS.items()}
    texts |= {f"{folder}/evil.svg": SVG, f"{folder}/evil.html": SCRIPT}
    people = PEOPLE.replace("name: Amir Khan", f"name: '{SCRIPT}{IMAGE}'")
    manual = made(tmp_path_factory.mktemp("evil"), texts=texts, people=people)
    manual.git("branch", '"><img/src=x/onerror=alert(1)>')
    manual.git("commit", "--quiet", "--allow-empty", "--message", SCRIPT)
    hosted(manual)
    return Visitor.at(desk_of(manual))


def test_a_hostile_manual_acts_on_no_page(poisoned: Visitor) -> None:
    commit = poisoned.page("/document/QP-002/").partition('href="/preview/')[2][:40]
    places = [
        "/",
        "/document/POLICY/",
        "/document/QP-999/",
        "/preview/files/",
        f"/preview/{commit}/",
        "/preview/files/register/",
    ]
    places += [
        f"{before}{name}/"
        for name in ("QP-001", "QP-002", "QF-001")
        for before in ("/document/", "/preview/files/", f"/preview/{commit}/")
    ]
    places = [place if place.startswith("/document") else place.lower() for place in places]
    for place in places:
        page = poisoned.page(place)
        acting = Acting()
        acting.feed(page)
        assert acting.found == [], place
        assert SCRIPT not in page, place
    assert "&lt;script&gt;alert(1)" in poisoned.page("/document/QP-002/")


def test_a_hostile_manuals_files_do_not_act(poisoned: Visitor) -> None:
    page = poisoned.page("/document/QP-001/")
    closure = {part[:64] for part in page.split("/closure/QP-001/")[1:]}
    assert len(closure) >= 4
    for digest in closure:
        answer = poisoned.client.get(f"/closure/QP-001/{digest}")
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-disposition"] == "attachment"
    offered = {part.partition('"')[0] for part in page.split('"../../files/')[1:]}
    assert offered
    for name in offered:
        headers = poisoned.client.get(f"/files/{name}").headers
        assert (
            headers.get("content-disposition") == "attachment"
            or headers["content-security-policy"] == "default-src 'none'; sandbox"
        )
        assert "html" not in headers["content-type"]


def test_a_hostile_reason_and_receipt_stay_words(poisoned: Visitor) -> None:
    page = poisoned.post("/decline/QP-002", {"word": poisoned.word, "reason": f"</textarea>{SCRIPT}"}).text
    assert SCRIPT not in page
    assert poisoned.client.get("/receipt/approved/QP-002/1/%0d%0aX: y").status_code == 404


def test_a_header_of_a_stranger_is_nobody(tmp_path: Path) -> None:
    manual = made(tmp_path / "team", passkey(team=True).key())
    desk = desk_of(manual, team=True)
    client = TestClient(application(desk), base_url=TEAM, headers={"Origin": TEAM})
    for address in ("", " ", "jane.doe", "*", "jane.doe@meridian.example, helen.ward@meridian.example"):
        assert "You are Jane" not in client.get("/", headers={"X-Forwarded-Email": address}).text
