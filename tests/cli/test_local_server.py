"""A published folder is shown to this machine alone, on a free port."""

from __future__ import annotations

import http.client
import threading
import urllib.request
from pathlib import Path

import pytest

from qmsdoc.cli.local_server import Host


def test_a_folder_is_shown_and_a_second_one_beside_it(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name / "page").mkdir(parents=True)
        (tmp_path / name / "page" / "index.html").write_text(name)
    with Host(tmp_path / "one") as one, Host(tmp_path / "two") as two:
        assert one.url.startswith("http://127.0.0.1:")
        assert one.url != two.url
        for host, text in ((one, "one"), (two, "two")):
            threading.Thread(target=host.serve, daemon=True).start()
            with urllib.request.urlopen(f"{host.url}page/", timeout=10) as answer:  # noqa: S310 - our own
                assert answer.read().decode() == text
            host.stop()


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
def test_only_its_own_host_is_answered(tmp_path: Path, named: tuple[str, ...], answers: bool) -> None:
    (tmp_path / "index.html").write_text("draft")
    with Host(tmp_path) as host:
        threading.Thread(target=host.serve, daemon=True).start()
        port = int(host.url.rstrip("/").rpartition(":")[2])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.putrequest("GET", "/", skip_host=True)
        for each in named:
            connection.putheader("Host", each.format(port=port))
        connection.endheaders()
        answer = connection.getresponse()
        assert (answer.status, "draft" in answer.read().decode()) == ((200, True) if answers else (421, False))
        host.stop()
