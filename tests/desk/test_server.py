"""A published folder and the drafts somebody works on are shown to this machine alone, on a free port."""

from __future__ import annotations

import errno
import http.client
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from qmsdoc.desk.clone import DeskClone
from qmsdoc.desk.guard import Door, Guard
from qmsdoc.desk.previews import FILES, Previews
from qmsdoc.desk.server import folder_application, listening, open_guard, port_of, preview_application, url_of
from qmsdoc.errors import UsageError
from tests.acceptance.manual import QP_002, TEXTS
from tests.desk.world import NOW, Visitor, desk_of, made
from tests.disk import DiskManual

HERE = Guard("http://127.0.0.1:8000", Door.OPEN, aliases=("localhost:8000",))


@contextmanager
def served(application: ASGIApp, listeners: Sequence[socket.socket]) -> Iterator[int]:
    """Serve in a thread; gives the port."""
    server = uvicorn.Server(uvicorn.Config(application, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": list(listeners)})
    thread.start()
    try:
        yield port_of(listeners)
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "site" / "page").mkdir(parents=True)
    (tmp_path / "site" / "page" / "index.html").write_text("a page")
    (tmp_path / "site" / "index.html").write_text("draft")
    (tmp_path / "secret").write_text("secret")
    return tmp_path / "site"


@pytest.mark.parametrize(
    ("named", "answers"),
    [
        (("127.0.0.1:{port}",), True),
        (("localhost:{port}",), True),
        (("127.0.0.1",), False),
        (("evil.example:{port}",), False),
        (("127.0.0.1.evil.example:{port}",), False),
        (("127.0.0.1:{port}", "evil.example"), False),
        ((), False),
    ],
)
def test_only_its_own_host_is_answered(folder: Path, named: tuple[str, ...], answers: bool) -> None:
    listeners = listening(0)
    assert {each.getsockname()[0] for each in listeners} <= {"127.0.0.1", "::1"}
    with served(folder_application(folder, open_guard(listeners)), listeners) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        connection.putrequest("GET", "/", skip_host=True)
        for each in named:
            connection.putheader("Host", each.format(port=port))
        connection.endheaders()
        answer = connection.getresponse()
        assert ("draft" in answer.read().decode()) is answers
        assert (answer.status == 200) is answers
        connection.close()


@contextmanager
def closing(listeners: Sequence[socket.socket]) -> Iterator[Sequence[socket.socket]]:
    try:
        yield listeners
    finally:
        for each in listeners:
            each.close()


def test_a_port_that_is_taken_is_said() -> None:
    with closing(listening(0)) as one, closing(listening(None)) as other:
        assert url_of(one) != url_of(other)
        with pytest.raises(UsageError, match=f"port {port_of(one)}: another program listens there"):
            listening(port_of(one))


def test_both_addresses_of_localhost_are_its_own_or_none() -> None:
    with closing(listening(0)) as ours:
        if len(ours) == 1:
            pytest.skip("This machine has no IPv6.")
        assert [each.getsockname()[:2] for each in ours] == [("127.0.0.1", port_of(ours)), ("::1", port_of(ours))]
    with socket.socket(socket.AF_INET6) as theirs:
        theirs.bind(("::1", 0))
        theirs.listen()
        with pytest.raises(UsageError, match="another program"):
            listening(theirs.getsockname()[1])


def test_a_machine_without_the_newer_address_is_served_on_the_older(monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.socket

    def old(family: socket.AddressFamily = socket.AF_INET, *rest: int) -> socket.socket:
        if family is socket.AF_INET6:
            raise OSError(errno.EAFNOSUPPORT, "no such family")
        return real(family, *rest)

    monkeypatch.setattr(socket, "socket", old)
    with closing(listening(0)) as ours:
        assert [each.family for each in ours] == [socket.AF_INET]


def test_a_folder_shows_its_own_files_alone(folder: Path) -> None:
    client = TestClient(folder_application(folder, HERE), base_url=HERE.origin)
    assert client.get("/page/").text == "a page"
    assert client.get("/page").text == "a page"
    for path in ("/../secret", "/%2e%2e/secret", "/..%2fsecret", "/page/../../secret", "//etc/passwd", "/nothing"):
        answer = client.get(path)
        assert "secret" not in answer.text
        assert answer.status_code in {200, 404}
    assert client.post("/", headers={"Origin": HERE.origin}).status_code == 405


@pytest.fixture
def manual(tmp_path: Path) -> DiskManual:
    return made(tmp_path / "own")


@pytest.mark.acceptance
def test_drafts_are_shown_as_they_stand_and_anew_after_each_change(manual: DiskManual) -> None:
    previews = Previews(DeskClone(manual.root, lambda: NOW))
    client = TestClient(preview_application(previews, HERE), base_url=HERE.origin)
    assert "QP-002" in client.get("/").text
    page = client.get("/qp-002/").text
    assert "<title>DRAFT - NOT FOR USE: QP-002" in page
    assert client.get("/assets/qms.css").headers["content-type"] == "text/css; charset=utf-8"
    assert client.get("/nowhere/").status_code == 404
    manual.write(
        QP_002, TEXTS[QP_002].replace("title: Training", "title: Schooling").replace("# Training", "# Schooling")
    )
    assert "Schooling" in client.get("/qp-002/").text
    distrusting = Previews(DeskClone(manual.root, lambda: NOW, f"sha256:{'0' * 64}"))
    answer = TestClient(preview_application(distrusting, HERE), base_url=HERE.origin).get("/qp-002/")
    assert answer.status_code == 409
    assert "trust root" in answer.text


@pytest.mark.acceptance
def test_a_desk_shows_the_drafts_of_branches_and_nothing_else_of_the_clone(manual: DiskManual) -> None:
    manual.git("checkout", "--quiet", "-b", "wip/schooling")
    manual.write(QP_002, TEXTS[QP_002].replace("alone", "by themselves"))
    tip = manual.commit(on="2026-02-12T09:00:00+00:00")
    manual.git("checkout", "--quiet", "main")
    visitor = Visitor.at(desk_of(manual))
    assert f'<a href="/preview/{tip}/">wip/schooling</a>' in visitor.page()
    assert "by themselves" in visitor.page(f"/preview/{tip}/qp-002/")
    assert "work alone" in visitor.page(f"/preview/{FILES}/qp-002/")
    root = manual.git("rev-list", "--max-parents=0", "main")
    for name in (
        "main",
        "HEAD",
        "..",
        manual.git("rev-parse", "main^{tree}"),
        *({root} - {manual.git("rev-parse", "main")}),
    ):
        assert visitor.client.get(f"/preview/{name}/qp-002/").status_code in {404, 409}
